"""The page about papers."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from iacs_portal.core.forms import PortalForm
from registration.communities import PaperKind

UPLOAD, POST = "upload", "post"


class PapersForm(PortalForm):
    """Which paper proves the organization's name and EIN, and how it comes."""

    kind = forms.ChoiceField(label=_("Which paper do you have?"), widget=forms.RadioSelect)
    way = forms.ChoiceField(
        label=_("How will you send it?"),
        choices=[(UPLOAD, _("Upload it now")), (POST, _("I will post or fax a copy"))],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, kinds: Sequence[PaperKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = {each.slug: each for each in kinds}
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [(each.slug, each.label) for each in kinds]
        kind.descriptions = {each.slug: each.hint for each in kinds}  # type: ignore[attr-defined]  # read by `choice`
        self.fields["way"].descriptions = {  # type: ignore[attr-defined]  # read by `choice`
            UPLOAD: _("Fastest. A clear photo from your telephone is fine."),
            POST: _("Takes some days longer. We give you a cover sheet with your tracking number."),
        }

    def clean(self) -> dict[str, Any]:
        """A paper that was not seen before is uploaded or posted."""
        cleaned = super().clean() or self.cleaned_data
        kind = self.kinds.get(cleaned.get("kind", ""))
        if kind is not None and kind.needs_file and not cleaned.get("way"):
            self.add_error("way", _("Choose one."))
        return cleaned

    @property
    def answers(self) -> dict[str, Any]:
        """What the draft keeps of this page."""
        needs_file = self.kinds[self.cleaned_data["kind"]].needs_file
        return {"kind": self.cleaned_data["kind"], "by_post": needs_file and self.cleaned_data["way"] == POST}
