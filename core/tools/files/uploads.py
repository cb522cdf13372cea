"""What may be uploaded: checked by size, by first bytes and by opening it, never by its name alone.

Photos are re-encoded, which drops EXIF (place, camera, owner) and whatever was hidden behind the
picture. Documents are kept as they are and only ever served as downloads.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as __

from core.tools.files import documents, pdfs
from core.tools.rows.values import value_class
from core.tools.turns import Busy, Turns
from core.tools.visible import visible

# Reading a document somebody made to be long to read takes seconds; two at a time in a process.
_TURNS = Turns(at_once=2, waiting=2, seconds=20)
_HEIC = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")
ACCEPTED = ".jpg,.jpeg,.png,.webp,.pdf,.docx,.xlsx"


@value_class
class CheckedFile:
    """An upload that passed: its content to store, kind ("photo" or "document"), type, extension, own name."""

    content: bytes
    kind: str
    mime_type: str
    extension: str
    name: str


def look(upload: Any) -> None:
    """Open an upload now, and keep on it what came of it for `check`.

    That takes seconds: it is done before a row is held or a transaction begun, which others would wait for.
    """
    try:
        upload.looked_at = _checked(upload)
    except ValidationError as error:
        upload.looked_at = error


def check(upload: Any) -> CheckedFile:
    """Return the checked (photos: re-encoded) file of an upload, a Django `File`; one checked already as it is.

    Raises ValidationError with a sentence for the user: too large, empty, of a type that is not accepted,
    or broken.
    """
    if isinstance(upload, CheckedFile):
        return upload
    known = getattr(upload, "looked_at", None)
    if isinstance(known, ValidationError):
        raise known
    return known or _checked(upload)


def _document(upload: Any, head: bytes, name: str) -> CheckedFile:
    if head.startswith(b"%PDF-"):
        content = upload.read()
        pdfs.check_pdf(content)
        return CheckedFile(content, "document", "application/pdf", ".pdf", name)
    extension, mime_type = documents.check_office(upload)
    upload.seek(0)
    return CheckedFile(upload.read(), "document", mime_type, extension, name)


def _head(upload: Any) -> bytes:
    upload.seek(0)
    head: bytes = upload.read(16)
    upload.seek(0)
    return head


def is_photo(upload: object) -> bool:
    """Return whether an upload begins as a photo does: it is looked at in a second, a document in several."""
    return _is_photo(_head(upload))


def _is_photo(head: bytes) -> bool:
    return head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (
        head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    )


def _checked(upload: Any) -> CheckedFile:
    limit, size = settings.MAX_UPLOAD_MB, upload.size
    name = PurePath(visible(str(upload.name or ""))).name[:200]
    if size > limit * 1024 * 1024:
        raise ValidationError(
            __("The file is too large (%(size)s MB); at most %(limit)s MB.")
            % {"size": round(size / 1024 / 1024), "limit": limit}
        )
    if size == 0:
        raise ValidationError(__("The file is empty."))
    head = _head(upload)
    if _is_photo(head):
        from core.tools.files import pictures  # Pillow, which no start needs

        return CheckedFile(pictures.make_small(upload), "photo", "image/webp", ".webp", name)
    if head.startswith((b"%PDF-", b"PK\x03\x04")):
        try:
            with _TURNS.take():
                return _document(upload, head, name)
        except Busy:
            raise ValidationError(
                __("Other documents are being checked just now. Send this one again in a moment."),
                code="busy",
            ) from None
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC:
        raise ValidationError(
            __(
                "This is a HEIC photo, as iPhones make. Send it as JPEG: in Settings, Camera, Formats choose "
                "“Most Compatible”, or share the photo by mail or message, which turns it into JPEG."
            )
        )
    raise ValidationError(
        __(
            "This type of file is not accepted. Accepted: photos (JPEG, PNG, WebP), PDF, Word and Excel."
        )
    )
