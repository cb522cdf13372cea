"""Blocker × region and blocker × office: how many stand open where, each cell leading to exactly those."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Count
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as __

from agreements.models import Blocker, BlockerReason
from chapters.models import Office
from core.land.regions import Region
from core.people.users import User
from core.tools.rows.moment import Moment
from core.tools.rows.values import value_class

BY = ("region", "office")
STATES = ("open", "resolved", "all")


@value_class
class MatrixCell:
    """`url` leads to the list of these blockers, "" where there are none; `reason` is the column in words."""

    count: int
    url: str
    reason: str = ""


@value_class
class MatrixRow:
    """`url`: the list of all blockers of the row. `note` tells an office's region."""

    label: str
    note: str
    cells: tuple[MatrixCell, ...]
    total: MatrixCell


@value_class
class MatrixReason:
    code: str
    short: str
    label: str


@value_class
class Matrix:
    """`by`: "region" or "office". `reasons` are the columns, sub-kinds counted with their reason.

    `examples`: how many of the blockers are made up.
    """

    by: str
    state: str
    reasons: tuple[MatrixReason, ...]
    rows: tuple[MatrixRow, ...]
    totals: tuple[MatrixCell, ...]
    total: MatrixCell
    examples: int


def build_matrix(*, user: User, by: str, state: str, moment: Moment) -> Matrix:
    """Return the matrix over what the user may see; `by` one of BY, `state` one of STATES. 4 queries."""
    blockers = Blocker.objects.visible_to(user).current()
    if moment.is_past:
        blockers = blockers.filter(raised_on__lte=moment.day.isoformat())
    if state == "open":
        blockers = blockers.open_on(moment.day) if moment.is_past else blockers.unresolved()
    elif state == "resolved":
        blockers = blockers.resolved_by(moment.day) if moment.is_past else blockers.resolved()
    path = "partnership__region" if by == "region" else "office"
    counted = (
        blockers.order_by()
        .annotate(main=Coalesce("reason__parent_id", "reason_id"))
        .values_list(path, "main")
        .annotate(n=Count("pk"))
    )
    counts: dict[Any, dict[str, int]] = defaultdict(dict)
    for place, main, n in counted:
        counts[place][main] = n
    used = {main for row in counts.values() for main in row}
    reasons = tuple(
        MatrixReason(reason.pk, reason.short_code, reason.label)
        for reason in BlockerReason.objects.visible_to(user).main().order_by("code")
        if not reason.is_archived or reason.pk in used
    )
    linked = _Links(moment, "" if state == "all" else state)
    rows = tuple(
        _row(label, note, counts[key], reasons, linked, query)
        for key, label, note, query in _places(user, by, counts)
    )
    totals = {r.code: sum(row.get(r.code, 0) for row in counts.values()) for r in reasons}
    return Matrix(
        by=by,
        state=state,
        reasons=reasons,
        rows=rows,
        totals=tuple(linked.cell(totals[r.code], r) for r in reasons),
        total=linked.cell(sum(totals.values())),
        examples=blockers.filter(is_example=True).count(),
    )


@value_class
class _Links:
    moment: Moment
    state: str

    def cell(self, count: int, reason: MatrixReason | None = None, **query: str) -> MatrixCell:
        if reason is not None:
            query["reason"] = reason.code
        url = self.moment.url(reverse("agreements:blocker-list"), state=self.state, **query)
        return MatrixCell(
            count, url if count else "", f"{reason.short} {reason.label}" if reason else ""
        )


def _row(
    label: str,
    note: str,
    counts: dict[str, int],
    reasons: tuple[MatrixReason, ...],
    linked: _Links,
    query: dict[str, str],
) -> MatrixRow:
    return MatrixRow(
        label,
        note,
        tuple(linked.cell(counts.get(r.code, 0), r, **query) for r in reasons),
        linked.cell(sum(counts.values()), **query),  # type: ignore[arg-type]
    )


def _places(user: User, by: str, counts: Any) -> list[tuple[Any, str, str, dict[str, str]]]:
    """Return (key, label, note, query of the list) of each row, by name; "no single office" last."""
    if by == "region":
        return [
            (
                region.pk,
                region.short_name,
                "",
                {"region": region.pk, "own": "true" if region.is_province else ""},
            )
            for region in Region.objects.visible_to(user).filter(pk__in=counts).order_by("name")
        ]
    # Named by blockers the reader sees: a province's office may stand in the way of a kabupaten.
    offices = Office.objects.filter(pk__in=[key for key in counts if key])
    found = [
        (
            office.pk,
            office.name,
            office.region.short_name if office.region else __("National"),
            {"office": str(office.pk)},
        )
        for office in offices.select_related("region").order_by("region__name", "name")
    ]
    if None in counts:
        found.append((None, __("No single office"), "", {"office": "null"}))  # type: ignore[arg-type]
    return found
