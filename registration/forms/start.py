"""Before any data: community, two questions, role, terms."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from iacs_portal.core.forms import PortalForm
from registration.models import Community

YES, NO, UNSURE = "yes", "no", "unsure"


class QuestionsForm(PortalForm):
    """The two questions that are asked before any data (SE0753; domain.md 8), and the community where there are several."""

    community = forms.ChoiceField(label=_("Which community do you belong to?"), widget=forms.RadioSelect)
    supplier = forms.ChoiceField(
        label=_("1. Do you want to register as a supplier of medical equipment?"),
        help_text=_(
            "Such as wheelchairs, oxygen or braces. Medicare calls it DMEPOS: durable medical equipment, prosthetics, "
            "orthotics and supplies."
        ),
        choices=[(YES, _("Yes")), (NO, _("No"))],
        widget=forms.RadioSelect,
    )
    notified = forms.ChoiceField(
        label=_(
            "2. Has CMS or a Medicare contractor told you to register, and do you meet the criteria of that notice?"
        ),
        help_text=_(
            "By letter, e-mail or a notice that names your kind of provider. It also counts if they told the provider you "
            "work for."
        ),
        choices=[(YES, _("Yes")), (NO, _("No")), (UNSURE, _("I am not sure"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, communities: list[Community], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["community"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(community.slug, str(community)) for community in communities]
        if len(communities) == 1:
            field.widget = forms.HiddenInput()
            field.initial = communities[0].slug


class RoleForm(PortalForm):
    """Who the person is. Roles whose path does not exist are not offered."""

    role = forms.ChoiceField(
        label=_("Role"), choices=[("security_official", _("Security Official"))], widget=forms.RadioSelect
    )


class TermsForm(PortalForm):
    """Acceptance of the terms, before any personal data but the e-mail address (domain.md 12)."""

    accept = forms.BooleanField(label=_("I have read the rules of behavior and accept them."))


class ReviewForm(PortalForm):
    """The last word before sending."""

    true = forms.BooleanField()

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["true"].label = _("What I wrote is true, and I may act for %(name)s") % {"name": name}
