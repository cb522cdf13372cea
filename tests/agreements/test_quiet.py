"""When a contact is due: by stage, and without the times in which nobody expects an answer."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from agreements import pipeline
from agreements.models import Partnership, QuietPeriod, Stage
from agreements.pipeline import Stall
from agreements.standing import standing_of
from tests.agreements.factories import make_partnership

AT = dt.date(2016, 6, 14)
RAMADAN = (dt.date(2016, 6, 6), dt.date(2016, 7, 5))


@pytest.mark.parametrize(
    ("after", "quiet", "day"),
    [
        (60, (), "2016-04-15"),
        (30, (), "2016-05-15"),
        (60, (RAMADAN,), "2016-04-06"),  # nine of its days lie before
        (60, (RAMADAN, RAMADAN), "2016-04-06"),
        (60, ((dt.date(2015, 1, 1), dt.date(2015, 1, 31)),), "2016-04-15"),
    ],
)
def test_quiet_days_are_no_silence(after: int, quiet: Any, day: str) -> None:
    assert pipeline.last_quiet_day(AT, after, quiet) == day


def stall_of(partnership: Partnership, at: dt.date) -> tuple[Stall, bool]:
    """Return what the row and what the list say."""
    rows = Partnership.objects.all().with_standing()
    found = standing_of(rows.get(pk=partnership.pk), at)
    assert found is not None
    listed = rows.stalled(Stall.FORGOTTEN, at=at).filter(pk=partnership.pk).exists()
    return found.stall, listed


def test_rigid_14_the_stage_quiet_times_and_what_was_agreed_decide_on_row_and_list(
    regions: Any,
) -> None:
    """No one number for all: a threshold of the stage, times in which nobody meets, a day agreed to wait for."""
    partnership = make_partnership(
        stage="mou", entered_on="2016-04-15", next_step="Rapat", next_step_owner="pemda",
        next_step_due=dt.date(2016, 4, 20),
    )  # fmt: skip
    assert stall_of(partnership, AT) == (Stall.FORGOTTEN, True)
    QuietPeriod.objects.create(name="Ramadan 2016", starts_on=RAMADAN[0], ends_on=RAMADAN[1])
    assert stall_of(partnership, AT) == (Stall.MOVING, False)
    Stage.objects.filter(pk="mou").update(quiet_after_days=50)
    assert stall_of(partnership, AT) == (Stall.FORGOTTEN, True)
    Partnership.objects.update(next_step_due=AT)  # agreed to wait until then
    assert stall_of(partnership, AT) == (Stall.MOVING, False)
    assert stall_of(partnership, AT + dt.timedelta(days=1))[0] == Stall.FORGOTTEN
    Partnership.objects.update(next_step_due=dt.date(2016, 4, 20))
    Stage.objects.filter(pk="mou").update(quiet_after_days=90)
    assert stall_of(partnership, AT) == (Stall.MOVING, False)


def test_the_secretariat_keeps_thresholds_and_quiet_times(
    as_user: Any, secretariat: Any, officer: Any, regions: Any
) -> None:
    make_partnership()
    browser = as_user(secretariat)
    add = reverse("agreements:quiet-period-create")
    told = {"name": "Ramadan 2027", "starts_on": "2027-02-08", "ends_on": "2027-03-09"}
    assert browser.post(add, {**told, "ends_on": "2027-02-07"}).status_code == 422
    assert browser.post(add, {**told, "ends_on": "2028-02-07"}).status_code == 422
    assert browser.post(add, told).status_code == 302
    assert as_user(officer).get(add).status_code == 403
    stage = Stage.objects.get(pk="draf_pks")
    edit = reverse("agreements:stage-edit", args=["draf_pks"])
    words = {
        "label_id": stage.label_id, "label_en": stage.label_en, "waits_for": stage.waits_for,
        "evidence_hint": "", "version": stage.version,
    }  # fmt: skip
    assert browser.post(edit, {**words, "quiet_after_days": "3"}).status_code == 422
    assert browser.post(edit, {**words, "quiet_after_days": "90"}).status_code == 302
    stage.refresh_from_db()
    assert stage.quiet_after_days == 90
