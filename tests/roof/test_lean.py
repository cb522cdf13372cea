"""A page carries no indentation of its template, and says the same."""

from __future__ import annotations

import pytest

from aksansi.lean import without_indent


@pytest.mark.parametrize(
    ("text", "lean"),
    [
        ("<p>\n    <b>a</b>\n\t</p>\n", "<p>\n<b>a</b>\n</p>\n"),
        ("<p>a  b\n\n   c</p>", "<p>a  b\n\nc</p>"),
        ("<p>\n  <pre>\n    a\n  </pre>\n  </p>", "<p>\n<pre>\n    a\n  </pre>\n</p>"),
        (
            "  {% blocktranslate count n=n %}\n  {{ n }} row{% plural %}\n  rows{% endblocktranslate %}\n  .",
            "  {% blocktranslate count n=n %}\n  {{ n }} row{% plural %}\n  rows{% endblocktranslate %}\n.",
        ),
        ("<textarea\n  rows=2>\n  a</textarea>\n  b", "<textarea\n  rows=2>\n  a</textarea>\nb"),
    ],
    ids=["blanks", "within", "pre", "message", "typed"],
)
def test_lines_begin_without_blanks_where_they_mean_nothing(text: str, lean: str) -> None:
    assert without_indent(text) == lean


def test_pages_come_without(client: object, db: None) -> None:
    page = client.get("/accounts/login/").content.decode()  # type: ignore[attr-defined]
    assert "\n  <" not in page.partition("<form")[0]
