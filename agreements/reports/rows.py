"""What the board shows: its rows, columns, counts and the whole of them."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as __

from agreements import pipeline
from agreements.models import Partnership
from agreements.standing import Standing
from core.tools.formats import day
from core.tools.rows.values import value_class

# Cards of a column; the rest is one link away.
CARDS = 25


@value_class
class PipelineRow:
    """One partnership on the board; `due` the day of the next step or None."""

    key: int
    region: str
    counterpart: str
    standing: Standing
    next_step: str
    next_step_owner: str
    due: dt.date | None
    url: str
    is_example: bool

    @property
    def title(self) -> str:
        """The region, with the counterpart where it is not the regional government as such."""
        default = Partnership._meta.get_field("counterpart").default
        return self.region if self.counterpart == default else f"{self.region} – {self.counterpart}"

    @property
    def note(self) -> str:
        """Days, reasons and next step in one quiet line."""
        now = self.standing
        parts = [now.days_text or now.since, *now.reasons]
        if self.next_step:
            parts.append(
                __("next: %(step)s, by %(due)s") % {"step": self.next_step, "due": day(self.due)}
            )
        return " · ".join(parts)


@value_class
class StageColumn:
    """A stage with the partnerships that stand there."""

    code: str
    label: str
    waits_for: str
    rows: tuple[PipelineRow, ...]
    url: str

    @property
    def count(self) -> int:
        return len(self.rows)


@value_class
class ReasonCount:
    """Open blockers of one reason, its sub-kinds included; `statement`: the sentence of its source."""

    code: str
    label: str
    count: int
    url: str
    statement: str = ""


@value_class
class Pipeline:
    """All partnerships the reader may see, by stage.

    `mou_signed`, `pks_signed`: partnerships with at least one signed MoU or PKS, whether still in
    force or not; made-up ones are not counted. `examples`: how many of `total` are made up.
    `is_past`: told of a past day, from dated facts only; `unplaced` then counts
    what has no date at all and is left out.
    `telling`: the real ones in a few sentences, as the source document tells its eight MoU.
    `reasons_note`: who names the reasons and for whom; the counts beside them are of recorded blockers.
    """

    at: dt.date
    total: int
    stages: tuple[StageColumn, ...]
    mou_signed: int
    pks_signed: int
    known: int
    forgotten: int
    moving: int
    overdue: int
    examples: int
    reasons: tuple[ReasonCount, ...]
    rows: tuple[PipelineRow, ...]
    reasons_note: str = ""
    telling: tuple[str, ...] = ()
    is_past: bool = False
    unplaced: int = 0

    @property
    def board(self) -> list[dict[str, object]]:
        """The stages where somebody stands, as columns of cards for `components/board.html`."""
        return [
            {
                "title": column.label,
                "count": column.count,
                "url": column.url,
                "cards": [
                    {
                        "title": row.title,
                        "url": row.url,
                        "note": row.note,
                        "badge": row.standing.stall_badge,
                        "is_example": row.is_example,
                    }
                    for row in column.rows[:CARDS]
                ],
                "more_url": column.url if column.count > CARDS else "",
            }
            for column in self.stages
            if column.count
        ]

    @property
    def empty_stages(self) -> tuple[StageColumn, ...]:
        """The steps where nobody stands now."""
        return tuple(
            column
            for column in self.stages
            if not column.count and pipeline.STAGES[column.code].kind == pipeline.StageKind.STEP
        )
