"""What lies ahead counts nowhere before its day has come, and from that day on by itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from agreements.models import Contact, Partnership
from agreements.pipeline import Stall
from agreements.reports.cooperation import build_cooperation
from core.land.regions import Region
from events.models import Dues, Event, Practice
from events.reports import build_events
from ksm.models import Desludging, MemberDues, Operation, Paper, StatusRecord
from monitoring.models import Finding, Sample, Visit
from tests.agreements.factories import make_partnership
from tests.events.factories import make_event
from tests.importing import reasons, walk
from tests.ksm.factories import make_facility

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 5, 4, 3, 0, tzinfo=dt.UTC)
DAY = "2026-05-20"


def set_clock(monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    at = dt.datetime.fromisoformat(f"{day}T03:00:00+00:00")
    monkeypatch.setattr(timezone, "now", lambda: at)


def standing(partnership: Partnership) -> Partnership:
    return Partnership.objects.all().with_standing().get(pk=partnership.pk)


def test_an_event_ahead_that_is_called_held_counts_from_its_day_on(
    regions: Any, secretariat: Any, as_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, "2026-05-04")
    partnership = make_partnership("34.04", entered_on="2020-01-01")
    event = make_event(
        "34.04", title="Audiensi Bupati", kind="audience", state="held",
        starts_on=DAY, partnership=partnership.uuid,
    )  # fmt: skip

    def counts() -> dict[str, bool]:
        browser = as_user(secretariat)  # a session ends meanwhile
        found = standing(partnership)
        told = build_cooperation(user=secretariat, region="34.04", at=timezone.localdate())
        region = Region.objects.get(pk="34.04")
        year = build_events(user=secretariat, region=region, year=2026)
        listed = {
            state: browser.get(reverse("events:event-list") + f"?state={state}").content.decode()
            for state in ("held", "planned")
        }
        return {
            "last contact": found.last_contact_on == DAY,
            "contact of the report": told is not None and told.last_contact is not None,
            "contact": Contact.objects.current().exists(),
            "contact on the page of the cooperation": event.title
            in browser.get(partnership.get_absolute_url()).content.decode(),
            "held event of the year": [row.title for row in year.events] == [event.title],
            "listed as held": event.title in listed["held"],
            "not listed as planned": event.title not in listed["planned"],
            "page says held": ">Terlaksana<" in _states(browser, event),
        }

    assert not any(counts().values()), counts()
    set_clock(monkeypatch, DAY)
    assert all(counts().values()), counts()  # nobody wrote anything meanwhile


def _states(browser: Any, event: Event) -> str:
    page: str = browser.get(event.get_absolute_url()).content.decode()
    return page[page.index("<dt>Status") : page.index("<dt>Tanggal")]


def test_what_breaks_a_silence_has_happened(regions: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, "2026-05-04")
    partnership = make_partnership("34.04", entered_on="2020-01-01")
    at = timezone.localdate()
    make_event(state="held", starts_on=DAY, partnership=partnership.uuid)

    def moves() -> bool:
        rows = Partnership.objects.all().with_standing().stalled(Stall.MOVING, at=at)
        return rows.exists()

    assert not moves()
    make_event(state="held", starts_on="2026-05-03", partnership=partnership.uuid)
    assert moves()


@pytest.mark.parametrize(
    ("model", "column"),
    [
        (Visit, "visited_on"),
        (Sample, "taken_on"),
        (Desludging, "done_on"),
        (StatusRecord, "observed_on"),
        (Operation, "started_on"),
        (Paper, "dated_on"),
        (MemberDues, "paid_on"),
        (Contact, "held_on"),
        (Finding, "opened_on"),
        (Practice, "happened_on"),
        (Dues, "paid_on"),
    ],
)
def test_what_was_seen_or_done_is_never_ahead(
    model: Any, column: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, "2026-05-04")
    is_day = model._meta.get_field(column).get_internal_type() == "DateField"
    for day, is_ahead in ((DAY, True), ("2026-05-04", False)):
        row = model(**{column: dt.date.fromisoformat(day) if is_day else day})
        assert (column in _refused(row)) is is_ahead, (model, day)


def _refused(row: Any) -> dict[str, list[str]]:
    try:
        row.clean()
    except ValidationError as error:
        return error.message_dict if hasattr(error, "error_dict") else {}
    return {}


@pytest.mark.parametrize(
    ("sheet", "head", "values"),
    [
        ("desludgings", "Kode sarana;Tanggal;Volume", "34.04-0001;{day};4"),
        ("status-records", "Kode sarana;Tanggal;Keberfungsian", "34.04-0001;{day};berfungsi"),
        ("works", "Kode sarana;Jenis;Status;Selesai", "34.04-0001;Rehabilitasi;Selesai;{day}"),
        (
            "lab-results",
            "Kode sarana;Tanggal;Titik;Parameter;Nilai;Satuan",
            "34.04-0001;{day};Outlet;BOD;20;mg/L",
        ),
    ],
)
def test_a_table_brings_none_of_it(
    sheet: str, head: str, values: str, officer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, "2026-05-04")
    make_facility(code="34.04-0001", built_on="2010")
    for day, is_ahead in (("20 Mei 2026", True), ("3 Mei 2026", False)):
        counts, rows = walk(sheet, officer, f"{head}\n{values.format(day=day)}")
        assert counts.faulty == (1 if is_ahead else 0), rows
        assert not is_ahead or "masa depan" in str(reasons(rows)), reasons(rows)
