"""The figures a year's report takes from the records: each of them seen with a value, and what must not count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from core.land.regions import Region
from core.people.users import User
from ksm.models import StatusRecord
from planning.counted import Counted, count_indicators
from tests.around import shared_world
from tests.conftest import make_persona, make_regions
from tests.events import factories as events
from tests.ksm.factories import make_facility, make_group, make_operation
from tests.monitoring.factories import make_visit
from tests.planning import factories as make

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 1, 1)


def counted(user: Any, year: int = 2018) -> dict[str, Counted]:
    region = Region.objects.get(pk="34.04")
    return count_indicators(user=user, region=region, year=year, today=TODAY)


def observed(region: str, function: str, condition: str, **served: int) -> Any:
    facility = make_facility(region, built_on="2014")
    StatusRecord.objects.create(
        facility=facility, observed_on="2018-05", function_status=function, physical_condition=condition, **served
    )  # fmt: skip
    return facility


@pytest.fixture(scope="module")
def year_2018(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Counted]]:
    with shared_world(django_db_blocker):
        make_regions()
        yield make_year(make_persona("officer"))


def make_year(officer: Any) -> dict[str, Counted]:
    """Make a year in which something stands behind each figure, and beside it what must not count."""
    good = observed("34.04", "berfungsi", "baik", active_sr=10, kk=12, jiwa=50)
    partly = observed("34.04", "berfungsi_sebagian", "rusak_berat", active_sr=7, kk=8, jiwa=30)
    partly.facility_type = "mck_plus"
    partly.save()
    broken = observed("34.04", "tidak_berfungsi", "rusak_berat")
    foreign = observed("33.72", "berfungsi", "rusak_berat", active_sr=900, kk=900, jiwa=900)
    melati, mawar = make_group(name="KSM Melati"), make_group(name="KSM Mawar")
    for facility, group in ((good, melati), (partly, melati), (broken, mawar)):
        make_operation(facility, group)
    make_operation(foreign, make_group("33.72"))
    for facility, day in ((good, 8), (good, 9), (partly, 8), (foreign, 8)):
        make_visit(facility, visited_on=dt.date(2018, 5, day), state="approved")
    make_visit(broken, visited_on=dt.date(2017, 5, 8), state="approved")
    for values, (women, men) in (
        ({}, (20, 15)),
        ({"starts_on": "2018-09"}, (4, 6)),
        ({"kind": "meeting"}, (99, 0)),
        ({"starts_on": "2017-09"}, (99, 0)),
        ({"region": "33.72"}, (99, 0)),
        ({"state": "planned", "starts_on": "2018-12"}, (99, 0)),
    ):
        region = values.pop("region", "34.04")
        events.make_attendance(events.make_event(region, **values), women=women, men=men)
    activity = make.make_activity()
    older = make.make_activity(plan=make.make_plan(year=2017))
    for where, fund, cost in (
        (activity, "apbd", 1_500_000), (activity, "donor", 500_000), (activity, "aksansi", 700_000), (older, "apbd", 9_000_000),
    ):  # fmt: skip
        make.make_progress(
            activity=where, fund=fund, cost=Decimal(cost), date=dt.date(where.plan.year, 5, 5)
        )
    return counted(officer)


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("unit-terdata", 3),
        ("unit-berfungsi", Decimal("33.3")),  # partly working is its own figure
        ("sr-aktif", 17),
        ("kk-terlayani", 20),
        ("jiwa-terlayani", 80),
        ("spm-spald-t", 12),
        ("spm-spald-s", 8),
        ("sarana-rusak", 2),
        ("ksm-dibina", 1),  # three visits to two facilities of one group
        ("peserta-pelatihan", 45),
        ("dana-dimobilisasi", 2_000_000),
    ],
)
def test_each_figure_is_told_by_the_records(
    year_2018: dict[str, Counted], code: str, value: Any
) -> None:
    assert year_2018[code].value == value
    assert year_2018[code].url and year_2018[code].how


def test_a_year_without_records_tells_nothing(year_2018: dict[str, Counted]) -> None:
    """Unknown is not 0: what nobody recorded is no figure."""
    officer = User.objects.get(username="officer")
    assert counted(officer, 2012) == {}
    assert set(counted(officer, 2019)) == {  # what stands goes on standing as it was last seen
        "unit-terdata", "unit-berfungsi", "sr-aktif", "kk-terlayani", "jiwa-terlayani", "sarana-rusak",
        "spm-spald-t", "spm-spald-s",
    }  # fmt: skip
