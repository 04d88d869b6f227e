"""The desk's lists, paged by key: nothing is counted, and a far page costs as much as the first."""

import contextlib
import json
from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

AFTER = "after"
Key = list[str]


def _place(ordering: Sequence[str], key: Key) -> Q:
    """The rows behind `key` in `ordering`: one name, or two that run in the same direction, the last one unique."""
    verb = "lt" if ordering[0].startswith("-") else "gt"
    names = [name.removeprefix("-") for name in ordering]
    if len(names) == 1:
        return Q(**{f"{names[0]}__{verb}": key[0]})
    behind = Q(**{f"{names[0]}__{verb}": key[0]}) | Q(**{f"{names[1]}__{verb}": key[1]})
    return Q(**{f"{names[0]}__{verb}e": key[0]}) & behind


def rows_after(rows: QuerySet[Any], key: Key | None, size: int) -> list[Any]:
    """The first `size` of `rows` in their own order, those behind `key` when there is one.

    A key that no page wrote is the beginning. One query, or two where something is read along: keys are asked for first, since the
    database may go through all rows of the other table down to this page to join the two.
    """
    if key is not None:
        with contextlib.suppress(ValueError, TypeError, ValidationError):
            rows = rows.filter(_place([str(name) for name in rows.query.order_by], key))
    if rows.query.select_related:
        rows = rows.filter(pk__in=list(rows.select_related(None).values_list("pk", flat=True)[:size]))
    return list(rows[:size])


def key_of(rows: QuerySet[Any], row: Model) -> Key:
    """Where `row` stands in the order of `rows`."""
    return [str(getattr(row, str(name).removeprefix("-"))) for name in rows.query.order_by]


def key_from(typed: str, names: int) -> Key | None:
    """The key that a link names, for an order by so many names; None for anything that no page wrote."""
    try:
        key = json.loads(typed)
    except ValueError:
        return None
    is_key = (
        isinstance(key, list) and len(key) == names and all(isinstance(each, str) and "\0" not in each for each in key)
    )
    return key if is_key else None


class KeyedChangeList(ChangeList):
    """Django's, in the order of its model admin (a `DeskAdmin`) and no other, page by page."""

    model_admin: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = self.model_admin.list_title or capfirst(str(self.opts.verbose_name_plural))

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        """As declared: an index stands behind it. What an address asks for does not count."""
        return [str(name) for name in self.model_admin.get_ordering(request)]

    def get_filters_params(self, params: Any = None) -> Any:
        """What filters rows; the place in the list does not."""
        found = super().get_filters_params(params)
        found.pop(AFTER, None)
        return found

    def get_results(self, request: HttpRequest) -> None:
        """Read this page, and whether there is a next one. Two queries at most."""
        size, rows = self.list_per_page, self.queryset
        self.key = key_from(request.GET.get(AFTER, ""), len(rows.query.order_by))
        found = self.model_admin.rows_of_page(request, rows, self.key, size + 1)
        self.result_list = found[:size]
        self.result_count, self.full_result_count = len(self.result_list), None
        self.can_show_all = self.multi_page = self.show_admin_actions = False
        self.paginator = Paginator(self.result_list, size)
        self.next_key = json.dumps(key_of(rows, self.result_list[-1])) if len(found) > size else ""

    @property
    def first_url(self) -> str:
        """The address of the beginning, on a page further on; else empty."""
        return self.get_query_string(remove=[AFTER]) if self.key else ""

    @property
    def next_url(self) -> str:
        """The address of the next page, if there is one."""
        return self.get_query_string({AFTER: self.next_key}) if self.next_key else ""


class StatusFilter(admin.SimpleListFilter):
    """By status, with an index behind it; those that a list never shows are not offered (`hidden_statuses` of the model admin)."""

    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        """The statuses, as the model names them."""
        choices = model_admin.model._meta.get_field(self.parameter_name).choices
        return [(value, label) for value, label in choices if value not in model_admin.hidden_statuses]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows of the chosen status, or all; none of a status that is not offered."""
        if self.value() is None:
            return queryset
        offered = {str(value) for value, _label in self.lookup_choices}
        return queryset.filter(status=self.value()) if self.value() in offered else queryset.none()
