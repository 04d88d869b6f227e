"""No component without a page: what nothing draws is removed."""

import re
from pathlib import Path

from django.conf import settings
from django.template import engines

TEMPLATES = Path(settings.BASE_DIR) / "templates"
TAGS = Path(settings.BASE_DIR) / "iacs_portal" / "core" / "templatetags"
PAGES = "\n".join(path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.rglob("*.html")))
CODE = "\n".join(path.read_text(encoding="utf-8") for path in sorted(TAGS.glob("ui*.py")))


def test_every_component_is_drawn_by_a_page_or_by_another_component():
    libraries = engines["django"].engine.template_libraries
    names = {*libraries["ui"].tags, *libraries["ui_forms"].tags, *libraries["ui"].filters}
    ends = {"endsection", "endpart", "endnotice", "endtable", "endbulk_bar"}
    called = {name for name in names if len(re.findall(rf"\b{name}\(", CODE)) > 1}
    drawn = {name for name in names if re.search(rf"{{% {name} |{{% {name}$|\|{name}\b", PAGES, re.MULTILINE)}
    assert sorted(names - ends - called - drawn) == []
