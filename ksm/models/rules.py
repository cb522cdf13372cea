"""Conditions that several tables share, written for the database."""

from __future__ import annotations

from django.db.models import F, Q
from django.db.models.functions import Left, Length
from django.db.models.lookups import Exact


def village_within(village: str, region: str) -> Q:
    """Return the check "the village is one, and of this kabupaten or kota" for two region keys."""
    inside = Q(Exact(Length(village), 13)) & Q(Exact(Left(village, 5), F(region)))
    return Q(**{f"{village}__isnull": True}) | inside
