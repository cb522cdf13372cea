"""A batch of submissions from ODK or Kobo on its way in: what each row says, and what has to be known to judge it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as __
from typing_extensions import override

from core.access import ScopedQuerySet
from core.importing import Row, Sheet, SheetField
from core.people.users import User
from core.tools.rows.areas import within
from ksm.choices import WorksStatus
from ksm.doubles import former
from ksm.models import Facility, Works
from monitoring.entry import submission_cells, submissions
from monitoring.entry.merging import as_pair, as_text
from monitoring.entry.of_instrument import OfInstrument
from monitoring.entry.sheet import answers_by_code
from monitoring.models import (
    Answer,
    Instrument,
    Question,
    Round,
    RoundTarget,
    Submission,
    SubmissionServer,
    Visit,
)
from monitoring.querysets import HANDED_IN, VisitQuerySet
from monitoring.questionnaire import showif, xlsform
from monitoring.servers import corrections


@dataclass
class SubmissionRow(Row):
    """`place`: where it was answered; `type`: the type of facility it states; `answers`: as text
    (`monitoring.entry.merging`); `why_draft`: what keeps its visit from being handed in; `review`: what its review on
    the server leaves open. `server` and `stand`: where it was fetched from, and the moment it holds for; `said`: what
    it says in the shape that is kept (`monitoring.servers.corrections`).
    """

    place: tuple[Decimal, ...] = ()
    type: str = ""
    answers: dict[Question, str] = field(default_factory=dict)
    why_draft: str = ""
    review: str = ""
    edition: uuid.UUID | None = None
    server: SubmissionServer | None = None
    stand: dt.datetime | None = None
    said: corrections.Said = field(default_factory=dict)

    @property
    def is_rejected(self) -> bool:
        return self.review == submission_cells.REJECTED

    @property
    def review_word(self) -> str:
        return self.review[:60]

    def new_answers(self) -> list[Answer]:
        return [
            Answer(visit=self.obj, question=question, value=value, reason=reason)
            for question, text in self.answers.items()
            for value, reason in [as_pair(text)]
        ]


class SubmissionBatch(OfInstrument, Sheet[SubmissionRow]):
    """The columns of a table of submissions and the first two steps of its rows; the rest: `monitoring.resources`."""

    model = Visit
    row_class = SubmissionRow
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
            row.edition = row.values.pop(submissions.EDITION, None)
            if row.edition is not None:
                row.values.setdefault(submissions.UUID, row.edition)
            row.review = row.values.pop(submissions.REVIEW, "")
        self._servers(rows)
        # One import at a time writes visits by this instrument.
        Instrument.objects.select_for_update(of=("self",)).get(pk=self.instrument.pk)
        uuids = {row.values[submissions.UUID] for row in rows if submissions.UUID in row.values}
        seen = Visit.objects.visible_to(self.user).filter(client_uuid__in=uuids)
        hidden = Visit.objects.filter(client_uuid__in=uuids).exclude(pk__in=seen.values("pk"))
        foreign = set(hidden.values_list("client_uuid", flat=True))
        self._facilities(rows)
        known = Submission.objects.filter(visit__client_uuid__in=uuids)
        self.submitted = {row.visit_id: row for row in known}
        self.kept: dict[uuid.UUID, dict[int, str]] = defaultdict(dict)
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
            row.said = corrections.said_by(row, row.answers)
            if row.is_rejected:
                # Whatever else is wrong with it: it is not taken, or no longer.
                row.reasons, row.kind = [], None

    def _servers(self, rows: Sequence[SubmissionRow]) -> None:
        """Say of each row where it was fetched from. At most one query."""
        keys = {row.values[submissions.SERVER] for row in rows if submissions.SERVER in row.values}
        visible = SubmissionServer.objects.visible_to(self.user).select_related("round")
        found = visible.in_bulk(keys) if keys else {}
        for row in rows:
            stand, key = (
                row.values.pop(name, None) for name in (submissions.STAND, submissions.SERVER)
            )
            if key is None:
                continue
            row.server = found.get(key)
            if row.server is None:
                row.fault(
                    __("You do not see the server this was fetched from."), submissions.SERVER
                )
            else:
                row.stand = stand

    def _facilities(self, rows: Sequence[SubmissionRow]) -> None:
        codes = {code for row in rows if (code := row.values.get(xlsform.FACILITY))}
        visible = Facility.objects.visible_to(self.user).current().filter(code__in=codes)
        found = {row.code: row for row in visible.select_related("region")}
        merged = former.standing_for(codes - found.keys(), self.user)
        found |= merged
        for row in rows:
            code = row.values.get(xlsform.FACILITY)
            area = row.server.region_id if row.server else None
            if code in found and not (area and not within(found[code].region_id, area)):
                row.values["facility"] = found[code]
                if code in merged:
                    row.tell(former.words(code, merged[code]), xlsform.FACILITY)
            elif code in found:
                row.fault(
                    __("The facility lies outside the region this server is entered for."),
                    xlsform.FACILITY,
                )
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
        self.earlier: dict[int, list[Visit]] = defaultdict(list)
        for visit in earlier.only(
            "facility",
            "round",
            "instrument",
            "visited_on",
            "visited_on_known",
            "state",
            "client_uuid",
        ):
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
        self.rounds: dict[int, list[Round]] = defaultdict(list)
        for target in targets.select_related("round"):
            self.rounds[target.facility_id].append(target.round)

    def _before(self, facility: Facility | None, day: dt.date | None) -> Visit | None:
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

    def _round_of(self, visit: Visit, server: SubmissionServer | None) -> Round | None:
        """Return the round its server names, else the one of the instrument that targets the facility on that day."""

        def holds(one: Round) -> bool:
            return (one.starts_on is None or one.starts_on <= visit.visited_on) and (
                one.ends_on is None or visit.visited_on <= one.ends_on
            )

        named = server.round if server is not None else None
        if named and holds(named) and within(visit.facility.region_id, named.region_id or ""):
            return named
        rounds = [one for one in self.rounds[visit.facility_id] if holds(one)]
        return rounds[0] if len(rounds) == 1 else None
