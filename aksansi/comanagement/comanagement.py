"""The spectrum of management: what was chosen at a meeting beside what visits found since (domain §9.3)."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as __

from core.land.regions import Region
from core.people.users import User
from core.tools import formats
from core.tools.partial_dates import first_day
from core.tools.rows.values import value_class
from core.tools.tables import Badge
from events.models import Commitment, Duty, Event, GroupResult, RoleShare, Spectrum
from events.results import RoleRow, role_rows
from monitoring.models import Practised
from monitoring.recap.practice import FoundPractice, KeptRule, build_practice

# What monitoring asks about a duty; the others are not asked, and say so.
ASKED = {
    Duty.COLLECTION: Practised.COLLECTION,
    Duty.TARIFF: Practised.FEE_RULE,
    Duty.LARGE_REPAIR: Practised.FUNDING,
    Duty.MONITORING: Practised.SUPERVISION,
    Duty.CONFLICTS: Practised.COMPLAINTS,
}


@value_class
class Compared:
    """A duty as it was shared out, and how many facilities were found where it is done."""

    label: str
    chosen: str
    found: str
    badge: Badge
    is_example = False


@value_class
class CoManagement:
    """`meeting`: where it was talked about; `choice`: what a group chose there, None where no model is known."""

    region: Region
    meeting: Event | None
    choice: GroupResult | None
    chosen: str
    practice: FoundPractice
    found: str
    differs: bool
    since: dt.date | None
    anniversary: dt.date | None
    duties: tuple[Compared, ...]
    minimum: tuple[Compared, ...]
    gaps: tuple[str, ...]
    commitments: tuple[Commitment, ...]


def build_comanagement(*, user: User, region: Region) -> CoManagement:
    """Return the comparison as the user may see it; about eight queries."""
    results = GroupResult.objects.visible_to(user).current().in_region(region.pk)
    newest = results.select_related("event").order_by("-event__starts_on", "-pk")
    choice = newest.filter(spectrum__isnull=False).first()
    # Minutes often keep that groups met and what was promised, not what they chose.
    talked = choice or newest.first()
    meeting = talked.event if talked else None
    since = first_day(meeting.starts_on) if meeting else None
    practice = build_practice(user=user, region=region, since=since)
    rows: list[RoleRow] = []
    commitments: tuple[Commitment, ...] = ()
    if choice is not None:
        shares = RoleShare.objects.visible_to(user).current().filter(group_result=choice)
        rows = role_rows(shares)
    if meeting is not None:
        promised = Commitment.objects.visible_to(user).current().filter(event=meeting)
        promised = promised.select_related("owner", "event").with_times(user)
        commitments = tuple(promised.order_by("done_on", "due_on", "pk"))
    duties, minimum = _duties(rows, practice), _minimum(practice)
    level = practice.commonest
    gaps = [one.label for one in (*minimum, *duties) if one.badge.tone in ("bad", "part")]
    return CoManagement(
        region=region,
        meeting=meeting,
        choice=choice,
        chosen=str(Spectrum(choice.spectrum).label) if choice and choice.spectrum else "",
        practice=practice,
        found=str(Spectrum(level).label) if level else "",
        differs=bool(choice and level and choice.spectrum != level),
        since=since,
        anniversary=since.replace(year=since.year + 1, day=min(since.day, 28)) if since else None,
        duties=duties,
        minimum=minimum,
        gaps=tuple(gaps),
        commitments=commitments,
    )


def _duties(rows: list[RoleRow], practice: FoundPractice) -> tuple[Compared, ...]:
    said = {row.duty: row for row in rows}
    found = []
    for duty in Duty:
        row = said.get(str(duty.label))
        shown = ASKED.get(duty)
        if row is None and shown is None:
            continue
        chosen = ""
        if row is not None:
            support = __("with %(who)s") % {"who": ", ".join(row.support)} if row.support else ""
            chosen = "; ".join(filter(None, [row.lead, support]))
        found.append(_compared(str(duty.label), chosen, practice.kept[shown] if shown else None))
    return tuple(found)


def _minimum(practice: FoundPractice) -> tuple[Compared, ...]:
    """Return the four duties a government keeps in any co-management."""
    return tuple(
        _compared(label, "", practice.kept[shown])
        for label, shown in (
            (__("Monitors and corrects"), Practised.SUPERVISION),
            (__("Supports technically and institutionally"), Practised.TRAINING),
            (__("Makes the collection of fees formal"), Practised.FEE_RULE),
            (__("Pays large repairs and extensions"), Practised.FUNDING),
        )
    )


def _compared(label: str, chosen: str, kept: KeptRule | None) -> Compared:
    if kept is None:
        return Compared(label, chosen, "", Badge(__("not asked"), "none"))
    if not kept.n:
        return Compared(label, chosen, "", Badge(__("not known"), "none"))
    words = __("%(done)s of %(n)s facilities") % {
        "done": formats.number(kept.done),
        "n": formats.number(kept.n),
    }
    if kept.done == kept.n:
        return Compared(label, chosen, words, Badge(__("kept"), "good"))
    if kept.done:
        return Compared(label, chosen, words, Badge(__("kept in part"), "part"))
    return Compared(label, chosen, words, Badge(__("not kept"), "bad"))
