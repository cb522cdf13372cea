"""Rows of a table written in one go: whatever stands in a cell stays where it belongs."""

from __future__ import annotations

from types import SimpleNamespace

from core.tools.rows.body import body
from core.tools.rows.figures import Figure, sentence
from core.tools.tables import Column, Table


def test_a_note_keeps_its_link_and_typed_words_stay_words() -> None:
    note = sentence("%(n)s not known", n=Figure(7, url="/ksm/facilities/?q=1"))
    figure = Column("n", "Facilities", lambda _row: 12, kind="number", note=lambda _row: note)
    plain = Column("name", "Name", lambda _row: '"Waras" <b>', note=lambda _row: "a & b")
    page = body(Table([figure, plain], [SimpleNamespace(pk=1)]))
    assert page.count("<a ") == 1 and 'href="/ksm/facilities/?q=1"' in page
    assert "&quot;Waras&quot; &lt;b&gt; <small>a &amp; b</small>" in page
