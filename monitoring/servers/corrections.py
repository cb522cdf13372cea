"""What a server says anew of a visit that is in already: corrected, rejected, or taken back into favour.

A later word of the server replaces what it said before, with history, as long as nobody changed the visit here and
it is not approved. What people did here is never written over; it is told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext as __

from core.importing import Kind, Row, Writer
from core.people.users import User
from core.records.review import ReviewMove, State
from core.records.steps import move
from monitoring.entry.merging import as_pair
from monitoring.models import Answer, Question, Submission, Visit
from monitoring.servers.door import Json
from monitoring.services.visits import HEAD, head_text

Said = dict[str, Json]
# What a correction may change of a visit.
WRITTEN = ("facility", "round", "visited_on", "visited_on_known", *HEAD[1:], "archived_at")


def said_of(visit: Visit, answers: Mapping[str, str]) -> Said:
    """Return facility, head and answers (code → text) of a visit as a server can say them."""
    head = {name: head_text(visit, name) for name in HEAD[1:]}
    return {
        "facility": visit.facility_id,
        "visited_on": visit.partial if visit.visited_on else "",
        **head,
        "answers": {code: text for code, text in answers.items() if text},
    }


def said_by(row: Row, codes: Mapping[Question, str]) -> Said:
    """Return what a row of a server says, in the same shape; what it leaves out is empty."""
    values = row.values
    names = [*HEAD, "visited_on_known"]
    probe = Visit(**{name: values[name] for name in names if values.get(name) is not None})
    facility = values.get("facility")
    if facility is not None:
        probe.facility_id = facility.pk
    return said_of(probe, {question.code: text for question, text in codes.items()})


def differences(before: Said, now: Said) -> list[str]:
    """Return the names of what differs: "facility", of the head, codes of questions."""
    was, found = before.get("answers", {}), now["answers"]
    names = [name for name in ("facility", *HEAD) if before.get(name) != now[name]]
    return names + [code for code in sorted({*was, *found}) if was.get(code) != found.get(code)]


def words(question: Question, text: str) -> list[str]:
    """Return an answer as people read it, [] for none; needs the question's `loaded_options`."""
    value, reason = as_pair(text)
    return [Answer(question=question, value=value, reason=reason).words()] if text else []


def changed_here(kept: Submission, standing: Said) -> list[str]:
    """Return what people changed of a visit since its server spoke; doubts told below its remark are none."""
    found = differences(kept.said, standing)
    said = kept.said.get("narrative", "")
    if "narrative" in found and standing["narrative"].startswith(said):
        found.remove("narrative")
    return found


def why_not(visit: Visit, kept: Submission, standing: Said) -> str:
    """Return why the word of a server is not taken, "" where it is."""
    if visit.archived_at and not kept.is_withdrawn:
        return __("The visit was archived here; what the server says now was not taken.")
    if visit.state == State.APPROVED:
        return __(
            "The visit is approved here; what the server says now was not taken. Unlock it and correct it here."
        )
    if mine := changed_here(kept, standing):
        what = ", ".join(mine[:12])
        return __(
            "The visit was changed here since (%(what)s); what the server says now was not taken."
        ) % {"what": what}
    return ""


def withdraw(row: Row, *, at: dt.datetime | None = None) -> None:
    """Take the visit of a row out of the lists: its server rejects it."""
    row.obj.archived_at = at or timezone.now()
    row.changed = {"archived_at": (None, row.obj.archived_at)}
    row.kind = Kind.CHANGED
    row.tell(__("It was rejected on the server meanwhile; the visit was archived."))


def write(row: Row, names: list[str], *, by: User, writer: Writer) -> None:
    """Write the named attributes of a visit; what was handed in goes back to the chapter first.

    Raises PermissionDenied, ValidationError as `core.records.steps.move`.
    """
    visit: Visit = row.obj
    if visit.state == State.SUBMITTED:
        held = move(
            obj=visit,
            move_=ReviewMove.RETURN,
            by=by,
            remark=__("It was corrected or rejected on the server after it was handed in."),
        )
        for name in names:
            setattr(held, name, getattr(visit, name))
        row.obj = visit = held  # type: ignore[assignment]
    writer.change([visit], names)


def write_answers(
    visit: Visit, texts: Mapping[Question, str], kept: Mapping[int, Answer], writer: Writer
) -> None:
    """Let the answers of a visit be what a server says; what it says no more is archived."""
    new: list[Answer] = []
    changed: list[Answer] = []
    for question, text in texts.items():
        row = kept.get(question.pk) or Answer(visit=visit, question=question)
        if row.pk and not row.archived_at and row.as_text() == text:
            continue
        row.question, row.archived_at = question, None
        row.value, row.reason = as_pair(text)
        row.split()
        (changed if row.pk else new).append(row)
    said = {question.pk for question in texts}
    for pk, row in kept.items():
        if pk not in said and not row.archived_at:
            row.archived_at = timezone.now()
            changed.append(row)
    writer.add(new)
    writer.change(changed, ["value", "reason", "part", "whole", "archived_at"])
