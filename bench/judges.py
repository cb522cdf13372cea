"""Lets outside judges look at the pages: axe, html-validate and Lighthouse, where they are to be had.

Usage: .venv/bin/python bench/judges.py http://localhost:8000 [--only axe,html,lighthouse] [--turns 4] [--tools FOLDER]
Against a served demonstration (`make run`), as the Secretariat, in Chromium. axe comes with the development packages;
html-validate and Lighthouse by `npm install html-validate lighthouse@12` in FOLDER (none of the system needs Node).
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.look import DESKS, PHONE, SHIFT, Look  # noqa: E402

AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
READ = (
    *SHIFT,
    "/board/",
    "/ksm/groups/",
    "/ksm/facilities/twins/",
    "/ksm/desludging/schedule/",
    "/monitoring/visits/",
    "/monitoring/findings/",
    "/monitoring/recap/",
    "/monitoring/effluent/",
    "/monitoring/instruments/1/",
    "/agreements/partnerships/9/",
    "/agreements/analysis/",
    "/planning/plans/2/",
    "/planning/reports/1/",
    "/events/events/36/",
    "/calendar/",
    "/search/?q=sleman",
    "/imports/",
    "/jobs/",
    "/me/",
)


def axe(look: Look) -> None:
    faults, runs = 0, 0
    for size in (DESKS[0], PHONE):
        page = look.window(size)
        for address in READ:
            page.goto(look.home + address, wait_until="networkidle")
            found = Axe().run(page, options=AXE).response["violations"]
            runs += 1
            for fault in found:
                faults += len(fault["nodes"])
                print(f"| {address} | {size[0]} | {fault['id']} | {fault['nodes'][0]['target']} |")
    print(f"axe: {runs} runs, {faults} nodes")


def html(look: Look, tools: Path) -> None:
    """Forms without a submit button, and what the recommended rules find besides, by rule."""
    page = look.window(DESKS[0])
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for number, address in enumerate(READ):
            name = Path(folder, f"{number:02}.html")
            name.write_text(page.request.get(look.home + address).text())
            names.append(str(name))
        Path(folder, ".htmlvalidate.json").write_text(
            '{"extends": ["html-validate:recommended"], "root": true}'
        )
        told = Path(folder, "told.json")
        with told.open("w") as out:  # a pipe would be cut at 64 KB
            subprocess.run(
                [str(tools / "node_modules/.bin/html-validate"), "--formatter", "json", *names],
                stdout=out, check=False, cwd=folder,
            )  # fmt: skip
        files = json.loads(told.read_text())
    rules: dict[str, int] = {}
    for file in files:
        for message in file["messages"]:
            rules[message["ruleId"]] = rules.get(message["ruleId"], 0) + 1
            if message["ruleId"] in ("wcag/h32", "empty-heading"):
                print(
                    f"| {READ[int(Path(file['filePath']).stem)]} | {message['ruleId']} | line {message['line']} |"
                )
    print(
        f"html-validate: {len(names)} pages, {rules or 'nothing'}; forms without submit {rules.get('wcag/h32', 0)}"
    )


def lighthouse(look: Look, tools: Path, turns: int) -> None:
    told_by = Path(tempfile.mkdtemp(), "told.json")
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in look.session["cookies"])
    for address in SHIFT:
        told = []
        for device in ("mobile", "desktop"):
            marks: list[list[int]] = []
            shifts = []
            for _turn in range(turns):
                told_by.unlink(missing_ok=True)
                done = subprocess.run(
                    [
                        str(tools / "node_modules/.bin/lighthouse"),
                        look.home + address,
                        "--quiet",
                        "--output=json",
                        f"--output-path={told_by}",  # a pipe would be cut
                        "--only-categories=performance,accessibility,best-practices",
                        f"--extra-headers={json.dumps({'Cookie': cookies})}",
                        "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
                        *(["--preset=desktop"] if device == "desktop" else []),
                    ],
                    capture_output=True, text=True, check=False,
                    env={"CHROME_PATH": str(shutil.which("chromium")), "PATH": "/usr/bin:/bin:/usr/local/bin"},
                )  # fmt: skip
                if not told_by.exists():
                    print(done.stderr[-300:])
                    continue
                found = json.loads(told_by.read_text())
                if any(part["score"] is None for part in found["categories"].values()):
                    print(
                        address,
                        device,
                        found.get("runtimeError", {}).get("code", "a turn without a mark"),
                    )
                    continue
                marks.append([round(100 * part["score"]) for part in found["categories"].values()])
                shifts.append(found["audits"]["cumulative-layout-shift"].get("numericValue", 0))
            least = "/".join(str(min(column)) for column in zip(*marks, strict=True))
            told.append(f"{device} {least or '-'}, shift {max(shifts, default=0):.3f}")
        print(f"| {address} | {' | '.join(told)} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home")
    parser.add_argument("--only", default="axe,html,lighthouse")
    parser.add_argument("--turns", type=int, default=4)
    parser.add_argument("--tools", type=Path, default=Path())
    asked = parser.parse_args()
    tools = asked.tools.resolve()
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        look = Look(browser, asked.home.rstrip("/"))
        wanted = asked.only.split(",")
        if "axe" in wanted:
            axe(look)
        if "html" in wanted:
            html(look, tools)
        browser.close()
    if "lighthouse" in wanted:
        lighthouse(look, tools, asked.turns)


if __name__ == "__main__":
    main()
