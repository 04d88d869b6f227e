"""What others ask about people."""

from typing import Literal

from allauth.account.models import EmailAddress
from django.conf import settings

from iacs_portal.accounts.models import Identity, TermsAcceptance, User
from iacs_portal.accounts.ssn import SsnDigest, versions, wrapped

Why = Literal["match", "hint"]


def has_accepted_terms(user: User) -> bool:
    """Whether `user` has accepted the terms as they are now (domain.md 12). One query."""
    return TermsAcceptance.objects.filter(user=user, version=settings.TERMS_VERSION).exists()


def has_verified(user: User, email: str) -> bool:
    """Whether `email` is an address of `user` that she has confirmed. One query."""
    return EmailAddress.objects.filter(user=user, email__iexact=email, verified=True).exists()


def may_be_same_person(user: User) -> list[tuple[User, Why]]:
    """The other accounts that may be `user`'s, and why: "match" for the same SSN, "hint" for the same name and date of birth.

    A match is listed once, as a match; matches come first, older accounts before younger ones (domain.md 1). At five
    million people about 540 pairs of strangers share name and date of birth: a hint refuses nothing. Empty while `user` has
    not said who she is. Three queries.
    """
    own = Identity.objects.filter(user=user).first()
    if own is None:
        return []
    found: dict[User, Why] = dict.fromkeys(_with_same_ssn(own), "match")
    for other in _with_same_name(own, user):
        found.setdefault(other, "hint")
    return list(found.items())


def _with_same_ssn(own: Identity) -> list[User]:
    """Digests that key rotation has not reached yet carry fewer wraps than others; they meet in the longer of the two."""
    kept = SsnDigest(own.ssn_digest, own.ssn_last4, own.ssn_wraps)
    others = Identity.objects.exclude(pk=own.pk).select_related("user")
    matches = list(others.filter(ssn_digest__in=[version.digest for version in versions(kept)]))
    goal = wrapped(kept).digest
    for other in others.filter(ssn_last4=own.ssn_last4, ssn_wraps__lt=own.ssn_wraps):
        if wrapped(SsnDigest(other.ssn_digest, other.ssn_last4, other.ssn_wraps)).digest == goal:
            matches.append(other)
    return [each.user for each in sorted(matches, key=lambda each: each.pk)]


def _with_same_name(own: Identity, user: User) -> list[User]:
    return list(
        User.objects.filter(
            identity__birth_date=own.birth_date,
            first_name__iexact=user.first_name,
            last_name__iexact=user.last_name,
        )
        .exclude(pk=user.pk)
        .order_by("pk")
    )
