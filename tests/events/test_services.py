from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from core.land.regions import Region
from events import services
from events.models import AspectResult, EventPurpose, EventRegion
from tests.events import factories as f

DAY = dt.date(2018, 6, 1)


def test_purposes_keep_their_order_and_archive_what_is_gone(regions: Any) -> None:
    event = f.make_event()
    services.set_purposes(event=event, texts=["satu", " ", "dua", "tiga"])
    services.set_purposes(event=event, texts=["satu", "dua baru"])
    live = EventPurpose.objects.filter(event=event, archived_at__isnull=True)
    assert list(live.values_list("number", "text")) == [(1, "satu"), (2, "dua baru")]
    services.set_purposes(event=event, texts=["satu", "dua baru", "tiga lagi"])
    assert EventPurpose.objects.filter(event=event).count() == 3
    versions = EventPurpose.objects.get(event=event, number=1).history.count()
    assert versions == 1  # unchanged rows are not written again


def test_regions_outside_the_choice_stay(regions: Any) -> None:
    event = f.make_event(regions=("33.72", "34.01"))
    services.set_regions(
        event=event, chosen=[Region.objects.get(pk="34.04")], choosable=["34.04", "34.01"]
    )
    live = EventRegion.objects.filter(event=event, archived_at__isnull=True)
    assert set(live.values_list("region", flat=True)) == {"33.72", "34.04"}
    services.set_regions(event=event, chosen=[Region.objects.get(pk="34.01")], choosable=["34.01"])
    assert set(live.values_list("region", flat=True)) == {"33.72", "34.04", "34.01"}


def test_a_groups_result_per_aspect(regions: Any) -> None:
    result = f.make_group_result(f.make_event())
    services.set_aspect_results(result=result, texts={"teknis": "pipa", "keuangan": "iuran"})
    services.set_aspect_results(result=result, texts={"teknis": "pipa dan manhole"})
    live = AspectResult.objects.filter(archived_at__isnull=True)
    assert list(live.values_list("aspect", "text")) == [("teknis", "pipa dan manhole")]


def test_done_once_with_proof_and_not_in_the_future(officer: Any) -> None:
    row = f.make_commitment()
    with pytest.raises(ValidationError):
        services.mark_done(commitment=row, by=officer, on=DAY, proof="  ")
    with pytest.raises(ValidationError):
        services.mark_done(
            commitment=row, by=officer, on=timezone.localdate() + dt.timedelta(days=2), proof="Foto"
        )
    row = services.mark_done(commitment=row, by=officer, on=DAY, proof=" Notula ")
    assert (row.done_on, row.proof) == (DAY, "Notula")
    with pytest.raises(ValidationError):
        services.mark_done(commitment=row, by=officer, on=DAY, proof="Lagi")


def test_opening_again_needs_a_reason(officer: Any) -> None:
    row = f.make_commitment(done_on=DAY, proof="Notula")
    with pytest.raises(ValidationError):
        services.reopen(commitment=row, by=officer, reason="")
    row = services.reopen(commitment=row, by=officer, reason="Keliru")
    assert row.done_on is None
    assert row.history.first().history_change_reason == "Keliru"


def test_a_guest_sees_but_does_not_close_the_hosts_promise(officer: Any, official: Any) -> None:
    row = f.make_commitment(f.make_event("33.72", regions=("34.04",)))
    for user in (officer, official):
        with pytest.raises(PermissionDenied):
            services.mark_done(commitment=row, by=user, on=DAY, proof="Foto")
