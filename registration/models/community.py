"""Communities."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from iacs_portal.scopes.models import Scope
from registration.communities.declarations import CommunityDeclaration, community


class Community(models.Model):
    """A community's row: what its desk lead sets. Made after each migration from its declaration, never changed by it again."""

    scope = models.OneToOneField(Scope, models.PROTECT, primary_key=True, related_name="community_row")
    slug = models.SlugField(_("slug"), max_length=40, unique=True)
    is_open = models.BooleanField(_("open for registration"))
    # "Do you want to register as ...?"; empty: nobody is excluded, and the question is not asked.
    excluded_type = models.CharField(
        _("excluded type"),
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text=_("Ends the question “Do you want to register as ...?”. Leave it empty when nobody is excluded."),
    )
    excluded_hint = models.TextField(
        _("what helps to answer the question"),
        blank=True,
        default="",
        db_default="",
        help_text=_("Such as examples, and the name that Medicare uses."),
    )
    excluded_now = models.TextField(_("where excluded types turn until then"), blank=True, default="", db_default="")
    excluded_text = models.TextField(_("what excluded types read"), blank=True)
    notice_text = models.TextField(_("what people who were not notified read"))
    desk_telephone = models.CharField(_("help desk telephone"), max_length=30)
    desk_tty = models.CharField(_("help desk TTY"), max_length=30)
    desk_email = models.EmailField(_("help desk e-mail"))
    desk_hours = models.CharField(_("help desk hours"), max_length=100)

    class Meta:
        verbose_name = _("community")
        verbose_name_plural = _("communities")

    def __str__(self) -> str:
        return str(self.declaration.name)

    @property
    def desk_line(self) -> str:
        """Its help desk in one line, as it stands at the end of its mails."""
        return f"{self.desk_telephone}, {self.desk_hours}"

    @property
    def declaration(self) -> CommunityDeclaration:
        """Its fixed parts."""
        return community(self.slug)
