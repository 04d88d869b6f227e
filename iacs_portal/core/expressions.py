"""Expressions of PostgreSQL that Django has no words for."""

from django.db.models import BigIntegerField, Func


class Unnest(Func):
    """The elements of an array as rows."""

    function = "unnest"
    set_returning = True


class AnyOf(Func):
    """Any element of an array of keys, to compare a column with: `filter(permission=AnyOf(ArraySubquery(keys)))`.

    The database reads the array once and looks its elements up by an index. A join may read all rows that have the other columns.
    """

    function = "ANY"
    output_field = BigIntegerField()
