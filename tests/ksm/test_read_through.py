"""Rows read for a file are the rows Django makes, in one question."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Value

from core.land.regions import Region
from core.tools.rows.through import read_through
from ksm.models import Facility, StatusRecord
from tests.ksm.factories import make_facility, make_status

pytestmark = pytest.mark.usefixtures("regions")


def test_rows_are_those_of_django(django_assert_num_queries: Any) -> None:
    village = Region.objects.create(code="34.04.01.2001", name="Sumberagung", kind="desa")
    for number in range(3):
        row = make_facility(
            technologies=["settler"], latitude="-7.5", longitude="110.25", built_on="2012"
        )
        make_status(row, active_sr=number)
    Facility.objects.filter(pk=row.pk).update(village_region=village)
    rows = Facility.objects.select_related("region", "village_region").with_latest_status()
    rows = rows.annotate(given=Value(1)).order_by("pk")
    with django_assert_num_queries(1):
        read = list(read_through(rows))
        words = [(str(one.region), str(one.village_region)) for one in read]
    theirs = list(rows)
    assert words == [(str(one.region), str(one.village_region)) for one in theirs]
    for ours, other in zip(read, theirs, strict=True):
        left = {name: value for name, value in vars(other).items() if name != "_state"}
        assert {name: value for name, value in vars(ours).items() if name != "_state"} == left
        assert not ours._state.adding and ours._state.db == other._state.db
    assert read[0].region is read[1].region
    assert read[0].region.aliases == theirs[0].region.aliases


def test_what_only_django_makes_is_left_to_it() -> None:
    make_status(make_facility())
    (row,) = read_through(StatusRecord.objects.prefetch_related("facility"))
    assert row.facility.code
    (row,) = read_through(StatusRecord.objects.select_related("facility__region"))
    assert str(row.facility.region) == "Kab. Sleman"
    (key,) = read_through(StatusRecord.objects.only("pk"))
    assert key.pk == row.pk and key.observed_on == row.observed_on
    assert list(read_through(StatusRecord.objects.none())) == []
