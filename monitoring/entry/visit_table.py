"""Visits with their answers as a table: a row a visit, a column a question of the instrument (docs/exchange.md)."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet
from core.importing import Kind, Row, SheetField, Writer, column, register_family, source_columns
from core.importing.parents import Known
from core.people.users import User
from core.records.records import Record
from ksm.resources.children import ChildSheet, facility_column
from monitoring import services
from monitoring.entry.merging import as_pair
from monitoring.entry.of_instrument import OfInstrument
from monitoring.entry.visit_cells import answer_column, texts_of
from monitoring.filters import VisitFilter
from monitoring.models import Answer, Instrument, Question, Round, Visit

FAMILY = "visits"


def sheet_name(instrument: Instrument) -> str:
    """Return the name of the sheet of visits by an instrument."""
    return f"{FAMILY}-{instrument.pk}"


class VisitTableSheet(OfInstrument, ChildSheet):
    """New visits come in as drafts, handed in on their page; one that was handed in or approved is not changed."""

    model = Visit
    title = _("Visits with their answers")
    list_url = "monitoring:visit-list"
    filterset_class = VisitFilter
    natural_key = ("facility", "visited_on")
    rough_note = "narrative"
    by_likeness = False
    fields = (
        facility_column(Visit),
        column(Visit, "visited_on", required=True, sample="14 Maret 2018",
               synonyms=("tanggal", "tanggal kunjungan", "dikunjungi pada")),
        column(Visit, "team", synonyms=("tim", "petugas", "surveyor", "enumerator")),
        column(Visit, "respondent", personal=True, synonyms=("responden", "narasumber")),
        column(Visit, "women", synonyms=("perempuan", "perempuan hadir")),
        column(Visit, "men", synonyms=("laki-laki", "laki laki", "laki-laki hadir")),
        column(Visit, "narrative", synonyms=("yang terlihat", "catatan", "keterangan")),
    )  # fmt: skip

    @cached_property
    def questions(self) -> dict[str, Question]:
        """The questions that people answer, by code."""
        aspects = self.instrument.loaded_aspects  # type: ignore[attr-defined]
        return {q.code: q for one in aspects for q in one.loaded_questions if q.is_asked}

    @override
    def _columns(self) -> list[SheetField]:
        head = super()._columns()
        round_ = column(
            Visit, "round", Known(self._rounds, lambda one: [one.name]), synonyms=("putaran",)
        )
        asked = [
            answer_column(aspect, question)
            for aspect in self.instrument.loaded_aspects  # type: ignore[attr-defined]
            for question in aspect.loaded_questions
            if question.is_asked
        ]
        return [*head[:2], round_, *head[2:], *asked, *source_columns(Visit)]

    def _rounds(self, user: User) -> Iterable[Round]:
        return Round.objects.visible_to(user).current().filter(instrument=self.instrument_key)

    @override
    def advice(self) -> tuple[str, str, str]:
        words = __("A row a visit, a column a question of %(what)s.")
        return words % {"what": self.instrument}, "", ""

    # --- Rows out ---------------------------------------------------------------------

    @override
    def visible(self) -> ScopedQuerySet:
        return super().visible().filter(instrument=self.instrument_key)

    @override
    def load(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        answers = Answer.objects.current().select_related("question").order_by("question")
        return rows.select_related("facility__region", "round").prefetch_related(
            Prefetch("answers", answers, to_attr="loaded_answers")
        )

    @override
    def version_of(self, obj: Record) -> int:
        """Return a number of the visit and its answers: each has its own way to change."""
        said = [
            f"{obj.version}",
            *(f"{code}={text}" for code, text in sorted(texts_of(obj).items())),
        ]
        return zlib.crc32("\n".join(said).encode())

    # --- Rows in ----------------------------------------------------------------------

    @override
    def match(self, row: Row, found: list[object]) -> object:
        stated = row.values.get("round")
        of_round = [
            one
            for one in found
            if isinstance(one, Visit) and one.round_id == (stated and stated.pk)
        ]
        return super().match(row, [*of_round] if stated or of_round else found)

    @override
    def find(self, rows: Sequence[Row]) -> None:
        super().find(rows)
        for row in rows:
            # The panel of an award and the routine may meet at one plant on one day.
            if row.is_new and row.mark:
                row.mark = (*row.mark, getattr(row.values.get("round"), "pk", None))

    @override
    def decide(self, row: Row) -> None:
        if row.is_new:
            row.values["instrument"] = self.instrument
        else:
            kept = texts_of(row.obj)
            for code in self.questions:
                old, new = kept.get(code, ""), row.values.get(code)
                if new is not None and new != old:
                    row.changed[code] = (old, new)
        super().decide(row)

    @override
    def label_of(self, row: Row) -> str:
        if row.kind != Kind.NEW:
            return str(row.obj)
        told = __("kept as a draft; hand it in on its page")
        return f"{row.obj} – {told}"

    @override
    def add(self, rows: Sequence[Row], writer: Writer) -> None:
        super().add(rows, writer)
        given = [
            Answer(visit=row.obj, question=question, value=value, reason=reason)
            for row in rows
            for code, question in self.questions.items()
            if (text := row.values.get(code))
            for value, reason in [as_pair(text)]
        ]
        self._write(given, [], [], writer)

    @override
    def write(self, rows: Sequence[Row], writer: Writer) -> None:
        changed = [
            row for row in rows if not row.is_new and row.changed.keys() & self.questions.keys()
        ]
        visits = {row.obj.pk: row for row in changed}
        kept = {
            (one.visit_id, one.question_id): one for one in Answer.objects.filter(visit__in=visits)
        }
        new: list[Answer] = []
        other: list[Answer] = []
        gone: list[Answer] = []
        for row in changed:
            for code in row.changed.keys() & self.questions.keys():
                question, text = self.questions[code], str(row.changed[code][1])
                answer = kept.get((row.obj.pk, question.pk))
                place = new if answer is None else other if text else gone
                answer = answer or Answer()
                answer.visit, answer.question = row.obj, question
                if text:
                    answer.value, answer.reason = as_pair(text)
                answer.archived_at = None if text else timezone.now()
                place.append(answer)
        self._write(new, other, gone, writer)
        super().write(rows, writer)  # the visit itself too: its history tells that it changed

    def _write(
        self, new: list[Answer], other: list[Answer], gone: list[Answer], writer: Writer
    ) -> None:
        for answer in (*new, *other):
            answer.split()
        if new or other:
            services.freeze(instrument=self.instrument)
        writer.add(new)
        if other:
            writer.change(other, ["value", "reason", "part", "whole", "archived_at"])
        if gone:
            writer.change(gone, ["archived_at"])


def find(key: str) -> type[VisitTableSheet] | None:
    """Return the sheet of an instrument's primary key, written as text."""
    if not key.isascii() or not key.isdecimal() or len(key) > 12:
        return None
    name = f"{FAMILY}-{key}"
    return type("VisitTableSheetOf", (VisitTableSheet,), {"name": name, "instrument_key": int(key)})


register_family(FAMILY, find)
