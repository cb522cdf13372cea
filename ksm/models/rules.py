"""Conditions that several tables share, written for the database."""

from __future__ import annotations

from django.db.models import Q
from django.db.models.functions import Left, Length


def not_before(later: str, earlier: str) -> Q:
    """Return the check "`later` does not lie before `earlier`" for two partial dates.

    They compare at the coarser precision: "2015" does not lie before "2015-03".
    """
    return (
        Q(**{later: ""}) | Q(**{earlier: ""}) | Q(**{f"{later}__gte": Left(earlier, Length(later))})
    )
