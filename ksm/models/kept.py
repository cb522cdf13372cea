"""Counts kept of regions, so that a page of the country need not read all its facilities, and which were overtaken.

Only PostgreSQL keeps any: triggers write down every region whose facts change, in the same transaction and whoever
writes. `ksm.kept` reads and renews them.
"""

from __future__ import annotations

from django.db import models
from typing_extensions import override


class KeptCounts(models.Model):
    """What was counted of a kabupaten or kota as it stood on a day: `told` by the name of each count."""

    region = models.CharField(max_length=5, unique=True)
    day = models.DateField()
    told = models.JSONField()

    class Meta:
        ordering = ("region",)

    @override
    def __str__(self) -> str:
        return self.region


class TouchedCounts(models.Model):
    """A region whose kept counts are not to be used: its facts changed since."""

    region = models.CharField(max_length=5)
    written_by = models.BigIntegerField(null=True, blank=True)  # the transaction: once in each

    class Meta:
        ordering = ("region",)
        indexes = [models.Index(fields=("region", "written_by"), name="ksm_touched_by")]

    @override
    def __str__(self) -> str:
        return self.region
