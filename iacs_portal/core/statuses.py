"""The status vocabulary: icon, word and color of each state that a page may show, in one table.

A state says what something is; the reader decides the word (a request returned to me says "Returned to you"), so a page
may hand another word to the component. The color is never alone.
"""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class StatusView(NamedTuple):
    """How a state looks: the name of a USWDS icon, its word, and blue, gold, green, red or quiet."""

    icon: str
    word: str | Promise
    color: str


STATUSES: dict[str, StatusView] = {
    # of a request; approved, returned and denied are also those of a step
    "draft": StatusView("edit", _("Draft"), "quiet"),
    "review": StatusView("hourglass_empty", _("Under review"), "blue"),
    "returned": StatusView("undo", _("Returned for changes"), "gold"),
    "approved": StatusView("check_circle", _("Approved"), "green"),
    "denied": StatusView("highlight_off", _("Denied"), "red"),
    "withdrawn": StatusView("remove_circle", _("Withdrawn"), "quiet"),
    "expired": StatusView("timer", _("Expired"), "quiet"),
    # of a step
    "later": StatusView("radio_button_unchecked", _("Not started"), "quiet"),
    "waiting": StatusView("hourglass_empty", _("Waiting"), "blue"),
    "yours": StatusView("notifications", _("Waits for you"), "gold"),
    "moved": StatusView("arrow_forward", _("Passed on"), "blue"),
    # of a role, group, link or organization
    "active": StatusView("check_circle", _("Active"), "green"),
    "due": StatusView("event", _("Confirm soon"), "gold"),
    "ends": StatusView("event", _("Ends soon"), "gold"),
    "suspended": StatusView("do_not_disturb", _("Suspended"), "gold"),
    "ended": StatusView("history", _("Ended"), "quiet"),
    # of a line in a list
    "ready": StatusView("check", _("Ready to ask"), "blue"),
    "linked": StatusView("link", _("Already linked"), "green"),
    "asked": StatusView("hourglass_empty", _("Already asked"), "blue"),
    "absent": StatusView("mail_outline", _("Not registered yet"), "quiet"),
    "vacant": StatusView("person", _("No Security Official at present"), "quiet"),
    "repeated": StatusView("remove_circle", _("Stands there twice"), "quiet"),
    "failed": StatusView("error_outline", _("Not asked"), "red"),
    "never": StatusView("do_not_disturb", _("Takes no companies"), "quiet"),
    "unknown": StatusView("help_outline", _("Unknown NPI"), "gold"),
    "invalid": StatusView("error_outline", _("Not an NPI"), "red"),
    # of a comparison, of a mail, of a check
    "same": StatusView("check", _("Same"), "green"),
    "differs": StatusView("warning", _("Differs"), "gold"),
    "nodata": StatusView("remove", _("Not in the file"), "quiet"),
    "mailed": StatusView("mail_outline", _("Mailed"), "green"),
    "match": StatusView("check", _("All match"), "green"),
    "look": StatusView("warning", _("Look at this"), "gold"),
    "confirmed": StatusView("check_circle", _("Confirmed"), "green"),
}
