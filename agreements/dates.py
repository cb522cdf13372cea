"""Rules over partial dates in words on forms."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.tools import partial_dates


def check_past(obj: models.Model, *names: str) -> None:
    """Raise ValidationError on the first of the partial dates that surely lies in the future."""
    today = timezone.localdate()
    for name in names:
        day = partial_dates.first_day(getattr(obj, name) or "")
        if day and day > today:
            raise ValidationError({name: _("This date is in the future.")})


def check_order(obj: models.Model, start: str, later: str) -> None:
    """Raise ValidationError on `later` where it surely lies before `start`."""
    if partial_dates.lies_before(getattr(obj, later) or "", getattr(obj, start) or ""):
        raise ValidationError({later: _("The end is before the beginning.")})
