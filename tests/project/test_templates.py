"""No template is left over: each is named by code or by another template, or takes the place of a package's own."""

import re
from pathlib import Path

import pytest
from django.template.utils import get_app_template_dirs

from registration.wizard.flows import all_flows, flow_of
from tests.plugins.databases import ROOT

TEMPLATES = ROOT / "templates"
NAMES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*") if path.is_file())
CODE = "\n".join(
    path.read_text(encoding="utf-8")
    for folder in ("approvals", "iacs_portal", "registration", "usergroups")
    for path in (ROOT / folder).rglob("*.py")
)
WORDS = set(re.findall(r"[\"']([\w./-]+)[\"']", CODE))
# f"registration/{page}.html" names a template when its page is a word of the code too.
MADE_OF_A_WORD = [
    re.compile(f"{re.escape(before)}(\\w+){re.escape(after)}")
    for before, after in re.findall(r"\bf\"([\w./-]*){[^{}\"]+}([\w./-]*)\"", CODE)
    if before
]
# The page of each step of a form is named after its view.
OF_STEPS = {f"{step.view.replace(':', '/')}.html" for kind in all_flows() for step in flow_of(kind).steps.values()}
# What Django's and allauth's own code asks for, with no template of theirs behind it.
OF_STATUS = {"403.html", "404.html", "429.html"}
NAMED_BY_TEMPLATES = {
    named
    for name in NAMES
    for named in re.findall(
        r"{%\s*(?:extends|include)\s+[\"']([\w./-]+)[\"']", (TEMPLATES / name).read_text(encoding="utf-8")
    )
}


def is_drawn(name: str) -> bool:
    """Whether the template `name` is asked for somewhere; of a mail, whether the mail is."""
    mail = re.fullmatch(r"emails/(\w+)/(?:subject\.txt|body\.txt|body\.html)", name)
    wanted = mail[1] if mail else name
    if wanted in WORDS or any((made := each.fullmatch(wanted)) and made[1] in WORDS for each in MADE_OF_A_WORD):
        return True
    packages = get_app_template_dirs("templates")
    return name in NAMED_BY_TEMPLATES | OF_STATUS | OF_STEPS or any(
        (Path(folder) / name).exists() for folder in packages
    )


def test_no_template_is_left_over() -> None:
    left_over = [name for name in NAMES if not is_drawn(name)]
    assert left_over == [], "Nobody draws these: draw them, or delete them."


@pytest.mark.parametrize(
    "name", ["registration/old.html", "emails/never_queued/body.txt", "emails/request_lost/body.txt", "ui/old.html"]
)
def test_a_template_that_nobody_draws_is_found(name: str) -> None:
    assert not is_drawn(name)
