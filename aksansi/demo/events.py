"""Real events of public records and of the source documents; alliances and awards with them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from aksansi.demo.entering import enter, rows, tree
from chapters.models import Office
from core.access import Reader
from core.land.regions import Region
from core.people.users import User
from events import services
from events.forms import (
    AgendaPointForm,
    AllianceForm,
    AllianceMembershipForm,
    AttendanceForm,
    AwardEntryForm,
    AwardForm,
    CommitmentForm,
    EventDayForm,
    EventForm,
    EventOfficeForm,
    GroupResultForm,
    PracticeForm,
    SessionForm,
)
from events.models import Alliance, AllianceMembership, Award, AwardEntry, Event, EventDay, Practice
from ksm.forms import DatedFactForm
from ksm.models import DatedFact

COUNTS = "akkopsi-members"
DETAIL_TEXTS = ("description", "participants", "outcome", "follow_up")


def load(actor: User) -> None:
    """Enter what is missing; an event that is there already is left as people keep it."""
    events = _events(actor)
    alliance = _alliance(actor)
    _awards(actor, events, alliance)
    _practices(actor, events)


def _region(code: str) -> Region | None:
    return Region.objects.get(pk=code) if code else None


def _events(actor: User) -> dict[str, Event]:
    details: dict[str, Any] = tree("event_details.json")
    attendance = rows("event_attendance.csv")
    offices = {office.name: office for office in Office.objects.current()}
    offices |= {office.short_name: office for office in offices.values() if office.short_name}
    found: dict[str, Event] = {}
    for row in rows("events.csv"):
        key, organisers = row.pop("key"), row.pop("organisers")
        region = row.pop("region") or None
        event = Event.objects.filter(
            title=row["title"], starts_on=row["starts_on"], region=region
        ).first()
        if event is None:
            detail = details.get(key, {})
            event = _enter_event(actor, {**row, "region": _region(region or "")}, detail)
            roles = detail.get("offices") or [("organiser", name) for name in _split(organisers)]
            _add_offices(actor, event, roles, offices)
            _add_programme(actor, event, detail)
            _add_attendance(actor, event, [a for a in attendance if a["key"] == key], detail)
            _add_agenda(actor, event, detail)
            _add_results(actor, event, detail)
        found[key] = event
    return found


def _split(names: str) -> list[str]:
    return [name.strip() for name in names.split(";") if name.strip()]


def _enter_event(actor: Reader, row: dict[str, object], detail: dict[str, Any]) -> Event:
    data = {**row, "state": "held", **{k: detail[k] for k in DETAIL_TEXTS if k in detail}}
    data["purposes"] = "\n".join(detail.get("purposes", []))
    data["participating"] = "\n".join(detail.get("regions", []))
    return enter(EventForm, actor, data)


def _add_offices(actor: Reader, event: Event, roles: Any, offices: dict[str, Office]) -> None:
    for role, name in roles:
        # Short names of offices leave out "Kab.": "BLH Sleman".
        office = offices.get(name) or offices.get(name.replace("Kab. ", ""))
        data = {"role": role, "office": office, "name": "" if office else name}
        enter(EventOfficeForm, actor, data, parent=event)


def _add_programme(actor: Reader, event: Event, detail: dict[str, Any]) -> None:
    for line in detail.get("days", []):
        day = _day(actor, event, line["date"], line["title"])
        for session in line["sessions"]:
            enter(SessionForm, actor, session, parent=day)
        for category, institution in line["invited"]:
            data = {"day": day, "category": category, "institution": institution}
            enter(AttendanceForm, actor, data, parent=event)


def _day(actor: Reader, event: Event, date: str, title: str = "") -> EventDay:
    """Return the day of an event, made where its dates did not make it, with its title."""
    known = event.days.filter(date=date).first()
    under = {"instance": known} if known else {"parent": event}
    return enter(EventDayForm, actor, {"date": date, "title": title}, **under)


def _add_attendance(
    actor: Reader, event: Event, lines: list[dict[str, str]], detail: dict[str, Any]
) -> None:
    for line in lines:
        data: dict[str, Any] = {k: v for k, v in line.items() if k not in ("key", "day")}
        if line["day"]:
            known = event.days.filter(date=line["day"]).first()
            data["day"] = known or _day(actor, event, line["day"])
        enter(AttendanceForm, actor, data, parent=event)
    for category, institution, institutions in detail.get("attendance", []):
        data = {"category": category, "institution": institution, "institutions": institutions}
        enter(AttendanceForm, actor, data, parent=event)


def _add_agenda(actor: Reader, event: Event, detail: dict[str, Any]) -> None:
    for number, line in enumerate(detail.get("agenda", []), start=1):
        enter(AgendaPointForm, actor, {"number": number, **line}, parent=event)


def _add_results(actor: User, event: Event, detail: dict[str, Any]) -> None:
    for line in detail.get("results", []):
        data = {**line, "day": event.days.get(date=line["day"])}
        enter(GroupResultForm, actor, data, parent=event)
    for line in detail.get("commitments", []):
        done_on, proof = line.get("done_on"), line.get("proof", "")
        data = {name: line[name] for name in line if name not in ("done_on", "proof")}
        commitment = enter(CommitmentForm, actor, data, parent=event)
        if done_on:
            services.mark_done(
                commitment=commitment, by=actor, on=dt.date.fromisoformat(done_on), proof=proof
            )


def _alliance(actor: Reader) -> Alliance:
    alliance = Alliance.objects.filter(short_name="AKKOPSI").first() or enter(
        AllianceForm,
        actor,
        {
            "name": "Aliansi Kabupaten/Kota Peduli Sanitasi",
            "short_name": "AKKOPSI",
            "founded_on": "2009",
            "fact_code": COUNTS,
            "description": "Anggotanya pemerintah kabupaten/kota, diwakili bupati atau wali kota.",
            "source": "bisnis.com, 27 September 2013",
        },
    )
    for row in rows("alliance_members.csv"):
        region = _region(row.pop("region"))
        if not AllianceMembership.objects.filter(alliance=alliance, region=region).exists():
            enter(AllianceMembershipForm, actor, {**row, "region": region}, parent=alliance)
    for row in rows("alliance_counts.csv"):
        key = {"code": COUNTS, "as_of": row["as_of"], "source": row["source"]}
        if not DatedFact.objects.filter(**key).exists():
            enter(DatedFactForm, actor, {**row, "topic": "alliance", "code": COUNTS})
    return alliance


def _awards(actor: Reader, events: dict[str, Event], alliance: Alliance) -> None:
    awards: dict[str, Award] = {}
    for row in rows("awards.csv"):
        key, code = row.pop("key"), row.pop("region") or None
        award = Award.objects.filter(name=row["name"], year=row["year"], region=code).first()
        if award is None:
            data: dict[str, Any] = {
                **row,
                "region": _region(code or ""),
                "alliance": alliance if row["alliance"] else None,
                "event": events.get(row["event"]),
            }
            award = enter(AwardForm, actor, data)
        awards[key] = award
    for row in rows("award_entries.csv"):
        award, region = awards[row.pop("award")], _region(row.pop("region"))
        if not AwardEntry.objects.filter(award=award, region=region).exists():
            data = {**row, "region": region, "source": award.source, "source_url": award.source_url}
            enter(AwardEntryForm, actor, data, parent=award)


def _practices(actor: User, events: dict[str, Event]) -> None:
    for row in tree("practices.json"):
        region, shared = _region(row.pop("region")), row.pop("shared", False)
        if Practice.objects.filter(title=row["title"], region=region).exists():
            continue
        data = {**row, "region": region, "event": events.get(row.get("event", ""))}
        practice = enter(PracticeForm, actor, data)
        if shared:
            services.share(practice=practice, by=actor)
