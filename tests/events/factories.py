"""Plain makers of this room's records; a test names only what it is about."""

from __future__ import annotations

import datetime as dt
from typing import Any

from events.models import (
    AgendaPoint,
    Alliance,
    AllianceMembership,
    Attendance,
    Award,
    AwardEntry,
    Commitment,
    Dues,
    Event,
    EventDay,
    EventOffice,
    EventRegion,
    GroupResult,
    KeyDate,
    Practice,
    Session,
)


def make_event(
    region: str | None = "34.04", *, regions: tuple[str, ...] = (), **extra: Any
) -> Event:
    values = {
        "title": "Bimtek",
        "kind": "training",
        "state": "held",
        "starts_on": "2018-05-08",
        **extra,
    }
    event = Event.objects.create(region_id=region, **values)
    for code in regions:
        EventRegion.objects.create(event=event, region_id=code)
    return event


def make_office_role(event: Event, **extra: Any) -> EventOffice:
    return EventOffice.objects.create(
        event=event, **{"role": "organiser", "name": "Dinas PU", **extra}
    )


def make_day(event: Event, date: str = "2018-05-08", **extra: Any) -> EventDay:
    return EventDay.objects.create(event=event, date=dt.date.fromisoformat(date), **extra)


def make_session(day: EventDay, **extra: Any) -> Session:
    return Session.objects.create(day=day, **{"title": "Pembukaan", **extra})


def make_attendance(event: Event, **extra: Any) -> Attendance:
    return Attendance.objects.create(event=event, **{"category": "ksm", **extra})


def make_group_result(event: Event, **extra: Any) -> GroupResult:
    return GroupResult.objects.create(event=event, **{"group": "Kelompok 1", **extra})


def make_commitment(event: Event | None = None, **extra: Any) -> Commitment:
    values = {"kind": "rtl", "text": "Menyusun jadwal LLTT", **extra}
    return Commitment.objects.create(event=event or make_event(), **values)


def make_alliance(**extra: Any) -> Alliance:
    values = {
        "name": "Aliansi Uji",
        "short_name": "AKKOPSI",
        "fact_code": "akkopsi-members",
        **extra,
    }
    return Alliance.objects.get_or_create(name=values.pop("name"), defaults=values)[0]


def make_membership(
    region: str = "34.04", alliance: Alliance | None = None, **extra: Any
) -> AllianceMembership:
    return AllianceMembership.objects.create(
        alliance=alliance or make_alliance(), region_id=region, **extra
    )


def make_dues(region: str = "34.04", alliance: Alliance | None = None, **extra: Any) -> Dues:
    return Dues.objects.create(
        alliance=alliance or make_alliance(), region_id=region, **{"year": 2018, **extra}
    )


def make_award(region: str | None = "34.04", **extra: Any) -> Award:
    return Award.objects.create(
        region_id=region, **{"name": "Sanitasi Award", "year": 2018, **extra}
    )


def make_award_entry(award: Award, region: str = "34.04", **extra: Any) -> AwardEntry:
    return AwardEntry.objects.create(award=award, region_id=region, **extra)


def make_agenda_point(event: Event, **extra: Any) -> AgendaPoint:
    return AgendaPoint.objects.create(event=event, **{"title": "Iuran anggota", **extra})


def make_practice(region: str | None = "34.04", **extra: Any) -> Practice:
    values = {
        "kind": "praktik_baik",
        "title": "Arisan iuran",
        "aspect": "keuangan",
        "solution": "iuran",
        "situation": "Iuran macet.",
        "action": "Iuran dipungut bersama arisan.",
        **extra,
    }
    return Practice.objects.create(region_id=region, **values)


def make_key_date(region: str | None = "34.04", **extra: Any) -> KeyDate:
    values = {"title": "Musrenbang", "kind": "musrenbang_kabkota", "month": 3, **extra}
    return KeyDate.objects.create(region_id=region, **values)
