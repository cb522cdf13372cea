"""Plain makers of the registry's records; a test names only what it is about."""

from __future__ import annotations

import itertools
from typing import Any

from ksm.models import (
    CashMonth,
    DatedFact,
    Desludging,
    Facility,
    FundingContribution,
    Group,
    MemberDues,
    Operation,
    Paper,
    Programme,
    StatusRecord,
    Tariff,
    Works,
    WorksCost,
)

_numbers = itertools.count(9000)


def make_group(region: str = "34.04", **extra: Any) -> Group:
    number = next(_numbers)
    return Group.objects.create(
        region_id=region, **{"name": f"KSM Tirta {number}", "kind": "ksm", **extra}
    )


def make_facility(region: str = "34.04", **extra: Any) -> Facility:
    """A built facility with a code of its own, above those the service gives."""
    number = next(_numbers)
    values = {
        "code": f"{region}-{number}",
        "name": f"IPAL Komunal {number}",
        "facility_type": "ipal_komunal",
        "stage": "terbangun",
    }
    return Facility.objects.create(region_id=region, **{**values, **extra})


def make_status(facility: Facility, observed_on: str = "2018-06-01", **extra: Any) -> StatusRecord:
    return StatusRecord.objects.create(
        facility=facility, observed_on=observed_on, **{"function_status": "berfungsi", **extra}
    )


def make_operation(facility: Facility, group: Group | None = None, **extra: Any) -> Operation:
    if group is None and "named" not in extra:
        group = make_group(facility.region_id)
    return Operation.objects.create(
        facility=facility, group=group, **{"started_on": "2015", **extra}
    )


def make_works(facility: Facility, **extra: Any) -> Works:
    return Works.objects.create(
        facility=facility, **{"kind": "rehabilitasi", "status": "rencana", **extra}
    )


def make_cost(works: Works, **extra: Any) -> WorksCost:
    return WorksCost.objects.create(works=works, **{"funder": "DPU", "amount": 1_000_000, **extra})


def make_desludging(facility: Facility, done_on: str = "2017-05-02", **extra: Any) -> Desludging:
    return Desludging.objects.create(facility=facility, done_on=done_on, **extra)


def make_paper(facility: Facility, **extra: Any) -> Paper:
    return Paper.objects.create(
        facility=facility, **{"kind": "bast", "dated_on": "2016-05-02", **extra}
    )


def make_programme(code: str = "usri", **extra: Any) -> Programme:
    return Programme.objects.get_or_create(
        code=code, defaults={"label_en": "USRI loan", "label_id": "USRI pinjaman", **extra}
    )[0]


def make_contribution(facility: Facility, **extra: Any) -> FundingContribution:
    return FundingContribution.objects.create(facility=facility, **{"amount": 250_000_000, **extra})


def make_tariff(about: Any = None, region: str | None = "34.04", **extra: Any) -> Tariff:
    """A fee of 5,000 per household and month: of a facility, group, chapter or office, else of a region."""
    name = about._meta.model_name if about is not None else ""
    return Tariff.objects.create(
        region_id=about.region_id if about is not None else region,
        **({name: about} if name else {}),
        **{"amount": 5_000, "valid_from": "2018", **extra},
    )


def make_cash(group: Group, month: str = "2018-03", **extra: Any) -> CashMonth:
    return CashMonth.objects.create(
        group=group, month=month, **{"fees": 250_000, "pay": 100_000, **extra}
    )


def make_fact(region: str | None = "34.04", **extra: Any) -> DatedFact:
    values = {
        "topic": "monitoring",
        "subject": "IPAL dinilai",
        "value": 18,
        "as_of": "2016",
        "source": "Laman",
        **extra,
    }
    return DatedFact.objects.create(region_id=region, **values)


def make_dues(group: Group, year: int = 2018, **extra: Any) -> MemberDues:
    return MemberDues.objects.create(
        group=group, year=year, **{"due": 120_000, "paid": 120_000, **extra}
    )
