"""Every door has a rule, and docs/access-map.md tells it."""

from pathlib import Path

import pytest
from django.conf import settings

from iacs_portal.site.access import access_map, doors

MAP = Path(settings.BASE_DIR) / "docs" / "access-map.md"


def test_every_view_has_a_rule():
    assert [door.route for door in doors() if door.rule is None] == []


def test_only_public_views_are_open_without_a_sign_in():
    assert {door.route for door in doors() if not door.needs_sign_in} == {
        door.route for door in doors() if door.rule is not None and door.rule.public
    }


def test_the_map_in_docs_is_the_map_of_the_urlconf():
    """Writes the map when it differs, so that the next run passes and the difference is read in the commit."""
    now = access_map()
    before = MAP.read_text(encoding="utf-8") if MAP.exists() else ""
    if now != before:
        MAP.parent.mkdir(exist_ok=True)
        MAP.write_text(now, encoding="utf-8")
        pytest.fail(
            "docs/access-map.md did not match the URLconf. It was written anew: read the difference and commit it."
        )
