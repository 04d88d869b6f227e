import re

import pytest
from django.core import mail as sent_mail
from django.test import Client
from django.urls import reverse

from iacs_portal.accounts import adapter
from iacs_portal.accounts.commands import issue_user_id
from iacs_portal.accounts.models import User
from iacs_portal.outbox import delivery
from iacs_portal.outbox.models import Message
from iacs_portal.outbox.secrets import opened
from tests.factories.accounts import PASSWORD, account

LOGIN = reverse("account_login")
RESET = reverse("account_reset_password")
FORGOTTEN = reverse("account_forgotten_user_id")
NEXT = "/account/email/"
NEW = "quite another pass phrase"


def sign_in(client, login, password=PASSWORD, **extra):
    return client.post(f"{LOGIN}?next={NEXT}", {"login": login, "password": password}, **extra)


def is_signed_in(client):
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("change", [str.upper, str.lower, lambda text: f" {text} "])
def test_sign_in_by_e_mail_or_user_id_in_any_case(db, change):
    user = account("pat@example.org")
    shown = issue_user_id(actor=None, user=user)
    assert shown == shown.upper()
    assert User.objects.get().username == shown.lower()
    for login in ("pat@example.org", shown):
        client = Client()
        assert sign_in(client, change(login))["Location"] == NEXT
        assert is_signed_in(client)


def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(db):
    user = account("known@example.org")
    user_id = issue_user_id(actor=None, user=user)
    answers = {}
    for login in ("known@example.org", "newer@example.org", user_id, "ZZZZ2222"):
        answer = sign_in(Client(), login, "not the password at all")
        page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())
        answers[login] = (answer.status_code, page.replace(login, "(login)").replace(login.lower(), "(login)"))
    assert answers["known@example.org"] == answers["newer@example.org"]
    assert answers[user_id] == answers["ZZZZ2222"]
    assert answers[user_id][0] == 200


def test_an_unconfirmed_account_is_asked_for_its_code(client, db):
    account("pat@example.org", verified=False)
    answer = sign_in(client, "pat@example.org")
    assert answer["Location"] == reverse("account_email_verification_sent")
    code = opened(Message.objects.get(to="pat@example.org").secret_facts)["code"]
    assert client.post(answer["Location"], {"code": code})["Location"] == NEXT
    assert is_signed_in(client)


def test_five_wrong_passwords_hold_up_the_sixth(client, db):
    account("pat@example.org")
    for number in range(5):
        sign_in(client, "pat@example.org", "wrong pass phrase here", REMOTE_ADDR=f"127.0.1.{number}")
    answer = sign_in(client, "pat@example.org", REMOTE_ADDR="127.0.1.9")
    assert "Too many tries" in answer.content.decode()
    assert not is_signed_in(client)


def test_a_forgotten_password_is_set_anew_by_the_link_in_the_mail(client, db, settings):
    account("pat@example.org")
    assert client.post(RESET, {"email": "Pat@example.org"})["Location"] == reverse("account_reset_password_done")
    delivery.drain()
    (mail,) = sent_mail.outbox
    (link,) = re.findall(rf"{settings.SITE_URL}(/account/password/reset/key/\S+)", mail.body)
    form = client.get(link, follow=True)
    answer = client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    assert answer["Location"] == reverse("account_reset_password_from_key_done")
    sign_in(client, "pat@example.org", NEW)
    assert is_signed_in(client)
    assert Message.objects.filter(message="password_changed", to="pat@example.org").count() == 1
    assert "form" not in Client().get(link).context or Client().get(link).context["token_fail"]


@pytest.mark.parametrize("address", [RESET, FORGOTTEN])
def test_known_and_unknown_addresses_get_the_same_answer(client, db, address):
    account("known@example.org")
    answers = []
    for email in ("known@example.org", "newer@example.org"):
        answer = client.post(address, {"email": email})
        page = client.get(answer["Location"])
        answers.append(
            (answer.status_code, answer["Location"], page.status_code, page.content.decode().replace(email, ""))
        )
    assert answers[0] == answers[1]
    told = dict(Message.objects.values_list("to", "message"))
    assert told["newer@example.org"] == "no_account"
    assert told["known@example.org"] in {"password_reset", "user_id_reminder"}


def test_a_forgotten_user_id_is_mailed(client, db):
    with_one, without = account("with@example.org"), account("without@example.org")
    shown = issue_user_id(actor=None, user=with_one)
    for user in (with_one, without):
        client.post(FORGOTTEN, {"email": user.email})
    delivery.drain()
    bodies = {mail.to[0]: mail.body for mail in sent_mail.outbox}
    assert f"Your User ID is {shown}." in bodies["with@example.org"]
    assert "You have no User ID yet" in bodies["without@example.org"]


def test_throttles_count_the_address_that_the_trusted_proxy_saw(rf, settings):
    from allauth.account.adapter import get_adapter

    request = rf.get("/", REMOTE_ADDR="10.0.0.1", headers={"x-forwarded-for": "203.0.113.9, 198.51.100.7"})
    assert get_adapter().get_client_ip(request) == "10.0.0.1"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert get_adapter().get_client_ip(request) == "198.51.100.7"


def test_a_user_id_issued_while_a_new_password_is_set_stays(db):
    read_before = account()
    shown = issue_user_id(actor=None, user=User.objects.get())
    adapter.AccountAdapter().set_password(read_before, NEW)
    user = User.objects.get()
    assert user.user_id == shown
    assert user.check_password(NEW)
