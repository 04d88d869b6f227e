"""Standing rules of providers about surrogates."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from iacs_portal.site.admin_site import DeskAdmin, site
from iacs_portal.site.look_ups import by_number
from registration.providers import provider_or_none, provider_rows
from usergroups.models import SurrogateRule


@admin.register(SurrogateRule, site=site)
class SurrogateRuleAdmin(DeskAdmin):
    """Which providers never take surrogates, and who said so."""

    list_display = ("of_provider", "never", "changed_at", "changed_by")
    list_select_related = ("changed_by", *provider_rows("provider"))
    ordering = ("-provider_id",)
    look_ups = (by_number("provider__medicare_numbers__value"),)
    trail_of = staticmethod(lambda rule: {"scope_key": rule.pk})

    @admin.display(description=_("provider"))
    def of_provider(self, rule: SurrogateRule) -> str:
        """The organization or practitioner."""
        return str(provider_or_none(rule.provider) or rule.provider)
