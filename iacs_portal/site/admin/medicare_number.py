"""Medicare numbers of registered organizations."""

from django.contrib import admin

from iacs_portal.site.admin_site import DeskAdmin, site
from iacs_portal.site.look_ups import by_number
from registration.models import MedicareNumber


@admin.register(MedicareNumber, site=site)
class MedicareNumberAdmin(DeskAdmin):
    """NPI, CCN, PTAN and contractor number, and whose they are."""

    list_display = ("kind", "value", "scope_id", "is_live")
    ordering = ("-id",)
    look_ups = (by_number("value"),)
    trail_of = staticmethod(lambda number: {"scope_key": number.scope_id})
