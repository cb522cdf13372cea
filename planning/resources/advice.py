"""The sheet of the Secretariat's advice with the chapters' answers: each side writes its own columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as __
from typing_extensions import override

from core.access import Action, ScopedQuerySet, may, only_region
from core.importing import (
    Kind,
    Line,
    Row,
    Sheet,
    SheetField,
    Writer,
    column,
    register,
    source_columns,
)
from core.importing.rows import Values
from core.importing.sheets import folded
from core.records.review import why_locked
from planning.filters import AdviceFilter
from planning.models import Achievement, Activity, Advice, AdviceAnswer
from planning.resources.years import chapter_column, year_column
from planning.telling import tell_of_advice

ANSWER = frozenset(("answer", "reason"))
_Line = Activity | Achievement


@register
class AdviceSheet(Sheet[Row]):
    """Only the Secretariat gives advice and releases it; only the chapter answers it, as on the pages."""

    name = "advice"
    model = Advice
    title = capfirst(Advice._meta.verbose_name_plural)
    list_url = "planning:advice-list"
    filterset_class = AdviceFilter
    natural_key = ("activity", "achievement", "text")
    fields = (
        chapter_column(Advice),
        year_column(lambda one: one.line.review_root.year),
        column(Advice, "activity", Line(), fixed=True, synonyms=("kegiatan", "nama kegiatan"), sample="Bimtek pengurus",
               value=lambda one: one.activity.title if one.activity else ""),
        column(Advice, "achievement", Line(), fixed=True, synonyms=("capaian", "indikator"),
               value=lambda one: one.achievement.label if one.achievement else ""),
        column(Advice, "text", required=True, fixed=True, synonyms=("saran", "isi saran"),
               sample="Sebutkan sumber dananya"),
        column(Advice, "is_released", synonyms=("juga untuk pemerintah daerah", "dibagikan")),
        column(Advice, "answer", synonyms=("jawaban", "tanggapan")),
        column(Advice, "reason", synonyms=("alasan", "yang diubah")),
        *source_columns(Advice),
    )  # fmt: skip

    @override
    def needed(self) -> list[SheetField]:
        has_own = only_region(self.user)
        return [field for field in super().needed() if not (has_own and field.name == "chapter")]

    @override
    def rows(self) -> ScopedQuerySet:
        return self.load(Advice.objects.visible_to(self.user).standing()).order_by("-pk")

    @override
    def load(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        return rows.select_related(
            "chapter", "activity__plan", "achievement__annual_report", "achievement__indicator"
        )

    @override
    def read(self, rows: Sequence[Row]) -> None:
        for row in rows:
            if row.id is None and (own := only_region(self.user)):
                row.values.setdefault("chapter", own)
        regions = {row.values["chapter"] for row in rows if "chapter" in row.values}
        known = self._lines(regions)
        for row in rows:
            values = row.values
            region = values.pop("chapter", None)
            said = {
                name: text
                for name in ("activity", "achievement")
                if (text := values.pop(name, None))
            }
            if row.id is not None and not said:
                continue
            if len(said) != 1:
                row.fault(__("Name the activity or the achievement that is advised."), "activity")
                continue
            ((name, text),) = said.items()
            year = values.get("year")
            fits = [
                line
                for line in known[region, name, folded(text)]
                if year in (None, line.review_root.year)
            ]
            if len(fits) == 1:
                line = fits[0]
                values |= {
                    "activity": None,
                    "achievement": None,
                    "chapter": line.review_root.chapter,
                }
                values[name] = line
            elif fits and row.id is None:
                row.fault(__("Several bear this name; say more of the one that is meant."), name)
            elif not fits:
                row.fault(__("Nothing of yours is called “%(text)s”.") % {"text": text[:60]}, name)

    def _lines(self, regions: set[str]) -> dict[tuple[str, str, str], list[_Line]]:
        """Return the lines of plans and reports of some regions by region, kind and name."""
        known: dict[tuple[str, str, str], list[_Line]] = defaultdict(list)
        plans = Activity.objects.visible_to(self.user).current().select_related("plan__chapter")
        for one in plans.filter(plan__chapter__region__in=regions, plan__archived_at__isnull=True):
            known[one.plan.chapter.region_id, "activity", folded(one.title)].append(one)
        told = Achievement.objects.visible_to(self.user).current()
        told = told.select_related("annual_report__chapter", "indicator")
        for line in told.filter(
            annual_report__chapter__region__in=regions, annual_report__archived_at__isnull=True
        ):
            region = line.annual_report.chapter.region_id
            for word in {folded(word) for word in _names(line)}:
                known[region, "achievement", word].append(line)
        return known

    @override
    def candidates(self, rows: Sequence[Row]) -> ScopedQuerySet:
        chapters = [row.values["chapter"].pk for row in rows if "chapter" in row.values]
        return self.visible().filter(chapter__in=chapters)

    @override
    def decide(self, row: Row) -> None:
        advises = may(self.user, Action.ADVISE, Advice)
        if row.is_new and not advises:
            row.fault(__("Only the Secretariat gives advice; the chapter answers it."))
        elif row.is_new and (row.values.get("answer") or row.values.get("reason")):
            row.fault(__("Only the chapter answers advice."), "answer")
        super().decide(row)

    @override
    def _take(self, row: Row, values: Values, action: Action, kind: Kind) -> None:
        if action == Action.CHANGE:
            if values.keys() - ANSWER and not may(self.user, Action.ADVISE, Advice):
                row.fault(__("Only the Secretariat gives advice; the chapter answers it."))
            if values.keys() & ANSWER:
                self._judge_answer(row, values)
        super()._take(row, values, action, kind)

    def _judge_answer(self, row: Row, values: Values) -> None:
        """Fault an answer that the page would refuse."""
        advice: Advice = row.obj
        answer, reason = (
            str(values.get(name, getattr(advice, name))) for name in ("answer", "reason")
        )
        if not may(self.user, Action.SUBMIT, advice):
            row.fault(__("Only the chapter answers advice."), "answer")
        elif advice.answer and (locked := why_locked(advice.line)):
            row.fault(locked)
        elif not answer:
            row.fault(__("Choose whether the advice is accepted."), "answer")
        elif answer == AdviceAnswer.DECLINED and not reason.strip():
            row.fault(__("Please give the reason."), "reason")

    @override
    def write(self, rows: Sequence[Row], writer: Writer) -> None:
        self.add([row for row in rows if row.is_new], writer)
        released = [row.obj for row in rows if not row.is_new and not ANSWER & set(row.changed)]
        names = {name for row in rows for name in row.changed if self.attribute(name)}
        writer.change(released, names - ANSWER)
        answered = [row.obj for row in rows if ANSWER & set(row.changed)]
        for advice in answered:
            advice.answered_by, advice.answered_at = self.user, timezone.now()
        writer.change(answered, names | {"answered_by", "answered_at"})

    @override
    def add(self, rows: Sequence[Row], writer: Writer) -> None:
        for row in rows:
            row.obj.given_by = self.user
        super().add(rows, writer)
        if not writer.is_dry:
            for row in rows:
                tell_of_advice(row.obj)


def _names(line: Achievement) -> tuple[str, ...]:
    indicator = line.indicator
    return (indicator.label_id, indicator.label_en) if indicator else (line.name,)
