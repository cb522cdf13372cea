"""What a visit tells and the registry does not hold in full yet: offered as a form begun, never typed twice."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as __

from core.access import Action, may
from core.people.users import User
from core.records.review import State
from core.tools.partial_dates import display, first_day, last_day, may_be_same
from core.tools.rows.values import value_class
from ksm.choices import WorksKind, WorksStatus
from ksm.models import Desludging, Works
from monitoring.entry.sheet import VisitSheet, facts_of
from monitoring.models import Recorded, Visit
from monitoring.services.telling import source_of, stated


@value_class
class Offer:
    """`told`: what the visit says, in words; `url`: the form that already holds it."""

    told: str
    label: str
    url: str
    is_example: bool = False


def offers_of(*, user: User, visit: Visit, sheet: VisitSheet) -> list[Offer]:
    """Return what the user may record of a visit's telling: gone once it is recorded by hand.

    `visit` with its facility loaded, `sheet` its answers. At most three queries.
    """
    given = {
        line.question.code: line.answer.value
        for part in sheet.parts
        for line in part.lines
        if line.answer
    }
    told = stated(sheet.instrument, given, facts_of(visit.facility))
    emptied, works = told.get(Recorded.EMPTIED, ""), told.get(Recorded.WORKS, "")
    found = []
    if emptied and not _is_emptied(visit, emptied) and may(user, Action.ADD, Desludging):
        words = __("Emptied %(date)s") % {"date": display(emptied)}
        label = __("Record volume, provider and cost")
        found.append(_offer(visit, words, label, "desludging-create", done_on=emptied))
    if works and not _is_done(visit, works) and may(user, Action.ADD, Works):
        words = str(WorksKind(works).label)
        label = __("Record these works")
        values = {"kind": works, "status": WorksStatus.DONE.value}
        found.append(_offer(visit, words, label, "works-create", **values))
    return found


def _offer(visit: Visit, told: str, label: str, form: str, **values: str) -> Offer:
    place = reverse(f"ksm:{form}", args=[visit.facility.code])
    query = urlencode({**values, "source": source_of(visit)})
    return Offer(told, label, f"{place}?{query}", visit.is_example)


def _is_emptied(visit: Visit, day: str) -> bool:
    """Return whether somebody recorded that emptying; what visits told is still to be completed."""
    if day > visit.visited_on.isoformat():
        return True  # a contradiction to be mended, nothing to record
    rows = Desludging.objects.current().filter(facility=visit.facility_id, told_by=None)
    return any(may_be_same(day, known) for known in rows.values_list("done_on", flat=True))


def _is_done(visit: Visit, kind: str) -> bool:
    """Return whether works of that kind are recorded as finished since the visit before."""
    before = (
        Visit.objects.current()
        .filter(facility=visit.facility_id, state=State.APPROVED, visited_on__lt=visit.visited_on)
        .order_by("-visited_on")
        .values_list("visited_on", flat=True)
        .first()
    )
    rows = Works.objects.current().filter(
        facility=visit.facility_id, kind=kind, status=WorksStatus.DONE
    )
    return any(
        not finished
        or (
            (first_day(finished) or visit.visited_on) <= visit.visited_on
            and (before is None or (last_day(finished) or before) >= before)
        )
        for finished in rows.values_list("finished_on", flat=True)
    )
