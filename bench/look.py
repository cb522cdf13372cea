"""Measures how the pages lie on the screen: what one sees without scrolling, what moves, how far a page is.

Usage: .venv/bin/python bench/look.py http://localhost:8000 [--only lists,phone,…] [--out a.json] [--before b.json]
Against a served demonstration (`make run`), as the Secretariat, in Chromium. Prints tables in Markdown; with the
figures of another run (`--before`) as "before → after". A row is in sight when the whole of it stands on the first
screen, on a phone above the bar at its foot. Shift: the browser's cumulative layout shift over a cold, slow line
(1.6 Mbit/s, 150 ms). Clicks: links to be followed from home, 9 where two do not lead there.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

USER, PASSWORD = "sekretariat", "latihan-aksansi"
DESKS, PHONE = ((1280, 900), (1600, 1050)), (360, 740)
LISTS = (
    "/ksm/facilities/",
    "/ksm/facilities/?region=34.04",
    "/ksm/facilities/?q=bagas",
    "/ksm/groups/",
    "/ksm/works/",
    "/ksm/desludging/schedule/",
    "/ksm/facilities/twins/",
    "/monitoring/visits/",
    "/monitoring/findings/",
    "/monitoring/findings/?status=overdue",
    "/agreements/partnerships/",
    "/events/practices/",
    "/chapters/validation/",
    "/planning/plans/",
    "/regions/",
)
CARDS = ("/ksm/facilities/", "/ksm/groups/", "/monitoring/visits/", "/monitoring/findings/",
         "/agreements/partnerships/", "/planning/plans/")  # fmt: skip
TALL = ("/", "/board/", "/ksm/facilities/add/", "/ksm/groups/add/", "/events/awards/add/", "/monitoring/effluent/",
        "/ksm/facilities/map/", "/planning/reports/2/")  # fmt: skip
SHIFT = ("/", "/ksm/facilities/", "/ksm/facilities/34.04-0037/", "/ksm/facilities/add/", "/ksm/facilities/map/",
         "/planning/plans/", "/agreements/board/", "/regions/34.04/report/2018/")  # fmt: skip
SOUGHT = {
    "Papan kendali": "/board/",
    "Kalender": "/calendar/",
    "Impor": "/imports/",
    "Penghargaan": "/events/awards/",
    "Baku mutu": "/monitoring/standards/",
    "Kontak": "/agreements/contacts/",
    "Kendala": "/agreements/blockers/",
    "Jenis kendala": "/agreements/blocker-reasons/",
    "Catatan keadaan": "/ksm/status/",
    "Perubahan massal": "/changes/",
    "Perbandingan putaran": "/monitoring/recap/comparison/",
    "Perintah kerja": "/ksm/desludging/work-order/",
    "Matriks tujuan": "/planning/matrices/goals/",
    "Pengelolaan bersama": "/regions/*/co-management/",
}
SEEN = """(foot) => {
  const rows = [...document.querySelectorAll("table.t tbody tr")].filter((row) => row.offsetHeight);
  const seen = rows.map((row) => row.getBoundingClientRect())
    .filter((r) => r.top >= 0 && r.bottom <= innerHeight - foot);
  const first = rows[0]?.getBoundingClientRect();
  return { first: first ? Math.round(first.top) : null, row: first ? Math.round(first.height) : null,
    rows: seen.length, of: rows.length, height: document.documentElement.scrollHeight,
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth };
}"""
MOVED = """window.moved = 0; new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.moved += one.value;
}).observe({ type: "layout-shift", buffered: true });"""


class Look:
    """A browser signed in once; every measure opens windows of its own with that session."""

    def __init__(self, browser: Browser, home: str) -> None:
        self.browser, self.home = browser, home
        self.session: Any = None
        page = self.window(DESKS[0])
        page.goto(home + "/accounts/login/")
        page.locator("input[name=login]").fill(USER)
        page.locator("input[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Masuk").first.click()
        page.wait_for_url(home + "/")
        self.session = page.context.storage_state()

    def window(self, size: tuple[int, int]) -> Page:
        context: BrowserContext = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale="id-ID",
            storage_state=self.session,
        )
        return context.new_page()

    def lists(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for size in DESKS:
            page = self.window(size)
            for address in LISTS:
                page.goto(self.home + address)
                for name, value in page.evaluate(SEEN, 0).items():
                    found[f"{address} | {size[0]} {name}"] = value
        return found

    def phone(self) -> dict[str, Any]:
        page, found = self.window(PHONE), {}
        for address in CARDS:
            page.goto(self.home + address)
            foot = page.locator(".rooms").bounding_box()
            for name, value in page.evaluate(SEEN, foot["height"] if foot else 0).items():
                found[f"{address} | card {name}"] = value
        return found

    def forms(self) -> dict[str, Any]:
        found = {}
        for size in (DESKS[0], PHONE):
            page = self.window(size)
            for address in TALL:
                answer = page.goto(self.home + address)
                tall = page.evaluate("document.documentElement.scrollHeight")
                found[f"{address} | height {size[0]}"] = tall if answer and answer.ok else None
        return found

    def shift(self) -> dict[str, Any]:
        found = {}
        for size in (PHONE, DESKS[0]):
            for address in SHIFT:
                page = self.window(size)
                page.add_init_script(MOVED)
                line = page.context.new_cdp_session(page)
                line.send("Network.enable")
                line.send(
                    "Network.emulateNetworkConditions",
                    {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000},
                )  # fmt: skip
                page.goto(self.home + address, wait_until="networkidle")
                page.wait_for_timeout(300)
                found[f"{address} | shift {size[0]}"] = round(page.evaluate("window.moved"), 3)
                page.context.close()
        return found

    def clicks(self) -> dict[str, Any]:
        """How many links lead from home to each page, forms of search not counted; 9: not within two."""
        page = self.window(DESKS[0])
        far, wave = {"/": 0}, ["/"]
        lit: list[str] = []
        for step in (1, 2):
            found: list[str] = []
            for address in wave:
                answer = page.request.get(self.home + address)
                if "text/html" not in answer.headers.get("content-type", ""):
                    continue
                text = answer.text()
                menu = text.partition('<nav class="rooms"')[2].partition("</nav>")[0]
                if step == 2 and "aria-current" not in menu:
                    lit.append(address)
                for href in re.findall(r'<a[^>]*\shref="([^"]+)"', text):
                    parts = urlsplit(urljoin(self.home + address, href.replace("&amp;", "&")))
                    is_ours = f"{parts.scheme}://{parts.netloc}" == self.home
                    if is_ours and "logout" not in parts.path and parts.path not in far:
                        far[parts.path] = step
                        found.append(parts.path)
            wave = found
        return {
            **{
                f"{name} ({path}) | clicks": min(
                    (step for known, step in far.items() if fnmatch(known, path)), default=9
                )
                for name, path in SOUGHT.items()
            },
            "pages one click from home | that light no room": len(lit),
            "which | unlit": " ".join(lit) or "none",
        }


def printed(found: dict[str, Any], before: dict[str, Any]) -> str:
    """Return the figures as a table, one line a page; with those of another run before an arrow."""
    lines: dict[str, list[str]] = {}
    for key, value in found.items():
        page, _, name = key.partition(" | ")
        told = f"{before[key]} → {value}" if key in before and before[key] != value else f"{value}"
        lines.setdefault(page, []).append(f"{name} {told}")
    return "\n".join(f"| {page} | {' | '.join(told)} |" for page, told in lines.items())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home")
    parser.add_argument("--only", default="lists,phone,forms,shift,clicks")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--before", type=Path)
    asked = parser.parse_args()
    before = json.loads(asked.before.read_text()) if asked.before else {}
    found: dict[str, Any] = {}
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        look = Look(browser, asked.home.rstrip("/"))
        for name in asked.only.split(","):
            measure: Callable[[], dict[str, Any]] = getattr(look, name)
            part = measure()
            print(f"\n## {name}\n{printed(part, before)}", flush=True)
            found |= part
        browser.close()
    if asked.out:
        asked.out.write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
