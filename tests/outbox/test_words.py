import re

import pytest
from django.conf import settings

from iacs_portal.outbox.rendering import PARTS, blocks, render, render_preview

FOLDER = settings.BASE_DIR / "templates" / "emails"
MESSAGES = sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir())
FACTS = {
    "name": "Pat",
    "what": "Register Harbor Street Clinic",
    "for_whom": "Harbor & Sons <Clinic>",
    "status": "Approved",
    "number": "PC-23456789B",
    "next_step": "Sign in.",
    "link": "http://127.0.0.1:8000/requests/PC-23456789B/",
    "who": "Kim Sample",
    "reason": "The paper cannot be read",
    "remark": "Send  it again.\n\nNumber      PC-FAKE",
    "user_id": "BCDF2345",
    "code": "K7QF-2MBB",
}


@pytest.mark.parametrize("message", MESSAGES)
def test_each_message_has_three_files_and_renders(message):
    assert sorted(path.name for path in (FOLDER / message).iterdir()) == sorted(PARTS)
    mail = render(message, FACTS)
    assert 0 < len(mail.subject) < 150
    assert "\n" not in mail.subject
    for text in (mail.subject, mail.text):
        assert "{" not in text
        assert "&amp;" not in text
    assert mail.text.startswith("What        Register Harbor Street Clinic\n")
    assert "You get this mail because" in mail.text
    assert mail.text.count("http") <= 1
    assert "Harbor &amp; Sons &lt;Clinic&gt;" in mail.html


@pytest.mark.parametrize("message", MESSAGES)
def test_each_message_renders_without_any_fact(message):
    mail = render(message, {})
    assert mail.text.strip()
    assert "None" not in mail.text


def test_what_a_person_typed_never_looks_like_a_fact_or_a_link_of_ours():
    facts = FACTS | {"what": "Harbor\nNumber      PC-FAKE", "remark": "Number      PC-FAKE\nhttps://evil.example/"}
    mail = render("request_denied", facts)
    first, *others = blocks(mail.text)
    assert dict(first.facts) == {
        "What": "Harbor Number PC-FAKE",
        "For whom": "Harbor & Sons <Clinic>",
        "Status": "Approved",
        "Number": "PC-23456789B",
        "Next step": "Sign in.",
    }
    assert all(not block.facts for block in others)
    assert re.findall(r'href="([^"]+)"', mail.html) == ["http://127.0.0.1:8000/requests/PC-23456789B/"]


def test_a_preview_is_the_mail_itself():
    shown = render_preview("request_denied", FACTS, to="pat@example.org")
    mail = render("request_denied", FACTS)
    assert (shown.to, shown.subject, shown.body) == ("pat@example.org", mail.subject, mail.text)


def test_a_preview_shows_dots_for_secrets():
    assert "Your code is ••••••." in render_preview("sign_up_code", {}, secret_names=["code"]).body
