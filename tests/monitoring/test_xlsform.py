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


def test_texts_are_never_formulas(regions: Any) -> None:
    spec = InstrumentSpec("uji", "1", "=1+1", aspects=())
    book = openpyxl.load_workbook(io.BytesIO(xlsform.write(spec)))
    assert book["settings"]["A2"].data_type == "s"


def test_a_csv_may_use_semicolons() -> None:
    assert workbooks.read(b"a;b\n1;2\n\n") == {"": [{"a": "1", "b": "2"}]}
