"""What may be uploaded: checked by size, by first bytes and by opening it, never by its name alone.

Photos are re-encoded, which drops EXIF (place, camera, owner) and whatever was hidden behind the
picture. Documents are kept as they are and only ever served as downloads.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import IO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as __
from PIL import Image, ImageOps, UnidentifiedImageError

MAX_PIXELS = 60_000_000
PHOTO_EDGE = 1600
_ZIP_TYPES = {
    ".docx": ("word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".xlsx": ("xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
_PHOTO_FORMATS = ("JPEG", "PNG", "WEBP")
ACCEPTED = ".jpg,.jpeg,.png,.webp,.pdf,.docx,.xlsx"


@dataclass(frozen=True)
class CheckedFile:
    """An upload that passed: its content to store, kind ("photo" or "document"), type and extension."""

    content: ContentFile
    kind: str
    mime_type: str
    extension: str


def check(upload: IO[bytes], *, size: int) -> CheckedFile:
    """Return the checked (photos: re-encoded) file.

    Raises ValidationError with a sentence for the user: too large, empty, of a type that is not
    accepted, or broken. `size` in bytes.
    """
    limit = settings.MAX_UPLOAD_MB
    if size > limit * 1024 * 1024:
        raise ValidationError(
            __("The file is too large (%(size)s MB); at most %(limit)s MB.")
            % {"size": round(size / 1024 / 1024), "limit": limit}
        )
    if size == 0:
        raise ValidationError(__("The file is empty."))
    upload.seek(0)
    head = upload.read(16)
    upload.seek(0)
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (
        head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    ):
        return _photo(upload)
    if head.startswith(b"%PDF-"):
        return CheckedFile(ContentFile(upload.read()), "document", "application/pdf", ".pdf")
    if head.startswith(b"PK\x03\x04"):
        return _office_document(upload)
    raise ValidationError(
        __(
            "This type of file is not accepted. Accepted: photos (JPEG, PNG, WebP), PDF, Word and Excel."
        )
    )


def _photo(upload: IO[bytes]) -> CheckedFile:
    try:
        with Image.open(upload, formats=_PHOTO_FORMATS) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise ValidationError(__("The picture has too many pixels."))
            upright = _upright(picture)
            upright.thumbnail((PHOTO_EDGE, PHOTO_EDGE))
            out = io.BytesIO()
            upright.convert("RGB").save(out, "WEBP", quality=75)
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
    ) as error:
        raise ValidationError(__("The picture cannot be read; it may be damaged.")) from error
    return CheckedFile(ContentFile(out.getvalue()), "photo", "image/webp", ".webp")


def _upright(picture: Image.Image) -> Image.Image:
    """Return the picture turned as its EXIF says; as it lies where that is damaged: it is dropped anyway."""
    try:
        return ImageOps.exif_transpose(picture)
    except (
        Exception
    ):  # whatever damaged EXIF raises (TypeError, struct.error …); a damaged picture raises again
        return picture


def _office_document(upload: IO[bytes]) -> CheckedFile:
    import zipfile

    try:
        with zipfile.ZipFile(upload) as parcel:
            names = parcel.namelist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise ValidationError(__("The document cannot be read; it may be damaged.")) from error
    for extension, (folder, mime_type) in _ZIP_TYPES.items():
        if "[Content_Types].xml" in names and any(name.startswith(folder) for name in names):
            if any("vbaProject" in name for name in names):
                raise ValidationError(__("Documents with macros are not accepted."))
            upload.seek(0)
            return CheckedFile(ContentFile(upload.read()), "document", mime_type, extension)
    raise ValidationError(__("This type of file is not accepted."))
