"""People and who they are, made by the same commands as everywhere."""

import datetime
import itertools

from allauth.account.models import EmailAddress

from iacs_portal.accounts import ssn
from iacs_portal.accounts.commands import set_person
from iacs_portal.accounts.models import User

PASSWORD = "correct horse battery staple"
_numbers = itertools.count(1)


def account(email: str = "", *, password: str = PASSWORD, verified: bool = True, **fields) -> User:
    """An account that can sign in with `password`."""
    number = next(_numbers)
    fields = {"first_name": "Pat", "last_name": f"Example {number}"} | fields
    user = User.objects.create_user(email or f"pat.{number}@example.org", password, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=verified, primary=True)
    return user


def identified(
    user: User | None = None, *, number: str = "", born: datetime.date = datetime.date(1980, 2, 29), **names
) -> User:
    """A person (new unless given) who has said who she is; `number` is her SSN."""
    user = user or account()
    kept = ssn.digest(number or f"{100_000_000 + next(_numbers):09d}")
    set_person(
        actor=user,
        user=user,
        first_name=names.get("first_name", user.first_name),
        last_name=names.get("last_name", user.last_name),
        birth_date=born,
        ssn_digest=kept.digest,
        ssn_last4=kept.last4,
        ssn_wraps=kept.wraps,
    )
    return user
