"""Adding and removing papers, and sweeping up files that no row names."""

import datetime
import hashlib
import posixpath
import unicodedata
from collections.abc import Iterator

import structlog
from django.core.files.storage import Storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image

from approvals.commands.drafts import EDITABLE, touch_draft
from approvals.commands.turns import lock_request
from iacs_portal.accounts.models import User
from iacs_portal.core import clock
from iacs_portal.core.batches import in_batches
from iacs_portal.core.commands import command
from iacs_portal.core.errors import Refused
from registration.models import Paper
from registration.models.organization_registration import papers_storage

logger = structlog.get_logger(__name__)

PAPERS_LIMIT = 5
SIZE_LIMIT = 10 * 1024 * 1024
PIXELS_LIMIT = 80_000_000  # who looks at it has to unpack it; an A4 page scanned at 600 dots an inch has 35 million
ORPHANS_AFTER = datetime.timedelta(days=2)
_HEAD, _PDF_TAIL = 1024, 2048
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_SCAN, _END_OF_IMAGE = 0xDA, b"\xff\xd9"  # markers of JPEG


def _shown_name(name: str) -> str:
    """The file's name as it may be shown: its last part, without control characters, at most 120 characters."""
    base = posixpath.basename(name.replace("\\", "/"))
    clean = "".join(character for character in base if unicodedata.category(character)[0] != "C")
    return clean.strip()[-120:] or _("paper")


def content_type_of(upload: UploadedFile) -> str:
    """What a file is by its content: `pdf`, `png` or `jpeg`. Raises Refused for anything else and for a broken one.

    No picture is unpacked: a few hundred bytes can hold one that fills the machine's memory.
    """
    assert upload.file is not None
    upload.seek(0)
    head = upload.read(_HEAD)
    if b"%PDF-" in head:
        upload.seek(max(0, (upload.size or 0) - _PDF_TAIL))
        if b"%%EOF" in upload.read():
            return "pdf"
    elif head.startswith(_PNG) and _is_complete_image(upload, "PNG"):
        return "png"
    elif head.startswith(_JPEG) and _is_complete_image(upload, "JPEG") and _has_end_of_jpeg(upload):
        return "jpeg"
    raise Refused(
        _("%(name)s is no complete PDF, PNG or JPEG file, so we did not keep it.")
        % {"name": _shown_name(upload.name or "")},
        code="content",
        field="files",
    )


def _is_complete_image(upload: UploadedFile, kind: str) -> bool:
    """Whether Pillow can read the head of the picture, its size is plausible and, for PNG, every part to the last is whole."""
    upload.seek(0)
    try:
        with Image.open(upload, formats=(kind,)) as image:
            if image.width * image.height > PIXELS_LIMIT:
                return False
            image.verify()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return False
    return True


def _has_end_of_jpeg(upload: UploadedFile) -> bool:
    """Whether the end of the picture stands after the head of its first scan; small pictures inside the head have ends of their own."""
    upload.seek(2)
    while len(marker := upload.read(2)) == 2 and marker[0] == 0xFF:
        if marker[1] == 0xFF:  # one byte more of filling
            upload.seek(upload.tell() - 1)
            continue
        if marker[1] == _SCAN:
            return _END_OF_IMAGE in upload.read()
        length = int.from_bytes(upload.read(2), "big")
        upload.seek(upload.tell() + max(0, length - 2))
    return False


def _size_of(upload: UploadedFile, name: str) -> int:
    """How many bytes it has. Raises Refused for none and for too many."""
    if not upload.size:
        raise Refused(_("%(name)s is empty, so we did not keep it.") % {"name": name}, code="empty", field="files")
    if upload.size > SIZE_LIMIT:
        raise Refused(
            _("%(name)s has %(size).1f MB. Up to 10 MB fit. We did not keep it.")
            % {"name": name, "size": upload.size / 1024 / 1024},
            code="too_large",
            field="files",
        )
    return upload.size


@command
def add_paper(*, actor: User, request_id: int, upload: UploadedFile) -> Paper:
    """Keep an uploaded file as a paper of a draft or returned request, at once. The same file again is the paper that is there.

    The file is looked at before the request is locked. Raises Refused when it is not PDF, PNG or JPEG by content, is empty or larger
    than 10 MB, when five are there already, when the request was sent, or when the store has no room; Request.DoesNotExist for
    somebody else's request.
    """
    name = _shown_name(upload.name or "")
    size = _size_of(upload, name)
    kind = content_type_of(upload)
    upload.seek(0)
    digest = hashlib.file_digest(upload, "sha256").hexdigest()  # type: ignore[arg-type]  # has read() and is binary
    upload.seek(0)
    request = lock_request(request_id, requester=actor)
    if request.status not in EDITABLE:
        raise Refused(_("This request was sent, so its papers stay as they are."), code="sent")
    touch_draft(request)
    papers = list(Paper.objects.filter(request=request).order_by("pk"))
    same = next((paper for paper in papers if paper.sha256 == digest), None)
    if same is not None:
        return same
    if len(papers) >= PAPERS_LIMIT:
        raise Refused(
            _("Five files are there already. Remove one before you add %(name)s.") % {"name": name},
            code="too_many",
            field="files",
        )
    paper = Paper(request=request, name=name, content_type=kind, size=size, sha256=digest)
    try:
        paper.file.save(name, upload, save=False)
    except OSError as error:
        logger.error("paper_not_stored", error=type(error).__name__, errno=error.errno)
        raise Refused(
            _(
                "We could not store %(name)s just now. Nothing that you saved before is lost. Try again in a few minutes."
            )
            % {"name": name},
            code="storage",
            field="files",
        ) from error
    paper.save()
    return paper


@command
def remove_paper(*, actor: User, request_id: int, paper_id: int) -> None:
    """Take a paper off a draft or returned request; its file goes with the next sweep. Removing one that is gone changes nothing.

    Raises Refused when the request was sent, Request.DoesNotExist for somebody else's.
    """
    request = lock_request(request_id, requester=actor)
    if request.status not in EDITABLE:
        raise Refused(_("This request was sent, so its papers stay as they are."), code="sent")
    touch_draft(request)
    Paper.objects.filter(request=request, pk=paper_id).delete()


def _files(storage: Storage, folder: str = "") -> Iterator[str]:
    try:
        folders, names = storage.listdir(folder)
    except FileNotFoundError:  # nothing was ever stored
        return
    yield from (posixpath.join(folder, name) for name in names)
    for name in folders:
        yield from _files(storage, posixpath.join(folder, name))


def sweep_papers() -> int:
    """Delete stored files older than two days that no row names. Returns how many.

    Two days leave room for an upload whose transaction is still open and for a restored backup's clock.
    """
    storage = papers_storage()
    before = clock.now() - ORPHANS_AFTER
    deleted = 0
    old = (name for name in _files(storage) if storage.get_modified_time(name) < before)
    for names in in_batches(old):
        named = set(Paper.objects.filter(file__in=names).values_list("file", flat=True))
        for name in names:
            if name not in named:
                storage.delete(name)
                deleted += 1
    return deleted
