"""What has a day in the planning room, as each reader may see it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from planning.dated import dated_for
from planning.models import CheckIn
from tests.planning import factories as make

YEAR = {"start": dt.date(2018, 1, 1), "end": dt.date(2018, 12, 31)}


def test_days_of_the_room_inside_the_range_and_the_wall(
    officer: Any, other_officer: Any, official: Any
) -> None:
    activity = make.make_activity(month_from=3, month_to=11)
    make.make_activity(plan=activity.plan, stop_state="batal", stop_reason="Sebab")
    done = make.make_activity(plan=activity.plan, month_from=5, month_to=None)
    make.make_progress(activity=done, completes=True)
    check = make.make_check_in(is_released=True, promise="Kirim", promise_due=dt.date(2018, 7, 1))
    meeting = make.make_meeting(plan=activity.plan)
    edition = make.make_strategy(period_from=2014, period_to=2018, status="recorded")
    found = {item.uid: item.day for item in dated_for(officer, **YEAR)}
    assert found == {
        f"planning-activity-{activity.pk}": dt.date(2018, 11, 30),
        f"planning-promise-{check.pk}": dt.date(2018, 7, 1),
        f"planning-meeting-{meeting.pk}": dt.date(2018, 1, 15),
        f"planning-strategy-{edition.pk}": dt.date(2018, 12, 31),
    }
    assert len(dated_for(official, **YEAR)) == 4
    assert dated_for(other_officer, **YEAR) == []
    assert dated_for(officer, start=dt.date(2019, 1, 1), end=dt.date(2019, 12, 31)) == []
    CheckIn.objects.update(kept_on=dt.date(2018, 6, 30), kept_how="Terkirim")
    assert len(dated_for(officer, **YEAR)) == 3
