"""Sums kept of approved visits, so that a recap of the country need not read them all, and which have been overtaken.

Only PostgreSQL keeps any: its triggers (migration 0017) write down every region whose facts change, in the same
transaction and whoever writes. `monitoring.recap.kept` reads and renews them.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from typing_extensions import override

from monitoring.models.instruments import Instrument
from monitoring.models.rounds import Round


class KeptSums(models.Model):
    """The sums (`monitoring.recap.sums.Sums`) of one area by one instrument, of a round or of all visits.

    `area`: code of a region, of a province, or "" for the country; `level`: 2, 1, 0. `approved`, `latest`: all
    approved visits entered by the instrument and the day of the last, without a round only. `figures` stand apart for
    their length.
    """

    area = models.CharField(max_length=5, blank=True)
    level = models.PositiveSmallIntegerField()
    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="+")
    round = models.ForeignKey(Round, models.CASCADE, null=True, blank=True, related_name="+")
    approved = models.PositiveIntegerField(default=0)
    latest = models.DateField(null=True, blank=True)
    told = models.JSONField()
    figures = models.JSONField()

    class Meta:
        ordering = ("area", "instrument", "round")
        constraints = [
            models.UniqueConstraint(
                fields=("area", "instrument", "round"),
                condition=Q(round__isnull=False),
                name="monitoring_sums_of_round_once",
            ),
            models.UniqueConstraint(
                fields=("area", "instrument"),
                condition=Q(round__isnull=True),
                name="monitoring_sums_once",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.area}: {self.instrument_id}, {self.round_id}"


class TouchedRegion(models.Model):
    """A region whose kept sums are not to be used: its facts changed since, or will by themselves from a day on."""

    region = models.CharField(max_length=5)
    written_by = models.BigIntegerField(
        null=True, blank=True
    )  # the database's transaction: once in each
    since = models.DateField(null=True, blank=True)  # None: from now on

    class Meta:
        ordering = ("region",)
        indexes = [
            models.Index(fields=("region", "written_by"), name="monitoring_touched_by"),
        ]

    @override
    def __str__(self) -> str:
        return self.region
