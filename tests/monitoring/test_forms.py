from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict

from ksm.forms import DatedFactForm
from monitoring import services
from monitoring.entry.answer_form import AnswersForm, RatioField
from monitoring.entry.field import typed as as_typed
from monitoring.entry.sheet import load_sheet
from monitoring.forms import FindingForm, ResultForm, SampleForm, VisitForm
from tests.ksm.factories import make_facility
from tests.monitoring import factories as f


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("24/30", "24/30"),
        ("24 dari 30", "24/30"),
        ("4,5/9", "4.5/9"),
        ("", ""),
        ("45/30", "45/30"),
        ("Rp 500.000/400.000", "500000/400000"),
        ("2.400.000 dari 1.200.000", "2400000/1200000"),
    ],
)
def test_a_ratio_is_two_numbers(typed: str, kept: str) -> None:
    assert RatioField(required=False).clean(typed) == kept


@pytest.mark.parametrize("typed", ["80%", "24", "24/0", "a/b", "-1/5"])
def test_a_bad_ratio_is_refused(typed: str) -> None:
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        RatioField().clean(typed)


def answers_form(user: Any, **data: Any) -> AnswersForm:
    visit = f.make_visit()
    lines = [line for part in load_sheet(visit).parts for line in part.lines]
    sent = QueryDict(mutable=True)
    for name, value in data.items():
        key = f"{name[0]}{f.question(name[1:]).pk}"
        sent.setlist(key, value if isinstance(value, list) else [value])
    return AnswersForm(data=sent, user=user, lines=lines)


def found(form: AnswersForm) -> dict[str, tuple[str, str]]:
    assert form.is_valid(), form.errors
    return {question.code: pair for question, pair in form.answers().items()}


def test_answers_of_each_kind(officer: Any) -> None:
    got = found(
        answers_form(
            officer,
            qT01="baik",
            qT02="42,5",
            qT10="8 Mei 2017",
            qF03="24 dari 30",
            qF11=["baik"],
            qF12="Baik saja",
        )
    )
    assert got == {
        "T01": ("baik", ""),
        "T02": ("42.5", ""),
        "T10": ("2017-05-08", ""),
        "F03": ("24/30", ""),
        "F11": ("baik", ""),
        "F12": ("Baik saja", ""),
    }


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("12.000", "12000"), ("1.250.000", "1250000"), ("Rp 7.500", "7500"), ("12,5", "12.5")],
)
def test_numbers_are_read_as_an_office_writes_them(officer: Any, typed: str, kept: str) -> None:
    type(f.question("T02")).objects.update(maximum=None)
    assert found(answers_form(officer, qT02=typed))["T02"] == (kept, "")


def test_reasons_and_blanks_differ(officer: Any) -> None:
    got = found(answers_form(officer, qT01="!dk", nT02="na", bT10="2017-05-08"))
    assert got["T01"] == ("", "dk")
    assert got["T02"] == ("", "na")
    assert got["T10"] == ("", "")
    assert "F03" not in got  # did not arrive, so it is not emptied
    assert "S01" not in got  # taken from other records, asked of nobody


@pytest.mark.parametrize(
    "data",
    [
        {"qT01": "lain"},
        {"qT02": "501"},
        {"qT02": "-1"},
        {"qT10": "kemarin"},
        {"qF03": "80%"},
        {"qT02": "4", "nT02": "na"},
    ],
)
def test_bad_answers_are_named_at_their_question(officer: Any, data: dict[str, str]) -> None:
    form = answers_form(officer, **data)
    assert not form.is_valid()
    assert set(form.errors) == {f"q{f.question(next(iter(data))[1:]).pk}"}


def test_a_date_may_be_said_instead_of_dated(officer: Any) -> None:
    """“Never” is an answer, not a missing one: it is scored, and shown again as it was chosen."""
    asked = f.question("T10")
    asked.options.create(value="belum-pernah", label_id="Belum pernah", score=0, order=1)
    asked.options.create(value="3", label_id="≤3 tahun", at_least=0, score=100, order=2)
    visit = f.make_visit()

    def form(**data: str) -> AnswersForm:
        part = load_sheet(visit).parts[0]
        sent = {f"{name}{asked.pk}": value for name, value in data.items()}
        return AnswersForm(data=sent or None, user=officer, lines=part.lines)

    filled = form(q="", n="=belum-pernah")
    assert filled.is_valid(), filled.errors
    services.save_answers(visit=visit, by=officer, answers=filled.answers())
    kept = load_sheet(visit).parts[0].lines[2].answer
    assert kept is not None and (kept.value, kept.reason) == ("belum-pernah", "")
    assert kept.words() == "Belum pernah"
    again = form()
    assert again[f"n{asked.pk}"].value() == "=belum-pernah"
    assert again[f"q{asked.pk}"].value() in (None, "")
    assert as_typed(kept.question, kept.as_text())[f"n{asked.pk}"] == ["=belum-pernah"]
    assert not form(q="2017-01-01", n="=belum-pernah").is_valid()
    assert not form(q="", n="=3").is_valid()


def test_a_visit_takes_the_instrument_of_its_round(officer: Any) -> None:
    facility, campaign = make_facility(), f.make_round()
    data = {"facility": facility.pk, "round": campaign.pk, "visited_on": "08/05/2018"}
    form = VisitForm(data=data, user=officer)
    assert form.is_valid(), form.errors
    assert form.save().instrument == campaign.instrument
    form = VisitForm(data={**data, "round": ""}, user=officer)
    assert set(form.errors) == {"instrument"}


def test_another_regions_facility_cannot_be_chosen(officer: Any) -> None:
    data = {
        "facility": make_facility("33.72").pk,
        "instrument": f.make_instrument().pk,
        "visited_on": "08/05/2018",
    }
    assert set(VisitForm(data=data, user=officer).errors) == {"facility"}


FINDING = {
    "title": "Manhole disemen",
    "aspect": "T",
    "severity": "high",
    "responsible": "government",
    "action_required": "Membuka manhole",
    "opened_on": "08/05/2018",
}


def test_the_facility_settles_the_region_of_a_finding(secretariat: Any) -> None:
    form = FindingForm(data={**FINDING, "facility": make_facility("33.72").pk}, user=secretariat)
    assert form.is_valid(), form.errors
    assert form.save().region_id == "33.72"


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"due_on": "01/01/2018"}, "due_on"),
        ({"region": "33.72"}, "region"),
        ({"opened_on": "32/13/2018"}, "opened_on"),
        ({}, "region"),
    ],
)
def test_a_bad_finding_is_refused(officer: Any, data: dict[str, str], field: str) -> None:
    base = {**FINDING, "region": "34.04"} if data else FINDING
    form = FindingForm(data={**base, **data}, user=officer)
    assert field in form.errors


def test_a_sample_and_its_result(officer: Any) -> None:
    form = SampleForm(
        data={"place": "IPAL Mlati", "region": "34.04", "point": "outlet", "taken_on": "2018"},
        user=officer,
    )
    assert form.is_valid(), form.errors
    sample = form.save()
    form = ResultForm(
        data={"parameter": "bod", "comparator": "=", "value": "28,5", "unit": "mg/L"},
        user=officer,
        parent=sample,
    )
    assert form.is_valid(), form.errors
    form.save()
    again = ResultForm(
        data={"parameter": "bod", "comparator": "=", "value": "3", "unit": "mg/L"},
        user=officer,
        parent=sample,
    )
    assert not again.is_valid()
    assert (
        "__all__"
        in ResultForm(
            data={"parameter": "tss", "comparator": "="}, user=officer, parent=sample
        ).errors
    )


def test_only_the_secretariat_enters_a_national_figure(secretariat: Any, officer: Any) -> None:
    data = {"topic": "alliance", "subject": "Anggota", "value": "349", "source": "ANTARA"}
    assert DatedFactForm(data=data, user=secretariat).is_valid()
    assert set(DatedFactForm(data=data, user=officer).errors) == {"region"}
    assert "value" in DatedFactForm(data={**data, "value": "-1"}, user=secretariat).errors
