"""A regional government reads its region in every state of review, and is told the state (decision 10)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from aksansi.letter.report import build_region_report
from core.land.regions import Region
from core.records.review import State
from monitoring.models import Visit
from planning.models import AnnualPlan
from tests.monitoring import factories as monitoring
from tests.planning import factories as planning

pytestmark = pytest.mark.django_db
WORDS = {
    State.DRAFT: "Draf",
    State.SUBMITTED: "Diajukan",
    State.RETURNED: "Dikembalikan",
    State.APPROVED: "Disetujui",
}


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize(
    ("make", "path"),
    [
        (lambda: planning.make_activity().plan, "planning:annual-plan-list"),
        (monitoring.make_visit, "monitoring:visit-list"),
    ],
)
def test_every_state_is_read_and_told(
    make: Any, path: str, state: str, official: Any, other_official: Any, as_user: Any
) -> None:
    obj, now = make(), dt.datetime(2018, 3, 1, tzinfo=dt.UTC)
    type(obj).objects.filter(pk=obj.pk).update(state=state, submitted_at=now, reviewed_at=now)
    detail, listing = obj.get_absolute_url(), reverse(path)
    browser = as_user(official)
    for address in (detail, listing, f"{listing}?format=csv"):
        answer = browser.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code == 200, address
        assert WORDS[State(state)] in body.decode(), address
    assert as_user(other_official).get(detail).status_code == 404
    assert type(obj).objects.visible_to(other_official).count() == 0


def test_officer_and_official_print_the_same_report(officer: Any, official: Any) -> None:
    """Its code proves the figures, so they cannot depend on whether the reader sees drafts."""
    planning.make_activity(plan=planning.make_plan(year=2018, state=State.RETURNED))
    monitoring.make_visit()
    region = Region.objects.get(pk="34.04")
    found = [
        build_region_report(user=user, region=region, year=2018) for user in (officer, official)
    ]
    assert found[0].code == found[1].code and not found[1].is_final
    assert found[1].plan_year.plan is not None
    assert AnnualPlan.objects.visible_to(official).count() == 1
    assert Visit.objects.visible_to(official).count() == 1
