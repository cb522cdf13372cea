"""An award's entries beside what visits by its instrument came to; the ranks that follow from that."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as __

from core.people.users import User
from core.records.review import State
from core.tools.rows.values import value_class
from events.models import Award, AwardEntry
from monitoring.models import Instrument, Visit, VisitScore


@value_class
class Scored:
    """One entry. `place`: what its score earns, equal scores share one; None where it has no score."""

    entry: AwardEntry
    visit: Visit | None
    total: Decimal | None
    grade: str
    place: int | None
    why_not: str

    @property
    def is_example(self) -> bool:
        return self.entry.is_example

    @property
    def differs(self) -> bool:
        """Whether the award says something else than the visits: score or rank."""
        return self.place is not None and (self.entry.score, self.entry.rank) != (
            self.total,
            self.place,
        )


@value_class
class AwardScores:
    """`known`: some version of the award's instrument is in use here."""

    award: Award
    known: bool
    instrument: str
    rows: tuple[Scored, ...]

    @property
    def scored(self) -> int:
        return sum(1 for row in self.rows if row.place is not None)

    @property
    def to_adopt(self) -> tuple[Scored, ...]:
        return tuple(row for row in self.rows if row.differs)


def build_award_scores(*, user: User, award: Award) -> AwardScores:
    """Return the entries by their score, best first, as the user may see them (4 queries).

    The latest approved visit of a facility by any version of the instrument counts, within the
    award's days where it has some; its total is the one of the version it was made with.
    """
    entries = list(
        AwardEntry.objects.visible_to(user)
        .current()
        .filter(award=award)
        .select_related("region", "facility")
    )
    versions = Instrument.objects.visible_to(user).filter(code=award.instrument or "-")
    newest = versions.order_by("-version").first()
    visits = _visits(user, award, [row.facility_id for row in entries if row.facility_id])
    scores = {
        score.visit_id: score
        for score in VisitScore.objects.filter(
            visit__in=[visit.pk for visit in visits.values()], instrument=F("visit__instrument")
        )
    }
    found = []
    for entry in entries:
        visit = visits.get(entry.facility_id or 0)
        score = scores.get(visit.pk) if visit else None
        total = score.total if score else None
        found.append((entry, visit, total, score.grade if score else ""))
    totals = sorted((total for *_rest, total, _grade in found if total is not None), reverse=True)
    rows = [
        Scored(
            entry,
            visit,
            total,
            grade,
            totals.index(total) + 1 if total is not None else None,
            _why_not(entry, visit, total),
        )
        for entry, visit, total, grade in found
    ]
    rows.sort(key=lambda row: (row.place is None, row.place or 0, row.entry.pk))
    return AwardScores(award, newest is not None, str(newest or ""), tuple(rows))


def _visits(user: User, award: Award, facilities: list[int]) -> dict[int, Visit]:
    rows = (
        Visit.objects.visible_to(user)
        .current()
        .filter(
            state=State.APPROVED, facility__in=facilities, instrument__code=award.instrument or "-"
        )
    )
    if award.scored_from:
        rows = rows.filter(visited_on__gte=award.scored_from)
    if award.scored_until:
        rows = rows.filter(visited_on__lte=award.scored_until)
    order = [F("visited_on").desc(), F("pk").desc()]
    ranked = rows.order_by().annotate(
        nth=Window(RowNumber(), partition_by=[F("facility")], order_by=order)
    )
    latest = Visit.objects.filter(pk__in=ranked.filter(nth=1).values("pk"))
    return {visit.facility_id: visit for visit in latest}


def _why_not(entry: AwardEntry, visit: Visit | None, total: Decimal | None) -> str:
    if total is not None:
        return ""
    if entry.facility_id is None:
        return __("no facility of the registry named")
    if visit is None:
        return __("no approved visit by this instrument in these days")
    return __("the visit has no total yet")
