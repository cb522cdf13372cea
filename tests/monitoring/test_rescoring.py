"""A round scored again by another version: both scores stand, and each page says which one it tells."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone

from monitoring import services
from monitoring.models import Instrument, Option, ScoreLine, Visit, VisitScore
from monitoring.recap.recap import build_recap
from monitoring.recap.sums import count_facts
from monitoring.recap.visits import Scope
from monitoring.scoring import facts as score_facts
from monitoring.services import scores
from tests.ksm.factories import make_facility
from tests.monitoring import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(regions: Any) -> Any:
    round_ = f.make_round("34.04")
    for _number in range(3):
        visit = f.make_visit(make_facility("34.04"), round=round_, state="approved")
        f.make_answer(visit, "T01", "baik")
    services.score_round(round_=round_)
    return round_


@pytest.fixture
def stricter(campaign: Any, secretariat: Any) -> Instrument:
    """The same questions, the answer “baik” worth forty points only."""
    made = services.make_version(instrument=campaign.instrument, by=secretariat, edition="9")
    Option.objects.filter(
        question__aspect__instrument=made, question__code="T01", value="baik"
    ).update(score=40)
    Instrument.objects.filter(pk=made.pk).update(published_at=timezone.now())
    return Instrument.objects.get(pk=made.pk)


def medians(user: Any, round_: Any, instrument: Instrument) -> Any:
    recap = build_recap(user=user, scope=Scope(round_.region, round_, instrument))
    return recap.scored, recap.total.spread.median


def test_both_versions_stand_and_the_recap_tells_either(
    campaign: Any, stricter: Instrument, secretariat: Any, as_user: Any
) -> None:
    before = medians(secretariat, campaign, campaign.instrument)
    assert medians(secretariat, campaign, stricter) == (0, None)
    browser = as_user(secretariat)
    answer = browser.post(
        reverse("monitoring:round-rescore", args=[campaign.pk]), {"instrument": stricter.pk}
    )
    assert answer.status_code == 302, answer.context["form"].errors
    assert medians(secretariat, campaign, stricter)[0] == 3
    assert medians(secretariat, campaign, stricter)[1] < before[1]
    assert medians(secretariat, campaign, campaign.instrument) == before
    assert str(stricter) in browser.get(answer["Location"]).content.decode()

    visit = Visit.objects.filter(round=campaign).first()
    own = browser.get(reverse("monitoring:visit-score", args=[visit.pk]))
    other = browser.get(own.request["PATH_INFO"], {"version": stricter.pk})
    assert own.context["sheet"].instrument == str(campaign.instrument)
    assert other.context["sheet"].instrument == str(stricter)
    assert other.context["sheet"].score.total == Decimal(
        VisitScore.objects.get(visit=visit, instrument=stricter).total
    )
    assert f"version={stricter.pk}" in own.content.decode()
    strange = browser.get(own.request["PATH_INFO"], {"version": "0; drop"})
    assert strange.context["sheet"].instrument == str(campaign.instrument)


def test_a_large_round_is_done_in_parts(
    campaign: Any, stricter: Instrument, secretariat: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(scores, "AT_ONCE", 2)
    found = {"round_": campaign, "instrument": stricter, "by": secretariat}
    assert services.rescore_round(**found) == (2, 1)
    assert services.rescore_round(**found) == (1, 0)
    assert services.rescore_round(**found) == (0, 0)


def test_only_the_secretariat_and_only_a_published_version_of_it(
    campaign: Any, stricter: Instrument, secretariat: Any, officer: Any
) -> None:
    with pytest.raises(PermissionDenied):
        services.rescore_round(round_=campaign, instrument=stricter, by=officer)
    draft = services.make_version(instrument=stricter, by=secretariat, edition="10")
    other = f.make_instrument("lain")
    for wrong in (draft, other):
        with pytest.raises(ValidationError):
            services.rescore_round(round_=campaign, instrument=wrong, by=secretariat)


def test_lost_points_of_a_question_are_one_query_over_all_visits_and_by_each_version(
    campaign: Any, stricter: Instrument, secretariat: Any, django_assert_num_queries: Any
) -> None:
    services.rescore_round(round_=campaign, instrument=stricter, by=secretariat)
    for _again in range(2):  # scored again, lines are replaced and not doubled
        services.score_round(round_=campaign)
    with django_assert_num_queries(1):
        lost = dict(
            ScoreLine.objects.filter(question__code="T01")
            .values_list("part__score__instrument")
            .annotate(Sum("aspect_lost"))
            .order_by()
        )
    assert lost == {campaign.instrument_id: 0, stricter.pk: 180}
    counted = count_facts(Visit.objects.all(), score_facts.load(stricter.pk), None)[""].lines
    assert {key: (line.visits, line.lost) for key, line in counted.items()} == {
        ("T01", "baik"): (3, 180)
    }
    missing = ScoreLine.objects.filter(option=None, part__score__instrument=stricter)
    assert set(missing.values_list("question__code", "why")) >= {("T10", "open"), ("F03", "open")}


def test_part_and_whole_of_a_ratio_are_numbers_whoever_writes_them(
    campaign: Any, secretariat: Any, officer: Any
) -> None:
    visit = f.make_visit(make_facility("34.04"), state="draft", round=None)
    ratio = f.question("F03")
    for value, reason, kept in (
        ("11/24", "", (11, 24)),
        ("12/24", "", (12, 24)),
        ("", "dk", (None, None)),
    ):
        services.save_answers(visit=visit, by=officer, answers={ratio: (value, reason)})
        row = visit.answers.get()
        assert (row.part, row.whole) == kept
    text = f.make_answer(visit, "F12", "1/2 hari")
    assert (text.part, text.whole) == (None, None)
