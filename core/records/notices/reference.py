"""Reference data of the mails: when people are reminded, and a wording of each kind to be written over."""

from __future__ import annotations

from django.db import transaction

from core.records.notices.kinds import KINDS
from core.records.notices.models import MailText, ReminderRule
from core.records.reference import put, rows


@transaction.atomic
def load() -> None:
    """Add the rows that are missing."""
    for name in KINDS:
        put(MailText, {"kind": name}, {})
    for line in rows("reminders.csv"):
        put(ReminderRule, {"what": line["what"], "days_before": int(line["days_before"])}, {})
