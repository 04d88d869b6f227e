"""What the desk types on the case page."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.commands.notes import NOTE_LENGTH
from approvals.kinds import Office, Reason
from iacs_portal.core.errors import Sentence
from iacs_portal.core.forms import PortalForm
from registration import queries
from registration.communities.declarations import ALREADY_SEEN
from registration.forms.evidence import PaperFields
from registration.models import Community, Organization

REMARK_LENGTH = 2000


class OrganizationField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable at run time
    """A choice of organizations, which may share their name: each is shown with its place."""

    def label_from_instance(self, organization: Organization) -> str:  # type: ignore[override]  # only organizations
        """Name, city and state."""
        return f"{organization}, {organization.practice_city}, {organization.practice_state}"


class DecideForm(PortalForm):
    """A decision, which may be one for all that wait of the same form: `others` counts them, None where the form is not drawn.

    Subclasses say in `together_label` what the tick means, with their `count`.
    """

    together_label: ClassVar[Sentence] = ""
    together = forms.BooleanField(required=False)

    def __init__(self, *args: Any, others: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if others == 0:
            self.fields.pop("together")
        else:
            self.fields["together"].label = str(self.together_label) % {"count": others or 0}

    @property
    def wants_others(self) -> bool:
        """Whether the others of the form were ticked."""
        return bool(self.cleaned_data.get("together"))


class ApproveForm(DecideForm):
    """A word to the person who asked."""

    together_label = _("Approve the others of this form too: %(count)d")
    remark = forms.CharField(
        label=_("A word that goes into the mail"),
        max_length=REMARK_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    field_order: Sequence[str] = ("remark", "together")

    @property
    def evidence(self) -> dict[str, Any]:
        """What the engine passes to the kind: nothing was seen but the page."""
        return {}


class PaperForm(PaperFields, ApproveForm):
    """Which paper the desk saw, and how it came: the approval rests on it.

    `offered` are the organizations to choose from, which may be a part of many (None where the form is not drawn): the form takes
    any with this `ein`, and the command asks for the rest.
    """

    together_label = _("Approve the others of this form too, by the same papers: %(count)d")
    seen_for = OrganizationField(
        label=_("Seen for this organization"), queryset=Organization.objects.none(), required=False
    )
    field_order = ("kind", "number", "dated", "arrival", "seen_for", "together", "remark")

    def __init__(
        self,
        *args: Any,
        community: Community,
        ein: str,
        offered: Sequence[Organization] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        declaration, seen_for = community.declaration, self.fields["seen_for"]
        assert isinstance(seen_for, forms.ModelChoiceField)
        self.choose_among(declaration.paper_kinds, seen_before=declaration.paper_kind(ALREADY_SEEN) is not None)
        for name in ("number", "dated"):
            self.fields[name].required = False  # a paper seen before has none here; the command asks for the others'
        seen_for.queryset = queries.organizations_with_ein(ein, community_key=community.pk)
        if offered is not None:
            seen_for.choices = [("", _("None")), *((each.pk, seen_for.label_from_instance(each)) for each in offered)]
        if offered == []:
            self.fields.pop("seen_for")

    @property
    def evidence(self) -> dict[str, Any]:
        """What the engine passes to the kind."""
        return {name: self.cleaned_data.get(name) for name in ("kind", "number", "dated", "arrival", "seen_for")}


class AnswerForm(DecideForm):
    """Return or deny: a reason from the list, and its paragraph as it goes into the mail."""

    together_label = _("The same answer to the others of this form: %(count)d")
    reason = forms.ChoiceField(label=_("Reason"))
    words = forms.CharField(
        label=_("Words for the mail"),
        help_text=_("Empty: the reason’s own paragraph. “Show the mail” puts it here to be changed."),
        max_length=REMARK_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    field_order = ("reason", "words", "together")

    def __init__(self, *args: Any, reasons: Sequence[Reason], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose one")), *((each.slug, each.label) for each in reasons)]


class PassOnForm(PortalForm):
    """Pass the request on to another office of the desk."""

    office = forms.ChoiceField(label=_("To"))
    remark = forms.CharField(
        label=_("Why; only the desk sees it"), max_length=REMARK_LENGTH, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, offices: Sequence[tuple[Office, Sentence]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {office.permission: office for office, _label in offices}
        field = self.fields["office"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose one")), *((office.permission, label) for office, label in offices)]

    @property
    def chosen(self) -> Office:
        """The office that was chosen."""
        return self.offices[self.cleaned_data["office"]]


class NoteForm(PortalForm):
    """A note: for the desk alone, or for the person who asked too."""

    text = forms.CharField(label=_("Note"), max_length=NOTE_LENGTH, widget=forms.Textarea(attrs={"rows": 3}))
    shared = forms.BooleanField(label=_("The person who asked may read it"), required=False)
