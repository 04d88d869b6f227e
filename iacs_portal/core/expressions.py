"""Expressions of PostgreSQL that Django has no words for."""

from django.db.models import Func


class Unnest(Func):
    """The elements of an array as rows."""

    function = "unnest"
    set_returning = True
