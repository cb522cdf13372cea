"""The instrument as XLSForm: accepted by pyxform, and back without a difference."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from pyxform.xls2xform import convert

from monitoring import reference
from monitoring.entry import workbooks
from monitoring.models import Instrument
from monitoring.questionnaire import xlsform, xlsform_read
from monitoring.questionnaire.spec import (
    AspectSpec,
    InstrumentSpec,
    OptionSpec,
    QuestionSpec,
    spec_of,
)
from tests.monitoring import factories as f


def loaded(code: str) -> InstrumentSpec:
    return spec_of(Instrument.objects.with_questions().get(code=code))


@pytest.mark.parametrize("code", ["aksansi-2021", "pra-monitoring-2015"])
def test_a_shipped_instrument_passes_pyxform_and_comes_back_identical(
    regions: Any, code: str
) -> None:
    reference.load()
    spec = loaded(code)
    content = xlsform.write(spec)
    warnings: list[str] = []
    form = convert(io.BytesIO(content), warnings=warnings, file_type=".xlsx").xform
    assert not [word for word in warnings if "aksansi_" not in word], warnings
    assert "Status keaktifan KSM/KPP" in form
    assert "Activity of the group" in form
    assert xlsform_read.read(content) == spec
    assert xlsform.write(xlsform_read.read(content)) is not None


def test_every_kind_of_question_comes_back(regions: Any) -> None:
    f.make_instrument()
    spec = loaded("uji")
    assert xlsform_read.read(xlsform.write(spec)) == spec


WORDS = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "Zs"), exclude_characters="\xa0"),
    min_size=1,
    max_size=20,
).map(lambda text: " ".join(text.replace("$", "").split()) or "x")
NUMBERS = st.none() | st.integers(0, 100).map(Decimal)


@st.composite
def specs(draw: Any) -> InstrumentSpec:
    questions = []
    for i in range(draw(st.integers(1, 4))):
        kind = draw(
            st.sampled_from(["single", "multi", "number", "ratio", "date", "text", "computed"])
        )
        banded = kind in ("number", "ratio", "computed", "date")
        options = tuple(
            OptionSpec(
                f"o{j}",
                draw(WORDS),
                draw(WORDS) if draw(st.booleans()) else "",
                score=draw(NUMBERS),
                at_least=Decimal(j) if banded else None,
                above=banded and draw(st.booleans()),
                advice_id=draw(WORDS),
                cap=draw(st.sampled_from(["", "poor"])),
                due_days=draw(st.none() | st.integers(1, 99)),
            )
            for j in range(0 if kind == "text" else draw(st.integers(1, 3)))
        )
        rule = f"Q{i - 1} != o0" if i and questions[-1].kind == "single" else ""
        help_id = draw(WORDS)
        questions.append(
            QuestionSpec(
                f"Q{i}",
                draw(WORDS),
                kind,
                label_en=draw(WORDS) if draw(st.booleans()) else "",
                unit=draw(st.sampled_from(["", "KK", "Rp/KK"])),
                weight=Decimal(draw(st.integers(0, 40))),
                minimum=Decimal(0) if kind == "number" else None,
                maximum=draw(NUMBERS) if kind == "number" else None,
                show_if=rule,
                formula="EFLUEN" if kind == "computed" else "",
                help_id=help_id,
                options=options,
            )
        )
    return InstrumentSpec(
        "uji",
        "1",
        draw(WORDS),
        aspects=(AspectSpec("T", draw(WORDS), "", Decimal(30), tuple(questions)),),
    )


@given(specs())
@settings(max_examples=25, deadline=None)
def test_any_instrument_comes_back_identical(spec: InstrumentSpec) -> None:
    assert xlsform_read.read(xlsform.write(spec)) == spec


def _edited(content: bytes, change: Any) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _set(sheet: Any, code: str, column: str, value: str) -> None:
    """Write a cell, found by its question and its heading."""
    head = [cell.value for cell in sheet[1]]
    if column not in head:
        sheet.cell(1, len(head) + 1).value = column
        head.append(column)
    for row in sheet.iter_rows(min_row=2):
        if code in (row[1].value, row[0].value):
            row[head.index(column)].value = value


def test_wording_and_order_changed_in_a_form_tool_are_taken_over(regions: Any) -> None:
    f.make_instrument()

    def change(book: Any) -> None:
        survey = book["survey"]
        for row in survey.iter_rows(min_row=2):
            if row[1].value == "T01":
                row[2].value = "T01 Apakah masih berfungsi?"
            if row[1].value == "T02":
                row[7].value = "${T01} = 'baik'"

    spec = xlsform_read.read(_edited(xlsform.write(loaded("uji")), change))
    asked = {question.code: question for question in spec.questions}
    assert asked["T01"].label_id == "Apakah masih berfungsi?"
    assert asked["T02"].show_if == "T01 = baik"
    assert asked["T01"].weight == 20


@pytest.mark.parametrize(
    "change",
    [
        lambda book: book.remove(book["aksansi_instrument"]),
        lambda book: book["survey"].append(["select_one tidak_ada", "X01", "X", "X"]),
        lambda book: _set(book["aksansi_questions"], "T01", "weight", "banyak"),
        lambda book: _set(book["survey"], "T02", "relevant", "count(${T01}) > 3"),
        lambda book: _set(book["survey"], "T02", "name", "T01"),
    ],
)
def test_a_broken_form_is_refused_with_words(regions: Any, change: Any) -> None:
    f.make_instrument()
    with pytest.raises(ValidationError) as refused:
        xlsform_read.read(_edited(xlsform.write(loaded("uji")), change))
    assert refused.value.messages[0]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04abc", b"\xff\xfe\x00", b"a,b\n1,2\n"])
def test_what_is_no_form_is_refused(content: bytes) -> None:
    with pytest.raises(ValidationError):
        xlsform_read.read(content)


def _each(book: Any, sheet: str, column: str) -> Any:
    page = book[sheet]
    number = [cell.value for cell in page[1]].index(column) + 1
    return (page.cell(line, number) for line in range(2, page.max_row + 1))


def _underscores(book: Any) -> None:
    for cell in _each(book, "survey", "type"):
        cell.value = str(cell.value).replace(" group", "_group")


def _head(book: Any, sheet: str, old: str, new: str) -> None:
    next(cell for cell in book[sheet][1] if cell.value == old).value = new


def _label(head: str) -> Any:
    def change(book: Any) -> None:
        for sheet in ("survey", "choices"):
            for cell in _each(book, sheet, f"label::{xlsform.ID}"):
                cell.value = f"{cell.value} lagi" if cell.value else cell.value
            _head(book, sheet, f"label::{xlsform.ID}", head)

    return change


@pytest.mark.parametrize(
    "head",
    [
        "label",
        "label::Bahasa Indonesia(id)",
        "label: Indonesia (id)",
        "Label::Bahasa Indonesia (id)",
    ],
)
def test_b25_wording_is_taken_under_every_legal_heading(regions: Any, head: str) -> None:
    f.make_instrument()
    spec = xlsform_read.read(_edited(xlsform.write(loaded("uji")), _label(head)))
    asked = {question.code: question for question in spec.questions}
    assert asked["T01"].label_id.endswith(" lagi")
    assert all(option.label_id.endswith(" lagi") for option in asked["T01"].options)


def test_b01_groups_with_an_underscore_are_groups(regions: Any) -> None:
    f.make_instrument()
    assert xlsform_read.read(_edited(xlsform.write(loaded("uji")), _underscores)) == loaded("uji")


def test_b25_hints_under_a_bare_heading_stay(regions: Any) -> None:
    f.make_instrument()
    content = xlsform.write(loaded("uji"))
    bare = _edited(content, lambda book: _head(book, "survey", f"hint::{xlsform.ID}", "hint"))
    assert [q.help_id for q in xlsform_read.read(bare).questions] == [
        q.help_id for q in loaded("uji").questions
    ]
    spaced = _edited(content, lambda book: _head(book, "choices", "list_name", "list name"))
    assert xlsform_read.read(spaced) == loaded("uji")


def test_b25_a_disabled_question_is_left_out(regions: Any) -> None:
    f.make_instrument()

    def change(book: Any) -> None:
        page = book["survey"]
        column = page.max_column + 1
        page.cell(1, column).value = "disabled"
        for line in range(2, page.max_row + 1):
            if page.cell(line, 2).value == "T01":
                page.cell(line, column).value = "yes"

    spec = xlsform_read.read(_edited(xlsform.write(loaded("uji")), change))
    before = [question.code for question in loaded("uji").questions]
    assert [question.code for question in spec.questions] == [
        code for code in before if code != "T01"
    ]


def test_b25_a_changed_limit_is_taken(regions: Any) -> None:
    f.make_instrument()
    content = _edited(
        xlsform.write(loaded("uji")),
        lambda book: _set(book["survey"], "T02", "constraint", ". >= 3 and . <= 77"),
    )
    (asked,) = [
        question for question in xlsform_read.read(content).questions if question.code == "T02"
    ]
    assert (asked.minimum, asked.maximum) == (3, 77)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda book: _set(book["survey"], "begin group", "type", "Begin Group"), "Begin Group"),
        (lambda book: _set(book["survey"], "T02", "constraint", ". mod 2 = 0"), ". mod 2 = 0"),
        (lambda book: _set(book["survey"], "T02", "type", "date"), "date"),
        (
            lambda book: _head(book, "survey", f"label::{xlsform.ID}", "label::Basa Jawa (jv)"),
            "Basa Jawa (jv)",
        ),
        (
            lambda book: _set(book["survey"], "T02", "guidance_hint", "Lihat meteran"),
            "guidance_hint",
        ),
        (lambda book: _set(book["survey"], "T02", "default", "3"), "default"),
        (
            lambda book: _set(book["survey"], "T02", "constraint_message", "Salah"),
            "constraint_message",
        ),
        (lambda book: _set(book["survey"], "T10", "constraint", ". <= today()"), ". <= today()"),
    ],
)
def test_b01_b25_what_has_no_place_is_refused_by_its_name(
    regions: Any, change: Any, words: str
) -> None:
    f.make_instrument()
    with pytest.raises(ValidationError) as refused:
        xlsform_read.read(_edited(xlsform.write(loaded("uji")), change))
    assert words in refused.value.messages[0]


def test_texts_are_never_formulas(regions: Any) -> None:
    spec = InstrumentSpec("uji", "1", "=1+1", aspects=())
    book = openpyxl.load_workbook(io.BytesIO(xlsform.write(spec)))
    assert book["settings"]["A2"].data_type == "s"


def test_a_csv_may_use_semicolons() -> None:
    assert workbooks.read(b"a;b\n1;2\n\n") == {"": [{"a": "1", "b": "2"}]}
