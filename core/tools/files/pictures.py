"""Photos from outside: made small, upright and plain, one at a time, within limits of memory and time.

Re-encoding drops EXIF (place, camera, owner) and whatever was hidden behind the picture. A file says how many
pixels it has before they are unpacked, and it is that number that costs: a blank picture of 0.2 MB can unfold
to a gigabyte.
"""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterator
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as __
from PIL import Image, ImageOps

from core.tools import formats
from core.tools.turns import Busy, Turns

EDGE = 1600
FORMATS = ("JPEG", "PNG", "WEBP")
# A JPEG in one scan is reduced while it is decoded, line by line. Everything else is unpacked whole first.
# What each costs at most, above the worker's own memory: docs/performance.md.
MOST_REDUCED, MOST_WHOLE, MOST_WEBP = 108_000_000, 25_000_000, 12_000_000
# Every line costs beside its pixels, and a strip of one pixel's width cannot be reduced: panoramas are shorter.
MOST_SIDE, MOST_SLENDER = 20_000, 100
# A scan of a few bytes costs as much time as a full one; programs write about ten.
MOST_SCANS = 25
_MARKER = re.compile(rb"\xff([\x02-\xcf\xd8-\xfe])")  # but what is data, fills up or only restarts
_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_ORIENTATION = 0x0112
_PIXELS_AT_ONCE = 1_000_000
_TURNS = Turns(at_once=1, waiting=1, seconds=10)
Image.MAX_IMAGE_PIXELS = MOST_REDUCED  # from here Pillow warns; it refuses from the double


def make_small(upload: IO[bytes]) -> bytes:
    """Return a photo as WebP without EXIF, at most `EDGE` pixels wide and high, transparent places white.

    Of several frames the first one. Raises ValidationError in words: too many pixels, broken, or (code
    "busy") while other photos are being worked on.
    """
    try:
        with _TURNS.take():
            return _make_small(upload)
    except Busy:
        raise ValidationError(
            __("Other photos are being processed just now. Send this one again in a moment."),
            code="busy",
        ) from None
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise ValidationError(__("The picture cannot be read; it may be damaged.")) from error


def _make_small(upload: IO[bytes]) -> bytes:
    out = io.BytesIO()
    with Image.open(upload, formats=FORMATS) as picture:
        _check_sides(picture)
        _check_pixels(picture, _most(picture, upload))
        scale = min(1, EDGE / max(picture.size))
        size = tuple(round(side * scale) for side in picture.size)  # none is a line: never 0
        picture.draft(None, size)  # type: ignore[arg-type]  # JPEG: decode no more than needed
        small = _reduced(picture, size)  # type: ignore[arg-type]
        small.getexif()[_ORIENTATION] = _orientation(picture)
        ImageOps.exif_transpose(small).save(out, "WEBP", quality=75)
    return out.getvalue()


def _check_sides(picture: Image.Image) -> None:
    short, long = sorted(picture.size)
    if long > MOST_SIDE or long > MOST_SLENDER * short:
        raise ValidationError(
            __(
                "The picture is %(width)s × %(height)s pixels. At most %(most)s pixels a side are accepted, and one "
                "side at most %(times)s times as long as the other. Cut it or make it smaller, then send it again."
            )
            % {
                "width": picture.width,
                "height": picture.height,
                "most": formats.number(MOST_SIDE),
                "times": MOST_SLENDER,
            }
        )


def _check_pixels(picture: Image.Image, most: int) -> None:
    if (found := picture.width * picture.height) > most:
        raise ValidationError(
            __(
                "The picture has %(found)s megapixels; at most %(most)s are accepted of this kind of file. "
                "Save it as an ordinary JPEG or make it smaller, then send it again."
            )
            % {"found": -(-found // 1_000_000), "most": most // 1_000_000}
        )


def _most(picture: Image.Image, upload: IO[bytes]) -> int:
    """Return how many pixels this kind of file may have. Raises ValueError for an endless JPEG."""
    if picture.format == "WEBP":
        return MOST_WEBP
    if picture.format not in ("JPEG", "MPO"):
        return MOST_WHOLE
    upload.seek(0)
    scans = list(itertools.islice(_colours_of_scans(upload.read()), MOST_SCANS + 1))
    if len(scans) > MOST_SCANS:
        raise ValueError("scans")
    is_one_scan = scans[:1] == [len(picture.getbands())]  # nothing is left for a second one
    return MOST_REDUCED if is_one_scan and "progressive" not in picture.info else MOST_WHOLE


def _colours_of_scans(jpeg: bytes) -> Iterator[int]:
    """Yield how many colours each scan of the picture holds; previews and films in the same file do not count."""
    at = 2
    while marker := _MARKER.search(jpeg, at):
        kind, at = marker[1][0], marker.end()
        if kind == _END:
            return
        if kind == _START:
            continue
        if kind == _SCAN:
            yield int.from_bytes(jpeg[at + 2 : at + 3])
        at += int.from_bytes(jpeg[at : at + 2])


def _reduced(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return the picture in RGB and in `size`; whole lines at a time, so that no large copy is made."""
    factor = max(1, min(picture.width // size[0], picture.height // size[1]))
    small = Image.new("RGB", (-(-picture.width // factor), -(-picture.height // factor)))
    lines = max(1, _PIXELS_AT_ONCE // (picture.width * factor)) * factor
    for top in range(0, picture.height, lines):
        bottom = min(picture.height, top + lines)
        strip = picture.crop((0, top, picture.width, bottom))
        small.paste(_on_white(strip).reduce(factor), (0, top // factor))
    return small.resize(size, Image.Resampling.LANCZOS) if small.size != size else small


def _on_white(strip: Image.Image) -> Image.Image:
    if strip.mode.startswith("I"):  # 16-bit grey
        return strip.point(lambda value: value / 256).convert("L").convert("RGB")
    if not strip.has_transparency_data:
        return strip.convert("RGB")
    strip = strip.convert("RGBA")
    white = Image.new("RGBA", strip.size, "white")
    return Image.alpha_composite(white, strip).convert("RGB")


def _orientation(picture: Image.Image) -> int:
    """Return how EXIF says the picture lies; as it lies (1) where that is damaged: it is dropped anyway."""
    try:
        return int(picture.getexif().get(_ORIENTATION, 1))
    except Exception:  # whatever damaged EXIF raises (TypeError, struct.error …)
        return 1
