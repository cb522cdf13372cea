"""Reference rows of the registry: the programmes of domain §3.3."""

from __future__ import annotations

import csv

from django.conf import settings

from ksm.models import Programme
from ksm.place import villages


def load() -> None:
    """Load `fixtures/reference/programmes.csv`; rows are updated by code, none is removed."""
    path = settings.BASE_DIR / "fixtures" / "reference" / "programmes.csv"
    known = {row.code: row for row in Programme.objects.all()}
    with path.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            values = {**line, "position": int(line["position"])}
            row = known.get(line["code"]) or Programme(code=line["code"])
            if row.pk and all(getattr(row, name) == value for name, value in values.items()):
                continue
            for name, value in values.items():
                setattr(row, name, value)
            row.full_clean()
            row.save()


def link_villages() -> int:
    """Give records that were written before the villages were known their code; return how many."""
    return villages.link_all()
