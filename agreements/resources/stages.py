"""The sheet of stages: a new line moves the cooperation of its region, or opens one where there is none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as __
from typing_extensions import override

from agreements import pipeline
from agreements.models import Partnership, Stage, StageEntry
from agreements.pipeline import Move, StageKind
from agreements.resources.partnerships import PartnershipSheet, partnership_columns
from agreements.services.stages import check_move
from core.access import ScopedQuerySet
from core.importing import Row, Writer, column, register, source_columns
from core.importing.parents import Known
from core.people.users import User
from core.records.sources import SOURCE
from core.tools.partial_dates import lies_before

Place: TypeAlias = tuple[str, str]  # of a cooperation: region and counterpart
_WORDS = {
    pipeline.AUDIENCE: ("audience", "audiensi"),
    pipeline.MOU_SIGNED: ("mou", "mou signed", "mou ditandatangani"),
    pipeline.PKS_SIGNED: ("pks", "moa", "moa signed", "pks ditandatangani"),
}


def _stages(user: User) -> Iterable[Stage]:
    return Stage.objects.visible_to(user).current().order_by("order")


def _words(stage: Stage) -> tuple[str, ...]:
    return stage.label_id, stage.label_en, stage.code, *_WORDS.get(stage.code, ())


@register
class StageEntrySheet(PartnershipSheet):
    """The stays of cooperations, the oldest first. What is told of a stay may be corrected; where it stood is not
    changed by a table.
    """

    name = "stages"
    model = StageEntry
    title = capfirst(StageEntry._meta.verbose_name_plural)
    list_url = "agreements:partnership-list"
    natural_key = ("partnership", "stage", "entered_on")
    fields = (
        *partnership_columns(StageEntry),
        column(StageEntry, "stage", Known(_stages, _words), required=True, fixed=True,
               synonyms=("tahap", "tahapan", "status"), sample="mou"),
        column(StageEntry, "entered_on", synonyms=("tanggal", "sejak", "date"), sample="Maret 2016"),
        column(StageEntry, "left_on", synonyms=("sampai",)),
        column(StageEntry, "evidence", synonyms=("bukti", "keterangan", "catatan", "notes")),
        column(StageEntry, "by_whom", synonyms=("oleh",)),
        column(StageEntry, "reason", synonyms=("alasan",), sample="Draf MoU tidak tercatat"),
        *source_columns(StageEntry),
    )  # fmt: skip

    @override
    def rows(self) -> ScopedQuerySet:
        return super().rows().order_by("partnership__region", "partnership", "sequence")

    @override
    def load(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        return super().load(rows).select_related("stage")

    @override
    def read(self, rows: Sequence[Row]) -> None:
        self._opened: dict[Place, Partnership] = {}
        # Where each stands while the lines are walked, where it stood before it was held, what was left when.
        self._last: dict[Place, StageEntry] = {}
        self._step: dict[Place, str] = {}
        self._left: dict[tuple[Place, int], str] = {}
        self._closed: list[StageEntry] = []
        super().read(rows)
        named = {row.values["partnership"].pk for row in rows if "partnership" in row.values}
        stays = StageEntry.objects.visible_to(self.user).filter(partnership__in=named - {None})
        stays = stays.select_related("stage", "partnership").select_for_update(of=("self",))
        for stay in stays.order_by("partnership", "sequence"):
            self._stands(stay)

    @override
    def lacks(self, row: Row, region: str) -> None:
        """Open a cooperation for a line that names none; nobody follows it up before somebody says so."""
        if row.id is not None:
            super().lacks(row, region)
            return
        item = Partnership._meta.get_field("counterpart")
        try:
            counterpart = item.clean(row.values.get("counterpart") or item.default, None)
        except ValidationError as error:
            row.refuse(error, "counterpart")
            return
        told = {name: row.values[name] for name in SOURCE if name in row.values}
        row.values["partnership"] = self._opened.setdefault(
            (region, counterpart),
            Partnership(region_id=region, counterpart=counterpart, followed_up=False, **told),
        )

    @override
    def decide(self, row: Row) -> None:
        if not row.is_new:
            super().decide(row)
            return
        partnership, left_on = row.values.get("partnership"), row.values.pop("left_on", "")
        if partnership is None or "stage" not in row.values:
            super().decide(row)  # which tells what is missing
            return
        self._move(row, partnership)
        if row.is_good:
            super().decide(row)
        if row.is_good:
            if left_on:
                row.tell(__("It counts once a later stage is told."), "left_on")
                self._left[_place(partnership), row.obj.sequence] = left_on
            self._stands(row.obj)

    def _stands(self, stay: StageEntry) -> None:
        place = _place(stay.partnership)
        before = self._last.get(place)
        if before and before.is_open:
            before.is_open = False
            before.left_on = self._left.get((place, before.sequence), "") or stay.entered_on
            self._closed.append(before)
        self._last[place] = stay
        if stay.stage.kind == StageKind.STEP:
            self._step[place] = stay.stage_id

    def _move(self, row: Row, partnership: Partnership) -> None:
        """Say how the cooperation comes to the stage of a row, or in words why it cannot."""
        place, stage = _place(partnership), row.values["stage"]
        before = self._last.get(place)
        rule = pipeline.may_move(
            before.stage_id if before else None, stage.pk, held_at=self._step.get(place)
        )
        if rule.move == Move.START:
            with translation.override("id"):  # stored, so not in the reader's language
                row.values.setdefault("reason", __("Earlier stages are not told by the source."))
        try:
            check_move(rule, row.values.get("reason", ""))
        except ValidationError as error:
            row.refuse(error)
            return
        if before and lies_before(row.values.get("entered_on", ""), before.entered_on):
            row.fault(__("This date is before the present stage began."), "entered_on")
        row.values |= {
            "sequence": before.sequence + 1 if before else 1,
            "move": rule.move,
            "entered_by": self.user,
        }

    @override
    def add(self, rows: Sequence[Row], writer: Writer) -> None:
        writer.change([stay for stay in self._closed if stay.pk], ("is_open", "left_on"))
        writer.add(
            [
                one
                for one in self._opened.values()
                if any(row.obj.partnership is one for row in rows)
            ]
        )
        for row in rows:
            row.obj.partnership = row.obj.partnership  # it has its key now
        super().add(rows, writer)
        ended = [stay.partnership for stay in self._last.values() if _owes_nothing(stay)]
        for partnership in ended:
            partnership.next_step = partnership.next_step_owner = ""
            partnership.next_step_due, partnership.followed_up = None, False
        writer.change(ended, ("next_step", "next_step_owner", "next_step_due", "followed_up"))


def _place(partnership: Partnership) -> Place:
    return partnership.region_id, partnership.counterpart


def _owes_nothing(stay: StageEntry) -> bool:
    return pipeline.STAGES[stay.stage_id].closes and stay.partnership.followed_up
