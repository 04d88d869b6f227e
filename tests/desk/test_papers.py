"""The papers on the case page, in a real browser."""

from django.urls import reverse

from approvals import commands
from tests.factories import registration
from tests.plugins.browser import sign_in


def test_the_case_draws_pictures_and_links_to_the_rest(live_portal, browser_page):
    draft = registration.draft(by_post=False)
    for upload in (registration.image("front.png"), registration.image("back.jpg", "JPEG"), registration.pdf()):
        registration.paper(draft, upload)
    commands.submit(request_id=draft.pk, actor=draft.requester)
    sign_in(browser_page, live_portal, registration.desk_agent())
    browser_page.goto(reverse("desk:case", args=[draft.pk]))
    papers = browser_page.locator("section[aria-labelledby=papers]")
    assert papers.get_by_role("link").all_inner_texts() == ["front.png", "back.jpg", "cp575.pdf"]
    pictures = papers.get_by_role("img").all()
    assert [picture.get_attribute("alt") for picture in pictures] == ["Picture of front.png", "Picture of back.jpg"]
    for picture in pictures:
        picture.scroll_into_view_if_needed()
        browser_page.wait_for_function("image => image.complete", arg=picture.element_handle())
        assert picture.evaluate("image => [image.naturalWidth, image.naturalHeight]") == [40, 30]
