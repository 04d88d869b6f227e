"""How long an answer takes does not tell whether an account exists: medians within 5 % or 5 ms of each other."""

import statistics
import time

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse

from iacs_portal.accounts.models import User

# Another test on the second core would be measured too.
pytestmark = pytest.mark.alone

TRIES = 200  # known and unknown in turns
PASSWORD = "not the password of anybody"


@pytest.fixture
def known_people(db, settings):
    """As many accounts as needed, each tried once so that no throttle answers; the portal's own hasher."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    hashed = make_password("correct horse battery staple")
    people = User.objects.bulk_create(
        User(email=f"known.{number}@example.org", password=hashed) for number in range(TRIES // 2 + 3)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, verified=True, primary=True) for person in people
    )
    return [person.email for person in people]


def seconds(client, address, data, number):
    begun = time.perf_counter()
    answer = client.post(address, data, REMOTE_ADDR=f"127.0.{number // 250 + 1}.{number % 250 + 1}")
    return time.perf_counter() - begun, answer


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("account_signup", {"email": "", "password1": PASSWORD}),
        ("account_login", {"login": "", "password": PASSWORD}),
        ("account_reset_password", {"email": ""}),
        ("account_forgotten_user_id", {"email": ""}),
    ],
)
def test_known_and_unknown_addresses_take_equally_long(known_people, name, data):
    address = reverse(name)
    field = next(iter(data))
    times = {"known": [], "newer": []}
    seen = set()
    for number, known in enumerate(known_people):
        pairs = [("known", known), ("newer", known.replace("known", "newer"))]
        for kind, email in pairs if number % 2 else pairs[::-1]:
            took, answer = seconds(Client(), address, data | {field: email}, number)
            seen.add((answer.status_code, answer.get("Location")))
            if number >= 3:  # the first ones warm up
                times[kind].append(took)
    assert len(seen) == 1
    known, newer = statistics.median(times["known"]), statistics.median(times["newer"])
    print(f"{name}: known {known * 1000:.1f} ms, unknown {newer * 1000:.1f} ms")
    assert abs(known - newer) <= max(0.005, 0.05 * max(known, newer))
