"""Rules over partial dates: in the database, and in words on forms."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.db.models.functions import Left, Length
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.pipeline import earlier
from core.tools import partial_dates


def not_before(later: str, start: str) -> Q:
    """Return the condition "`later` is not before `start`" for two partial date columns.

    Blank passes; "2015" is not before "2015-03" (the same year; they compare no further).
    """
    same = Exact(Left(start, Length(later)), F(later))
    return Q(**{later: ""}) | Q(**{start: ""}) | Q(**{f"{later}__gte": F(start)}) | Q(same)


def check_past(obj: Any, *names: str) -> None:
    """Raise ValidationError on the first of the partial dates that surely lies in the future."""
    today = timezone.localdate()
    for name in names:
        day = partial_dates.first_day(getattr(obj, name) or "")
        if day and day > today:
            raise ValidationError({name: _("This date is in the future.")})


def check_order(obj: Any, start: str, later: str) -> None:
    """Raise ValidationError on `later` where it surely lies before `start`."""
    if earlier(getattr(obj, later) or "", getattr(obj, start) or ""):
        raise ValidationError({later: _("The end is before the beginning.")})
