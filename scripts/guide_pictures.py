"""Takes the pictures of the guides anew: each passage on a phone, in both languages, into static/help/.

Usage: .venv/bin/python scripts/guide_pictures.py http://localhost:8000 [--only chapter]
Against a served demonstration (`make run`), in Chromium. The pictures are part of the program and are committed.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aksansi.settings")
os.environ.setdefault("DEMO", "1")

import django  # noqa: E402
from PIL import Image  # noqa: E402
from playwright.sync_api import Browser, ViewportSize, sync_playwright  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402

from aksansi.help.guides import GUIDES  # noqa: E402
from aksansi.help.passages import Guide  # noqa: E402

FOLDER = ROOT / "static" / "help"
ACCOUNTS = {
    "chapter": "pengurus-sleman",
    "secretariat": "sekretariat",
    "government": "pemda-sleman",
}
PASSWORD = "latihan-aksansi"
VIEW = ViewportSize(width=360, height=640)
SHARP = 1.5  # pixels of the picture per pixel of the page
MOST = 24 * 1024  # bytes: a page of the guide stays within 40 KB


def small(shot: bytes) -> bytes:
    """Return a screenshot as WebP of at most MOST bytes, as fine as that allows."""
    with Image.open(io.BytesIO(shot)) as taken:
        picture = taken.convert("RGB")
        for quality in (70, 60, 50, 40, 30, 20):
            out = io.BytesIO()
            picture.save(out, "WEBP", quality=quality, method=6)
            if out.tell() <= MOST:
                return out.getvalue()
    raise SystemExit("a picture is too heavy")


def take(browser: Browser, home: str, guide: Guide, language: str) -> None:
    context = browser.new_context(
        viewport=VIEW, device_scale_factor=SHARP, locale=language, bypass_csp=True
    )
    context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": home}])
    page = context.new_page()
    page.goto(f"{home}/accounts/login/")
    page.fill("[name=login]", ACCOUNTS[guide.key])
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{home}/")
    for passage in guide.passages:
        page.goto(home + passage.picture, wait_until="networkidle")
        # The banner of the demonstration and the name of the account are not what is explained.
        page.add_style_tag(content=".training { display: none; }")
        name = f"{guide.key}-{passage.key}-{language}.webp"
        (FOLDER / name).write_bytes(small(page.screenshot()))
        print(name, flush=True)
    context.close()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("home")
    arguments.add_argument("--only", choices=GUIDES)
    asked = arguments.parse_args()
    FOLDER.mkdir(exist_ok=True)
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for guide in GUIDES.values():
            if asked.only in (None, guide.key):
                for language, _name in settings.LANGUAGES:
                    take(browser, asked.home.rstrip("/"), guide, language)
        browser.close()


if __name__ == "__main__":
    main()
