"""Photos from outside: what they may cost, and what becomes of the unusual ones."""

from __future__ import annotations

import io
import itertools
import struct
import threading
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from core.tools.files import pictures
from core.tools.turns import Busy, Turns


def small(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(pictures.make_small(io.BytesIO(data))))


def saved(picture: Image.Image, fmt: str, **extra: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, fmt, **extra)
    return out.getvalue()


def blank_png(width: int, height: int, *, claimed: int | None = None) -> bytes:
    """Return a PNG of RGBA zeros; `claimed`: height it tells, without having the lines."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, claimed or height, 8, 6, 0, 0, 0)
    body = zlib.compress(b"\0" * (width * 4 + 1) * height, 1)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def grown(jpeg: bytes, width: int, height: int) -> bytes:
    """Return a JPEG that claims another size in its head (SOF0 or SOF2)."""
    at = max(jpeg.find(b"\xff\xc0"), jpeg.find(b"\xff\xc2"))
    return jpeg[: at + 5] + struct.pack(">HH", height, width) + jpeg[at + 9 :]


def refused(data: bytes) -> str:
    with pytest.raises(ValidationError) as caught:
        pictures.make_small(io.BytesIO(data))
    return caught.value.messages[0]


RGB = Image.new("RGB", (64, 48), "teal")


# Made when asked for: every run collects them.
@pytest.mark.parametrize(
    ("made", "most"),
    [
        (lambda: blank_png(5001, 1, claimed=5000), "25"),
        (lambda: blank_png(7700, 1, claimed=7700), "25"),
        (lambda: grown(saved(RGB, "JPEG"), 12001, 9000), "108"),
        (lambda: grown(saved(RGB, "JPEG", progressive=True), 5001, 5000), "25"),
        (lambda: saved(Image.new("RGB", (4001, 3000)), "WEBP"), "12"),
        (
            lambda: saved(
                Image.new("RGB", (4001, 3000)),
                "WEBP",
                save_all=True,
                append_images=[Image.new("RGB", (4001, 3000), "red")],
            ),
            "12",
        ),
    ],
    ids=["png", "blank png", "jpeg", "progressive jpeg", "webp", "moving webp"],
)
def test_too_many_pixels_are_refused_by_the_head_of_the_file(
    made: Callable[[], bytes], most: str
) -> None:
    words = refused(made())
    assert f"paling banyak {most} megapiksel" in words
    assert "JPEG" in words  # what to do


def test_a_jpeg_in_several_scans_counts_as_unpacked_whole() -> None:
    """A sequential JPEG may hold its colours in scans of their own: nothing can be reduced on the way."""
    jpeg = grown(saved(RGB, "JPEG"), 6000, 5000)
    at = jpeg.index(b"\xff\xda")
    assert jpeg[at + 4] == 3
    apart = jpeg[:at] + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + jpeg[at + 14 :]
    assert "25 megapiksel" in refused(apart)


def with_scans(count: int) -> bytes:
    jpeg = saved(RGB, "JPEG", progressive=True)
    at, had = jpeg.rindex(b"\xff\xda"), jpeg.count(b"\xff\xda")
    return jpeg[:at] + jpeg[at:-2] * (count - had + 1) + b"\xff\xd9"


def test_a_jpeg_of_endless_scans_is_refused() -> None:
    assert small(with_scans(pictures.MOST_SCANS)).size == RGB.size
    assert "rusak" in refused(with_scans(pictures.MOST_SCANS + 1))


def test_only_scans_of_the_picture_itself_count() -> None:
    """Phones put a preview before it and a film behind it, in which anything may look like a scan."""
    jpeg = saved(RGB, "JPEG", progressive=True)
    preview = b"\xff\xda" * 60
    head = b"\xff\xe5" + struct.pack(">H", len(preview) + 2) + preview
    assert small(jpeg[:2] + head + jpeg[2:] + preview).size == RGB.size


SIDE = pictures.MOST_SIDE
TOO_LONG = [(1, 24_999_000), (24_999_000, 1), (SIDE + 1, 900), (900, SIDE + 1), (2, 201), (201, 2)]


def claiming(fmt: str, width: int, height: int) -> bytes:
    """Return a picture that tells a size in its head, without having the pixels."""
    if fmt == "PNG":
        data = bytearray(blank_png(1, 1))
        data[16:24] = struct.pack(">II", width, height)
        data[29:33] = struct.pack(">I", zlib.crc32(bytes(data[12:29])))
        return bytes(data)
    return grown(saved(RGB, "JPEG", progressive=fmt == "progressive"), width, height)


@pytest.mark.parametrize(("width", "height"), TOO_LONG)
@pytest.mark.parametrize("fmt", ["PNG", "JPEG", "progressive"])
def test_pictures_that_are_lines_are_refused(fmt: str, width: int, height: int) -> None:
    if fmt != "PNG":
        width, height = min(width, 65_535), min(height, 65_535)  # more a JPEG cannot tell
    assert "100 kali" in refused(claiming(fmt, width, height))


@pytest.mark.parametrize("size", [(2, 201), (201, 2), (16383, 1), (1, 16383)])
@pytest.mark.parametrize("extra", [{}, {"lossless": True}, {"save_all": True}])
def test_webp_that_is_a_line_is_refused(size: tuple[int, int], extra: dict[str, bool]) -> None:
    assert "100 kali" in refused(saved(Image.new("RGB", size), "WEBP", **extra))


def test_the_largest_camera_jpeg_is_reduced_while_it_is_decoded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    decoded = []
    reduce = pictures._reduced
    monkeypatch.setattr(
        pictures, "_reduced", lambda p, size: (decoded.append(p.size), reduce(p, size))[1]
    )
    with small(saved(Image.new("L", (12000, 9000)), "JPEG", quality=30)) as picture:
        assert picture.size == (1600, 1200)
    assert decoded == [(3000, 2250)]


@pytest.mark.parametrize("size", [(1601, 17), (17, 1601), (1, 1), (20000, 700), (1600, 1600)])
def test_any_shape_keeps_its_proportion(size: tuple[int, int]) -> None:
    with small(saved(Image.new("RGB", size, "teal"), "PNG")) as picture:
        scale = min(1, pictures.EDGE / max(size))
        assert picture.size == tuple(max(1, round(side * scale)) for side in size)
        red, green, blue = picture.convert("RGB").getpixel((0, 0))
        assert (red < 20, 110 < green < 145, 110 < blue < 145) == (True, True, True)


def test_strips_leave_no_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sloping grey, reduced in strips of a few lines, still is one slope."""
    monkeypatch.setattr(pictures, "_PIXELS_AT_ONCE", 4000)
    slope = Image.linear_gradient("L").resize((160, 4900)).convert("RGB")
    with small(saved(slope, "PNG", compress_level=1)) as picture:
        column = [picture.convert("L").getpixel((10, y)) for y in range(picture.height)]
    assert all(abs(below - above) <= 3 for above, below in itertools.pairwise(column))
    assert column[0] < 5 and column[-1] > 250


def _palette() -> Image.Image:
    picture = Image.new("P", (40, 30), 1)
    picture.putpalette([0, 0, 0, 200, 0, 0])
    return picture


@pytest.mark.parametrize(
    ("data", "colour"),
    [
        (saved(Image.new("RGBA", (40, 30), (0, 0, 0, 0)), "PNG"), (255, 255, 255)),
        (saved(Image.new("LA", (40, 30), (0, 0)), "PNG"), (255, 255, 255)),
        (saved(Image.new("RGBA", (40, 30), (0, 0, 0, 0)), "WEBP", lossless=True), (255, 255, 255)),
        (saved(Image.new("RGBA", (40, 30), (0, 0, 0, 128)), "PNG"), (127, 127, 127)),
        (saved(_palette(), "PNG"), (200, 0, 0)),
        (saved(_palette(), "PNG", transparency=1), (255, 255, 255)),
        (saved(Image.new("I;16", (40, 30), 0x8000), "PNG"), (128, 128, 128)),
        (saved(Image.new("1", (40, 30), 1), "PNG"), (255, 255, 255)),
        (saved(Image.new("CMYK", (40, 30), (0, 0, 0, 255)), "JPEG"), (0, 0, 0)),
        (saved(Image.new("L", (40, 30), 77), "JPEG"), (77, 77, 77)),
        (
            saved(RGB, "MPO", save_all=True, append_images=[Image.new("RGB", (9, 9), "red")]),
            (0, 128, 128),
        ),
        (
            saved(RGB, "PNG", save_all=True, append_images=[Image.new("RGB", (64, 48), "red")]),
            (0, 128, 128),
        ),
        (
            saved(RGB, "WEBP", save_all=True, append_images=[Image.new("RGB", (64, 48), "red")]),
            (0, 128, 128),
        ),
    ],
    ids=[
        "rgba",
        "grey+alpha",
        "webp",
        "half clear",
        "palette",
        "clear palette",
        "16 bit",
        "bilevel",
        "cmyk",
        "grey",
        "mpo",
        "apng",
        "moving webp",
    ],
)
def test_unusual_pictures_become_plain_ones(data: bytes, colour: tuple[int, ...]) -> None:
    """B21: what is see-through stands on white."""
    with small(data) as picture:
        found = picture.convert("RGB").getpixel((5, 5))
        assert all(abs(a - b) <= 4 for a, b in zip(found, colour, strict=True)), found
        assert not getattr(picture, "is_animated", False)


def test_a_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    wide = Image.new("RGB", (3200, 800), "white")
    wide.paste((0, 0, 0), (0, 0, 200, 800))  # black on the left: on top once upright
    with small(saved(wide, "JPEG", exif=exif)) as picture:
        assert picture.size == (400, 1600)
        assert picture.convert("L").getpixel((200, 20)) < 40
        assert picture.convert("L").getpixel((200, 1500)) > 215


def test_one_picture_at_a_time_and_no_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = Turns(at_once=1, waiting=1, seconds=0.05)
    monkeypatch.setattr(pictures, "_TURNS", turns)
    data = saved(RGB, "PNG")
    with turns.take():
        assert "sebentar lagi" in refused(data)
    assert pictures.make_small(io.BytesIO(data))  # a turn is given back


def test_who_finds_the_line_full_does_not_wait() -> None:
    turns = Turns(at_once=1, waiting=1, seconds=30)
    entered = []

    def wait() -> None:
        with turns.take():
            entered.append(True)

    second = threading.Thread(target=wait)
    with turns.take():
        second.start()
        while turns._inside._value:  # until the second one stands in line
            pass
        with pytest.raises(Busy), turns.take():
            pass
        assert not entered
    second.join(5)
    assert entered
