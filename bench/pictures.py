"""Takes pictures of forty pages at 360 and 1280 px as each role sees them, to be looked at one by one.

Usage: .venv/bin/python bench/pictures.py http://localhost:8000 FOLDER [--only word] [--as pemda-sleman]
Against a served demonstration (`make run`), in Chromium. One file a page and width, named by role and address;
`*` in an address stands for the first row of the list above it.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

PASSWORD = "latihan-aksansi"
WIDTHS = ((1280, 900), (360, 740))
TALLEST = 3600  # px kept of a page
PAGES = {
    "sekretariat": (
        "/",
        "/board/",
        "/ksm/facilities/",
        "/ksm/facilities/?region=34.04",
        "/ksm/facilities/34.04-0037/",
        "/ksm/facilities/add/",
        "/ksm/facilities/twins/",
        "/ksm/facilities/map/",
        "/ksm/groups/*",
        "/ksm/desludging/schedule/",
        "/monitoring/visits/",
        "/monitoring/visits/*",
        "/monitoring/findings/",
        "/monitoring/rounds/*",
        "/monitoring/instruments/*",
        "/monitoring/recap/",
        "/monitoring/watch/",
        "/monitoring/effluent/",
        "/agreements/board/",
        "/agreements/partnerships/*",
        "/agreements/analysis/",
        "/chapters/validation/",
        "/chapters/chapters/*",
        "/events/events/*",
        "/events/awards/add/",
        "/calendar/",
        "/search/?q=sleman",
        "/imports/",
        "/jobs/",
    ),
    "pengurus-sleman": (
        "/",
        "/regions/34.04/overview/",
        "/ksm/facilities/",
        "/monitoring/visits/add/",
        "/planning/plans/*",
        "/planning/reports/*",
        "/regions/34.04/report/2018/",
        "/me/",
    ),
    "pemda-sleman": (
        "/",
        "/regions/34.04/overview/",
        "/ksm/facilities/34.04-0037/",
        "/monitoring/findings/",
        "/regions/34.04/co-management/",
        "/regions/34.04/report/2018/",
    ),
}


def first_row(page: Page, home: str, address: str) -> str:
    page.goto(home + address)
    row = page.locator("table.t tbody th a, table.t tbody td a").first
    return str(row.get_attribute("href")) if row.count() else address


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--as", dest="user", default="")
    asked = parser.parse_args()
    home = asked.home.rstrip("/")
    asked.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for user, addresses in PAGES.items():
            if asked.user and asked.user != user:
                continue
            context = browser.new_context(locale="id-ID")
            page = context.new_page()
            page.goto(home + "/accounts/login/")
            page.locator("input[name=login]").fill(user)
            page.locator("input[name=password]").fill(PASSWORD)
            page.get_by_role("button", name="Masuk").first.click()
            page.wait_for_url(home + "/")
            for address in addresses:
                if asked.only not in address:
                    continue
                there = address
                if address.endswith("*"):
                    there = first_row(page, home, address.rstrip("*"))
                for width, height in WIDTHS:
                    page.set_viewport_size({"width": width, "height": height})
                    page.goto(home + there, wait_until="networkidle")
                    tall = page.evaluate("document.documentElement.scrollHeight")
                    name = re.sub(r"\W+", "-", there).strip("-") or "home"
                    page.screenshot(
                        path=str(asked.folder / f"{user}-{name}-{width}.png"),
                        clip={"x": 0, "y": 0, "width": width, "height": min(tall, TALLEST)},
                        full_page=True,
                    )
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
