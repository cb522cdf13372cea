"""A rendered page as a Word file: read back by python-docx, which knows nothing of how it was written."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from typing import Any

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from PIL import Image

from core.tools import layout
from core.tools.word import paper
from tests.reading import words_of_word

FRAME = """<!doctype html><html lang="id"><head><title>Laporan – Kab. Sleman</title>
<meta name="author" content="AKSANSI"><meta name="description" content="Perihal surat"></head>
<body{body}><div class="running-header"><span>Laporan · Sleman</span><span>DRAF</span></div>
<div class="running-footer"><span>Data per 31 Desember 2018 · Kode verifikasi <b>34.04-X</b><br>https://contoh.id/verify/</span>
<span class="n">Halaman <span class="at"></span> dari <span class="of"></span></span></div>
{draft}<div class="report">{inner}</div></body></html>"""
DRAFT = '<div class="watermark" aria-hidden="true">DRAF</div>'


def written(inner: str, *, body: str = "", draft: str = "") -> bytes:
    return paper.write(FRAME.format(inner=inner, body=body, draft=draft))


def opened(inner: str, **more: Any) -> Any:
    return docx.Document(io.BytesIO(written(inner, **more)))


def picture(kind: str, size: tuple[int, int]) -> str:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind)
    return f"data:image/{kind.lower()};base64,{base64.b64encode(out.getvalue()).decode()}"


def rule(row: Any, name: str) -> bool:
    return row._tr.find(f"{qn('w:trPr')}/{qn(name)}") is not None


@pytest.mark.parametrize(("body", "size"), [("", (210, 297)), (' class="wide"', (297, 210))])
def test_the_sheet_is_a4_with_head_and_foot(body: str, size: tuple[int, int]) -> None:
    [section] = opened("<p>isi</p>", body=body, draft=DRAFT).sections
    assert (round(section.page_width.mm), round(section.page_height.mm)) == size
    assert (section.orientation == WD_ORIENT.LANDSCAPE) == (size[0] > size[1])
    assert section.different_first_page_header_footer
    assert section.header.paragraphs[0].text == "Laporan · Sleman\tDRAF"
    assert section.first_page_header.paragraphs[0].text == "DRAF"
    for footer in (section.footer, section.first_page_footer):
        [foot] = footer.paragraphs
        assert foot.text.startswith(
            "Data per 31 Desember 2018 · Kode verifikasi 34.04-X\tHalaman 1 dari 1\n"
        )
        assert foot.text.endswith("https://contoh.id/verify/")
        fields = [part.text.strip() for part in foot._p.iter(qn("w:instrText"))]
        assert fields == ["PAGE", "NUMPAGES"]


def test_a_draft_has_its_word_across_every_page_and_a_final_paper_has_none() -> None:
    def across(**more: Any) -> list[str]:
        [section] = opened("<p>isi</p>", **more).sections
        heads = (section.header, section.first_page_header)
        paths = [
            path
            for head in heads
            for path in head._element.iter("{urn:schemas-microsoft-com:vml}textpath")
        ]
        return [path.get("string") for path in paths if path.get("string")]

    assert across(draft=DRAFT) == ["DRAF", "DRAF"]
    assert across() == []


def test_the_file_tells_of_no_person_and_no_hour_and_is_the_same_each_time() -> None:
    content = written("<p>isi</p>")
    told = docx.Document(io.BytesIO(content)).core_properties
    assert (told.title, told.subject, told.author, told.language) == (
        "Laporan – Kab. Sleman",
        "Perihal surat",
        "AKSANSI",
        "id-ID",
    )
    assert (told.last_modified_by, told.created, told.modified) == ("", None, None)
    assert content == written("<p>isi</p>")
    with zipfile.ZipFile(io.BytesIO(content)) as parcel:
        assert {entry.date_time for entry in parcel.infolist()} == {paper.MADE}


def test_headings_lists_and_facts_are_those_of_word() -> None:
    page = opened(
        '<h1 class="doc-title">Laporan</h1><h2>1. Ringkasan</h2><h3>Dana</h3><ol><li>satu</li><li>dua</li></ol>'
        "<ul><li>tiga<ol><li>empat</li></ol></li></ul><ol><li>lima</li></ol>"
        '<dl class="story"><div><dt>Kendala</dt><dd>Hujan</dd></div></dl>'
        '<dl class="terms"><div><dt>Tempat</dt><dd>Wates</dd></div></dl>'
    )
    styles = {found.text: found.style.name for found in page.paragraphs}
    assert styles["Laporan"] == "Title"
    assert (styles["1. Ringkasan"], styles["Dana"]) == ("Heading 1", "Heading 2")
    assert {"Kendala: Hujan", "Tempat\tWates"} <= styles.keys()
    numbers = {
        found.text: (found._p.pPr.numPr.numId.val, found._p.pPr.numPr.ilvl.val)
        for found in page.paragraphs
        if found._p.pPr is not None and found._p.pPr.numPr is not None
    }
    assert numbers["satu"] == numbers["dua"] and len({key for key, _level in numbers.values()}) == 4
    assert (numbers["tiga"][1], numbers["empat"][1]) == (0, 1)
    begins = page.part.numbering_part.element.findall(f"{qn('w:num')}//{qn('w:startOverride')}")
    assert {begin.get(qn("w:val")) for begin in begins} == {"1"} and len(begins) == 4


def test_a_table_keeps_its_head_and_its_rows() -> None:
    page = opened(
        '<table class="rt"><caption>Dana</caption><thead><tr><th>Sumber</th><th class="r">Rencana</th><td></td></tr></thead>'
        '<tbody><tr><th scope="rowgroup" colspan="3">Kas</th></tr><tr><td>APBD <small>daerah</small></td><td class="r">Rp5</td>'
        '<td><ul><li>a</li></ul></td></tr></tbody><tfoot><tr><th>Jumlah</th><td class="r">Rp5</td></tr></tfoot></table>'
    )
    [table] = page.tables
    assert table.style.name == "Tabel data"
    assert [rule(row, "w:tblHeader") for row in table.rows] == [True, False, False, False]
    assert all(rule(row, "w:cantSplit") for row in table.rows)
    assert [cell.text for cell in table.rows[0].cells] == ["Sumber", "Rencana", ""]
    assert {cell.text for cell in table.rows[1].cells} == {"Kas"}, "one cell over three columns"
    assert table.cell(2, 0).text == "APBD \ndaerah"
    assert table.cell(2, 1).paragraphs[0].alignment == 2
    assert len(table.rows[3].cells) == 3, "a row that is short is filled"
    [caption] = [found for found in page.paragraphs if found.text == "Dana"]
    assert caption.style.name == "Caption" and caption.style.paragraph_format.keep_with_next
    width = sum(int(column.get(qn("w:w"))) for column in table._tbl.tblGrid)
    assert abs(width - 170 / 25.4 * 1440) < 5
    loose = opened(
        '<table class="rt prose"><tbody><tr><td>panjang</td></tr></tbody></table>'
    ).tables[0]
    assert not rule(loose.rows[0], "w:cantSplit")


def test_no_column_is_narrower_than_its_words() -> None:
    row = (
        "<tr><td>Pemeliharaan pascakonstruksi "
        + "kata " * 80
        + "</td><td>12</td><td>Penyambungan</td></tr>"
    )
    [table] = opened(f'<table class="rt"><tbody>{row}</tbody></table>').tables
    first, second, third = (
        int(column.get(qn("w:w"))) / 1440 * 25.4 for column in table._tbl.tblGrid
    )
    assert third > 12 * 1.7 and second > 4 and first > third


def test_signs_that_no_xml_holds_break_nothing_and_markup_stays_words() -> None:
    text = "a\x0b\x1f\ufffe\ufffdb &lt;i&gt; &amp; &quot;c&quot; {{d}}"
    content = written(
        f'<p>{text}</p><img alt="a\x0c&quot;&gt;&lt;i&gt;" src="data:image/png;base64,bukan">'
    )
    words = words_of_word(content)
    assert 'a\ufffdb <i> & "c" {{d}}' in words
    assert '"><i>' in words, "of a picture that cannot be read its words remain"


def test_pictures_are_in_the_file_with_their_words() -> None:
    photo = f'<figure><img src="{picture("JPEG", (3000, 1500))}" alt="Bak kontrol"><figcaption>Bak</figcaption></figure>'
    squares = "".join(f"M{x} 4h1v1h-1z" for x in range(4, 9))
    code = f'<svg class="qr" role="img" aria-label="Alamat" viewBox="0 0 20 20"><path d="{squares}"/></svg>'
    content = written(
        f'<div class="letterhead"><svg viewBox="0 0 32 32"></svg><div><b>AKSANSI</b><small>Jalan 1</small></div></div>'
        f'<div class="pictures">{photo}{photo}</div>{code}<img src="https://contoh.id/x.png" alt="dari luar">'
    )
    page = docx.Document(io.BytesIO(content))
    names = [shape.get("descr") for shape in page.element.iter(qn("wp:docPr"))]
    assert names == [None, "Bak kontrol", "Bak kontrol", "Alamat"]
    with zipfile.ZipFile(io.BytesIO(content)) as parcel:
        media = [name for name in parcel.namelist() if "media/" in name]
        assert [name.rpartition(".")[2] for name in media] == ["png", "jpeg", "jpeg", "png"]
        with Image.open(io.BytesIO(parcel.read(media[1]))) as kept:
            assert kept.width < 600, "no larger than it is shown"
        with Image.open(io.BytesIO(parcel.read(media[3]))) as drawn:
            assert [drawn.getpixel((x * 8 + 4, 36)) for x in (3, 4, 8, 9)] == [255, 0, 0, 255]
        assert "contoh.id/x.png" not in "".join(
            parcel.read(n).decode(errors="replace") for n in parcel.namelist()
        )
    assert "dari luar" in words_of_word(content)


def test_a_chart_is_told_in_numbers_and_only_once() -> None:
    svg = "<svg viewBox='0 0 9 9' role='img'><title>Dana</title><desc>APBD: Rencana Rp5</desc><text>APBD</text></svg>"
    alone = words_of_word(written(f"<figure><figcaption>Dana</figcaption>{svg}</figure>"))
    assert "APBD: Rencana Rp5" in alone
    beside = f"<figure><figcaption>Dana</figcaption>{svg}<table><tbody><tr><td>APBD</td><td>Rp5</td></tr></tbody></table></figure>"
    assert "Rencana" not in words_of_word(written(beside))


def test_what_the_walk_does_not_know_is_read_as_it_stands() -> None:
    inner = (
        "lepas <madeup>baru <p>dalam</p> sisa</madeup><details><summary>buka</summary>isi</details>"
        '<p class="takdikenal">satu<br>dua <time>tiga</time></p><blockquote>kutip</blockquote><td>sel</td>'
    )
    words = " ".join(words_of_word(written(inner)).split())
    assert words.startswith("lepas baru dalam sisa buka isi satu dua tiga kutip sel ")


def test_it_is_made_where_papers_are_made() -> None:
    html = FRAME.format(inner="<p>isi</p>", body="", draft="")
    assert layout.WAYS["as_word"]([html]) == paper.write(html)
    assert re.search(rb"word/document\.xml", paper.write(html))


@pytest.mark.parametrize("name", ["seal", "end"])
def test_what_is_signed_and_its_code_are_one_row_that_is_never_cut(name: str) -> None:
    squares = "".join(f"M{x} 4h1v1h-1z" for x in range(4, 9))
    page = opened(
        f'<h2>12. Pengesahan</h2><div class="{name}"><div class="signatures"><div><p>Mengetahui</p></div>'
        '<div><p>Wates</p><p class="name">Ketua</p></div></div><p>Disetujui</p><div class="verify">'
        f'<svg role="img" viewBox="0 0 20 20"><path d="{squares}"/></svg><p>Kode</p></div></div><p>sesudah</p>'
    )
    [whole] = page.tables
    [row] = whole.rows
    assert rule(row, "w:cantSplit")
    [cell] = row.cells
    assert [one.text for one in cell.tables[0].rows[0].cells] == ["Mengetahui", "Wates\nKetua"]
    assert {"Disetujui", "Kode"} <= {one.text for one in cell.paragraphs}
    assert len(list(cell._tc.iter(qn("wp:inline")))) == 1, "the code too"
    outside = [found.text for found in page.paragraphs]
    assert outside[0] == "12. Pengesahan" and outside[-1] == "sesudah"
    assert page.paragraphs[0].style.paragraph_format.keep_with_next


def test_what_nobody_knows_takes_a_line_and_a_short_annex_is_never_parted() -> None:
    cells = "".join(f"<tr><td>34.04-{n} {'kata ' * 30}</td></tr>" for n in range(3))
    page = opened(
        f'<p class="gap">Belum ada.</p><section class="whole"><table>{cells}</table></section>'
    )
    assert page.paragraphs[0].style.name == "Belum diketahui"
    rows = [row.cells[0].paragraphs[0].paragraph_format for row in page.tables[0].rows]
    assert all(row.keep_with_next for row in rows)
    parted = opened(f"<section><table>{cells}</table></section>").tables[0].rows
    assert not any(row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in parted)


def test_the_mark_of_an_example_is_framed_in_its_own_colour() -> None:
    content = written('<p>Sarana <span class="example">CONTOH</span></p>')
    with zipfile.ZipFile(io.BytesIO(content)) as parcel:
        told = parcel.read("word/document.xml").decode()
    [(frame, words)] = re.findall(r'<w:color w:val="(\w+)" />.*?<w:bdr [^>]*w:color="(\w+)"', told)
    assert frame == words != "auto"


def test_there_is_room_above_the_hands_that_sign() -> None:
    page = opened('<ul><li>isi</li></ul><div class="signatures"><div>a</div><div>b</div></div>')
    names = [found.style.name for found in page.paragraphs]
    assert names[0] != "Sela tabel" and names[1] == "Sela tabel", "one before the table too"
