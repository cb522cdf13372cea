"""Rows of a table written in one go: whatever stands in a cell stays where it belongs."""

from __future__ import annotations

from html.parser import HTMLParser
from types import SimpleNamespace

from typing_extensions import override

from core.tools.rows.body import body
from core.tools.rows.figures import Figure, sentence
from core.tools.tables import Column, Table


class Titles(HTMLParser):
    found: list[str]

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found, self.links = [], 0
        self.feed(page)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.links += tag == "a"
        if "title" in given:
            self.found.append(given["title"] or "")


def test_a_note_with_a_link_is_told_in_words_where_it_is_cut_off() -> None:
    """An attribute ends at the first quote: the rest of the row went with it."""
    note = sentence("%(n)s not known of these facilities", n=Figure(7, url="/ksm/facilities/?q=1"))
    column = Column(
        "n",
        "Facilities",
        lambda _row: Figure(12, url="/ksm/facilities/"),
        kind="number",
        note=lambda _row: note,
    )
    plain = Column(
        "name", "Name", lambda _row: 'Bagas "Waras" <b>' + "x" * 60, note=lambda _row: "a & b" * 9
    )
    page = Titles(body(Table([column, plain], [SimpleNamespace(pk=1)]), lines=True))
    assert page.links == 2
    assert page.found == [
        "12 · 7 not known of these facilities",
        'Bagas "Waras" <b>' + "x" * 60 + " · " + "a & b" * 9,
    ]
