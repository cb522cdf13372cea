"""Rounds: what they visit, who goes, and how far they are."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from core.records.review import State
from ksm.models import Facility
from monitoring import services
from monitoring.models import RoundTarget
from monitoring.recap.progress import build_progress
from monitoring.todo import tasks_for
from tests.ksm.factories import make_facility
from tests.monitoring import factories as f
from tests.refusing import refused_by


def test_the_state_of_a_target_is_told_by_its_visit(officer: Any) -> None:
    campaign = f.make_round()
    rows = [f.make_target(campaign, team="A") for _n in range(4)]
    rows.append(f.make_target(campaign, team="B", state="postponed", reason="Jalan terputus"))
    f.make_visit(rows[0].facility, round=campaign)
    f.make_visit(rows[1].facility, round=campaign, state=State.SUBMITTED)
    f.make_visit(rows[2].facility)  # outside the round
    f.make_visit(rows[4].facility, round=campaign, state=State.APPROVED)  # went all the same
    found = build_progress(user=officer, round_=campaign)
    assert found.totals == {
        "planned": 2,
        "under_way": 1,
        "done": 2,
        "postponed": 0,
        "returned": 0,
    }
    assert [(line.team, line.counts) for line in found.lines] == [
        ("A", {"planned": 2, "under_way": 1, "done": 1}),
        ("B", {"done": 1}),
    ]


def test_each_count_opens_its_list(as_user: Any, officer: Any) -> None:
    campaign = f.make_round()
    for team in ("A", "A", ""):
        f.make_target(campaign, team=team)
    f.make_target(f.make_round(), team="A")
    browser = as_user(officer)
    found = build_progress(user=officer, round_=campaign)
    assert (
        f"{found.urls['planned']}".replace("&", "&amp;")
        in browser.get(campaign.get_absolute_url()).content.decode()
    )
    for line in found.lines:
        rows = browser.get(f"{line.urls['planned']}&format=csv")
        text = b"".join(rows.streaming_content).decode()
        assert len(text.strip().splitlines()) - 1 == line.counts["planned"]


def test_putting_off_needs_a_reason(regions: Any) -> None:
    campaign, facility = f.make_round(), make_facility()
    with refused_by("monitoring_target_put_off_with_reason"):
        f.make_target(campaign, facility, state="returned")
    f.make_target(campaign, facility)
    with refused_by("monitoring_target_once"):
        f.make_target(campaign, facility)


def test_facilities_are_chosen_by_filter(as_user: Any, officer: Any, secretariat: Any) -> None:
    campaign = f.make_round()
    wanted = [make_facility(facility_type="mck") for _n in range(2)]
    other = make_facility()
    make_facility("33.72", facility_type="mck")
    url = reverse("monitoring:round-targets", args=[campaign.pk])
    browser = as_user(secretariat)
    assert browser.post(f"{url}?type=mck", {"all": "1"}).status_code == 302
    assert set(campaign.targets.values_list("facility", flat=True)) == {w.pk for w in wanted}
    assert campaign.targets.first().history.count() == 1
    browser.post(f"{url}?type=mck", {"all": "1"})  # again: nothing twice
    as_user(officer).post(url, {"facility": [other.code, "33.72-0001", "x"]})
    assert campaign.targets.count() == 3


def test_only_facilities_of_the_round_and_of_ones_own_region(
    regions: Any, officer: Any, other_officer: Any, official: Any, secretariat: Any
) -> None:
    foreign = make_facility("33.72")
    own, national = f.make_round(), f.make_round(None)
    rows = Facility.objects.filter(pk=foreign.pk)
    for user, campaign in ((secretariat, own), (officer, national)):
        with pytest.raises(ValidationError):
            services.add_targets(round_=campaign, facilities=rows, by=user)
    with pytest.raises(PermissionDenied):
        services.add_targets(round_=own, facilities=rows, by=official)
    assert services.add_targets(round_=national, facilities=rows, by=other_officer) == 1


def test_my_visits(as_user: Any, officer: Any) -> None:
    campaign = f.make_round()
    f.make_target(campaign, make_facility(name="IPAL Saya"), assignee=officer)
    f.make_target(campaign, make_facility(name="IPAL Lain"))
    page = as_user(officer).get(f"{reverse('monitoring:round-target-list')}?mine=on")
    text = page.content.decode()
    assert "IPAL Saya" in text and "IPAL Lain" not in text


def test_a_round_that_ended_is_not_taken_along(as_user: Any, officer: Any) -> None:
    f.make_target(f.make_round(ends_on=dt.date(2018, 1, 1)), make_facility(name="IPAL Lama"))
    f.make_target(f.make_round(), make_facility(name="IPAL Kini"))
    text = as_user(officer).get(reverse("monitoring:field")).content.decode()
    assert "IPAL Kini" in text and "IPAL Lama" not in text
    assert RoundTarget.objects.running(dt.date(2017, 1, 1)).count() == 2


pytestmark = pytest.mark.django_db


def test_my_planned_visits_are_a_task_until_somebody_went(
    regions: Any, officer: Any, other_officer: Any, official: Any, as_user: Any
) -> None:
    today = timezone.localdate()
    campaign = f.make_round()

    def plan(days: int, **extra: Any) -> RoundTarget:
        day = today + dt.timedelta(days=days)
        return f.make_target(campaign, planned_on=day, **{"assignee": officer, **extra})

    late, near = plan(-1), plan(6)
    plan(7)  # not within seven days
    plan(0, assignee=None)
    plan(-3, state="postponed", reason="Jalan terputus")
    ended = f.make_round(ends_on=today - dt.timedelta(days=1))
    f.make_target(ended, planned_on=today - dt.timedelta(days=9), assignee=officer)

    def told() -> list[tuple[str, int]]:
        return [(task.tone, task.count) for task in tasks_for(officer, today=today)]

    assert told() == [("late", 1), ("soon", 1)]
    assert tasks_for(official, today=today) == []
    browser = as_user(officer)
    for task, row in zip(tasks_for(officer, today=today), (late, near), strict=True):
        page = browser.get(task.url).content.decode()
        assert row.facility.code in page
        sent = browser.get(f"{task.url}&format=csv")
        assert sent.status_code == 200
        text = b"".join(sent.streaming_content).decode()
        assert len(text.strip().splitlines()) - 1 == task.count
    f.make_visit(late.facility, round=campaign)
    assert ("late", 1) not in told()


def test_every_number_of_a_region_and_team_leads_to_its_list(as_user: Any, officer: Any) -> None:
    campaign = f.make_round()
    f.make_target(campaign, team="Tim A")
    f.make_target(campaign, team="Tim B")
    found = build_progress(user=officer, round_=campaign)
    page = as_user(officer).get(campaign.get_absolute_url()).content.decode()
    for line in found.lines:
        assert f'<a href="{line.urls["planned"]}"'.replace("&", "&amp;") in page


def test_a_round_over_many_regions_is_told_by_province(
    secretariat: Any, as_user: Any, monkeypatch: Any
) -> None:
    from monitoring.recap import progress

    campaign = f.make_round(None)
    for code in ("34.04", "34.01", "34.04"):
        f.make_target(campaign, make_facility(code), team="Tim A")
    assert len(build_progress(user=secretariat, round_=campaign).lines) == 2
    monkeypatch.setattr(progress, "MOST_LINES", 1)
    (line,) = build_progress(user=secretariat, round_=campaign).lines
    assert (line.total, line.team) == (3, "")
    page = as_user(secretariat).get(line.urls["planned"])
    assert page.context["chunk"].total == 3
