"""Submissions from ODK or Kobo for the import wizard: one sheet per instrument (docs/exchange.md)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, may
from core.importing import Kind, Row, Sheet, SheetField, register_family
from core.records.review import hand_in_unsaved, keep_handed_in
from core.tools import formats
from ksm.choices import FacilityType
from ksm.models import Facility
from ksm.place.nearness import distance_m
from monitoring import services
from monitoring.entry import submissions
from monitoring.entry.merging import as_pair, as_text
from monitoring.entry.sheet import answers_by_code, compose
from monitoring.models import Answer, Instrument, Question, RoundTarget, Visit, VisitEdition
from monitoring.querysets import HANDED_IN
from monitoring.questionnaire import showif, xlsform

FAMILY = "submissions"
# A phone's place further from the facility than this is told; rough points of villages lie nearer.
FAR_M = 2000


def sheet_name(instrument: Instrument) -> str:
    """Return the name of the sheet that takes in submissions of an instrument."""
    return f"{FAMILY}-{instrument.pk}"


class SubmissionSheet(Sheet):
    """Each row becomes one visit, handed in where nothing is missing, else a draft.

    Named by the submission's UUID: what is there already is the same, or differs and is told; it is
    never written again.
    """

    model = Visit
    title = _("Submissions from ODK or Kobo")
    list_url = "monitoring:visit-list"
    natural_key = (submissions.UUID,)
    by_likeness = False
    has_template = False
    instrument_key = 0

    def __init__(self, user: Any) -> None:
        super().__init__(user)
        self.days: dict[tuple[Any, ...], int] = {}

    @cached_property
    def instrument(self) -> Instrument:
        """The published instrument with its questions. Raises Http404."""
        rows = Instrument.objects.visible_to(self.user).current().published().with_questions()
        found = rows.filter(pk=self.instrument_key).first()
        if found is None:
            raise Http404
        return found

    @cached_property
    def _columns(self) -> dict[str, SheetField]:
        found = [*submissions.head_columns(), *submissions.answer_columns(self.instrument)]
        return {field.name: field for field in found}

    @cached_property
    def questions(self) -> list[Question]:
        aspects = self.instrument.loaded_aspects  # type: ignore[attr-defined]
        return [q for aspect in aspects for q in aspect.loaded_questions if q.is_asked]

    @override
    def columns(self) -> list[SheetField]:
        return list(self._columns.values())

    @override
    def column(self, name: str) -> SheetField | None:
        return self._columns.get(name)

    @override
    def advice(self) -> tuple[Any, str, Any]:
        words = __(
            "The table of submissions that ODK Central or KoboToolbox exports (CSV or Excel, XML values), "
            "made with the XLSForm of %(what)s. A submission that is in already is not taken twice."
        )
        address = reverse("monitoring:instrument-xlsform", args=[self.instrument.pk])
        return words % {"what": self.instrument}, address, __("Download XLSForm")

    # --- What a batch needs to know, in a constant number of queries -----------------

    @override
    def lookup(self, rows: list[Row]) -> None:
        uuids = {row.values[submissions.UUID] for row in rows if submissions.UUID in row.values}
        seen = Visit.objects.visible_to(self.user).filter(client_uuid__in=uuids)
        hidden = Visit.objects.filter(client_uuid__in=uuids).exclude(pk__in=seen.values("pk"))
        foreign = set(hidden.values_list("client_uuid", flat=True))
        self._facilities(rows)
        self.kept: dict[Any, dict[int, str]] = defaultdict(dict)
        for key, question, value, reason in Answer.objects.filter(
            visit__client_uuid__in=uuids
        ).values_list("visit__client_uuid", "question_id", "value", "reason"):
            self.kept[key][question] = as_text(value, reason)
        for row in rows:
            if row.values.get(submissions.UUID) in foreign:
                row.fault(__("This submission belongs to a visit outside your region."))

    def _facilities(self, rows: list[Row]) -> None:
        codes = {code for row in rows if (code := row.values.get(xlsform.FACILITY))}
        visible = Facility.objects.visible_to(self.user).current().filter(code__in=codes)
        found = {row.code: row for row in visible.select_related("region")}
        for row in rows:
            code = row.values.pop(xlsform.FACILITY, None)
            if code in found:
                row.values["facility"] = row.extra["facility"] = found[code]
                # The column is required; its name is not the attribute's.
                row.values[xlsform.FACILITY] = code
            elif code:
                row.fault(
                    __("There is no facility with the code %(code)s in your region.")
                    % {"code": code[:40]},
                    xlsform.FACILITY,
                )
        pks = [row.pk for row in found.values()]
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

    @override
    def derive(self, row: Row) -> None:
        names = [
            name
            for question in self.questions
            for name in (
                question.code,
                *(question.code + end for end in (xlsform.WHY, xlsform.PART, xlsform.WHOLE)),
            )
        ]
        cells = {name: row.values.pop(name) for name in names if name in row.values}
        row.extra["place"] = submissions.place_of(row.values)
        row.extra["type"] = row.values.pop(showif.TYPE, "")
        row.extra["answers"] = given = {}
        for question in self.questions:
            try:
                if text := submissions.answer_of(question, cells):
                    given[question] = text
            except ValidationError as error:
                row.fault(" ".join(error.messages))

    @override
    def candidates(self, rows: list[Row]) -> Any:
        uuids = [row.values.get(submissions.UUID) for row in rows]
        return Visit.objects.visible_to(self.user).filter(client_uuid__in=uuids)  # type: ignore[misc]

    @override
    def plan(self, rows: Any) -> Any:
        return rows.select_related("facility__region")

    @override
    def meet(self, row: Row) -> None:
        visit = row.obj
        if row.id is not None:
            row.fault(__("A submission is told by its own number, not by one of this system."))
            return
        different = submissions.same_head(visit, row.values)
        kept = self.kept[visit.client_uuid]
        different += [
            question.code
            for question, text in row.extra["answers"].items()
            if kept.get(question.pk) != text
        ]
        if different:
            row.fault(
                __(
                    "This submission is in already with other answers (%(what)s); nothing was changed."
                )
                % {"what": ", ".join(different[:12]) + (" …" if len(different) > 12 else "")}
            )
        else:
            row.kind = Kind.SAME

    # --- A new visit ------------------------------------------------------------------

    @override
    def complete(self, row: Row) -> None:
        row.values |= {"instrument": self.instrument, "source": __("submission from ODK or Kobo")}

    @override
    def check(self, obj: Any, row: Row) -> None:
        """Judge the visit whole; what keeps it from being handed in leaves it a draft, and is told."""
        rounds = [
            one
            for one in self.rounds[obj.facility_id]
            if (one.starts_on is None or one.starts_on <= obj.visited_on)
            and (one.ends_on is None or obj.visited_on <= one.ends_on)
        ]
        obj.round = rounds[0] if len(rounds) == 1 else None
        day = (obj.facility_id, obj.round_id, obj.visited_on)
        for other in self.earlier[obj.facility_id]:
            if (other.round_id, other.visited_on) == day[1:]:
                raise ValidationError(
                    __("A visit to this facility on this day is entered already.")
                )
        if (first := self.days.setdefault(day, row.line)) != row.line:
            raise ValidationError(
                __("Line %(line)s is a visit to the same facility on the same day.")
                % {"line": first}
            )
        doubts = self._doubts(obj, row)
        obj.narrative = "\n".join(filter(None, [obj.narrative, *doubts]))
        answers = [
            Answer(visit=obj, question=question, value=value, reason=reason)
            for question, text in row.extra["answers"].items()
            for value, reason in [as_pair(text)]
        ]
        obj.new_answers = answers
        before = self._before(obj.facility, obj.visited_on)
        obj.loaded_sheet = compose(
            obj,
            self.instrument,
            {answer.question_id: answer for answer in answers},
            before=before,
            last=self.before_answers.get(before.pk) if before else None,
        )
        if not may(self.user, Action.SUBMIT, obj):
            doubts.append(__("The chapter looks at it and hands it in."))
        obj.why_draft = " ".join(doubts) or hand_in_unsaved(obj=obj, by=self.user)
        if not obj.why_draft:
            obj.submission = 1

    def _doubts(self, obj: Visit, row: Row) -> list[str]:
        """Return in words what speaks for a mistaken code of the facility."""
        found = []
        facility, place = obj.facility, row.extra["place"]
        if (stated := row.extra["type"]) and stated != facility.facility_type:
            words = {
                "said": FacilityType(stated).label,
                "kept": facility.get_facility_type_display(),
            }
            found.append(__("The submission says %(said)s, the registry %(kept)s.") % words)
        if place and facility.latitude is not None and facility.longitude is not None:
            metres = distance_m(place[0], place[1], facility.latitude, facility.longitude)
            if metres > FAR_M:
                found.append(
                    __("Answered %(km)s km from the facility's place in the registry.")
                    % {"km": formats.number(round(metres / 1000, 1), 1)}
                )
        return found

    @override
    def hold(self, rows: list[Row]) -> None:
        """Let one import at a time write visits by this instrument."""
        Instrument.objects.select_for_update(of=("self",)).get(pk=self.instrument.pk)

    @override
    def insert(self, rows: list[Row], bulk: Any) -> None:
        visits = [row.obj for row in rows]
        if any(visit.new_answers for visit in visits):
            services.freeze(instrument=self.instrument)
        bulk.insert(visits)
        answers = [answer for visit in visits for answer in visit.new_answers]
        for answer in answers:
            answer.visit_id = answer.visit.pk
        bulk.insert(answers)
        handed = [visit for visit in visits if not visit.why_draft]
        keep_handed_in(objs=handed, by=self.user)
        VisitEdition.objects.bulk_create(
            [
                VisitEdition(
                    visit=visit,
                    number=visit.submission,
                    made_by=self.user,
                    answers={str(a.question_id): [a.value, a.reason] for a in visit.new_answers},
                )
                for visit in handed
            ]
        )

    @override
    def label_of(self, obj: Any) -> str:
        why = getattr(obj, "why_draft", None)
        if why is None:
            return str(obj)
        told = __("handed in") if not why else __("kept as a draft: %(why)s") % {"why": why}
        return f"{obj} – {told}"


def find(key: str) -> type[Sheet] | None:
    """Return the sheet of an instrument's primary key, written as text."""
    if not key.isascii() or not key.isdecimal() or len(key) > 12:
        return None
    return type(
        "SubmissionSheetOf",
        (SubmissionSheet,),
        {"name": f"{FAMILY}-{key}", "instrument_key": int(key)},
    )


register_family(FAMILY, find)
