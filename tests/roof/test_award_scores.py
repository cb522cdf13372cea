"""An award scored by visits of its instrument: who is ranked, who is not and why, and taking it over."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from aksansi.awards.scores import build_award_scores
from monitoring import reference as instruments
from monitoring.models import GradeWord, Instrument, VisitScore
from tests.events import factories as e
from tests.ksm.factories import make_facility
from tests.monitoring import factories as m

pytestmark = pytest.mark.django_db
CODE = "aksansi-2021"


def visited(facility: Any, day: str, total: str | None, **extra: Any) -> Any:
    instrument = Instrument.objects.get(code=CODE)
    values = {"instrument": instrument, "state": "approved", **extra}
    visit = m.make_visit(facility, visited_on=dt.date.fromisoformat(day), **values)
    if total is not None:
        VisitScore.objects.create(
            visit=visit,
            instrument=visit.instrument,
            total=Decimal(total),
            grade=GradeWord.GOOD,
            scored_at=timezone.now(),
        )
    return visit


@pytest.fixture
def award(regions: Any) -> Any:
    instruments.load()
    return e.make_award(
        "34.04",
        name="Sanitasi Award",
        instrument=CODE,
        scored_from=dt.date(2018, 1, 1),
        scored_until=dt.date(2018, 12, 31),
    )


def test_entries_are_ranked_by_the_latest_visit_in_the_awards_days(
    award: Any, officer: Any
) -> None:
    best, equal, third, draft, outside = (make_facility("34.04") for _n in range(5))
    visited(best, "2018-03-01", "55.0")
    visited(best, "2018-06-01", "80.0")
    visited(equal, "2018-05-01", "80.0")
    visited(third, "2018-05-01", "79.9")
    visited(draft, "2018-05-01", "99.0", state="draft")
    visited(outside, "2017-12-31", "99.0")
    for facility in (third, best, equal, draft, outside):
        e.make_award_entry(award, entrant=str(facility.code), facility=facility)
    e.make_award_entry(award, entrant="KSM tanpa sarana")
    found = build_award_scores(user=officer, award=award)
    assert [(row.entry.entrant, row.place, row.total) for row in found.rows[:3]] == [
        (best.code, 1, Decimal("80.0")),
        (equal.code, 1, Decimal("80.0")),
        (third.code, 3, Decimal("79.9")),
    ]
    assert [row.place for row in found.rows[3:]] == [None] * 3
    assert len({row.why_not for row in found.rows[3:]}) == 2
    assert all(row.why_not for row in found.rows[3:])
    assert (found.scored, len(found.to_adopt)) == (3, 3)


def test_taking_over_writes_score_and_rank_once(award: Any, officer: Any, as_user: Any) -> None:
    facility = make_facility("34.04")
    visited(facility, "2018-05-01", "71.5")
    entry = e.make_award_entry(award, facility=facility)
    other = e.make_award_entry(award, entrant="Tanpa nilai", rank=9)
    browser = as_user(officer)
    page = browser.get(award.get_absolute_url()).content.decode()
    scores = reverse("award-scores", args=[award.pk])
    assert scores in page, "the award's page leads to its scores"
    adopt = reverse("award-scores-adopt", args=[award.pk])
    assert adopt in browser.get(scores).content.decode()
    assert browser.post(adopt, {}).status_code == 302
    entry.refresh_from_db()
    other.refresh_from_db()
    assert (entry.score, entry.rank, other.rank) == (Decimal("71.50"), 1, 9)
    assert browser.post(adopt, {}).status_code == 422, "nothing left to take over"
    assert adopt not in browser.get(scores).content.decode()


def test_government_reads_the_scores_and_writes_none(
    award: Any, official: Any, as_user: Any
) -> None:
    facility = make_facility("34.04")
    visited(facility, "2018-05-01", "71.5")
    e.make_award_entry(award, facility=facility)
    browser = as_user(official)
    page = browser.get(reverse("award-scores", args=[award.pk]))
    assert page.status_code == 200 and "71,5" in page.content.decode()
    adopt = reverse("award-scores-adopt", args=[award.pk])
    assert adopt not in page.content.decode()
    assert browser.post(adopt, {}).status_code == 403


def test_a_mistyped_or_missing_instrument_is_told(award: Any, officer: Any, as_user: Any) -> None:
    e.make_award_entry(award, facility=make_facility("34.04"))
    for code in ("", "tidak-ada"):
        award.instrument = code
        award.save()
        found = build_award_scores(user=officer, award=award)
        assert (found.known, found.scored) == (False, 0)
        page = as_user(officer).get(reverse("award-scores", args=[award.pk]))
        assert "notice" in page.content.decode()


def test_an_entry_of_another_region_stays_behind_the_wall(
    regions: Any, officer: Any, secretariat: Any
) -> None:
    instruments.load()
    national = e.make_award(None, name="Nasional", instrument=CODE)
    for code in ("34.04", "33.72"):
        facility = make_facility(code)
        visited(facility, "2018-05-01", "60.0")
        e.make_award_entry(national, code, facility=facility)
    assert len(build_award_scores(user=officer, award=national).rows) == 1
    assert len(build_award_scores(user=secretariat, award=national).rows) == 2
