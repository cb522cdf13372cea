"""The picture other sites show beside a link to a public page (Open Graph), drawn from the figures of that page."""

from __future__ import annotations

import io
from functools import cache

from django.conf import settings
from django.utils.translation import gettext as __
from PIL import Image, ImageDraw, ImageFont

from aksansi.public.telling import SIZE, Picture, PublicPage, Told
from core.tools import formats
from core.tools.drawn.charts import ACCENT, ACCENT_3, INK, INK_2, LINE, PAPER, TONES, WASH_2

WIDTH, HEIGHT = SIZE
MARGIN, MAP = 64, 400  # the map is a square of so much
SHOWN, FINER = 4, 2  # figures; drawn so much larger and made small, for smooth letters and edges
Drawing = ImageDraw.ImageDraw


def draw(page: PublicPage) -> bytes:
    """Return the picture as PNG: place, year, the first figures as the page tells them, the map where there is one."""
    image = Image.new("RGB", (WIDTH * FINER, HEIGHT * FINER), PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, WIDTH * FINER, 14 * FINER), fill=ACCENT)
    wide = WIDTH - 2 * MARGIN - (MAP + 40 if page.picture else 0)
    _line(pen, 58, __("Sanitation by communities"), 26, 600, ACCENT, WIDTH - 2 * MARGIN)
    title = f"{page.region.short_name} {page.year}"
    _line(pen, 96, title, 62, 700, INK, WIDTH - 2 * MARGIN)
    for place, one in enumerate(page.figures[:SHOWN]):
        _figure(pen, 212 + place // 2 * 160, MARGIN + place % 2 * (wide // 2), wide // 2 - 24, one)
    if page.picture is not None:
        _map(pen, page.picture, WIDTH - MARGIN - MAP, 190)
    told = __("Figures as of %(day)s, approved by the Secretariat of AKSANSI on %(approved)s.") % {
        "day": formats.day(page.as_of),
        "approved": formats.day(page.approved_on),
    }
    if page.has_examples:
        told = f"{__('Example: some of these records are made up to show a feature.')} {told}"
    ends = [one * FINER for one in (MARGIN, 548, WIDTH - MARGIN, 548)]
    pen.line(ends, fill=LINE, width=2 * FINER)
    _line(pen, 566, told, 22, 400, INK_2, WIDTH - 2 * MARGIN)
    out = io.BytesIO()
    small = image.resize(SIZE, Image.Resampling.LANCZOS)
    # By an octree: the few dots of the map keep their colours.
    small.quantize(256, Image.Quantize.FASTOCTREE).save(out, "PNG", optimize=True)
    return out.getvalue()


@cache
def _font(size: int, weight: int) -> ImageFont.FreeTypeFont:
    name = f"plus-jakarta-sans-{weight}.woff2"
    fonts = settings.BASE_DIR / "static" / "vendor" / "fonts"
    return ImageFont.truetype(fonts / name, size * FINER)


def _line(
    pen: Drawing,
    top: int,
    text: str,
    size: int,
    weight: int,
    fill: str,
    wide: int,
    left: int = MARGIN,
) -> None:
    """Write one line; what is too long is set smaller, never cut."""
    while size > 10 and _font(size, weight).getlength(text) > wide * FINER:
        size -= 2
    pen.text((left * FINER, top * FINER), text, font=_font(size, weight), fill=fill)


def _figure(pen: Drawing, top: int, left: int, wide: int, told: Told) -> None:
    _line(pen, top, told.text, 54, 700, ACCENT, wide, left)
    _line(pen, top + 66, told.label, 22, 600, INK, wide, left)
    size, lines = in_two(told.note, wide)
    for at, line in enumerate(lines):
        _line(pen, top + 98 + at * 24, line, size, 400, INK_2, wide, left)


def in_two(text: str, wide: int) -> tuple[int, list[str]]:
    """Return a note in two lines at most and the size, one for both, in which they fit."""
    size = 18
    while True:
        lines = [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".strip()
            fits = _font(size, 400).getlength(longer) <= wide * FINER
            lines[-1:] = [longer] if fits or not lines[-1] else [lines[-1], word]
        if len(lines) <= 2 or size == 10:
            return size, [*lines[:1], " ".join(lines[1:])] if len(lines) > 1 else lines
        size -= 1


def _map(pen: Drawing, picture: Picture, left: int, top: int) -> None:
    scale = min(MAP / picture.width, (HEIGHT - top - 100) / picture.height)

    def place(x: float, y: float) -> tuple[float, float]:
        return (left + x * scale) * FINER, (top + y * scale) * FINER

    for outline in picture.outlines:
        pairs = (one.split() for one in outline.strip("MZ").split("L"))
        ring = [place(float(x), float(y)) for x, y in pairs]
        if len(ring) > 2:
            pen.polygon(ring, fill=WASH_2, outline=ACCENT_3, width=FINER)
    for one in picture.points:
        x, y = place(one.x, one.y)
        box = (x - 6 * FINER, y - 6 * FINER, x + 6 * FINER, y + 6 * FINER)
        shape = pen.ellipse if one.tone == "good" else pen.rectangle
        shape(box, fill=TONES[one.tone or "none"], outline=PAPER, width=FINER)
