"""Workbooks that are made to hurt: each once ended the process, or could have."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.importing.models import ImportJob
from core.tools.files import grids, spreadsheets
from monitoring.entry import workbooks

SHEET = "xl/worksheets/sheet1.xml"


def read_import(content: bytes) -> list[list[object]]:
    book = spreadsheets.open_book(io.BytesIO(content), size=len(content))
    return grids.read_grid(book, book.names[0], lambda text: text == "Nama").rows


READERS: tuple[Callable[[bytes], object], ...] = (read_import, workbooks.read)


def packed(change: Callable[[dict[str, bytes]], None] | None = None) -> bytes:
    """Return a small workbook, its parts changed."""
    book, plain = openpyxl.Workbook(), io.BytesIO()
    for row in (("Nama", "Desa"), ("KSM Tirta", "Sumberagung"), ("KPP Maju", "Tirtoadi")):
        book.active.append(row)
    book.save(plain)
    with zipfile.ZipFile(plain) as parcel:
        parts = {name: parcel.read(name) for name in parcel.namelist()}
    if change:
        change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parcel:
        for name, content in parts.items():
            parcel.writestr(name, content)
    return out.getvalue()


def put(old: bytes, new: bytes, part: str = SHEET) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        assert re.search(old, parts[part])
        parts[part] = re.sub(old, new, parts[part], count=1)

    return change


def elsewhere(parts: dict[str, bytes]) -> None:
    """The far corner in a part whose name does not say that it is a sheet."""
    rels = "xl/_rels/workbook.xml.rels"
    parts["xl/theme/other.dat"] = parts.pop(SHEET).replace(b'r="B3"', b'r="XFD1048576"')
    parts[rels] = parts[rels].replace(b"worksheets/sheet1.xml", b"theme/other.dat")


def shared(
    letters: int,
    cells: int,
    number: bytes = b"0",
    decoy: bytes = b"",
    head: bytes = b"<sst>",
) -> Callable[[dict[str, bytes]], None]:
    """A text that many cells show: the reader makes one of its own for each.

    `number`: how a cell names it. `decoy`: what stands in a part before the one that is read.
    """

    def change(parts: dict[str, bytes]) -> None:
        text = b"<si><t>" + b"x" * letters + b"</t></si>"
        rest = dict(parts)
        parts.clear()
        if decoy:
            parts["xl/decoy.xml"] = b"<sst>" + decoy + b"</sst>"
        parts.update(rest)
        parts["xl/sharedStrings.xml"] = head + text + b"</sst>"
        row = b"<row>" + (b'<c t="s"><v>' + number + b"</v></c>") * 100 + b"</row>"
        put(rb"</sheetData>", row * (cells // 100) + b"</sheetData>")(parts)

    return change


def merged(ranges: int) -> Callable[[dict[str, bytes]], None]:
    cells = b"<mergeCells>" + b'<mergeCell ref="A2:A49000"/>' * ranges + b"</mergeCells>"
    return put(rb"</sheetData>", b"</sheetData>" + cells)


HOSTILE: dict[str, Callable[[dict[str, bytes]], None]] = {
    "a far corner": put(rb'r="B3"', b'r="XFD1048576"'),
    "a row beyond all numbers": put(rb'<row r="3"', b'<row r="99999999999999999999"'),
    "a far row, cells without place": put(rb'<row r="3"[^>]*><c r="A3"', b'<row r="1048576"><c'),
    "a cell beyond all numbers": put(rb'r="B3"', b'r="B4294967295"'),
    "other quotes": put(rb'r="B3"', b"r='XFD1048576'"),
    "a bracket before": put(rb'<c r="B3"', b'<c x=">" r="XFD1048576"'),
    "written as a reference": put(rb'r="B3"', b'r="&#88;FD1048576"'),
    "small letters": put(rb'r="B3"', b'r="xfd1048576"'),
    "no cell at all": put(rb'r="B3"', b'r="-1"'),
    "another root": put(rb"<worksheet ", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet '),
    "under another name": elsewhere,
    "one text in 20,000 cells": shared(30_000, 20_000),
    "the same, its number with a sign": shared(30_000, 20_000, b"+0"),
    "the same, its number of eleven signs": shared(30_000, 20_000, b"00000000000"),
    "the same behind a part that nobody reads": shared(30_000, 20_000, decoy=b"<si><t/></si>"),
    "the same, behind what one parser gives up at": shared(30_000, 20_000, head=b"<sst>&x;"),
    "the same, in letters one parser does not know": shared(
        30_000, 20_000, head=b'<?xml version="1.0" encoding="windows-9999"?><sst>'
    ),
    "10,000 sheets": put(
        rb"<sheets>",
        b"<sheets>" + b'<sheet name="a" sheetId="9" r:id="rId1"/>' * 10_000,
        part="xl/workbook.xml",
    ),
    "two sheets from one part": put(
        rb"<sheets>",
        b'<sheets><sheet name="a" sheetId="9" r:id="rId1"/>',
        part="xl/workbook.xml",
    ),
    "two relations to one part": put(
        rb"<Relationships ([^>]*)>",
        rb'<Relationships \1><Relationship Type="a/worksheet" Target="worksheets/sheet1.xml" Id="x"/>',
        part="xl/_rels/workbook.xml.rels",
    ),
    "few cells far apart": put(rb'r="B3"', b'r="GR50000"'),
    "merged again and again": merged(2_000),
    "2.2 million cells": put(
        rb"</sheetData>",
        (b"<row>" + b"<c><v>1</v></c>" * 99 + b"</row>") * 22_000 + b"</sheetData>",
    ),
    "200 MB of nothing": put(rb"</sheetData>", b"</sheetData>" + b" " * 200_000_000),
    "binary": lambda parts: parts.update({"xl/workbook.bin": b"\x00" * 99}),
    "OpenDocument": lambda parts: parts.update({"content.xml": b"<a/>"}),
    "broken off": put(rb'<c r="B3".*', b"<c"),
}


@pytest.mark.once
@pytest.mark.parametrize("reader", READERS, ids=["import", "instrument"])
@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_workbook_is_refused_in_words(
    case: str, reader: Callable[[bytes], object]
) -> None:
    content = packed(HOSTILE[case])
    assert len(content) < 1_000_000
    with pytest.raises(ValidationError) as refused:
        reader(content)
    assert len(refused.value.messages[0]) > 15


@pytest.mark.parametrize("reader", READERS, ids=["import", "instrument"])
@pytest.mark.parametrize(
    "change",
    [
        None,
        put(rb' r="[AB][23]"', b""),
        put(rb"<row r=", b'<!-- r="XFD1048576" --><row r='),
        put(rb'<row r="2"', b'<row hidden="1" r="2"'),
    ],
)
def test_an_odd_but_honest_workbook_is_read(
    change: Callable[[dict[str, bytes]], None] | None, reader: Callable[[bytes], object]
) -> None:
    assert "KPP Maju" in str(reader(packed(change)))


def test_what_is_read_counts_whatever_was_surveyed() -> None:
    """Names that a survey takes for several parts and a reader for one are read no more often than it takes."""
    content = packed()
    book = spreadsheets.open_book(io.BytesIO(content), size=len(content))
    book.most = dataclasses.replace(book.most, cells=2)  # of its six places
    spreadsheets.rows_of(book, book.names[0])
    with pytest.raises(ValidationError):
        spreadsheets.rows_of(book, book.names[0])


def unspeakable(parts: dict[str, bytes]) -> None:
    """A NUL and its like as Excel writes them down: no text of a database or of XML may hold them."""
    for name, content in parts.items():
        for word in (b"Desa", b"Nama", b"Sumberagung", b"KSM Tirta"):
            content = content.replace(word, word + b"_x0000__x000B_")
        parts[name] = content


@pytest.mark.parametrize("reader", READERS, ids=["import", "instrument"])
def test_a_character_no_text_may_hold_is_left_out(reader: Callable[[bytes], object]) -> None:
    read = str(reader(packed(unspeakable)))
    assert "KSM Tirta" in read and "\\x00" not in read and "\\x0b" not in read


def test_a_workbook_with_nul_in_heading_and_cells_is_checked(officer: Any, as_user: Any) -> None:
    """PostgreSQL holds it neither as text nor as JSON: the check ended in a 500 there."""
    browser = as_user(officer)
    upload = SimpleUploadedFile("k\x00.xlsx", packed(unspeakable))
    place = reverse("core:import-job-create", args=["groups"])
    assert browser.post(place, {"file": upload}).status_code == 302
    job = ImportJob.objects.get()
    columns = {"column-0": "name", "column-1": "kind", "asked": "kind"}
    place = reverse("core:import-job-columns", args=[job.uuid])
    assert browser.post(place, columns).status_code in (302, 422)
    assert browser.get(job.get_absolute_url(), follow=True).status_code == 200
