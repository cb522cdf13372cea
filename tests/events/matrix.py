"""Rows of this room in the access matrix, and its objects for matrix and canary."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile

from core.records.journal import Attachment, Note
from events.models import AspectResult, CommitmentTime, EventPurpose, RoleShare, Signatory
from tests.events import factories as f
from tests.personas import ALL, NATIONAL, OWN, OWN_NATIONAL, OWN_WRITERS, WRITERS

JOURNAL = {
    "archive": OWN_WRITERS,
    "restore": OWN_NATIONAL,
    "history": OWN,
    "note": OWN_WRITERS,
    "file": OWN_WRITERS,
}
PART = {"create": OWN_WRITERS, "edit": OWN_WRITERS, "archive": OWN_WRITERS, "restore": OWN_NATIONAL}
# Alliances are known to everybody and kept by the Secretariat; so are the memberships of a region.
KEPT = {"edit": OWN_NATIONAL, "archive": OWN_NATIONAL, "restore": OWN_NATIONAL, "create": NATIONAL}


def _record(noun: str, pages: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    return {f"events:{noun}-{page}": row for page, row in pages.items()}


TOP = {**JOURNAL, "list": ALL, "create": WRITERS, "detail": OWN, "edit": OWN_WRITERS}
ROWS: dict[str, dict[str, int]] = {
    **_record("event", TOP),
    **_record("event-office", PART),
    **_record("event-day", PART),
    **_record("session", PART),
    **_record("attendance", PART),
    **_record("group-result", {**PART, "roles": OWN_WRITERS}),
    **_record("agenda-point", PART),
    "events:attendance-paste": OWN_WRITERS,
    "events:attendance-counts": OWN_WRITERS,
    "events:commitments-several": OWN_WRITERS,
    "events:group-results-several": OWN_WRITERS,
    "events:agenda-several": OWN_WRITERS,
    "events:event-record": OWN,
    "events:event-record-pdf": OWN,
    "events:event-record-docx": OWN,
    "events:event-sign-in": OWN_WRITERS,
    "events:event-certificates": OWN_WRITERS,
    **_record("practice", {**TOP, "share": OWN_NATIONAL, "withdraw": OWN_NATIONAL}),
    **_record("key-date", TOP),
    **_record(
        "commitment", {**TOP, "create": OWN_WRITERS, "done": OWN_WRITERS, "reopen": OWN_WRITERS}
    ),
    **_record(
        "alliance",
        {
            "list": ALL,
            "detail": ALL,
            "history": ALL,
            **dict.fromkeys(("create", "edit", "archive", "restore", "note", "file"), NATIONAL),
        },
    ),
    **_record("alliance-membership", KEPT),
    **_record("dues", KEPT),
    **_record("award", TOP),
    **_record("award-entry", PART),
}

# Pages on an event whose names do not end in a page type.
ON_EVENT = {
    f"events:{name}"
    for name in (
        "attendance-paste",
        "attendance-counts",
        "commitments-several",
        "group-results-several",
        "agenda-several",
        "event-record",
        "event-record-pdf",
        "event-record-docx",
        "event-sign-in",
        "event-certificates",
    )
}


def _national(code: str, text: str) -> None:
    """A meeting of the whole country for named regions alone: what hangs on it has no region of its own."""
    event = f.make_event(None, regions=(code,), title=text, outcome=text)
    where: Any = {
        "content_type": ContentType.objects.get_for_model(event),
        "object_id": str(event.pk),
    }
    Note.objects.create(**where, text=text)
    scan = ContentFile(text.encode(), "scan.pdf")
    kept = {"original_name": text, "extension": ".pdf", "mime_type": "application/pdf", "size": 10}
    Attachment.objects.create(**where, title=text, file=scan, **kept, kind="document")


def make_world(code: str, text: str) -> dict[str, dict[str, Any]]:
    """Make one of everything in a region, `text` in every text field; return the keys of the addresses."""
    facts = {"source": text, "source_url": "https://example.org/", "as_of": "2018"}
    event = f.make_event(
        code,
        title=text,
        venue=text,
        description=text,
        participants=text,
        outcome=text,
        follow_up=text,
        **facts,
    )
    EventPurpose.objects.create(event=event, number=1, text=text)
    _national(code, text)
    office = f.make_office_role(event, name=text, **facts)
    day = f.make_day(event, title=text, venue=text, **facts)
    session = f.make_session(day, title=text, speaker=text, notes=text, **facts)
    attendance = f.make_attendance(
        event, day=day, institution=text, name=text, position=text, women=1, **facts
    )
    result = f.make_group_result(
        event, day=day, group=text, topic=text, members=text, reason=text, spectrum=3, **facts
    )
    AspectResult.objects.create(group_result=result, aspect="teknis", text=text)
    RoleShare.objects.create(
        group_result=result, duty="operasi", party="ksm", part="utama", **facts
    )
    point = f.make_agenda_point(
        event, title=text, discussion=text, decision=text, with_whom=text, **facts
    )
    commitment = f.make_commitment(
        event,
        text=text,
        owner_text=text,
        support=text,
        proof=text,
        done_on="2018-06-01",
        region_id=code,
        **facts,
    )
    Signatory.objects.create(commitment=commitment, institution=text, position=text, **facts)
    CommitmentTime.objects.create(
        commitment=commitment,
        due_on=dt.date(2018, 6, 30),
        fate="dipenuhi",
        told_on=dt.date(2018, 7, 1),
        proof=text,
        **facts,
    )
    practice = f.make_practice(
        code, title=text, situation=text, action=text, result=text, cost=text, event=event, **facts
    )
    key_date = f.make_key_date(code, title=text, advice=text, **facts)
    alliance = f.make_alliance()
    membership = f.make_membership(code, alliance, office_held=text, **facts)
    dues = f.make_dues(code, alliance, amount=5_000_000, **facts)
    award = f.make_award(
        code,
        name=text,
        edition=text,
        organiser=text,
        criteria=text,
        event=event,
        alliance=alliance,
        **facts,
    )
    entry = f.make_award_entry(award, code, entrant=text, result=text, rank=1, **facts)
    keys = {
        "event": event,
        "event-office": office,
        "event-day": day,
        "session": session,
        "attendance": attendance,
        "group-result": result,
        "commitment": commitment,
        "alliance": alliance,
        "alliance-membership": membership,
        "dues": dues,
        "award": award,
        "award-entry": entry,
        "agenda-point": point,
        "practice": practice,
        "key-date": key_date,
    }
    parents = {
        "event-office": event,
        "event-day": event,
        "session": day,
        "attendance": event,
        "group-result": event,
        "commitment": event,
        "alliance-membership": alliance,
        "dues": alliance,
        "award-entry": award,
        "agenda-point": event,
    }
    found: dict[str, dict[str, Any]] = {}
    for name in ROWS:
        noun, _dash, page = name.removeprefix("events:").rpartition("-")
        if name in ON_EVENT:
            found[name] = {"key": event.pk}
        elif page == "create":
            found[name] = {"key": parents[noun].pk} if noun in parents else {}
        elif page != "list":
            found[name] = {"key": keys[noun].pk}
    return found
