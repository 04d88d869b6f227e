"""Who changes password or e-mail and the mail that tells of it: both happen, or neither does."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from iacs_portal.accounts import adapter
from iacs_portal.accounts.models import User
from iacs_portal.outbox.models import Message
from iacs_portal.outbox.secrets import opened
from tests.factories.accounts import PASSWORD, account

NEW = "quite another pass phrase"


def secret(message, name):
    return opened(Message.objects.get(message=message).secret_facts)[name]


def change_password(client, user):
    sign_in(client, user)
    data = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    return lambda: client.post(reverse("account_change_password"), data)


def reset_password(client, user):
    client.post(reverse("account_reset_password"), {"email": user.email})
    form = client.get("/" + secret("password_reset", "link").split("/", 3)[3])["Location"]
    return lambda: client.post(form, {"password1": NEW, "password2": NEW})


def change_email(client, user):
    sign_in(client, user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_email"), {"email": "new@example.org", "action_add": ""})
    code = secret("email_code", "code")
    return lambda: client.post(reverse("account_email_verification_sent"), {"code": code, "action": "verify"})


def sign_in(client, user):
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})


def held():
    return (
        list(User.objects.values_list("email", "password")),
        list(EmailAddress.objects.order_by("pk").values_list("email", "verified", "primary")),
    )


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        (change_password, "password_changed"),
        (reset_password, "password_changed"),
        (change_email, "email_changed"),
    ],
)
def test_a_change_whose_mail_cannot_be_queued_is_not_made(client, db, monkeypatch, prepare, message):
    act = prepare(client, account("pat@example.org"))
    before = held()

    def broken(**facts):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(adapter, "queue", broken)
        client.raise_request_exception = False
        assert act().status_code == 500
    assert held() == before
    assert act().status_code == 302
    assert held() != before
    assert Message.objects.filter(message=message, to="pat@example.org").count() == 1
