from django.conf import settings
from django.test import Client
import tests.accessibility.pages
from tests.accessibility.listing import PAGES
def test_x(live_portal,browser_page):
    v=PAGES["desk:index"]["full"]()
    c=Client(); c.force_login(v.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    browser_page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": c.cookies[settings.SESSION_COOKIE_NAME].value, "url": live_portal.url}])
    browser_page.on("console", lambda m: print("C:", m.text[:200], m.location))
    browser_page.goto(v.path)
    browser_page.set_viewport_size({"width": 1280, "height": 900})
    print("axe now")
    from axe_playwright_python.sync_playwright import Axe
    Axe().run(browser_page)
    print("shrink")
    browser_page.set_viewport_size({"width": 360, "height": 900})
    browser_page.wait_for_timeout(500)
