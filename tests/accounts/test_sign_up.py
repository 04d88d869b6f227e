import datetime
import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from iacs_portal.accounts.models import User
from iacs_portal.outbox.models import Message
from iacs_portal.outbox.secrets import opened
from tests.factories.accounts import PASSWORD, account
from tests.races import at_once

SIGN_UP = reverse("account_signup")
CODE = reverse("account_email_verification_sent")
NEXT = "/account/email/"


def sign_up(client, email="pat@example.org", password=PASSWORD, **extra):
    return client.post(f"{SIGN_UP}?next={NEXT}", {"email": email, "password1": password}, **extra)


def code_in_mail(to="pat@example.org"):
    mail = Message.objects.filter(message="sign_up_code", to=to).latest("pk")
    return opened(mail.secret_facts)["code"]


def type_code(client, code):
    return client.post(CODE, {"code": code, "action": "verify"})


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_a_person_signs_up_with_e_mail_password_and_the_code_from_the_mail(client, db):
    answer = sign_up(client, "Pat@Example.org")
    assert (answer.status_code, answer["Location"]) == (302, CODE)
    assert not is_signed_in(client)
    answer = type_code(client, code_in_mail())
    assert (answer.status_code, answer["Location"]) == (302, NEXT)
    assert is_signed_in(client)
    user = User.objects.get()
    assert (user.email, user.username, user.user_id) == ("pat@example.org", None, "")
    assert user.emailaddress_set.get().verified


def test_the_code_may_be_typed_without_hyphen_and_in_lower_case(client, db):
    sign_up(client)
    type_code(client, " " + code_in_mail().replace("-", "").lower())
    assert is_signed_in(client)


def test_the_session_does_not_hold_the_code(client, db):
    sign_up(client)
    code = code_in_mail()
    assert code not in str(dict(client.session))
    assert code.replace("-", "") not in str(dict(client.session))


def test_a_wrong_code_is_told_and_five_of_them_end_the_sign_up(client, db):
    sign_up(client)
    for _number in range(4):
        answer = type_code(client, "BBBB-BBBB")
        assert answer.status_code == 200
        assert "not the code that we mailed last" in answer.content.decode()
    answer = type_code(client, "BBBB-BBBB")
    assert answer.status_code == 302
    type_code(client, code_in_mail())
    assert not is_signed_in(client)


@pytest.mark.parametrize(("minutes", "signed_in"), [(29, True), (31, False)])
def test_a_code_lives_30_minutes(client, db, minutes, signed_in):
    with time_machine.travel(datetime.datetime(2027, 1, 4, 15, tzinfo=datetime.UTC), tick=False) as clock:
        sign_up(client)
        clock.shift(datetime.timedelta(minutes=minutes))
        type_code(client, code_in_mail())
        assert is_signed_in(client) is signed_in


def test_a_new_code_is_mailed_on_demand_and_the_old_one_is_no_good(client, db):
    with time_machine.travel(datetime.datetime(2027, 1, 4, 15, tzinfo=datetime.UTC), tick=False) as clock:
        sign_up(client)
        first = code_in_mail()
        clock.shift(datetime.timedelta(seconds=11))
        client.post(CODE, {"action": "resend"})
        second = code_in_mail()
        assert first != second
        type_code(client, first)
        assert not is_signed_in(client)
        type_code(client, second)
        assert is_signed_in(client)


def page_of(answer, email):
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode()).replace(email, "(e-mail)")


def test_a_known_and_a_new_e_mail_see_the_same_pages(db):
    account("known@example.org")
    seen = {}
    for email in ("known@example.org", "newer@example.org"):
        browser = Client()
        first = sign_up(browser, email)
        pages = [browser.get(CODE), type_code(browser, "BBBB-BBBB"), browser.post(CODE, {"action": "resend"})]
        pages += [type_code(browser, "BBBB-BBBB") for _number in range(4)]
        seen[email] = [(first.status_code, first["Location"])]
        seen[email] += [(page.status_code, page.get("Location"), page_of(page, email)) for page in pages]
    assert seen["known@example.org"] == seen["newer@example.org"]


def test_a_known_e_mail_gets_a_mail_that_says_so_and_no_code(client, db):
    known = account("known@example.org")
    sign_up(client, "KNOWN@example.org")
    mail = Message.objects.get(to="known@example.org")
    assert (mail.message, mail.secret_facts) == ("account_exists", b"")
    assert list(User.objects.all()) == [known]


def test_a_sign_up_that_is_posted_twice_at_once_makes_one_account_and_mails_its_code(committed_db):
    """A double click. The slower one gets the answer of anybody who asks for a second mail within ten seconds."""
    for number in range(10):
        email = f"twice.{number}@example.org"
        answers = at_once(*[lambda email=email: sign_up(Client(), email)] * 2)
        assert sorted(answer.status_code for answer in answers) == [302, 429]
        assert User.objects.filter(email=email).count() == 1
        assert list(Message.objects.filter(to=email).values_list("message", flat=True)) == ["sign_up_code"]


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("a" * 14, "We saw 14 characters. At least 15 are needed"),
        ("a" * 129, "We saw 129 characters. At most 128 fit here."),
        ("yfdbufnjh10305070", "too common"),
    ],
)
def test_a_password_that_is_not_accepted_is_told_at_its_field(client, db, password, sentence):
    answer = sign_up(client, password=password)
    assert answer.status_code == 200
    assert sentence in " ".join(answer.context["form"].errors["password1"])
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "password", [" " * 7 + "ab" + " " * 6, "пароль из пяти слов", "a" * 128, "only small letters", "🐟" * 15]
)
def test_any_character_makes_a_password(client, db, password):
    sign_up(client, password=password)
    assert User.objects.get().check_password(password)


def test_an_accent_typed_in_two_ways_is_the_same_password(db):
    user = account(password="un été très chaud là-bas")
    assert user.check_password("un e\u0301te\u0301 tre\u0300s chaud la\u0300-bas")


def test_the_argon2_hasher_is_the_one_of_the_portal():
    from iacs_portal.settings import base

    assert base.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
