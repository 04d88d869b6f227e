"""Commands on people: who they are, which terms they accepted, their User ID."""

import datetime
import uuid

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from iacs_portal.accounts.models import Identity, TermsAcceptance, User
from iacs_portal.accounts.queries import may_be_same_person
from iacs_portal.accounts.ssn import SsnDigest, wrapped
from iacs_portal.core import references
from iacs_portal.core.commands import command
from iacs_portal.outbox.commands import queue

_PERSON = ["first_name", "middle_name", "last_name", "suffix", "telephone", "extension"]


def _locked(user: User) -> User:
    return User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)


@command
def set_person(
    *,
    actor: User | None,
    user: User,
    first_name: str,
    last_name: str,
    birth_date: datetime.date,
    ssn_digest: str,
    ssn_last4: str,
    ssn_wraps: int,
    middle_name: str = "",
    suffix: str = "",
    telephone: str = "",
    extension: str = "",
) -> None:
    """Write who `user` is. The three `ssn_` values are those of `ssn.digest`; a digest from an older draft is wrapped up.

    Also sets the fields of the `user` object that was passed. Locks the person.
    """
    person = _locked(user)
    values = {
        "first_name": first_name,
        "middle_name": middle_name,
        "last_name": last_name,
        "suffix": suffix,
        "telephone": telephone,
        "extension": extension,
    }
    for name, value in values.items():
        setattr(person, name, value)
        setattr(user, name, value)
    person.save(update_fields=_PERSON)
    kept = wrapped(SsnDigest(ssn_digest, ssn_last4, ssn_wraps))
    Identity.objects.update_or_create(
        user=person,
        defaults={
            "birth_date": birth_date,
            "ssn_digest": kept.digest,
            "ssn_last4": kept.last4,
            "ssn_wraps": kept.wraps,
        },
    )


@command
def accept_terms(*, actor: User, version: str) -> None:
    """Keep that `actor` accepted `version` of the terms now. Accepting the same version again changes nothing."""
    TermsAcceptance.objects.bulk_create([TermsAcceptance(user=actor, version=version)], ignore_conflicts=True)


@command
def issue_user_id(*, actor: User | None, user: User, tell: bool = False) -> str:
    """Give `user` a User ID unless she has one, and return it as people see it, in upper case (domain.md 17).

    Locks the person. With `tell` a newly issued one is mailed to her (`user_id_issued`); the caller who puts it into a mail of
    its own leaves `tell` off. Also sets `username` of the `user` object that was passed.
    """
    person = _locked(user)
    while person.username is None:
        candidate = references.new_user_id()
        try:
            with transaction.atomic():
                User.objects.filter(pk=person.pk).update(username=candidate)
        except IntegrityError:
            continue
        person.username = candidate
        if tell:
            queue(
                message="user_id_issued",
                to=person.email,
                person=person,
                facts={"name": person.get_full_name(), "user_id": person.user_id, "link": f"{settings.SITE_URL}/"},
                key=f"user_id_issued:{person.pk}",
            )
    user.username = person.username
    return person.user_id


@command
def warn_older_accounts(*, actor: User) -> None:
    """Tell the other accounts that may be `actor`'s that somebody registers as them (domain.md 1). Refuses nothing.

    Each account is told once about each other one. The words are the same for a match and a hint, and name nobody.
    """
    for other, _why in may_be_same_person(User.objects.get(pk=actor.pk)):  # as she is now, not as `actor` was read
        if other.is_active:
            queue(
                message="somebody_registers_as_you",
                to=other.email,
                person=other,
                facts={"name": other.get_short_name(), "link": f"{settings.SITE_URL}{reverse(settings.LOGIN_URL)}"},
                key=f"somebody_registers_as_you:{other.pk}:{actor.pk}",
            )


@command
def mail_user_id(*, actor: None, email: str) -> None:
    """Mail the User ID of the account with `email` to it; the mail says so when it has none, or when there is no account."""
    person = User.objects.filter(email=email.lower(), is_active=True).first()
    queue(
        message="user_id_reminder" if person else "no_account",
        to=email,
        person=person,
        facts={
            "name": person.get_short_name() if person else "",
            "what": _("Your User ID"),
            "user_id": person.user_id if person else "",
            "link": settings.SITE_URL + reverse("account_login" if person else "account_signup"),
        },
        key=f"user_id_reminder:{uuid.uuid4().hex}",
    )


@command
def wrap_ssn_digests(*, actor: None, batch: int = 1000) -> int:
    """Wrap up to `batch` digests with the keys that they lack (`accounts.ssn`). Returns how many; 0 when none lacks one.

    Look-ups work meanwhile: a digest is compared whatever number of keys it carries.
    """
    lacking = Identity.objects.filter(ssn_wraps__lt=len(settings.SSN_KEYS)).order_by("pk")
    rows = list(lacking.select_for_update(no_key=True)[:batch])
    for row in rows:
        row.ssn_digest, row.ssn_last4, row.ssn_wraps = wrapped(SsnDigest(row.ssn_digest, row.ssn_last4, row.ssn_wraps))
    Identity.objects.bulk_update(rows, ["ssn_digest", "ssn_wraps"])
    return len(rows)
