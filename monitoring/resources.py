"""Submissions from ODK or Kobo for the import wizard: one sheet per instrument (docs/exchange.md)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, ScopedQuerySet, may
from core.importing import Kind, Row, Sheet, SheetField, Writer, register_family
from core.people.users import User
from core.records.review import hand_in_unsaved, keep_handed_in
from core.tools import formats
from ksm.choices import FacilityType, WorksStatus
from ksm.models import Facility, Works
from ksm.place.nearness import distance_m
from monitoring import services
from monitoring.entry import submissions
from monitoring.entry.merging import as_pair, as_text
from monitoring.entry.of_instrument import OfInstrument
from monitoring.entry.sheet import answers_by_code, compose
from monitoring.models import Answer, Instrument, Question, Round, RoundTarget, Visit, VisitEdition
from monitoring.querysets import HANDED_IN, VisitQuerySet
from monitoring.questionnaire import showif, xlsform

FAMILY = "submissions"
# A phone's place further from the facility than this is told; rough points of villages lie nearer.
FAR_M = 2000


def sheet_name(instrument: Instrument) -> str:
    """Return the name of the sheet that takes in submissions of an instrument."""
    return f"{FAMILY}-{instrument.pk}"


@dataclass
class SubmissionRow(Row):
    """`place`: where it was answered; `type`: the type of facility it states; `answers`: as text
    (`monitoring.entry.merging`); `why_draft`: what keeps its visit from being handed in; `review`: what its review on
    the server leaves open.
    """

    place: tuple[Decimal, ...] = ()
    type: str = ""
    answers: dict[Question, str] = field(default_factory=dict)
    why_draft: str = ""
    review: str = ""

    def new_answers(self) -> list[Answer]:
        return [
            Answer(visit=self.obj, question=question, value=value, reason=reason)
            for question, text in self.answers.items()
            for value, reason in [as_pair(text)]
        ]


class SubmissionSheet(OfInstrument, Sheet[SubmissionRow]):
    """Each row becomes one visit, handed in where nothing is missing, else a draft.

    Named by the submission's UUID: what is there already is the same, or differs and is told; it is
    never written again.
    """

    model = Visit
    row_class = SubmissionRow
    title = _("Submissions from ODK or Kobo")
    list_url = "monitoring:visit-list"
    natural_key = (submissions.UUID,)
    by_likeness = False
    has_template = False

    def __init__(self, user: User) -> None:
        super().__init__(user)
        # Which line is the visit to a facility in a round on a day.
        self.days: dict[tuple[int, int | None, dt.date], int] = {}

    @cached_property
    def _by_name(self) -> dict[str, SheetField]:
        found = [*submissions.head_columns(), *submissions.answer_columns(self.instrument)]
        return {field.name: field for field in found}

    @cached_property
    def questions(self) -> list[Question]:
        aspects = self.instrument.loaded_aspects  # type: ignore[attr-defined]
        return [q for aspect in aspects for q in aspect.loaded_questions if q.is_asked]

    @override
    def columns(self) -> list[SheetField]:
        return list(self._by_name.values())

    @override
    def column(self, name: str) -> SheetField | None:
        return self._by_name.get(name)

    @override
    def nameless(self, given: set[str]) -> list[SheetField]:
        return [] if submissions.EDITION in given else super().nameless(given)

    @override
    def advice(self) -> tuple[str, str, str]:
        words = __(
            "The table of submissions that ODK Central or KoboToolbox exports (CSV or Excel, XML values), "
            "made with the XLSForm of %(what)s. A submission that is in already is not taken twice."
        )
        address = reverse("monitoring:instrument-xlsform", args=[self.instrument.pk])
        return words % {"what": self.instrument}, address, __("Download XLSForm")

    # --- What a batch needs to know, in a constant number of queries -----------------

    @override
    def read(self, rows: Sequence[SubmissionRow]) -> None:
        for row in rows:
            edition = row.values.pop(submissions.EDITION, None)
            if edition is not None:
                row.values.setdefault(submissions.UUID, edition)
            row.review = row.values.pop(submissions.REVIEW, "")
            if row.review == submissions.REJECTED:
                row.fault(__("It was rejected at its review on the server."), submissions.REVIEW)
        # One import at a time writes visits by this instrument.
        Instrument.objects.select_for_update(of=("self",)).get(pk=self.instrument.pk)
        uuids = {row.values[submissions.UUID] for row in rows if submissions.UUID in row.values}
        seen = Visit.objects.visible_to(self.user).filter(client_uuid__in=uuids)
        hidden = Visit.objects.filter(client_uuid__in=uuids).exclude(pk__in=seen.values("pk"))
        foreign = set(hidden.values_list("client_uuid", flat=True))
        self._facilities(rows)
        self.kept: dict[Any, dict[int, str]] = defaultdict(dict)
        for key, question, value, reason in (
            Answer.objects.current()
            .filter(visit__client_uuid__in=uuids)
            .values_list("visit__client_uuid", "question_id", "value", "reason")
        ):
            self.kept[key][question] = as_text(value, reason)
        for row in rows:
            if row.values.get(submissions.UUID) in foreign:
                row.fault(__("This submission belongs to a visit outside your region."))
            if row.is_good:
                self._answers(row)

    def _facilities(self, rows: Sequence[SubmissionRow]) -> None:
        codes = {code for row in rows if (code := row.values.get(xlsform.FACILITY))}
        visible = Facility.objects.visible_to(self.user).current().filter(code__in=codes)
        found = {row.code: row for row in visible.select_related("region")}
        for row in rows:
            code = row.values.get(xlsform.FACILITY)
            if code in found:
                row.values["facility"] = found[code]
            elif code:
                row.fault(
                    __("There is no facility with the code %(code)s in your region.")
                    % {"code": code[:40]},
                    xlsform.FACILITY,
                )
        pks = [row.pk for row in found.values()]
        changed = Works.objects.current().filter(facility__in=pks, status=WorksStatus.DONE)
        self.changed = set(changed.values_list("facility", flat=True))
        self._rounds(pks)
        earlier = Visit.objects.current().filter(facility__in=pks)
        self.earlier: dict[int, list[Any]] = defaultdict(list)
        for visit in earlier.only("facility", "round", "visited_on", "state", "client_uuid"):
            self.earlier[visit.facility_id].append(visit)
        wanted = {}
        for row in rows:
            if before := self._before(row.values.get("facility"), row.values.get("visited_on")):
                wanted[before.pk] = before
        self.before_answers = answers_by_code(list(wanted))

    def _rounds(self, facilities: list[int]) -> None:
        targets = RoundTarget.objects.visible_to(self.user).current()
        targets = targets.filter(
            facility__in=facilities,
            round__instrument=self.instrument.pk,
            round__archived_at__isnull=True,
        )
        self.rounds: dict[int, list[Any]] = defaultdict(list)
        for target in targets.select_related("round"):
            self.rounds[target.facility_id].append(target.round)

    def _before(self, facility: Any, day: Any) -> Any:
        """Return the visit before that day that was handed in."""
        if facility is None or day is None:
            return None
        rows = [
            visit
            for visit in self.earlier[facility.pk]
            if visit.visited_on < day and visit.state in HANDED_IN
        ]
        return max(rows, key=lambda visit: (visit.visited_on, visit.pk), default=None)

    def _answers(self, row: SubmissionRow) -> None:
        """Take place, type and answers from the values; fault what does not go together."""
        row.place = submissions.place_of(row.values)
        row.type = row.values.get(showif.TYPE, "")
        for question in self.questions:
            try:
                if text := submissions.answer_of(question, row.values):
                    row.answers[question] = text
            except ValidationError as error:
                row.refuse(error)

    @override
    def candidates(self, rows: Sequence[SubmissionRow]) -> VisitQuerySet:
        uuids = [row.values.get(submissions.UUID) for row in rows]
        return Visit.objects.visible_to(self.user).filter(client_uuid__in=uuids)  # type: ignore[misc]

    @override
    def load(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        return rows.select_related("facility__region")

    @override
    def decide(self, row: SubmissionRow) -> None:
        if row.is_new:
            row.values |= {
                "instrument": self.instrument,
                "source": __("submission from ODK or Kobo"),
            }
            super().decide(row)
            if row.is_good:
                self._complete(row)
        elif row.id is not None:
            row.fault(__("A submission is told by its own number, not by one of this system."))
        elif different := self._different(row):
            row.fault(
                __(
                    "This submission is in already with other answers (%(what)s); nothing was changed."
                )
                % {"what": ", ".join(different[:12]) + (" …" if len(different) > 12 else "")}
            )
        else:
            row.kind = Kind.SAME

    def _different(self, row: SubmissionRow) -> list[str]:
        """Return in words what a row says otherwise than the visit it made."""
        kept = self.kept[row.obj.client_uuid]
        return [
            *submissions.different_head(row.obj, row.values),
            *(q.code for q, text in row.answers.items() if kept.get(q.pk) != text),
        ]

    # --- A new visit ------------------------------------------------------------------

    def _complete(self, row: SubmissionRow) -> None:
        """Judge the visit whole; what keeps it from being handed in leaves it a draft, and is told."""
        visit: Visit = row.obj
        visit.round = self._round_of(visit)
        for other in self.earlier[visit.facility_id]:
            if (other.round_id, other.visited_on) == (visit.round_id, visit.visited_on):
                row.fault(__("A visit to this facility on this day is entered already."))
                return
        day = (visit.facility_id, visit.round_id, visit.visited_on)
        if (first := self.days.setdefault(day, row.line)) != row.line:
            row.fault(
                __("Line %(line)s is a visit to the same facility on the same day.")
                % {"line": first}
            )
            return
        doubts = self._doubts(visit, row)
        visit.narrative = "\n".join(filter(None, [visit.narrative, *doubts]))
        if visit.facility_id in self.changed:
            # Works tell how it was: the one place that knows is asked for the day of this visit.
            rows: Any = Facility.objects.filter(pk=visit.facility_id)
            visit.facility = rows.with_makeup(visit.visited_on).select_related("region").get()
        before = self._before(visit.facility, visit.visited_on)
        visit.loaded_sheet = compose(
            visit,
            self.instrument,
            {answer.question_id: answer for answer in row.new_answers()},
            before=before,
            last=self.before_answers.get(before.pk) if before else None,
        )
        if not may(self.user, Action.SUBMIT, visit):
            doubts.append(__("The chapter looks at it and hands it in."))
        row.why_draft = " ".join(doubts) or hand_in_unsaved(obj=visit, by=self.user)
        if not row.why_draft:
            visit.submission = 1

    def _round_of(self, visit: Visit) -> Round | None:
        """Return the one round of the instrument that targets the facility on that day."""
        rounds = [
            one
            for one in self.rounds[visit.facility_id]
            if (one.starts_on is None or one.starts_on <= visit.visited_on)
            and (one.ends_on is None or visit.visited_on <= one.ends_on)
        ]
        return rounds[0] if len(rounds) == 1 else None

    def _doubts(self, visit: Visit, row: SubmissionRow) -> list[str]:
        """Return in words what speaks for a mistaken code of the facility."""
        found = []
        if row.review:
            words = __("Its review on the server says “%(state)s”.")
            found.append(words % {"state": row.review[:60]})
        facility, place = visit.facility, row.place
        if (stated := row.type) and stated != facility.facility_type:
            types = {
                "said": FacilityType(stated).label,
                "kept": facility.get_facility_type_display(),
            }
            found.append(__("The submission says %(said)s, the registry %(kept)s.") % types)
        if place and facility.latitude is not None and facility.longitude is not None:
            metres = distance_m(place[0], place[1], facility.latitude, facility.longitude)
            if metres > FAR_M:
                found.append(
                    __("Answered %(km)s km from the facility's place in the registry.")
                    % {"km": formats.number(round(metres / 1000, 1), 1)}
                )
        return found

    @override
    def add(self, rows: Sequence[SubmissionRow], writer: Writer) -> None:
        if any(row.answers for row in rows):
            services.freeze(instrument=self.instrument)
        super().add(rows, writer)
        writer.add([answer for row in rows for answer in row.new_answers()])
        handed = [row for row in rows if not row.why_draft]
        keep_handed_in(objs=[row.obj for row in handed], by=self.user)
        VisitEdition.objects.bulk_create(
            [
                VisitEdition(
                    visit=row.obj,
                    number=row.obj.submission,
                    made_by=self.user,
                    answers={str(q.pk): [*as_pair(text)] for q, text in row.answers.items()},
                )
                for row in handed
            ]
        )

    @override
    def label_of(self, row: SubmissionRow) -> str:
        if row.kind != Kind.NEW:
            return str(row.obj)
        why = row.why_draft
        told = __("kept as a draft: %(why)s") % {"why": why} if why else __("handed in")
        return f"{row.obj} – {told}"


def find(key: str) -> type[SubmissionSheet] | None:
    """Return the sheet of an instrument's primary key, written as text."""
    if not key.isascii() or not key.isdecimal() or len(key) > 12:
        return None
    return type(
        "SubmissionSheetOf",
        (SubmissionSheet,),
        {"name": f"{FAMILY}-{key}", "instrument_key": int(key)},
    )


register_family(FAMILY, find)
