"""Which files are kept as papers, and what looking at them costs."""

import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, ImageFile

from iacs_portal.core.errors import Refused
from registration.commands.papers import add_paper, content_type_of
from registration.models import Paper
from tests.factories import registration
from tests.plugins.browser import sign_in
from tests.statements import counted


def picture(kind, size=(40, 30), **options):
    content = io.BytesIO()
    Image.new("RGB", size, "white").save(content, kind, **options)
    return content.getvalue()


def png_of(width, height):
    """A PNG of one colour: 79 million pixels take 300 KB."""

    def part(name, content):
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(1 + 4 * width)) for _row in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", rows) + part(b"IEND", b"")


def judged(content, name="scan"):
    try:
        return content_type_of(SimpleUploadedFile(name, content))
    except Refused as refused:
        return refused.code


@pytest.fixture
def nothing_is_unpacked(monkeypatch):
    def load(self):
        pytest.fail("A picture was unpacked.")

    monkeypatch.setattr(ImageFile.ImageFile, "load", load)


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"exif": b"Exif\0\0" + picture("JPEG")}])
def test_a_jpeg_is_complete_when_its_own_end_is_there(options):
    whole = picture("JPEG", **options)
    cut = whole[: whole.rindex(b"\xff\xd9")]
    assert judged(whole) == "jpeg"
    assert judged(whole + b"what a telephone adds") == "jpeg"
    assert judged(cut) == "content"


def test_a_photo_of_several_pictures_is_a_jpeg():
    content = io.BytesIO()
    Image.new("RGB", (40, 30)).save(content, "MPO", save_all=True, append_images=[Image.new("RGB", (40, 30), "red")])
    assert judged(content.getvalue()) == "jpeg"


def test_a_png_is_complete_when_every_part_is_whole():
    whole = picture("PNG", (300, 200))
    spoilt = whole.replace(b"IDAT", b"IDAT", 1)[:-20] + b"x" + whole[-19:]
    assert [judged(each) for each in (whole, whole[:-12], spoilt)] == ["png", "content", "content"]


def test_the_size_of_a_picture_is_asked_and_nothing_of_it_unpacked(nothing_is_unpacked):
    assert judged(png_of(8900, 8900)) == "png"
    assert judged(png_of(9000, 9000)) == "content"
    assert judged(picture("JPEG", (3000, 2000))) == "jpeg"


def test_a_file_is_looked_at_before_the_request_is_locked(db):
    draft = registration.draft(by_post=False)
    with counted() as statements, pytest.raises(Refused):
        add_paper(actor=draft.requester, request_id=draft.pk, upload=SimpleUploadedFile("a.png", b"\x89PNG"))
    assert statements == []


def test_the_same_file_twice_is_kept_once_also_where_five_are_there(client, db):
    draft = registration.draft(by_post=False)
    client.force_login(draft.requester)
    content = registration.image().read()
    url = reverse("registration:papers", args=[draft.pk])
    for files in ([content], [content], [content, *(registration.image().read() for _number in range(4))], [content]):
        uploads = [SimpleUploadedFile(f"{number}.png", each) for number, each in enumerate(files)]
        page = client.post(url, {"kind": "cp_575", "way": "upload", "add": "1", "files": uploads})
        assert page.status_code == 200
    assert Paper.objects.count() == 5
    other = registration.draft(by_post=False)
    add_paper(actor=other.requester, request_id=other.pk, upload=SimpleUploadedFile("again.png", content))
    assert Paper.objects.filter(request=other).count() == 1


def test_enter_saves_the_page_and_removes_no_paper(live_portal, browser_page):
    draft = registration.draft(by_post=False)
    registration.paper(draft)
    sign_in(browser_page, live_portal, draft.requester)
    browser_page.goto(reverse("registration:papers", args=[draft.pk]))
    browser_page.locator("input[name=kind][value=cp_575]").focus()
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_url(f"**{reverse('registration:review', args=[draft.pk])}")
    assert Paper.objects.filter(request=draft).count() == 1
