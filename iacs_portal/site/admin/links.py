"""Lists of requests and of what belongs to one: each number leads where the reader may open it."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from approvals.models import Request
from approvals.views.requests import person
from iacs_portal.site.admin_site import DeskAdmin
from iacs_portal.site.case.cases import links_to
from iacs_portal.site.changelist import Key


class LinkedAdmin(DeskAdmin):
    """With the column `request_number`: the tracking number, as a link to the case, to the request's own page where its kind has no case,
    and without a link where the reader may not open it, such as a request at the desk of another community. One query a page.
    """

    list_display_links = None

    def request_of(self, row: Any) -> Request:
        """The request to which a row belongs."""
        found: Request = row.request
        return found

    def rows_of_page(self, request: HttpRequest, rows: QuerySet[Any], after: Key | None, size: int) -> list[Any]:
        """As declared, each with its `link`."""
        found = super().rows_of_page(request, rows, after, size)
        links = links_to([self.request_of(row) for row in found], person(request))
        for row in found:
            row.link = links.get(self.request_of(row).pk, "")
        return found

    @admin.display(description=_("tracking number"))
    def request_number(self, row: Any) -> SafeString | str:
        """The number, as a link where there is one."""
        number = self.request_of(row).tracking_number or ""
        link = getattr(row, "link", "")
        return format_html('<a href="{}">{}</a>', link, number) if link else number
