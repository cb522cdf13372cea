"""The hand-over pack for a new official: what was agreed, where it stands, what blocks it, what we ask."""

from __future__ import annotations

import datetime as dt

from django.contrib.contenttypes.models import ContentType

from agreements.gates import checks
from agreements.models import Agreement, Contact, Partnership, Party
from agreements.pipeline import Waiting
from agreements.reports.cooperation import ContactRow, Cooperation, cooperation_of
from agreements.turnover import AUDIENCE_WITHIN_DAYS
from chapters.models import Chapter, Official
from core.people.users import User
from core.records.journal import Attachment
from core.tools import partial_dates
from core.tools.rows.values import value_class

CONTACTS = 8


@value_class
class DocumentRow:
    """A file by title, of the partnership (`of` "") or of one of its agreements; the pack holds none itself."""

    title: str
    of: str
    dated: dt.date | None


@value_class
class Handover:
    """`asks`: what the government owes, in words. `audience_by`: until when we ask for an audience."""

    official: Official
    partnership: Partnership
    cooperation: Cooperation
    contacts: tuple[ContactRow, ...]
    contacts_left_out: int
    documents: tuple[DocumentRow, ...]
    asks: tuple[str, ...]
    chapter: Chapter | None
    audience_by: dt.date
    at: dt.date
    is_example: bool


def build_handover(
    *, user: User, partnership: Partnership, official: Official, at: dt.date
) -> Handover:
    """Return the pack about one partnership (from `with_standing`) for the successor of an official.

    At most 14 queries. Names no private person and no phone: posts and offices only.
    """
    rows = Partnership.objects.visible_to(user).filter(pk=partnership.pk)
    found = rows.with_standing(history=True).get()
    found.open_entries = [entry for entry in found.all_entries if entry.is_open]  # type: ignore[attr-defined]
    contacts = list(
        Contact.objects.visible_to(user).current().filter(partnership=found).latest_first()
    )
    assert official.ended_on is not None
    asks = [
        check.ask
        for check in checks(user=user, partnership=found, at=at)
        if not check.is_met and check.owner == Waiting.GOVERNMENT and check.ask
    ]
    if found.next_step and found.next_step_owner == Party.GOVERNMENT:
        asks.insert(0, found.next_step)
    return Handover(
        official=official,
        partnership=found,
        cooperation=cooperation_of(user=user, found=found, at=at),
        contacts=tuple(
            ContactRow(
                row.get_kind_display(),
                partial_dates.display(row.held_on or row.as_of),
                row.people,
                row.get_outcome_display(),
                row.outcome_text,
            )
            for row in contacts[:CONTACTS]
        ),
        contacts_left_out=len(contacts[CONTACTS:]),
        documents=tuple(_documents(user, found)),
        asks=tuple(dict.fromkeys(asks)),
        chapter=Chapter.objects.visible_to(user)
        .current()
        .working()
        .filter(region=found.region_id)
        .first(),
        audience_by=max(official.ended_on, at) + dt.timedelta(days=AUDIENCE_WITHIN_DAYS),
        at=at,
        is_example=found.is_example,
    )


def _documents(user: User, partnership: Partnership) -> list[DocumentRow]:
    agreements = Agreement.objects.visible_to(user).current().filter(partnership=partnership)
    names = {str(row.pk): str(row) for row in agreements}
    files = Attachment.objects.visible_to(user).current().order_by("created_at", "pk")
    kind = ContentType.objects.get_for_model(Agreement)
    found = files.filter(content_type=kind, object_id__in=names)
    return [
        *(DocumentRow(row.title, "", row.taken_on) for row in files.of(partnership)),
        *(DocumentRow(row.title, names[row.object_id], row.taken_on) for row in found),
    ]
