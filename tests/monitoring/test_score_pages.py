"""How a score is told: on its page, on one sheet of paper, beside the visit before."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from monitoring import services
from monitoring.models import AspectScore, Option, Question, ScoreLine, Visit, VisitScore
from monitoring.scoring import facts as score_facts
from monitoring.scoring import words as score_words
from monitoring.scoring.kept import live_score
from monitoring.scoring.report import ScoreChange, ScoreSheet, build_score_sheet
from monitoring.scoring.visits import visits_of
from tests.ksm.factories import make_facility
from tests.monitoring import factories as f

LONG = "Manhole bak pengumpul tertutup semen dan tidak dapat dibuka oleh operator " * 3


def approved(facility: Any, day: str, value: str, **extra: Any) -> Visit:
    visit = f.make_visit(facility, visited_on=dt.date.fromisoformat(day), state="approved", **extra)
    f.make_answer(visit, "T01", value)
    f.make_answer(visit, "T10", "", reason="na")
    services.score_visit(visit=visit)
    return visit


def sheet_of(visit: Visit, user: Any) -> ScoreSheet:
    rows = Visit.objects.select_related("facility__region", "round", "instrument")
    return build_score_sheet(user=user, visit=rows.get(pk=visit.pk), today=timezone.localdate())


def test_a_kept_score_is_told_as_it_was(regions: Any, secretariat: Any) -> None:
    visit = approved(make_facility(), "2018-05-08", "rusak")
    fresh, _facts = live_score(visit, score_facts.load(visit.instrument_id))
    assert sheet_of(visit, secretariat).score == fresh
    # Kept means kept: a later change of the facility's records does not move it.
    VisitScore.objects.update(total=Decimal("12.3"))
    told = sheet_of(visit, secretariat)
    assert told.score.total == Decimal("12.3")
    assert not told.is_provisional


def test_a_draft_is_scored_as_it_stands_and_not_kept(regions: Any, secretariat: Any) -> None:
    visit = f.make_visit()
    f.make_answer(visit, "T01", "baik")
    told = sheet_of(visit, secretariat)
    assert told.is_provisional
    assert told.score.total == 100
    assert not VisitScore.objects.exists()


def test_change_is_told_against_the_last_visit_of_the_same_version(
    regions: Any, secretariat: Any
) -> None:
    facility = make_facility()
    approved(facility, "2016-01-01", "baik")
    approved(facility, "2017-01-01", "rusak")
    now = approved(facility, "2018-01-01", "baik")
    told = sheet_of(now, secretariat)
    assert told.before
    assert told.before.visited_on == dt.date(2017, 1, 1)
    assert told.before.total.difference == 100
    assert score_words.change_words(told.before.total).startswith("▲ naik 100")
    first, *_rest = visits_of(user=secretariat, facility=facility)
    assert first.change.difference == 100


def test_another_version_is_not_compared(regions: Any, secretariat: Any) -> None:
    facility = make_facility()
    approved(facility, "2017-01-01", "rusak")
    now = approved(facility, "2018-01-01", "baik", instrument=f.make_instrument("uji-2"))
    told = sheet_of(now, secretariat)
    assert told.before is None
    assert told.other_version


@pytest.mark.parametrize(
    ("now", "before", "word"),
    [("60", "64.5", "▼ turun 4,5"), ("60", "60", "= tetap"), ("60", None, ""), (None, "6", "")],
)
def test_words_of_change(now: str | None, before: str | None, word: str) -> None:
    change = ScoreChange("", Decimal(now) if now else None, Decimal(before) if before else None)
    assert score_words.change_words(change).startswith(word)
    assert bool(score_words.change_words(change)) == bool(word)


def test_the_sheet_is_one_page_however_much_there_is_to_say(as_user: Any, secretariat: Any) -> None:
    facility = make_facility(name=LONG[:150], village="Wedomartani")
    for number in range(6):
        f.make_finding(
            facility=facility,
            title=f"{number} {LONG}"[:200],
            action_required=LONG * 3,
            due_on=dt.date(2018, 8, 8),
        )
    approved(facility, "2017-01-01", "baik", is_example=True)
    visit = approved(facility, "2018-01-01", "rusak", is_example=True)
    part = AspectScore.objects.get(score__visit=visit, aspect__code="T")
    for number in range(19):
        question = Question.objects.create(
            aspect=part.aspect, code=f"T5{number}", kind="single", label_id=LONG[:200]
        )
        option = Option.objects.create(question=question, value="rusak", label_id="Rusak", score=0)
        points = {"aspect_gained": 0, "aspect_lost": 100, "gained": 0, "lost": 100}
        ScoreLine.objects.create(part=part, question=question, option=option, **points)
    answer = as_user(secretariat).get(reverse("monitoring:visit-score-pdf", args=[visit.pk]))
    reader = PdfReader(io.BytesIO(answer.content))
    text = reader.pages[0].extract_text()
    assert len(reader.pages) == 1
    for word in ("Skor total", "Soal T01", "Temuan terbuka", "▼ turun 100"):
        assert word in text


def test_government_reads_the_sheet_without_a_persons_name(as_user: Any, official: Any) -> None:
    visit = approved(make_facility(), "2018-01-01", "baik", respondent="Bu Contoh Rahasia")
    client = as_user(official)
    for name, key in (
        ("visit-score", visit.pk),
        ("facility-scores", visit.facility.code),
    ):
        page = client.get(reverse(f"monitoring:{name}", args=[key])).content.decode()
        assert "Bu Contoh Rahasia" not in page
        assert "Teknis" in page
        assert "Catat kunjungan" not in page
