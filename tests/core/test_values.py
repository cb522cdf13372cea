"""Dates, numbers and words as an Indonesian office writes them; pure, without a database."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core.tools import formats, partial_dates
from core.tools.files.cells_out import export_rows
from core.tools.files.exchange import bare, neutral
from core.tools.rows.values import value_class
from core.tools.tables import Badge, Column, Fact, Table, show
from core.tools.visible import visible
from core.tools.written import numbers


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2015", "2015"),
        ("Maret 2015", "2015-03"),
        ("03/2015", "2015-03"),
        ("3 Maret 2015", "2015-03-03"),
        ("3 mar 2015", "2015-03-03"),
        ("23 Nopember 2021", "2021-11-23"),
        ("03/03/2015", "2015-03-03"),
        ("3-3-2015", "2015-03-03"),
        ("2015-3-3", "2015-03-03"),
        ("3 March 2015", "2015-03-03"),
        ("  ", ""),
    ],
)
def test_a_paper_date_is_read(typed: str, kept: str) -> None:
    assert partial_dates.parse(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "31/02/2015",
        "13/2015",
        "kemarin",
        "15",
        "1800",
        "2015-13-01",
        "0/0/2015",
        "99999",
        "3 Foo 2015",
        "2201",
    ],
)
def test_what_is_no_date_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):
        partial_dates.parse(typed)


@given(st.dates(dt.date(1950, 1, 1), dt.date(2090, 12, 31)))
def test_every_full_date_comes_back(day: dt.date) -> None:
    with translation.override("id"):
        assert partial_dates.parse(partial_dates.display(day.isoformat())) == day.isoformat()


@given(st.text(max_size=30))
def test_no_text_breaks_the_parser(text: str) -> None:
    with contextlib.suppress(ValueError):
        partial_dates.parse(text)


def test_partial_dates_print_what_is_known() -> None:
    with translation.override("id"):
        assert partial_dates.display("2015-03-03") == "3 Maret 2015"
        assert partial_dates.display("2015-03") == "Maret 2015"
        assert partial_dates.display("2015") == "2015"
        assert partial_dates.display("2015-10-03", is_short=True) == "3 Okt 2015"
        assert partial_dates.display("2015-10", is_short=True) == "Okt 2015"
        assert partial_dates.display("") == ""
    assert partial_dates.first_day("2015-03") == dt.date(2015, 3, 1)


def test_numbers_money_and_missing() -> None:
    with translation.override("id"):
        assert formats.number(1234567) == "1.234.567"
        assert formats.number(Decimal("1234.50")) == "1.234,5"
        assert formats.number(Decimal("100")) == "100"
        assert formats.number(0) == "0"
        assert formats.number(None) == "–"
        assert formats.rupiah(1500000) == "Rp1.500.000"
        assert formats.rupiah(0) == "Rp0"
        assert formats.percent(29, 38) == "76%"
        assert formats.percent(1, 0) == "–"
        assert formats.percent(None, 5) == "–"
        assert formats.per_cent(Decimal("87.46"), 1) == "87,5%"
        assert formats.per_cent(None) == "–"
        at = dt.datetime(2016, 1, 15, 7, 5, tzinfo=dt.UTC)
        assert formats.moment(at) == "15 Januari 2016 pukul 14.05 WIB"
    with translation.override("en"):
        assert formats.number(Decimal("1234.5")) == "1,234.5"


def test_cells_show_zero_and_missing_apart() -> None:
    assert show(0) == "0"
    assert show(None) == show("") == "–"
    assert show(False) == "False"


class Thing:
    name, count, note, is_example = "IPAL", 3, None, True
    state = Badge("Berfungsi", "good")

    def get_absolute_url(self) -> str:
        return "/x/"


def test_a_row_without_a_deed_keeps_its_place() -> None:
    """The place of deeds stands over what is scrolled: an empty one covers it too, and takes no line of a card."""
    columns = [
        Column("name", "Nama"),
        Column("do", "Langkah", is_deed=True, value="do", url=lambda row: row["url"]),
    ]
    rows = [{"name": "A", "do": "Jawab", "url": "/a/"}, {"name": "B", "do": "", "url": ""}]
    assert [row.cells[1].role for row in Table(columns, rows).rows] == ["do", "do far"]


def test_a_card_tells_head_state_and_two_figures() -> None:
    """On a phone a row is three lines: what is missing takes no place, the rest waits on the record's page."""
    columns = [
        Column("name", "Nama"),
        Column("village", "Desa"),
        Column("sr", "SR", kind="number"),
        Column("state", "Status", kind="badge"),
        Column("built", "Dibangun", kind="partial"),
        Column("kk", "KK", kind="number"),
    ]
    row = {
        "name": "IPAL A",
        "village": "",
        "sr": 4,
        "state": Badge("Baik"),
        "built": "2015-10-03",
        "kk": 2,
    }
    with translation.override("id"):
        (shown,) = Table(columns, [row]).rows
    assert [cell.role for cell in shown.cells] == ["head", "far", "fig", "state", "fig", "far"]
    assert shown.cells[4].text == "3 Okt 2015"


def test_a_table_shows_its_rows_and_marks_examples() -> None:
    table = Table(
        [
            Column("name", "Nama", link=True),
            Column("state", "Keadaan"),
            Column("note", "Catatan"),
            Column("secret", "S", hidden=True, value=lambda t: 1),
        ],
        [Thing()],
    )
    row = table.rows[0]
    assert [cell.text for cell in row.cells] == ["IPAL", "Berfungsi", "–"]
    assert row.cells[0].url == "/x/"
    assert row.cells[1].badge is Thing.state
    assert row.cells[2].is_missing
    assert row.is_example


def test_export_rows_keep_numbers_and_dates() -> None:
    columns = [
        Column("name", "N"),
        Column("count", "C"),
        Column("day", "D", value=lambda t: dt.date(2015, 3, 3)),
        Column("note", "X"),
        Column("state", "S"),
    ]
    assert list(map(list, export_rows(columns, [Thing()]))) == [
        ["IPAL", 3, dt.date(2015, 3, 3), None, "Berfungsi"]
    ]


@pytest.mark.parametrize(
    "formula",
    ["=1+1", "+62811", "-2", "@SUM(A1)", "\tA", "\rA", "＝1+1", "＋1", "－1", "＠A1", "'=1"],
)
def test_formulas_are_neutralised_and_come_back_as_they_were(formula: str) -> None:
    assert neutral(formula) == f"'{formula}"
    assert bare(neutral(formula)) == formula


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Tirta;=WEBSERVICE(A1);x", "Tirta;'=WEBSERVICE(A1);x"),
        ("a;'=1;;@b", "a;''=1;;'@b"),
        ("catatan\n- satu\n\ndua", "catatan\n'- satu\n\ndua"),
        ("\t=1", "'\t'=1"),
        ("\r\n=1", "'\r\n'=1"),
        ("=1;=2", "'=1;'=2"),
    ],
)
def test_nor_is_a_formula_found_where_cells_are_parted_by_semicolon(text: str, kept: str) -> None:
    assert neutral(text) == kept
    assert bare(kept) == text
    # Excel in Indonesian: parted at every semicolon and line, quotes within a line are signs like others.
    cells = re.split(r"[;\n\r\t]", neutral(text))
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@")]


@pytest.mark.parametrize("text", ["a; b", "12;5", "a\n\nb", "'Aisyiyah", "''", "'", "", "IPAL = 2"])
def test_other_texts_are_left_alone(text: str) -> None:
    assert neutral(text) == bare(text) == text


def test_control_characters_leave_and_words_stay() -> None:
    assert neutral("IPAL\x00 Ngudi") == "IPAL Ngudi"


def test_a_fact_reads_like_a_cell() -> None:
    with translation.override("id"):
        assert Fact("Dana", 1500, "rupiah").text == "Rp1.500"
        assert Fact("Tahun", "2015-03", "partial").text == "Maret 2015"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1.500.000", "1500000"),
        ("Rp 1.500", "1500"),
        ("1.234,5", "1234.5"),
        ("0,5", "0.5"),
        ("1.5", "1.5"),
        ("-4", "-4"),
        (" 12 ", "12"),
        ("abc", "abc"),
        ("", ""),
        ("1.50.00", "1.50.00"),
    ],
)
def test_typed_numbers_are_read_the_indonesian_way(typed: str, read: str) -> None:
    with translation.override("id"):
        assert numbers.plain_number(typed) == read


def test_typed_numbers_are_read_the_english_way_too() -> None:
    with translation.override("en"):
        assert numbers.plain_number("1,500,000.5") == "1500000.5"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("foto\u202egpj.exe", "fotogpj.exe"),
        ("\ufeffKSM\u200b Tirta\u2069", "KSM Tirta"),
        ("\u200e-7,79", "-7,79"),
        ("satu\tdua\r\ntiga", "satu\tdua\r\ntiga"),
        ("Jl. Kaliurang km 5–6 “é” 水 ½", "Jl. Kaliurang km 5–6 “é” 水 ½"),
    ],
)
def test_signs_nobody_sees_leave(typed: str, kept: str) -> None:
    assert visible(typed) == kept


@pytest.mark.parametrize("sign", ["\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_unseen_ends_of_a_line_become_a_space(sign: str) -> None:
    """Else they stand raw in a calendar, and a program that ends lines there reads a line of its own."""
    assert visible(f"a{sign}X:1") == "a X:1"
    assert visible("a\r\nb") == "a\r\nb"


# --- Value classes ---------------------------------------------------------------


@value_class
class Spot:
    x: int
    name: str = ""


@value_class
class Marked(Spot):
    """A spot that says itself what it is."""

    def __repr__(self) -> str:
        return "+"


def test_a_value_is_what_it_is_made_of() -> None:
    """As with a frozen dataclass: equal by all its parts to its own kind alone, one key of a dict, told in words."""
    assert Spot(1, "a") == Spot(1, name="a") != Spot(1, "b")
    assert Marked(1) == Marked(1) != Marked(2) and Spot(1) != Marked(1) and Spot(1) != (1, "")
    assert {Spot(1): "seen"}[Spot(1)] == "seen" and len({Marked(1), Marked(1), Marked(2)}) == 2
    assert (repr(Spot(1, "a")), repr(Marked(1))) == ("Spot(x=1, name='a')", "+")
