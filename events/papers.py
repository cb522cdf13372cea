"""What is printed of an event: its record, the sign-in sheet, certificates. Frozen, ready to show."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Prefetch

from core.people.users import User
from core.records.journal import Attachment
from core.records.pictures import MOST_PHOTOS, Photo, shown
from core.tools import formats
from core.tools.rows.values import value_class
from events.attendance import headcount_of
from events.headcount import Headcount
from events.models import (
    AgendaPoint,
    Attendance,
    Commitment,
    Event,
    EventDay,
    EventOffice,
    EventPurpose,
    EventRegion,
    GroupResult,
    OfficeRole,
    Session,
)
from events.paste import same_person
from events.recap import RecapRow, build_recap
from events.results import RoleRow, role_rows

BLANK_LINES = 25


@value_class
class PaperDay:
    """A day with its sessions (rows of the database) and who was invited or came, without names."""

    number: int
    date: dt.date
    words: str
    title: str
    venue: str
    sessions: tuple[Session, ...]
    people: tuple[Attendance, ...]
    headcount: Headcount

    @property
    def is_told(self) -> bool:
        """Whether more is known of the day than its date, which stands at the head of the paper."""
        return bool(self.title or self.venue or self.sessions or self.people)


@value_class
class PaperResult:
    group: str
    topic: str
    day: dt.date | None
    members: str
    spectrum: str
    reason: str
    aspects: tuple[tuple[str, str], ...]
    roles: tuple[RoleRow, ...]
    is_example: bool


@value_class
class EventRecord:
    """An event as its minutes read: everything but names of persons."""

    event: Event
    place: str
    purposes: tuple[str, ...]
    offices: tuple[tuple[str, tuple[str, ...]], ...]
    regions: tuple[str, ...]
    days: tuple[PaperDay, ...]
    whole: tuple[Attendance, ...]
    headcount: Headcount
    recap: tuple[RecapRow, ...]
    agenda: tuple[AgendaPoint, ...]
    results: tuple[PaperResult, ...]
    commitments: tuple[Commitment, ...]
    photos: tuple[Photo, ...]
    photos_left_out: int
    materials: tuple[Attachment, ...]
    has_examples: bool


def build_record(*, user: User, event: Event, embed: bool = False) -> EventRecord:
    """Return the record of an event from what the user may see (13 queries).

    `embed`: pictures stand in the record itself, small enough to print; else by their address.
    """

    def of(model: Any) -> Any:
        return model.objects.visible_to(user).current().filter(event=event)

    sessions = Session.objects.visible_to(user).current().order_by("number", "pk")
    days = list(of(EventDay).prefetch_related(Prefetch("sessions", sessions, to_attr="programme")))
    people = list(of(Attendance).select_related("day"))
    offices = list(of(EventOffice).select_related("office"))
    results = list(of(GroupResult).select_related("day").with_details(user))
    promised = of(Commitment).select_related("owner", "region").with_signatories(user)
    commitments = tuple(promised.with_times(user))
    region = event.region
    files = list(
        Attachment.objects.visible_to(user).current().of(event).order_by("created_at", "pk")
    )
    pictures = [file for file in files if file.is_photo]
    agenda = tuple(of(AgendaPoint))
    return EventRecord(
        event=event,
        place=", ".join(part for part in (event.venue, region.name if region else "") if part),
        purposes=tuple(row.text for row in of(EventPurpose)),
        offices=tuple(
            (str(role.label), tuple(row.words for row in offices if row.role == role))
            for role in OfficeRole
            if any(row.role == role for row in offices)
        ),
        regions=tuple(str(row.region) for row in of(EventRegion).select_related("region")),
        days=tuple(
            _day(number, day, [row for row in people if row.day_id == day.pk])
            for number, day in enumerate(days, start=1)
        ),
        whole=tuple(row for row in people if row.day_id is None and not row.name),
        headcount=headcount_of(people),
        recap=build_recap(people),
        agenda=agenda,
        results=tuple(_result(row) for row in results),
        commitments=commitments,
        photos=tuple(shown(file, embed=embed) for file in pictures[:MOST_PHOTOS]),
        photos_left_out=len(pictures[MOST_PHOTOS:]),
        materials=tuple(file for file in files if not file.is_photo),
        has_examples=event.is_example
        or any(row.is_example for row in (*people, *results, *commitments, *agenda)),
    )


def _day(number: int, day: Any, people: list[Attendance]) -> PaperDay:
    return PaperDay(
        number=number,
        date=day.date,
        words=day.words,
        title=day.title,
        venue=day.venue,
        sessions=tuple(day.programme),
        people=tuple(row for row in people if not row.name),
        headcount=headcount_of(people),
    )


def _result(row: Any) -> PaperResult:
    return PaperResult(
        group=row.group,
        topic=row.topic,
        day=row.day.date if row.day else None,
        members=row.members,
        spectrum=row.get_spectrum_display() if row.spectrum else "",
        reason=row.reason,
        aspects=tuple((str(a.get_aspect_display()), a.text) for a in row.aspects),
        roles=tuple(role_rows(row.roles)),
        is_example=row.is_example,
    )


@value_class
class SignInSheet:
    """One day's sheet: people known beforehand, then empty lines up to a full page."""

    day: str
    venue: str
    people: tuple[Attendance, ...]
    blanks: tuple[int, ...]


def build_sign_in(*, user: User, event: Event) -> list[SignInSheet]:
    """Return a sign-in sheet per day (one for an event without days), for who may see names."""
    days = list(EventDay.objects.visible_to(user).current().filter(event=event))
    named = list(
        Attendance.objects.visible_to(user)
        .current()
        .filter(event=event)
        .exclude(name="")
        .order_by("name")
    )
    sheets = []
    for day in days or [None]:  # type: ignore[list-item]
        people = tuple(row for row in named if day is None or row.day_id in (None, day.pk))
        empty = max(BLANK_LINES - len(people), 5)
        sheets.append(
            SignInSheet(
                day=formats.day(day.date) if day else event.date_words,
                venue=(day.venue if day else "") or event.venue,
                people=people,
                blanks=tuple(range(len(people) + 1, len(people) + empty + 1)),
            )
        )
    return sheets


@value_class
class Certificate:
    """`number`: of the event and of the first line on which the person stands, so it stays when others come."""

    number: str
    name: str
    institution: str
    position: str
    days: int


def build_certificates(*, user: User, event: Event) -> list[Certificate]:
    """Return one certificate per person by name, whoever came on several days once."""
    rows = (
        Attendance.objects.visible_to(user)
        .current()
        .filter(event=event)
        .exclude(name="")
        .select_related("day")
        .order_by("name", "pk")
    )
    found: dict[tuple[str, str], list[Attendance]] = {}
    for row in rows:
        if row.present == 0:
            continue
        found.setdefault(same_person(row.name, row.institution), []).append(row)
    return [
        Certificate(
            number="/".join(str(part) for part in (event.pk, rows[0].pk, event.year) if part),
            name=rows[0].name,
            institution=rows[0].institution,
            position=next((row.position for row in rows if row.position), ""),
            days=len({row.day_id for row in rows}),
        )
        for rows in found.values()
    ]
