"""Contradicting answers: found, told with their figures, explained or mended before handing in."""

from __future__ import annotations

import ast
import datetime as dt
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from core.records.reference import rows
from monitoring import services
from monitoring.models import CrossCheck, Instrument
from monitoring.questionnaire import xlsform, xlsform_read
from monitoring.questionnaire.checks import problems
from monitoring.questionnaire.contradictions import CheckedFacts
from monitoring.questionnaire.contradictions import find as found_by
from monitoring.questionnaire.diff import differences
from monitoring.questionnaire.spec import spec_of
from monitoring.reference import load_checks
from tests.ksm.factories import make_facility
from tests.monitoring import factories as f

SHIPPED = [
    CrossCheck(**{**row, "margin": Decimal(row["margin"]) if row["margin"] else None}).plain
    for row in rows("instrument_checks.csv")
]


def checked(code: str = "uji") -> Instrument:
    form = f.make_instrument(code)
    load_checks(form, {"T01", "T02", "T10", "F03"})
    return form


def find(facts: CheckedFacts) -> list[Any]:
    return found_by(SHIPPED, facts)


def on(facility_type: str = "ipal_komunal", **sr: int) -> dict[str, Any]:
    return {"known": {"SARANA": facility_type, **{name: str(n) for name, n in sr.items()}}}


@pytest.mark.parametrize(
    ("values", "extra", "code"),
    [
        ({"F02": "10000", "F03": "20/30", "F06": "600000/500000"}, {}, "fee_income"),
        ({"F03": "31/30"}, {}, "paying_over_connected"),
        ({"T02": "51"}, on(SR_TERPASANG=50), "active_over_installed"),
        ({"T02": "51"}, on(SR_DESAIN=50), "active_over_design"),
        ({"T01": "berfungsi", "T02": "0"}, {}, "works_unused"),
        ({"T02": "81"}, {"before": {"T02": "40"}}, "jump"),
        ({"K08": "3/2"}, {}, "women_over_board"),
        ({"S04": "6/5"}, {}, "satisfied_over_asked"),
        ({"S04": "2/4"}, {}, "few_asked"),
        ({"T10": "2018-05-09"}, {"visited_on": dt.date(2018, 5, 8)}, "emptied_later"),
    ],
)
def test_each_contradiction_is_found(values: dict[str, str], extra: Any, code: str) -> None:
    assert [one.code for one in find(CheckedFacts(values, **extra))] == [code]


@pytest.mark.parametrize(
    ("values", "extra"),
    [
        ({"F02": "10000", "F03": "20/30", "F06": "2000000/500000"}, {}),  # 2.4 million expected
        ({"F02": "0", "F03": "0/30", "F06": "0/500000"}, {}),  # no fee is a valid fee
        ({"T02": "50"}, {**on(SR_TERPASANG=50, SR_DESAIN=50), "before": {"T02": "25"}}),
        ({"T02": "50"}, {}),  # nothing known to compare with
        ({"T01": "berfungsi", "T02": "0"}, on("mck_plus")),  # people come to it
        ({"T02": "", "F03": "x", "S04": ""}, on(SR_TERPASANG=1)),
        ({"T10": "2018-05-08"}, {"visited_on": dt.date(2018, 5, 8)}),
    ],
)
def test_what_fits_is_left_alone(values: dict[str, str], extra: Any) -> None:
    assert find(CheckedFacts(values, **extra)) == []


@pytest.mark.django_db
def test_a_contradiction_keeps_a_visit_back_until_it_is_explained(officer: Any) -> None:
    visit = f.make_visit(make_facility(installed_sr=50), instrument=checked())
    answers = {f.question(code): ("", "dk") for code in ("T01", "T10", "F03")}
    answers[f.question("T02")] = ("51", "")
    services.save_answers(visit=visit, by=officer, answers=answers)
    assert len(visit.missing_for_submission()) == 1
    services.explain(visit=visit, by=officer, texts={"active_over_installed": "Sambungan baru"})
    assert visit.missing_for_submission() == []
    services.explain(visit=visit, by=officer, texts={"active_over_installed": " "})
    assert len(visit.missing_for_submission()) == 1


def test_never_emptied_is_no_day_after_the_visit() -> None:
    facts = CheckedFacts({"T10": "belum-pernah"}, visited_on=dt.date(2018, 5, 8))
    assert "emptied_later" not in {one.code for one in find(facts)}


def test_a_sentence_tells_the_figures_as_they_were_said() -> None:
    facts = CheckedFacts({"F02": "10000", "F03": "20/30", "F06": "600000/500000"})
    (one,) = find(facts)
    assert one.questions == ("F06", "F02", "F03")
    assert "10.000" in one.words
    assert "2.400.000" in one.words
    facts = CheckedFacts({"T10": "2018-05-09"}, visited_on=dt.date(2018, 5, 8))
    assert "8 Mei 2018" in find(facts)[0].words


def test_another_instrument_with_the_same_codes_is_not_checked(officer: Any) -> None:
    """An award form whose T02 is the doors of an MCK knows nothing of connections."""
    checked()
    form = f.make_instrument("lomba")
    visit = f.make_visit(make_facility(installed_sr=5), instrument=form)
    answers = {f.question(code, form): ("", "dk") for code in ("T01", "T10", "F03")}
    answers[f.question("T02", form)] = ("8", "")
    services.save_answers(visit=visit, by=officer, answers=answers)
    assert visit.missing_for_submission() == []


def test_a_check_that_looks_at_nothing_asked_keeps_a_version_from_being_published(
    regions: Any,
) -> None:
    form = checked()
    for code, told in (
        ("gone", {"left": "T77"}),
        ("whole", {"left": "T02_dari"}),
        ("rule", {"applies_if": "T01 ="}),
        ("place", {"label_id": "Soal {T78}"}),
    ):
        f.make_check(form, code, **told)
    found = problems(spec_of(Instrument.objects.with_questions().get(pk=form.pk)))
    told_of = {one.where for one in found}
    assert {"gone", "whole", "rule", "place"} <= told_of
    assert not told_of & set(form.checks.values_list("code", flat=True)) - {
        "gone", "whole", "rule", "place",
    }  # fmt: skip


def test_a_check_is_edited_copied_compared_and_kept_through_the_file(
    as_user: Any, secretariat: Any
) -> None:
    old = checked()
    draft = services.make_version(instrument=old, by=secretariat, edition="2")
    assert draft.checks.count() == old.checks.count() > 4
    browser = as_user(secretariat)
    check = draft.checks.get(code="jump")
    told = {
        "code": "jump", "left": "T02", "relation": "changed", "right": "T02_lalu",
        "label_id": "SR berubah {kiri}", "version": check.version,
    }  # fmt: skip
    edit = reverse("monitoring:cross-check-edit", args=[check.pk])
    assert browser.post(edit, {**told, "margin": ""}).status_code == 422
    assert browser.post(edit, {**told, "margin": "3"}).status_code == 302
    assert edit in browser.get(draft.get_absolute_url()).content.decode()
    one, other = (
        spec_of(Instrument.objects.with_questions().get(pk=row.pk)) for row in (old, draft)
    )
    changed = {row.where for row in differences(one, other)}
    assert changed == {"jump"}
    assert xlsform_read.read(xlsform.write(other)).checks == other.checks
    frozen = browser.post(
        reverse("monitoring:cross-check-edit", args=[old.checks.first().pk]), told
    )
    assert frozen.status_code in (403, 422)


def test_30_no_question_is_read_by_its_code() -> None:
    """What answers mean is data of the instrument: no code of a question stands in the product."""
    rooms = ("agreements", "aksansi", "events", "ksm", "monitoring", "planning")
    files = [path for room in rooms for path in Path(room).rglob("*.py")]
    found = [
        f"{path}: {node.value}"
        for path in files
        if "migrations" not in path.parts and "demo" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and re.fullmatch(r"[KTFGS]\d\d", str(node.value))
    ]
    assert not found
