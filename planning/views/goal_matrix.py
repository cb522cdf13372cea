"""The matrix of medium-term goals: what the years of a goal add up to, as page, spreadsheet and PDF."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from chapters.models import Chapter
from core.tools import formats
from core.tools.files import sheets
from core.tools.formats import Words
from core.tools.rows.figures import address
from core.tools.tables import Column
from planning.models import AnnualPlan, Goal
from planning.reports.goal_matrix import (
    GoalMatrix,
    GoalMatrixRow,
    build_goal_matrix,
)
from planning.views.columns import Linked, with_unit
from planning.views.matrices import MatrixPage, typed_year

LONGEST = 10  # years a medium-term matrix can span


class GoalMatrixPage(MatrixPage):
    """Medium-term goals over some years; activities of the years add up in the goal's own unit."""

    model = AnnualPlan
    title = _("Medium-term goals over the years")

    @override
    def get_crumbs(self) -> list[tuple[Words, str]]:
        return [(capfirst(__("medium-term goals")), reverse("planning:goal-list"))]

    @cached_property
    def opening(self) -> tuple[int, int]:
        """The years of the goals that hold now, else of the newest ones, else three years around this one."""
        now = timezone.localdate().year
        goals = Goal.objects.visible_to(self.request.user).current()
        found = (
            goals.filter(from_year__lte=now)
            .order_by("-to_year", "-from_year")
            .values_list("from_year", "to_year")
            .first()
        )
        return found or (now - 1, now + 1)

    def years(self) -> tuple[int, int]:
        if not self.request.GET.get("from"):
            first, last = self.opening
        else:
            first = typed_year(self.request.GET["from"], self.opening[0])
            last = first + 2
        last = typed_year(self.request.GET.get("to", ""), last)
        return first, min(max(first, last), first + LONGEST - 1)

    def chapter(self) -> Chapter | None:
        key = self.request.GET.get("chapter", "")
        rows = Chapter.objects.visible_to(self.request.user).select_related("region")
        return rows.filter(pk=key).first() if key.isdecimal() and len(key) < 16 else None

    @override
    def build(self) -> list[sheets.TableSheet]:
        first, last = self.years()
        chapter = self.chapter()
        found: GoalMatrix = build_goal_matrix(
            user=self.request.user, from_year=first, to_year=last, chapter=chapter
        )
        self.subtitle = f"{first}–{last}" + (f" – {chapter.region.short_name}" if chapter else "")
        self.has_examples = any(row.is_example for row in found.rows)
        self.orphans = found.orphans
        columns = [
            Column("title", _("Goal"), link=True, note=lambda row: f"{row.chapter} · {row.period}"),
            Column("target", _("Target"), value=lambda row: with_unit(row.target, row.unit)),
            *[
                Column(f"y{year}", str(year), value=_of_year(place), note=_lines_of(place))
                for place, year in enumerate(found.years)
            ],
            Column(
                "realised",
                _("All years of the goal"),
                value=lambda row: with_unit(row.realised, row.unit),
                note=_left_out,
            ),
            Column("word", _("Against target"), kind="badge"),
            Column("budget", _("Budget"), kind="rupiah", url=_budget_of),
        ]  # fmt: skip
        return [
            sheets.TableSheet(
                __("Goals"), columns, [Linked(row) for row in found.rows], [self.subtitle],
            )
        ]  # fmt: skip

    @override
    def choices(self) -> dict[str, object]:
        first, last = self.years()
        chapter = self.chapter()
        return {
            "from_year": first,
            "to_year": last,
            "chapter_key": chapter.pk if chapter else "",
            "orphans": self.orphans,
            "orphans_url": address(
                "planning:activity-list",
                goal="without",
                situation="standing",
                since=first,
                until=last,
                region=chapter.region_id if chapter else "",
                own=1,
            ),
        }


def _of_year(place: int) -> Callable[[GoalMatrixRow], str]:
    def value(row: GoalMatrixRow) -> str:
        year = row.years[place]
        if year.target is None and year.realised is None:
            return formats.DASH
        return f"{formats.number(year.realised)} / {formats.number(year.target)}"

    return value


def _lines_of(place: int) -> Callable[[GoalMatrixRow], str]:
    def note(row: GoalMatrixRow) -> str:
        lines = row.years[place].lines
        return __("%(n)s activities") % {"n": lines} if lines else ""

    return note


def _budget_of(row: GoalMatrixRow) -> str:
    of = {"of_goal": row.key, "situation": "standing", "sum": "budget"}
    return "" if row.budget is None else address("planning:activity-list", **of)


def _left_out(row: GoalMatrixRow) -> str:
    if not row.other_units:
        return ""
    return __("%(n)s in another unit are not in the sum") % {"n": row.other_units}
