"""A spreadsheet of LibreOffice that reads a data link: a record is changed on its page, the refreshed cell shows it.

Usage: .venv/bin/python -m bench.data_link http://127.0.0.1:8000 OUT

Against a served demonstration, with LibreOffice Calc and its `uno` for /usr/bin/python3. It signs in as an officer,
makes a link on a filtered list, has Calc keep it in OUT/data-link.ods, changes the name of a facility, refreshes, puts
the name back and refreshes again, revokes the link and refreshes once more. Ends with an error where a step fails.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path

from typing_extensions import override

from bench.papers import Visitor

CALC = Path(__file__).with_name("calc_link.py")
LIST = "/ksm/facilities/?function=berfungsi"
WHO = "pengurus-sleman"


class Form(HTMLParser):
    """What a form of a page would send as it stands, and the addresses and keys the page shows."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.given: dict[str, list[str]] = {}
        self.links: list[str] = []
        self.keys: list[str] = []
        self.buttons: list[str] = []  # values, the first of the page first
        self._select = self._text = ""
        self._is_key = False
        self.feed(page)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = {name: value or "" for name, value in attrs}
        name, kind = of.get("name", ""), of.get("type", "text")
        self._is_key = "data-secret" in of
        if tag == "a":
            self.links.append(of.get("href", ""))
        elif tag == "input" and name and kind not in ("submit", "file"):
            if kind not in ("checkbox", "radio") or "checked" in of:
                value = of.get("value", "on" if kind == "checkbox" else "")
                self.given.setdefault(name, []).append(value)
        elif tag == "button" and name:
            self.buttons.append(of.get("value", ""))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in of:
            self.given.setdefault(self._select, []).append(of.get("value", ""))
        elif tag == "textarea":
            self._text = name
            self.given[name] = [""]

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._text = ""
        elif tag == "select":
            self._select = ""

    @override
    def handle_data(self, data: str) -> None:
        if self._text:
            self.given[self._text][0] += data.removeprefix("\n")
        if self._is_key:
            self.keys.append(data.strip())
            self._is_key = False


class Person(Visitor):
    """An officer at a browser."""

    def page(self, path: str, send: Mapping[str, object] | None = None) -> Form:
        body = urllib.parse.urlencode(send, doseq=True).encode() if send is not None else None
        url = urllib.parse.urljoin(self.base, path)
        headers = {"Referer": url}
        asked = urllib.request.Request(url, body, headers)
        with self.opener.open(asked, timeout=60) as answer:
            return Form(answer.read().decode())

    def rename(self, code: str, name: str) -> None:
        path = f"/ksm/facilities/{code}/edit/"
        self.page(path, {**self.page(path).given, "name": name})


def calc(*words: object) -> str:
    done = subprocess.run(
        ["/usr/bin/python3", str(CALC), *map(str, words)],
        check=True, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    return done.stdout


def refreshed(file: Path, *more: object) -> tuple[list[list[object]], list[list[object]]]:
    told = json.loads(calc("refresh", file, *more))
    return told["before"], told["after"]


def main(base: str, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    file = out / "data-link.ods"
    officer = Person(base, WHO)
    place = next(one for one in officer.page(LIST).links if one.startswith("/me/links/add/"))
    until = (dt.date.today() + dt.timedelta(days=30)).isoformat()
    given = officer.page(place).given
    shown = officer.page(
        place, {**given, "name": "LibreOffice", "columns": "all", "expires_on": until}
    )
    [address] = [one for one in shown.keys if one.endswith("/koma.csv")]
    print("link      ", LIST)
    # What the program was told to call itself from outside, asked here on this machine.
    address = urllib.parse.urljoin(base, urllib.parse.urlsplit(address).path)
    calc("make", address, file)
    _before, rows = refreshed(file)
    code_at, name_at = (next(place for place, head in enumerate(rows[0]) if head in words)
                        for words in (("Kode", "Code"), ("Nama", "Name", "Sarana", "Facility")))  # fmt: skip
    code, name = str(rows[1][code_at]), str(rows[1][name_at])
    print("spreadsheet", file, f"{len(rows) - 1} rows; {code} is called {name!r}")
    new = f"{name} (nama baru)"
    officer.rename(code, new)
    try:
        before, after = refreshed(file, file.with_suffix(".pdf"))
        print("refreshed ", f"{before[1][name_at]!r} became {after[1][name_at]!r}")
        assert (before[1][name_at], after[1][name_at]) == (name, new)
    finally:
        officer.rename(code, name)
    _before, after = refreshed(file)
    print("put back  ", repr(after[1][name_at]))
    assert after[1][name_at] == name
    officer.page("/me/tokens/", {**shown.given, "token": shown.buttons[0]})
    before, after = refreshed(file)
    print("revoked   ", repr(after[0][0]) if after else "no cell")
    assert after != before


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2])) if len(sys.argv) == 3 else sys.exit(__doc__)
