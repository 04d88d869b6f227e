"""How far a clock has read the trail."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TrailPlace(models.Model):
    """A clock that looks for what has happened since it last ran has read the trail up to the entry `entry_key`; it goes on behind it."""

    clock = models.CharField(_("clock"), max_length=40, primary_key=True)
    entry_key = models.BigIntegerField(_("entry of the trail"), default=0)

    class Meta:
        verbose_name = _("place in the trail")
        verbose_name_plural = _("places in the trail")

    def __str__(self) -> str:
        return self.clock
