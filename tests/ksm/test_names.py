"""Names that may mean the same, asked about at entry."""

from __future__ import annotations

from typing import Any

import pytest

from ksm.doubles import twins
from tests.ksm import factories as f

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("IPAL Audit Satu", "Audit IPAL Satu", True),
        ("KSM. Audit", "KSM Audit", True),
        ("ksm  melati", "KSM Melati", True),
        ("KSM Mekar Sari", "KSM Mekarsari", True),
        ("IPAL Sumberejo", "IPAL Sumberrejo", True),
        ("Kelompok Swadaya Masyarakat Mawar", "KSM Mawar", True),
        ("KSM Melati 1", "KSM Melati 2", False),
        ("KSM Melati I", "KSM Melati II", False),
        ("IPAL RT 04", "IPAL RT 05", False),
        ("KSM Mawar", "KSM Melati", False),
        ("KSM Ani", "KSM Adi", False),
        ("MCK Plus A", "MCK Plus B", False),
    ],
)
def test_names_are_compared_kindly(officer: Any, one: str, other: str, same: bool) -> None:
    kept = f.make_group(name=one, village="Sinduadi")
    f.make_group(name="KSM Tirta Kencana", village="Sinduadi")
    for village, asked in (("sinduadi", same), ("", same), ("Galur", False)):
        found = twins.same_name(
            type(kept), officer, region=kept.region, name=other, village=village
        )
        assert [twin.record for twin in found] == ([kept] if asked else [])
