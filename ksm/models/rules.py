"""Conditions that several tables share, written for the database."""

from __future__ import annotations

from django.db.models import F, Q
from django.db.models.functions import Left, Length
from django.db.models.lookups import Exact


def not_before(later: str, earlier: str) -> Q:
    """Return the check "`later` does not lie before `earlier`" for two partial dates.

    They compare at the coarser precision: "2015" does not lie before "2015-03".
    """
    return (
        Q(**{later: ""}) | Q(**{earlier: ""}) | Q(**{f"{later}__gte": Left(earlier, Length(later))})
    )


def village_within(village: str, region: str) -> Q:
    """Return the check "the village is one, and of this kabupaten or kota" for two region keys."""
    inside = Q(Exact(Length(village), 13)) & Q(Exact(Left(village, 5), F(region)))
    return Q(**{f"{village}__isnull": True}) | inside
