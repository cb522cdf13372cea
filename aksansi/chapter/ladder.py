"""How far a chapter has come, from its formation to a signed PKS: derived from the records of all rooms."""

from __future__ import annotations

from typing import TypeAlias

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as __

from agreements.models import Agreement, AgreementKind, Partnership
from chapters.models import CORE_SEATS, Chapter, ChapterStatus
from chapters.reports import SeatLine
from core.access import Action, ScopedQuerySet, may
from core.people.users import User
from core.records.review import State
from core.tools import partial_dates
from core.tools.rows.values import value_class
from planning.models import AnnualPlan, AnnualReport

FORMED = (ChapterStatus.ACTIVE, ChapterStatus.DORMANT, ChapterStatus.DISSOLVED)
HANDED_IN = (State.SUBMITTED, State.APPROVED)
Yearly: TypeAlias = AnnualPlan | AnnualReport


@value_class
class Rung:
    """One step: whether it is reached, what tells so, and where it is read or, next to be done, done.

    `url` of a step that is not reached is "" for whoever may not do it.
    """

    label: str
    is_reached: bool
    told: str = ""
    url: str = ""


@value_class
class Ladder:
    """The steps in their order. A later one may be reached before an earlier one: each stands by its own records."""

    rungs: tuple[Rung, ...]

    @property
    def next(self) -> Rung | None:
        """The first step that is not reached; None at the top."""
        return next((rung for rung in self.rungs if not rung.is_reached), None)


def build_ladder(*, user: User, chapter: Chapter, board: list[SeatLine], year: int) -> Ladder:
    """Return the ladder of a chapter as a reader may see it; at most 4 queries.

    `chapter` comes `with_core_seats`. A plan and an account count once they are handed in, of whatever year; papers
    as the list of cooperation counts them: signed, and not made up.
    """
    return Ladder(
        (
            *_of_the_chapter(user, chapter, board),
            *_of_the_year(user, chapter, year),
            *_of_cooperation(user, chapter),
        )
    )


def _of_the_chapter(user: User, chapter: Chapter, board: list[SeatLine]) -> list[Rung]:
    may_change = may(user, Action.CHANGE, chapter) and not chapter.is_archived
    edit = reverse("chapters:chapter-edit", args=[chapter.pk]) if may_change else ""
    vacant = next((line.role for line in board if line.is_vacant and line.role in CORE_SEATS), "")
    seat = reverse("chapters:board-seat-create", args=[chapter.pk], query={"role": vacant})
    filled = chapter.core_filled
    told = partial_dates.display(chapter.formed_on) if chapter.formed_on else ""
    is_formed = chapter.status in FORMED
    held = __("%(filled)s of %(total)s core seats") % {"filled": filled, "total": len(CORE_SEATS)}
    return [
        Rung(__("Formed"), is_formed, told if is_formed else "", "" if is_formed else edit),
        Rung(
            __("Decree (SK)"),
            bool(chapter.decree),
            chapter.decree,
            "" if chapter.decree else edit,
        ),
        Rung(
            __("Board complete"),
            filled == len(CORE_SEATS),
            held if chapter.core_recorded else "",
            seat if may_change and vacant else "",
        ),
    ]


def _of_the_year(user: User, chapter: Chapter, year: int) -> list[Rung]:
    plan = _newest(AnnualPlan.objects.visible_to(user), chapter)
    report = _newest(AnnualReport.objects.visible_to(user), chapter)
    may_submit = may(user, Action.SUBMIT, chapter) and not chapter.is_archived
    of = {"chapter": chapter.pk}
    # The account is of the plan that was handed in; before there is one, of this year.
    told_of = plan.year if plan and plan.state in HANDED_IN else year
    new_plan = reverse("planning:annual-plan-create", query={**of, "year": year})
    new_report = reverse("planning:annual-report-create", query={**of, "year": told_of})
    return [
        _handed_in(__("Annual plan handed in"), plan, new_plan if may_submit else ""),
        _handed_in(__("Achievements handed in"), report, new_report if may_submit else ""),
    ]


def _newest(rows: ScopedQuerySet, chapter: Chapter) -> Yearly | None:
    """Return the newest that was handed in, else the newest at all; None for none."""
    rows = rows.current().filter(chapter=chapter).select_related("chapter__region")
    found: list[Yearly] = list(rows.order_by("-year"))
    return next((row for row in found if row.state in HANDED_IN), found[0] if found else None)


def _handed_in(label: str, found: Yearly | None, create: str) -> Rung:
    if found is None:
        return Rung(label, False, url=create)
    told = f"{found.year}, {found.get_state_display().lower()}"
    is_reached = found.state in HANDED_IN
    # Who may not hand it in still reads it; the step itself is the officer's.
    return Rung(label, is_reached, told, found.get_absolute_url() if is_reached or create else "")


def _of_cooperation(user: User, chapter: Chapter) -> list[Rung]:
    papers = Agreement.objects.visible_to(user).current().signed().filter(is_example=False)
    papers = papers.filter(partnership__region=chapter.region_id)
    papers = papers.filter(partnership__archived_at__isnull=True)
    newest: dict[str, Agreement] = {}
    for paper in papers.select_related("partnership__region").order_by(F("signed_on").asc(), "pk"):
        newest[paper.kind] = paper
    where = ""
    if not {AgreementKind.MOU, AgreementKind.PKS} <= newest.keys():
        where = _where_it_goes_on(user, chapter)
    return [
        _signed(__("MoU signed"), newest.get(AgreementKind.MOU), where),
        _signed(__("PKS signed"), newest.get(AgreementKind.PKS), where),
    ]


def _where_it_goes_on(user: User, chapter: Chapter) -> str:
    """Return the partnership of the region, or where one is opened; "" for whoever may not."""
    rows = Partnership.objects.visible_to(user).current().filter(region=chapter.region_id)
    found = rows.order_by("pk").first()
    if found is not None:
        return found.get_absolute_url() if may(user, Action.CHANGE, found) else ""
    if not may(user, Action.ADD, Partnership):
        return ""
    return reverse("agreements:partnership-create", query={"region": chapter.region_id})


def _signed(label: str, paper: Agreement | None, where: str) -> Rung:
    if paper is None:
        return Rung(label, False, url=where)
    told = partial_dates.display(paper.signed_on) if paper.signed_on else ""
    return Rung(label, True, told, paper.get_absolute_url())
