"""An instrument tried out by the Secretariat; only published ones are offered; what the registry shows of it."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from core.records.review import State
from ksm.life.line import build_life
from monitoring import services
from monitoring.forms import RoundForm, VisitForm
from monitoring.models import Answer, Instrument, Option, Question, Visit, VisitScore
from monitoring.questionnaire import xlsform
from monitoring.questionnaire.spec import spec_of
from tests.ksm.factories import make_facility
from tests.monitoring import factories as f


@pytest.fixture
def draft(regions: Any) -> Instrument:
    return f.make_instrument("draf", published_at=None)


def address(row: Instrument) -> str:
    return reverse("monitoring:instrument-preview", args=[row.pk])


def test_a_draft_is_shown_as_the_form_people_will_see(
    as_user: Any, secretariat: Any, draft: Instrument
) -> None:
    Question.objects.filter(code="T02").update(show_if="T01 = baik")
    browser = as_user(secretariat)
    page = browser.get(draft.get_absolute_url()).content.decode()
    assert address(draft) in page
    page = browser.get(address(draft)).content.decode()
    for code in ("T01", "T02", "T10", "F03", "F11", "F12"):
        assert f'data-code="{code}"' in page
    assert 'data-code="S01"' not in page and "S01 Soal S01" in page
    assert "data-rule" in page


def test_chosen_answers_are_scored_with_reasons_and_nothing_is_stored(
    as_user: Any, secretariat: Any, draft: Instrument
) -> None:
    Option.objects.filter(question__code="T01", value="rusak").update(
        advice_id="Perbaiki pompa",
        opens_finding=True,
        severity="high",
        responsible="ksm",
        due_days=30,
        cap="poor",
    )
    f.question("F03", draft).options.create(value="cukup", label_id="Cukup", score=60, at_least=50)
    q = {code: f.question(code, draft).pk for code in ("T01", "T10", "F03")}
    browser = as_user(secretariat)
    answer = browser.get(
        address(draft),
        {
            "reckon": "1",
            "kind": "ipal_komunal",
            f"q{q['T01']}": "rusak",
            f"n{q['T10']}": "na",
            f"q{q['F03']}": "24/30",
            "effluent": "",
        },
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    result = answer.context["result"]
    # T: 0 of 20; F: 60 of 25 (S01 has no record): (30 × 0 + 25 × 60) / 55.
    assert result["total"] == "27,3"
    assert "Perbaiki pompa" in page and "30 hari" in page
    assert [one["code"] for one in result["open"]] == ["S01"]
    assert 'value="rusak"' in page and "checked" in page
    assert not Visit.objects.exists() and not Answer.objects.exists()
    assert not VisitScore.objects.exists()
    draft.refresh_from_db()
    assert not draft.is_frozen


def test_a_full_score_has_nothing_to_improve_and_an_empty_form_no_score(
    as_user: Any, secretariat: Any, draft: Instrument
) -> None:
    Question.objects.exclude(code="T01").update(weight=0)
    browser = as_user(secretariat)
    asked = {"reckon": "1", "kind": "mck", f"q{f.question('T01', draft).pk}": "baik"}
    found = browser.get(address(draft), asked).context["result"]
    assert (found["total"], found["lost"]) == ("100,0", ())
    found = browser.get(address(draft), {"reckon": "1", "kind": "mck"}).context["result"]
    assert found["total"] == "" and [one["code"] for one in found["open"]] == ["T01"]


@pytest.mark.parametrize(
    "bad",
    [{"kind": "istana"}, {"since": "9999"}, {"sr": "-1"}, {"T02": "banyak"}, {"T01": "x" * 3000}],
)
def test_what_does_not_fit_is_marked(
    as_user: Any, secretariat: Any, draft: Instrument, bad: dict[str, str]
) -> None:
    named = {
        f"q{f.question(name, draft).pk}" if name[0] == "T" else name: value
        for name, value in bad.items()
    }
    answer = as_user(secretariat).get(address(draft), {"reckon": "1", "kind": "mck", **named})
    assert answer.status_code == 422 and answer.context["result"] is None


def test_drafts_are_not_offered_for_rounds_and_visits(officer: Any, draft: Instrument) -> None:
    used = f.make_instrument()
    for form in (VisitForm(user=officer), RoundForm(user=officer)):
        assert list(form.fields["instrument"].queryset) == [used]
    facility = make_facility()
    data = {"facility": facility.pk, "instrument": draft.pk, "visited_on": "8 Mei 2018"}
    assert "instrument" in VisitForm(user=officer, data=data).errors
    assert "instrument" not in VisitForm(user=officer, data=data | {"instrument": used.pk}).errors
    # A version taken back after it was chosen stays with what it was chosen for.
    round_ = f.make_round(instrument=draft)
    form = RoundForm(user=officer, instance=round_)
    assert set(form.fields["instrument"].queryset) == {draft, used}


def test_visits_stand_in_the_life_of_their_facility(
    as_user: Any, officer: Any, other_officer: Any, secretariat: Any
) -> None:
    facility = make_facility()
    visit = f.make_visit(facility, visited_on=dt.date(2018, 5, 8), state=State.APPROVED)
    f.make_answer(visit)
    visit.reviewed_at = timezone.now()
    visit.save()
    services.score_visit(visit=visit)
    f.make_visit(facility, visited_on=dt.date(2019, 5, 8))
    years = {year.label: year.events for year in build_life(officer, facility)}
    (seen,) = [event for event in years["2018"] if event.kind == "visit"]
    assert seen.url == visit.get_absolute_url() and seen.badges
    (open_,) = [event for event in years["2019"] if event.kind == "visit"]
    assert not open_.badges
    assert not [
        e for y in build_life(other_officer, facility) for e in y.events if e.kind == "visit"
    ]
    assert "2019" not in [y.label for y in build_life(officer, facility, until=dt.date(2018, 6, 1))]
    page = as_user(officer).get(facility.get_absolute_url()).content.decode()
    assert reverse("monitoring:facility-scores", args=[facility.code]) in page


def test_types_of_facilities_are_told_in_both_languages(regions: Any) -> None:
    f.make_instrument()
    spec = spec_of(Instrument.objects.with_questions().get(code="uji"))
    book = openpyxl.load_workbook(io.BytesIO(xlsform.write(spec)))
    rows = {row[1]: row[2:4] for row in book["choices"].values if row[0] == "sarana"}
    assert rows["tangki_septik"][0] != rows["tangki_septik"][1]
    assert "septic" in rows["tangki_septik"][1].lower()
