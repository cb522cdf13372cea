from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as __

from chapters.models import Official
from core.access import Action, require
from core.people.users import User
from core.records.review import hold_row


@transaction.atomic
def replace_official(
    *, official: Official, by: User, on: dt.date, successor: Official | None = None
) -> Official:
    """End an official's term on a day and link the successor, who is new (mutasi). Returns the one who left.

    Raises ValidationError where the term ended already or would end before it began.
    """
    require(by, Action.CHANGE, official)
    official = hold_row(official)
    if official.ended_on:
        raise ValidationError(__("This term of office has ended already."))
    if official.started_on and on < official.started_on:
        raise ValidationError(__("The end is before the beginning."))
    official.ended_on = on
    if successor is not None:
        successor.started_on = successor.started_on or on
        successor.office_id = successor.office_id or official.office_id
        successor.save()
        official.successor = successor
    official.save()
    return official
