"""Rules over partial dates in words on forms."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.tools import partial_dates


def check_past(obj: models.Model, *names: str) -> None:
    """Raise ValidationError on the first of the partial dates that surely lies in the future."""
    for name in names:
        if partial_dates.in_future(getattr(obj, name)):
            raise ValidationError({name: _("This date is in the future.")})


def check_order(obj: models.Model, start: str, later: str) -> None:
    """Raise ValidationError on `later` where it surely lies before `start`."""
    if partial_dates.lies_before(getattr(obj, later) or "", getattr(obj, start) or ""):
        raise ValidationError({later: _("The end is before the beginning.")})
