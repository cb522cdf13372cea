"""Submissions from ODK or Kobo for the import wizard: one sheet per instrument (docs/exchange.md)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, may
from core.importing import Kind, Writer, register_family
from core.records.steps import hand_in_unsaved, keep_handed_in
from core.tools import formats
from ksm.choices import FacilityType
from ksm.models import Facility
from ksm.place.nearness import distance_m
from monitoring import services
from monitoring.entry import submissions
from monitoring.entry.merging import as_pair
from monitoring.entry.sheet import compose
from monitoring.entry.submission_batch import SubmissionBatch, SubmissionRow
from monitoring.models import Answer, Instrument, Submission, Visit, VisitEdition
from monitoring.questionnaire import xlsform
from monitoring.servers import corrections

FAMILY = "submissions"
# A phone's place further from the facility than this is told; rough points of villages lie nearer.
FAR_M = 2000


def sheet_name(instrument: Instrument) -> str:
    """Return the name of the sheet that takes in submissions of an instrument."""
    return f"{FAMILY}-{instrument.pk}"


class SubmissionSheet(SubmissionBatch):
    """Each row becomes one visit, handed in where nothing is missing, else a draft.

    Named by the submission's UUID: what is there already is the same, or differs and is told; only what was
    fetched from a server takes the place of what it said before.
    """

    title = _("Submissions from ODK or Kobo")
    list_url = "monitoring:visit-list"

    @override
    def decide(self, row: SubmissionRow) -> None:
        if row.is_rejected and (row.is_new or row.stand is None):
            row.fault(__("It was rejected at its review on the server."), submissions.REVIEW)
        elif row.is_new:
            row.values |= {
                "instrument": self.instrument,
                "source": __("submission from ODK or Kobo"),
            }
            super().decide(row)
            if row.is_good:
                self._complete(row)
        elif row.id is not None:
            row.fault(__("A submission is told by its own number, not by one of this system."))
        elif row.stand is not None and (kept := self.submitted.get(row.obj.pk)):
            self._told_again(row, kept)
        elif different := self._different(row):
            row.fault(
                __(
                    "This submission is in already with other answers (%(what)s); nothing was changed."
                )
                % {"what": ", ".join(different[:12]) + (" …" if len(different) > 12 else "")}
            )
        else:
            row.kind = Kind.SAME
            if row.stand is not None:
                Submission.objects.bulk_create([self._submission(row)])

    def _different(self, row: SubmissionRow) -> list[str]:
        """Return in words what a row says otherwise than the visit it made."""
        kept = self.kept[row.obj.client_uuid]
        return [
            *submissions.different_head(row.obj, row.values),
            *(q.code for q, text in row.answers.items() if kept.get(q.pk) != text),
        ]

    def _told_again(self, row: SubmissionRow, kept: Submission) -> None:
        """Say what becomes of a visit its server speaks of once more; the later word counts."""
        visit: Visit = row.obj
        assert row.stand is not None
        is_older = kept.stand is not None and row.stand <= kept.stand
        changed = corrections.differences(kept.said, row.said)
        if is_older or (
            kept.is_withdrawn if row.is_rejected else not (changed or kept.is_withdrawn)
        ):
            row.kind = Kind.SAME
            if not is_older:
                self._keep(row)
            return
        texts = self.kept[visit.client_uuid]
        standing = corrections.said_of(
            visit, {question.code: texts.get(question.pk, "") for question in self.questions}
        )
        if why := corrections.why_not(visit, kept, standing):
            row.fault(why)
        elif not self._is_allowed(Action.CHANGE, visit):
            row.fault(__("This row is outside your region."))
        elif row.is_rejected:
            corrections.withdraw(row)
        else:
            self._correct(row, kept, changed)

    def _correct(self, row: SubmissionRow, kept: Submission, changed: list[str]) -> None:
        """Let the visit have what its server says now; nothing is written yet."""
        visit, was, now = row.obj, kept.said.get("answers", {}), row.said["answers"]
        for question in self.questions:
            if (code := question.code) in changed:
                name = code if self.column(code) else code + xlsform.PART
                old, new = was.get(code, ""), now.get(code, "")
                row.changed[name] = (
                    corrections.words(question, old),
                    corrections.words(question, new),
                )
        before = {name: getattr(visit, name) for name in corrections.WRITTEN}
        empty = {"team": "", "respondent": "", "women": None, "men": None, "narrative": ""}
        self._take(row, {**empty, **row.values, "archived_at": None}, Action.CHANGE, Kind.CHANGED)
        if row.is_good and self._is_placed(row):
            visit.narrative = "\n".join(filter(None, [visit.narrative, *self._doubts(visit, row)]))
            row.changed |= {
                name: (old, getattr(visit, name))
                for name, old in before.items()
                if old != getattr(visit, name)
            }

    # --- A new visit ------------------------------------------------------------------

    def _is_placed(self, row: SubmissionRow) -> bool:
        """Put a visit into its round; return False, with the reason, where its day is taken."""
        visit: Visit = row.obj
        visit.round = self._round_of(visit, row.server)
        for other in self.earlier[visit.facility_id]:
            there = (other.round_id, other.instrument_id, other.visited_on)
            if other.pk != visit.pk and there == (
                visit.round_id,
                visit.instrument_id,
                visit.visited_on,
            ):
                row.fault(__("A visit to this facility on this day is entered already."))
                return False
        day = (visit.facility_id, visit.round_id, visit.visited_on)
        if (first := self.days.setdefault(day, row.line)) != row.line:
            row.fault(
                __("Line %(line)s is a visit to the same facility on the same day.")
                % {"line": first}
            )
            return False
        return True

    def _complete(self, row: SubmissionRow) -> None:
        """Judge the visit whole; what keeps it from being handed in leaves it a draft, and is told."""
        visit: Visit = row.obj
        if not self._is_placed(row):
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
    def write(self, rows: Sequence[SubmissionRow], writer: Writer) -> None:
        self.add([row for row in rows if row.is_new], writer)
        # Corrections are few: each is written by itself.
        for row in rows:
            if not row.is_new:
                names = {name for name in row.changed if self.attribute(name)}
                corrections.write(row, sorted(names), by=self.user, writer=writer)
                if not row.is_rejected:
                    stored = Answer.objects.filter(visit=row.obj)
                    by_question = {answer.question_id: answer for answer in stored}
                    corrections.write_answers(row.obj, row.answers, by_question, writer)
                self._keep(row)

    @staticmethod
    def _submission(row: SubmissionRow) -> Submission:
        return Submission(
            visit=row.obj,
            server=row.server,
            edition=row.edition,
            review=row.review_word,
            stand=row.stand,
            said=row.said,
        )

    def _keep(self, row: SubmissionRow) -> None:
        """Keep what the server says now of a visit that is in."""
        told: dict[str, object] = {
            "server": row.server,
            "edition": row.edition,
            "review": row.review_word,
        }
        if not row.is_rejected:
            told["said"] = row.said
        Submission.objects.filter(visit=row.obj).update(
            stand=row.stand, is_withdrawn=row.is_rejected, **told
        )

    @override
    def add(self, rows: Sequence[SubmissionRow], writer: Writer) -> None:
        if any(row.answers for row in rows):
            services.freeze(instrument=self.instrument)
        super().add(rows, writer)
        writer.add([answer for row in rows for answer in row.new_answers()])
        Submission.objects.bulk_create([self._submission(row) for row in rows])
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
        if row.kind == Kind.CHANGED:
            told = __("archived") if row.is_rejected else __("corrected")
            return f"{row.obj} – {told}"
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
