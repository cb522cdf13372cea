"""Blockers that a long silence suggests: derived, never stored, raised by one click (domain §7.3, assumption)."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as __

from agreements import pipeline
from agreements.models import Contact, Partnership
from core.tools import partial_dates
from core.tools.rows.values import value_class

SUGGESTED = {
    pipeline.PKS_DRAFT: "B1_NO_RESPONSE_DRAFT",
    pipeline.MECHANISM: "B3_NO_RESPONSE_FUNDING",
}
"""Which blocker silence at a stage suggests: the draft without reply, the funding proposal without reply."""


@value_class
class Suggestion:
    """`since`: partial date of the last reply, or of the beginning of the stage; `days` since then."""

    reason: str
    since: str
    days: int

    @property
    def code(self) -> str:
        return self.reason.split("_", 1)[0]

    @property
    def words(self) -> str:
        return __("No reply since %(date)s (%(days)s days). Is this %(code)s?") % {
            "date": partial_dates.display(self.since),
            "days": self.days,
            "code": self.code,
        }

    @property
    def note(self) -> str:
        """What the blocker says happened, when the suggestion is taken."""
        return __("No reply since %(date)s.") % {"date": partial_dates.display(self.since)}


def suggestion_for(partnership: Partnership, *, at: dt.date) -> Suggestion | None:
    """Return the blocker that silence suggests for a partnership (from `with_standing`); None where none.

    Silence: no contact with a reply for as many days as the stage allows, at one that waits for an answer;
    what is open already is not suggested again. One query.
    """
    if partnership.is_past or not partnership.open_entries:
        return None
    entry = partnership.open_entries[0]
    reason = SUGGESTED.get(entry.stage_id)
    if reason is None or any(blocker.reason_id == reason for blocker in partnership.open_blockers):
        return None
    since = max(entry.entered_on, last_reply(partnership))
    days = pipeline.days_since(since, at)
    if days is None or since > partnership.quiet_since(entry.stage, at):
        return None
    return Suggestion(reason, since, days)


def last_reply(partnership: Partnership) -> str:
    """Return the partial date of the last contact in which the counterpart answered, "" for none."""
    contacts = Contact.objects.current().filter(partnership=partnership, held_on__gt="")
    return contacts.answered().latest_first().values_list("held_on", flat=True).first() or ""
