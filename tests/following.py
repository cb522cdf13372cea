"""Every number of a page over records: found, followed to its rows, and compared with them."""

from __future__ import annotations

import csv
import io
import re
import statistics
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

from django.test import Client
from django.urls import resolve
from typing_extensions import override

from tests.reading import readable

VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
# A text that is nothing but a number, with its unit.
NUMBER = re.compile(r"^(±|Rp)?-?\d[\d.]*(,\d+)?%?$")
# What has digits in a sentence and counts nothing: a day, a span of years, a year, the code or number of one thing.
_MONTH = "Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des".replace(" ", "|")
NO_COUNT = re.compile(
    rf"\d{{1,2}}(?:–\d{{1,2}})? (?:{_MONTH})[a-z]*(?: \d{{4}})?|\b(?:19|20)\d\d(?:[–/-](?:19|20)?\d\d)?\b"
    r"|\b\d\d:\d\d\b|\b\d\d\.\d\d(?:-\d+)?\b|\S*[A-Za-z/]\S*\d\S*|\d+[A-Za-z/]\S*"
)
# What is counted or added; what is worked out of rows opens those, and says how many.
FIGURES = {"data-figure", "data-derived"}
HOW = {"sum": sum, "mean": statistics.mean, "median": statistics.median}


@dataclass(frozen=True)
class Seen:
    """A figure as a page shows it: its words, what it says of the records behind it, and where it leads."""

    text: str
    behind: str
    url: str
    is_derived: bool = False

    @property
    def value(self) -> Decimal:
        return number(self.text)


def number(text: str) -> Decimal:
    """Return what a number in Indonesian means: "Rp1.500.000", "±60", "43%", "14,5"."""
    bare = text.strip().lstrip("±").removeprefix("Rp").removesuffix("%")
    return Decimal(bare.replace(".", "").replace(",", "."))


@dataclass
class Page(HTMLParser):
    """The figures of a page, and the numbers outside one, each with the elements around it ("td.r", innermost last).

    `bare`: what is nothing but a number; `said`: sentences with one in them; `drawn`: numbers of a picture that
    open nothing, each with its title.
    """

    figures: list[Seen] = field(default_factory=list)
    bare: list[tuple[str, str]] = field(default_factory=list)
    said: list[tuple[str, str]] = field(default_factory=list)
    drawn: list[tuple[str, str]] = field(default_factory=list)
    stack: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    words: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    @classmethod
    def of(cls, html: str) -> Page:
        page = cls()
        page.feed(html)
        return page

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            told = {name: value or "" for name, value in attrs}
            self.stack.append((tag, told))
            if "data-bar" in told:
                self.figures.append(Seen(told["data-bar"], "", told["href"]))

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag not in (found for found, _attrs in self.stack):
            return
        while self.stack:
            found, attrs = self.stack.pop()
            if kind := next((name for name in FIGURES if name in attrs), ""):
                # The figure is the link, or stands in one.
                links = [attrs, *(outer for _tag, outer in reversed(self.stack))]
                url = next(one["href"] for one in links if "href" in one)
                self.figures.append(Seen(self.words, attrs[kind], url, kind == "data-derived"))
                self.words = ""
            if found == tag:
                break

    @override
    def handle_data(self, data: str) -> None:
        if any({*FIGURES, "data-one"} & set(attrs) for _tag, attrs in self.stack):
            is_figure = any(FIGURES & set(attrs) for _tag, attrs in self.stack)
            self.words += data if is_figure else ""
            return
        tags = [tag for tag, _attrs in self.stack]
        if tags[-1:] == ["text"] and "a" not in tags and NUMBER.match(data.split(" · ")[0]):
            picture = next(attrs for tag, attrs in self.stack if tag == "svg")
            self.drawn.append((data, picture["aria-label"]))
        if "main" not in tags or {"script", "style", "svg", "option", "form"} & set(tags):
            return
        if NUMBER.match(text := data.strip()):
            self.bare.append((text, self._path()))
        elif re.search(r"\d", NO_COUNT.sub("", text)):
            self.said.append((" ".join(text.split()), self._path()))

    def _path(self) -> str:
        path = " ".join(
            ".".join(
                [
                    tag,
                    *attrs.get("class", "").split(),
                    *(one[5:] for one in attrs if one in ("data-sums", "data-days")),
                ]
            )
            for tag, attrs in self.stack
        )
        return path.partition("main")[2]


@dataclass
class Follower:
    """Follows the figures of one reader; each address is asked for once."""

    browser: Client
    kept: dict[str, Any] = field(default_factory=dict)

    def fault(self, seen: Seen, page: str = "") -> str:
        """Return what is wrong with a figure, "" where its rows bear it out."""
        seen = replace(seen, url=urljoin(page, seen.url))
        query = parse_qs(urlsplit(seen.url).query)
        how = next((name for name in HOW if name in query), "")
        try:
            told, rows = self.behind(seen.url)
            shown = seen.value
        except (AssertionError, InvalidOperation) as error:
            return f"{seen}: {error!r}"
        if seen.is_derived:
            return "" if int(seen.behind) == len(rows) else f"{seen}: {len(rows)} rows"
        if how:
            return self._of_column(seen, how, shown, told, rows)
        if "/" in seen.behind:
            part, whole = (Decimal(one) for one in seen.behind.split("/"))
            if abs(part / whole * 100 - shown) > Decimal("0.5"):
                return f"{seen}: {part} of {whole} is not {shown} %"
            shown = part
        return "" if shown == len(rows) else f"{seen}: {len(rows)} rows"

    def _of_column(
        self, seen: Seen, how: str, shown: Decimal, told: dict[str, str], rows: list[dict[str, str]]
    ) -> str:
        column = re.search("“(.+)”", told["label"])
        assert column is not None, told
        try:
            values = [Decimal(row[column[1]].replace(",", ".")) for row in rows if row[column[1]]]
        except (KeyError, InvalidOperation):
            return f"{seen}: no numbers under “{column[1]}” in {rows[:1]}"
        own = Decimal(str(HOW[how](values))) if values else None  # type: ignore[operator]
        places = Decimal(1).scaleb(-max(0, -int(shown.as_tuple().exponent)))
        if own is None or abs(own - shown) > places / 2:
            return f"{seen}: {how} of {len(rows)} rows is {own}"
        if number(told["value"]) != shown and abs(number(told["value"]) - shown) > places / 2:
            return f"{seen}: the list tells {told['value']}"
        if seen.behind and int(seen.behind) != len(values):
            return f"{seen}: {len(values)} rows state it"
        return ""

    def behind(self, url: str) -> tuple[dict[str, str], list[dict[str, str]]]:
        """Return what a list tells of its column as a whole, and its rows, by one column and the one told of."""
        if url not in self.kept:
            self.kept[url] = self._total(url), self._rows(url)
        found: tuple[dict[str, str], list[dict[str, str]]] = self.kept[url]
        return found

    def _total(self, url: str) -> dict[str, str]:
        """Return what the list says above its rows: only where the address asks it to, as a page is dear."""
        if not HOW.keys() & parse_qs(urlsplit(url).query).keys():
            return {}
        html = self._page(url)
        total = re.search(r'data-total="[^"]*">\s*([^<]*?):\s*<b>([^<]*)</b>', html)
        assert total is not None, "the list does not tell what it was asked for"
        assert total.start() < html.index("</thead>", total.start()), "the total is out of sight"
        return {"label": total[1], "value": total[2]}

    def _rows(self, url: str) -> list[dict[str, str]]:
        """Return the rows of the list's file; a filter that is not understood has none."""
        view = resolve(urlsplit(url).path).func
        columns = getattr(getattr(view, "view_class", None), "columns", ())
        narrow = f"&columns={columns[0].name}" if columns else ""
        file = self.browser.get(f"{url}{'&' if '?' in url else '?'}format=csv{narrow}")
        assert file.status_code == 200, file.status_code
        assert file["Content-Type"].startswith("text/csv"), file["Content-Type"]
        text = readable(file).decode("utf-8-sig")
        head, *rows = csv.reader(io.StringIO(text), delimiter=_delimiter(text))
        if not rows:
            self._page(url)
        return [dict(zip(reversed(head), reversed(row), strict=True)) for row in rows]

    def _page(self, url: str) -> str:
        page = self.browser.get(url)
        assert page.status_code == 200, page.status_code
        html = str(page.content.decode())
        assert 'aria-invalid="true"' not in html, "a filter of the address is not understood"
        return html


def _delimiter(text: str) -> str:
    head = text.partition("\n")[0]
    return max(";,\t", key=head.count)
