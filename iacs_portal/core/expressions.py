"""Expressions of PostgreSQL that Django has no words for."""

from django.db.models import BooleanField, Func


class Unnest(Func):
    """The elements of an array as rows."""

    function = "unnest"
    set_returning = True


class IsAnyOf(Func):
    """Whether a column is any element of an array: `filter(IsAnyOf("permission", ArraySubquery(keys)))`.

    The database reads the array once and looks its elements up by an index. A join may read all rows that have the other columns.
    """

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = BooleanField()
