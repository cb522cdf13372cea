"""Reference rows of the registry: the programmes of domain §3.3."""

from __future__ import annotations

from core.records.reference import put, rows
from ksm.models import Programme
from ksm.place import villages


def load() -> None:
    """Load `fixtures/reference/programmes.csv` by code; none is removed, what a person changed stays."""
    for line in rows("programmes.csv"):
        code = line.pop("code")
        put(Programme, {"code": code}, {**line, "position": int(line["position"])})


def link_villages() -> int:
    """Give records that were written before the villages were known their code; return how many."""
    return villages.link_all()
