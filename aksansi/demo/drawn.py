"""Photos of the demonstration, drawn by the program: no real place and nobody's picture."""

from __future__ import annotations

import io
import random

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

SIZE = (800, 600)


def photo(name: str) -> SimpleUploadedFile:
    """Return a drawing of a treatment plant as an uploaded JPEG; the same name draws the same picture."""
    chance = random.Random(name)
    width, height = SIZE
    picture = Image.new("RGB", SIZE, (203, 226, 240))
    draw = ImageDraw.Draw(picture)
    sun = chance.randint(80, width - 80)
    draw.ellipse((sun - 36, 50, sun + 36, 122), fill=(250, 226, 150))
    for _hill in range(4):
        x, tall = chance.randint(-100, width), chance.randint(60, 150)
        draw.ellipse((x - 220, 330 - tall, x + 220, 330 + tall), fill=(147, 181, 140))
    draw.rectangle((0, 330, width, height), fill=(170, 196, 150))
    for at in range(chance.randint(2, 4)):
        x, y = 60 + at * 190, chance.randint(235, 275)
        wall = chance.choice([(238, 226, 205), (226, 214, 220), (214, 226, 226)])
        draw.rectangle((x, y, x + 120, 350), fill=wall, outline=(120, 110, 100))
        draw.polygon([(x - 12, y), (x + 60, y - 50), (x + 132, y)], fill=(176, 92, 70))
        draw.rectangle((x + 45, y + 45, x + 75, 350), fill=(120, 90, 70))
    top = chance.randint(395, 420)
    draw.polygon(
        [(90, top), (width - 90, top), (width - 30, height - 40), (30, height - 40)],
        fill=(196, 198, 196),
        outline=(110, 112, 110),
    )
    for at in range(chance.randint(3, 5)):
        x = 140 + at * 125
        draw.ellipse((x, top + 40, x + 86, top + 84), fill=(120, 126, 128), outline=(70, 74, 76))
        draw.ellipse((x + 10, top + 47, x + 76, top + 77), fill=(146, 152, 154))
    draw.rectangle((0, height - 34, width, height), fill=(11, 110, 116))
    draw.text((14, height - 25), f"CONTOH - {name}", fill=(255, 255, 255))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82)
    return SimpleUploadedFile(f"{name}.jpg", out.getvalue(), "image/jpeg")
