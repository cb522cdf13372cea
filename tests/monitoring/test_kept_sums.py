"""Kept sums are no second truth: after whatever write they, and what is read beside them, equal the facts."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from core.access import Role
from core.land.regions import Region
from core.people.users import User
from ksm.models import Facility
from monitoring import services
from monitoring.models import (
    Instrument,
    KeptSums,
    Question,
    Round,
    TouchedRegion,
    Visit,
)
from monitoring.recap import kept
from monitoring.recap.recap import build_recap
from monitoring.recap.visits import Scope
from tests.at_once import at_once
from tests.ksm.factories import make_facility, make_status
from tests.monitoring import factories as f

keeps = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite reads the facts")
OLD, NEW = dt.date(2017, 3, 1), dt.date(2018, 3, 1)


def visited(facility: Facility, answer: str, day: dt.date = OLD, **extra: Any) -> Visit:
    visit = f.make_visit(facility, visited_on=day, state="approved", **extra)
    f.make_answer(visit, "T01", answer)
    f.make_answer(visit, "T02", str(10 + visit.pk % 7))
    f.make_answer(visit, "F03", f"{visit.pk % 5}/8")
    services.score_visits(visits=[visit.pk], instrument=visit.instrument)
    return visit


def make_world() -> None:
    """Facilities of three regions in two provinces, visited twice, in a round and out of it."""
    instrument = f.make_instrument()
    Question.objects.filter(code="T01").update(records="function")
    round_ = f.make_round(None, name="Nasional")
    for region in ("34.04", "34.04", "34.01", "33.72"):
        facility = make_facility(region)
        visited(facility, "rusak", round=round_)
        visited(facility, "baik", NEW, is_example=region == "34.01")
    Facility.objects.filter(region="33.72").update(stage="tidak_tahu")
    make_status(Facility.objects.get(region="33.72"))
    assert instrument.pk


def first(region: str = "34.04") -> Visit:
    return Visit.objects.filter(facility__region=region, visited_on=NEW).order_by("pk")[0]


def recaps() -> dict[Any, Any]:
    """Return what the country's reader may ask for, and what an officer is shown: recaps, instruments offered."""
    found: dict[Any, Any] = {}
    country, own = person(Role.SECRETARIAT), person(Role.CHAPTER)
    for user, places in ((country, ("", "34", "34.04", "33.72")), (own, ("",))):
        for place in places:
            region = Region.objects.get(pk=place) if place else None
            found[user, place] = kept.instruments_used(user=user, region=region)
            for instrument in Instrument.objects.all():
                for round_ in (None, *Round.objects.all()):
                    scope = Scope(region, round_, instrument)
                    found[user, place, instrument, round_] = build_recap(user=user, scope=scope)
    return found


def facts(monkeypatch: pytest.MonkeyPatch) -> dict[Any, Any]:
    """Return the same without anything kept."""
    with monkeypatch.context() as patch:
        patch.setattr(kept, "_keeps", lambda: False)
        return recaps()


def person(role: str) -> User:
    return User.objects.get(role=role)


def approves(at: Visit) -> None:
    visit = f.make_visit(at.facility, visited_on=dt.date(2019, 1, 1), state="submitted")
    f.make_answer(visit, "T01", "rusak")
    services.approve_visit(visit=visit, by=person(Role.SECRETARIAT))


@keeps
@pytest.mark.django_db
def test_where_nothing_changed_no_fact_is_read_and_elsewhere_only_what_changed(
    secretariat: Any, officer: Any, django_assert_max_num_queries: Any
) -> None:
    make_world()
    call_command("recap_sums", "--all")
    assert not TouchedRegion.objects.exists()
    country = kept.cover(user=secretariat, region=None)
    assert country.visits is None
    assert {row.area for row in KeptSums.objects.filter(country.kept)} == {""}
    approves(first())
    changed = kept.cover(user=secretariat, region=None)
    assert {visit.facility.region_id for visit in changed.visits} == {"34.04"}
    assert {row.area for row in KeptSums.objects.filter(changed.kept)} == {"33", "34.01"}
    assert kept.cover(user=secretariat, region=Region.objects.get(pk="33")).visits is None
    assert kept.refresh() == 1
    assert kept.refresh() == 0
    facility = first().facility
    facility.name = "Nama baru"
    facility.save()
    assert not TouchedRegion.objects.exists(), "a name changes no figure"


@keeps
@pytest.mark.django_db
def test_what_a_coming_day_changes_by_itself_is_kept_for_a_day_only(
    secretariat: Any, officer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_world()
    end = timezone.localdate() + dt.timedelta(days=3)
    Facility.objects.filter(region="34.01").update(stage="ditutup", closed_on=end.isoformat())
    kept.refresh()
    before = recaps()
    for days in (1, 4):
        day = timezone.localdate() + dt.timedelta(days=days)
        with monkeypatch.context() as patch:
            patch.setattr(timezone, "localdate", lambda *_args, day=day: day)
            assert kept.cover(user=secretariat, region=None).visits is not None
            now = facts(patch)
            assert recaps() == now
            assert kept.refresh() == 1
            assert recaps() == now
    country = (secretariat, "", f.make_instrument(), None)
    assert (before[country].visited, now[country].visited) == (4, 3)


@pytest.mark.django_db(transaction=True)
def test_what_one_connection_writes_another_reads_at_once(
    secretariat: Any, officer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One writes, one counts anew, one reads, at the same moment; then each write is read by the next breath."""
    make_world()
    kept.refresh()
    by = person(Role.SECRETARIAT)
    scope = Scope(None, None, f.make_instrument())
    visits = list(Visit.objects.filter(visited_on=NEW).order_by("pk").values_list("pk", flat=True))

    def withdraw(pk: int) -> None:
        with transaction.atomic():
            Visit.objects.filter(pk=pk).update(state="returned")

    for number, pk in enumerate(visits):
        (error, *_others) = at_once(
            lambda pk=pk: withdraw(pk),
            kept.refresh,
            lambda: build_recap(user=by, scope=scope).visited,
        )
        assert error is None
        told = build_recap(user=by, scope=scope)
        assert told.first_visit == OLD and told.examples == (0 if number >= 2 else 1)
        assert recaps() == facts(monkeypatch)
    kept.refresh()
    assert recaps() == facts(monkeypatch)


@keeps
@pytest.mark.django_db(transaction=True)
def test_what_is_not_committed_is_seen_by_its_own_connection_alone(
    secretariat: Any, officer: Any
) -> None:
    make_world()
    kept.refresh()
    by, scope = person(Role.SECRETARIAT), Scope(None, None, f.make_instrument())

    def scored() -> int:
        return build_recap(user=by, scope=scope).examples

    written, was_read = threading.Event(), threading.Event()

    def write() -> int:
        with transaction.atomic():
            Visit.objects.filter(facility__region="34.01", visited_on=NEW).update(is_example=False)
            own = scored()
            written.set()
            assert was_read.wait(timeout=20)
        return own

    def read() -> tuple[int, int]:
        assert written.wait(timeout=20)
        try:
            return scored(), kept.refresh()
        finally:
            was_read.set()

    assert at_once(write, read) == [0, (1, 0)]
    assert scored() == 0
    assert kept.refresh() == 1
    assert scored() == 0
