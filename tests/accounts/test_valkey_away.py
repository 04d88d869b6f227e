"""Signing in while Valkey is away: who knows the password gets in, who guesses is held up (docs/decisions/0005-valkey-away.md)."""

import pytest
from django.core.cache import cache, caches
from django.core.cache.backends.locmem import LocMemCache
from django.test import Client
from django.urls import reverse

from iacs_portal.accounts.models import User
from iacs_portal.core import valkey
from iacs_portal.outbox.models import Message
from iacs_portal.outbox.secrets import opened
from tests.factories.accounts import PASSWORD, account

LOGIN = reverse("account_login")
CODE = reverse("account_email_verification_sent")
NEXT = "/account/email/"
WRONG = "wrong pass phrase here"


@pytest.fixture(autouse=True)
def _valkey_is_away(db, settings, monkeypatch):
    """Nothing listens where the cache should be."""
    monkeypatch.setattr(valkey, "_paused_until", {})
    away = settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/1"}
    settings.CACHES = {"default": away}
    assert cache.get("anything", "nothing") == "nothing"
    yield
    LocMemCache("beside redis://127.0.0.1:1/1", {}).clear()
    caches["default"]._dropped.clear()


def sign_in(client, login, password=PASSWORD, **extra):
    return client.post(f"{LOGIN}?next={NEXT}", {"login": login, "password": password}, **extra)


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_the_right_password_signs_in_and_signing_out_ends_it(client):
    account("pat@example.org")
    assert sign_in(client, "pat@example.org")["Location"] == NEXT
    assert client.get(NEXT).status_code == 200
    kept = client.cookies["sessionid"].value
    client.post(reverse("account_logout"))
    thief = Client()
    thief.cookies["sessionid"] = kept
    assert thief.get(NEXT)["Location"].startswith(LOGIN)


def test_a_wrong_password_does_not(client):
    account("pat@example.org")
    assert "We know no account with this e-mail" in sign_in(client, "pat@example.org", WRONG).content.decode()
    assert not is_signed_in(client)


def test_somebody_who_signs_in_again_and_again_is_not_held_up():
    account("pat@example.org")
    for _number in range(8):
        client = Client()
        sign_in(client, "pat@example.org")
        assert is_signed_in(client)


def test_five_wrong_passwords_hold_up_the_sixth_try_for_that_account_alone(client):
    account("pat@example.org")
    account("kim@example.org")
    for number in range(5):
        sign_in(client, "pat@example.org", WRONG, REMOTE_ADDR=f"127.0.1.{number}")
    answer = sign_in(client, "pat@example.org", REMOTE_ADDR="127.0.1.9")
    assert "Too many tries" in answer.content.decode()
    assert not is_signed_in(client)
    sign_in(client, "kim@example.org", REMOTE_ADDR="127.0.1.9")
    assert is_signed_in(client)


def test_one_address_that_tries_many_accounts_is_held_up(client):
    for number in range(11):
        account(f"pat{number}@example.org")
        answer = sign_in(client, f"pat{number}@example.org", WRONG)
    assert "Too many tries" in answer.content.decode()


def test_a_person_signs_up_and_five_wrong_codes_end_it():
    for email, guesses in (("pat@example.org", 4), ("kim@example.org", 5)):
        client = Client()
        client.post(f"{reverse('account_signup')}?next={NEXT}", {"email": email, "password1": PASSWORD})
        for _number in range(guesses):
            client.post(CODE, {"code": "BBBB-BBBB", "action": "verify"})
        code = opened(Message.objects.get(message="sign_up_code", to=email).secret_facts)["code"]
        client.post(CODE, {"code": code, "action": "verify"})
        assert is_signed_in(client) is (guesses < 5)
    assert User.objects.count() == 2


def test_a_second_code_within_ten_seconds_is_refused(client):
    client.post(reverse("account_signup"), {"email": "pat@example.org", "password1": PASSWORD})
    answer = client.post(CODE, {"action": "resend"}, follow=True)
    assert answer.status_code == 429
    assert Message.objects.filter(message="sign_up_code").count() == 1
