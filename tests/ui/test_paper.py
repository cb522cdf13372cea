"""The PDF frame: tagged A4 with letterhead, running page numbers, watermark and repeated headers."""

from __future__ import annotations

import base64
import io
from typing import Any

import pytest
from django.utils import translation
from PIL import Image
from pypdf import PdfReader

from core.tools import pdf
from tests.ui.paper import sample

SHEETS = ("tokens", "report", "pdf")


@pytest.fixture(scope="module")
def reader(django_db_setup: None) -> PdfReader:
    from django.conf import settings
    from django.test import override_settings

    templates = [dict(settings.TEMPLATES[0])]
    templates[0]["DIRS"] = [*templates[0]["DIRS"], settings.BASE_DIR / "tests/ui/templates"]
    with translation.override("id"), override_settings(TEMPLATES=templates):
        return PdfReader(io.BytesIO(pdf.render("pdf/document.html", sample())))


def test_is_a_tagged_titled_a4_document_in_indonesian(reader: PdfReader) -> None:
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "id"
    assert reader.metadata and "Laporan Capaian Daerah 2018" in str(reader.metadata.title)
    width, height = (float(side) for side in reader.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (595, 842)


def test_every_page_counts_itself_and_names_the_code(reader: PdfReader) -> None:
    total = len(reader.pages)
    assert total > 3
    for number, page in enumerate(reader.pages, start=1):
        words = " ".join(page.extract_text().split())
        assert f"{number}" in words and f"{total}" in words
        assert "7F3K-9QPD" in words
        assert "DRAF" in words


def test_first_page_has_the_letterhead_and_the_example_strip(reader: PdfReader) -> None:
    words = " ".join(reader.pages[0].extract_text().split())
    assert (
        "Kabupaten Kulon Progo" in words
        and "012/AKSANSI-KP/III/2019" in words
        and "CONTOH" in words
    )


def test_table_headers_repeat_on_the_next_page(reader: PdfReader) -> None:
    pages = [page.extract_text() for page in reader.pages]
    with_rows = [words for words in pages if "IPAL Sumber Rejeki" in words]
    assert len(with_rows) > 1 and all("Pengelola" in words for words in with_rows)


def test_final_document_has_no_watermark(settings: Any) -> None:
    with translation.override("id"):
        content = pdf.render("pdf/document.html", sample(draft=""))
    words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert "DRAF" not in words and "12/AKSANSI-KP" in words


def test_only_bundled_fonts_are_used(reader: PdfReader) -> None:
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index, union-attr]
    }
    assert fonts and all(
        "Plus-Jakarta-Sans" in name or "PlusJakartaSans" in name for name in fonts
    ), fonts


def pages_with(inner: str) -> list[str]:
    """Return the words of each page of a paper."""
    sheets = "".join(f'<link rel="stylesheet" href="/static/css/{name}.css">' for name in SHEETS)
    html = f'<html lang="id"><head><title>Uji</title>{sheets}</head><body><div class="report">{inner}</div></body></html>'
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf.write(html))).pages]


def test_the_sum_of_a_table_stands_once_below_its_last_row() -> None:
    rows = "".join(f"<tr><th>Baris {n}</th><td>{n}</td></tr>" for n in range(80))
    pages = pages_with(
        f'<table class="rt"><thead><tr><th>Apa</th><th>Nilai</th></tr></thead><tbody>{rows}</tbody>'
        "<tfoot><tr><th>Keseluruhan</th><td>3160</td></tr></tfoot></table>"
    )
    assert len(pages) > 1
    assert ["Keseluruhan" in words for words in pages] == [False] * (len(pages) - 1) + [True]


@pytest.mark.parametrize("filled", range(20, 28))
def test_the_heading_of_photos_is_not_left_alone_on_a_page(filled: int) -> None:
    out = io.BytesIO()
    Image.new("RGB", (400, 300), "teal").save(out, "PNG")
    source = f"data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}"
    figure = f'<figure><img src="{source}" alt="Bak"><figcaption>Bak kontrol</figcaption></figure>'
    before = "<p>Kalimat sebelum lampiran.</p>" * filled
    pages = pages_with(
        f'{before}<section class="part"><h2>Lampiran: foto</h2><div class="pictures">{figure * 8}</div></section>'
    )
    [with_heading] = [words for words in pages if "Lampiran" in words]
    assert "Bak kontrol" in with_heading
    assert "Kalimat" not in pages[-1] and len(pages) <= 3
