"""The planning meeting: notes step by step, then minutes that stay."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as __

from core.access import Action, require
from core.people.users import User
from core.records.services import add_file
from planning.models import MeetingNote, ReviewMeeting, Step


def _held(meeting: ReviewMeeting) -> ReviewMeeting:
    rows = ReviewMeeting.objects.select_related("plan__chapter__region")
    held = rows.select_for_update(of=("self",)).get(pk=meeting.pk)
    if reason := held.why_closed():
        raise ValidationError(reason)
    return held


@transaction.atomic
def note_step(
    *, meeting: ReviewMeeting, by: User, step: str, text: str, is_done: bool
) -> MeetingNote:
    """Write the notes of one step and whether it is done. Raises PermissionDenied; ValidationError when closed."""
    require(by, Action.CHANGE, meeting)
    meeting = _held(meeting)
    notes = MeetingNote.objects.filter(meeting=meeting, step=Step(step))
    note = notes.select_for_update(of=("self",)).first()
    note = note or MeetingNote(meeting=meeting, step=Step(step), is_example=meeting.is_example)
    note.text, note.is_done = text.strip(), is_done
    note.save()
    return note


@transaction.atomic
def close_meeting(*, meeting: ReviewMeeting, by: User, pdf: bytes) -> ReviewMeeting:
    """Close the minutes and keep them as a file; afterwards nothing is noted any more.

    Raises PermissionDenied; ValidationError while a step is not done, or when they are closed already.
    """
    require(by, Action.CHANGE, meeting)
    meeting = _held(meeting)
    if left := meeting.why_not_close():
        raise ValidationError(left)
    meeting.closed_at, meeting.closed_by = timezone.now(), by
    meeting.save()
    name = f"notula-{meeting.held_on:%Y-%m-%d}.pdf"
    title = __("Minutes of %(date)s") % {"date": f"{meeting.held_on:%d/%m/%Y}"}
    add_file(obj=meeting, by=by, upload=ContentFile(pdf, name=name), title=title)
    return meeting
