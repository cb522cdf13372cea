"""Each paper that offices edit, as PDF and as Word file: one page, the same words, the same readers."""

from __future__ import annotations

import io
from typing import Any
from xml.etree.ElementTree import Element

import docx
import pytest
import tinyhtml5

from core.tools import layout, pdf
from tests.reading import words_of_word
from tests.test_access_matrix import OWN_REGION, address, make_world, own_urls

SVG = "{http://www.w3.org/2000/svg}"
PAPERS = sorted(name for name in own_urls() if name.endswith("-docx"))


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The page that was last laid out, by way."""
    found: dict[str, str] = {}
    for way in ("together", "as_word"):
        real = layout.WAYS[way]

        def told(parts: list[str], way: str = way, real: Any = real) -> bytes:
            [found[way]] = parts
            return real(parts)

        monkeypatch.setitem(layout.WAYS, way, told)
    return found


def words_of(element: Element) -> str:
    """Return what is read on a page: of a picture what is told of it, unless a table tells it."""
    found = [element.text or ""]
    has_table = element.tag == "figure" and element.find(".//table") is not None
    for child in element:
        if child.tag == f"{SVG}svg":
            found.append("" if has_table else child.findtext(f"{SVG}desc") or "")
        elif isinstance(child.tag, str):
            found.append(words_of(child))
        found.append(child.tail or "")
    return "".join(found)


def flat(text: str) -> str:
    """Return a text without spaces, and without the colons that stand between a name and its fact."""
    return "".join(text.replace(":", "").split())


def test_the_papers_that_offices_edit_are_all_there() -> None:
    assert PAPERS == [
        "agreements:agreement-draft-docx",
        "agreements:turnover-docx",
        "events:event-record-docx",
        "planning:budget-proposal-docx",
        "planning:meeting-minutes-docx",
        "region-report-docx",
    ]


@pytest.mark.parametrize("name", PAPERS)
def test_every_word_of_the_paper_is_in_the_word_file(
    name: str, regions: Any, as_user: Any, officer: Any, pages: dict[str, str]
) -> None:
    world, browser = make_world(OWN_REGION, "Sarana Contoh"), as_user(officer)
    answer = browser.get(address(name, world))
    assert answer["Content-Type"] == pdf.WORD
    assert answer["Content-Disposition"].endswith('.docx"')
    assert answer["Content-Disposition"].startswith("attachment")
    printed = browser.get(address(name.replace("-docx", "-pdf"), world))
    assert printed["Content-Type"] == "application/pdf"
    assert pages["together"] == pages["as_word"], "one page for both"
    page = tinyhtml5.parse(pages["as_word"], namespace_html_elements=False)
    [report] = [part for part in page.iter("div") if part.get("class") == "report"]
    written = flat(words_of(report))
    assert len(written) > 100
    assert flat(words_of_word(answer.content)).startswith(written)
    read = docx.Document(io.BytesIO(answer.content))
    assert any(found.style.name in ("Title", "Heading 1") for found in read.paragraphs)
    assert read.sections[0].footer.paragraphs[0].text.startswith("Data per ")


@pytest.mark.parametrize("name", [name.replace("-docx", "") for name in PAPERS])
def test_the_page_of_a_paper_offers_the_word_file(
    name: str, regions: Any, as_user: Any, officer: Any
) -> None:
    world = make_world(OWN_REGION, "Sarana Contoh")
    shown = {"planning:budget-proposal": "planning:budget-proposal-detail"}.get(name, name)
    html = as_user(officer).get(address(shown, world)).content.decode()
    assert f'href="{address(f"{name}-docx", world)}"' in html
