"""Kept counts are no second truth: after whatever write, they equal what is counted of the facts at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from core.access import Role
from core.people.users import User
from core.tools.rows.areas import EVERYWHERE
from ksm import dated, kept
from ksm.models import (
    Desludging,
    Facility,
    Group,
    KeptCounts,
    Operation,
    StatusRecord,
    TouchedCounts,
)
from monitoring.models import Answer, Question, Round, RoundTarget, Visit
from monitoring.recap import watch
from tests.around import shared_world
from tests.conftest import make_persona, make_regions
from tests.ksm.factories import (
    make_desludging,
    make_facility,
    make_group,
    make_operation,
    make_status,
)
from tests.monitoring import factories as f

keeps = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite reads the facts")
REACHES = (EVERYWHERE, ("34",), ("33.72", "34.04"), ())
PAST = dt.date(2019, 1, 1)


def make_world() -> None:
    """Two facilities in each of three regions: one in good order; the other passed by twice, where few pay."""
    rounds = [f.make_round(None, name=name, ends_on=PAST) for name in "AB"]
    for region in ("34.04", "34.01", "33.72"):
        good, bad = (
            make_facility(region, built_on="2019", latitude="-7.5", longitude="110.5")
            for _n in "ab"
        )
        make_operation(good, make_group(region), started_on="2015")
        if region != "33.72":
            make_desludging(good)
        for facility, share in ((good, "9/10"), (bad, "1/10")):
            f.make_answer(f.make_visit(facility, visited_on=PAST, state="approved"), "F03", share)
        for round_ in rounds:
            f.make_target(round_, bad)
    make_facility("34.01", built_on="2025", name="Kosong")
    Question.objects.filter(code="F03").update(practice="collection")
    Facility.objects.filter(region="33.72").update(stage="tidak_tahu")
    make_status(Facility.objects.filter(region="33.72")[0])


def told(name: str = "") -> dict[Any, Any]:
    """Return what every reader is told of every count."""
    day = timezone.localdate()
    return {
        (one.name, reach): kept.read(one, reach=reach, day=day)
        for one in kept._KNOWN
        for reach in REACHES
    }


def facts(monkeypatch: pytest.MonkeyPatch) -> dict[Any, Any]:
    with monkeypatch.context() as patch:
        patch.setattr(kept, "_keeps", lambda: False)
        return told()


def good() -> Facility:
    return Facility.objects.filter(region="34.04").order_by("pk")[0]


def bad() -> Facility:
    return Facility.objects.filter(region="34.04").order_by("pk")[1]


WRITES: dict[str, Callable[[], object]] = {
    "facility": lambda: make_facility("34.04", built_on="2001"),
    "first of a region": lambda: (
        Facility.objects.filter(region="34.01").update(archived_at=timezone.now()),
        kept.refresh(),
        make_facility("34.01", built_on="2001"),
    ),
    "group": lambda: make_group("34.04"),
    "group dissolved": lambda: Group.objects.filter(region="34.04").update(status="bubar"),
    "stage": lambda: Facility.objects.filter(pk=good().pk).update(stage="rencana"),
    "moved": lambda: Facility.objects.filter(pk=good().pk).update(
        region="33.72", code="33.72-0777"
    ),
    "place": lambda: Facility.objects.filter(pk=good().pk).update(latitude=None, longitude=None),
    "interval": lambda: Facility.objects.filter(pk=bad().pk).update(desludging_interval_years=20),
    "deleted": lambda: Facility.objects.filter(name="Kosong").delete(),
    "operation begun": lambda: make_operation(bad(), make_group("34.04"), started_on="2016"),
    "operation ended": lambda: Operation.objects.filter(facility=good()).update(ended_on="2017"),
    "operation deleted": lambda: Operation.objects.filter(facility=good()).delete(),
    "status": lambda: StatusRecord.objects.update(archived_at=timezone.now()),
    "emptied": lambda: make_desludging(bad()),
    "never emptied": lambda: Desludging.objects.update(archived_at=timezone.now()),
    "visit returned": lambda: Visit.objects.filter(facility=bad()).update(state="returned"),
    "target": lambda: RoundTarget.objects.filter(facility=bad()).update(archived_at=timezone.now()),
    "round goes on": lambda: Round.objects.update(ends_on=timezone.localdate()),
    "round archived": lambda: Round.objects.update(archived_at=timezone.now()),
    "answer": lambda: Answer.objects.filter(visit__facility=bad()).update(part=9, value="9/10"),
    "answer of no ratio": lambda: Answer.objects.filter(visit__facility=bad()).update(
        part=None, whole=None, value="?"
    ),
    "answer deleted": lambda: Answer.objects.filter(visit__facility=bad()).delete(),
    "another question": lambda: Question.objects.filter(code="F03").update(practice=""),
    "SQL": lambda: connection.cursor().execute("UPDATE ksm_operation SET ended_on = '2017'"),
}


@pytest.fixture(scope="module")
def before(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[Any, Any]]:
    with shared_world(django_db_blocker):
        make_regions()
        for name in ("secretariat", "officer"):
            make_persona(name)
        make_world()
        kept.refresh()
        yield told()


@keeps
@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("write", WRITES)
def test_counts_equal_the_facts_after_every_kind_of_write(
    write: str, before: dict[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert before["watch", EVERYWHERE]["34.04"] == [2, 1, 1, 0, 1, 1, 1]
    assert before["due", EVERYWHERE]["34.04"] == [1, 1, 0, 0, 202005, 1, 202212, 1]
    assert before["known", EVERYWHERE]["34.04"][1:] == [12, 2, 2]
    assert before["watch", ()] == {}
    WRITES[write]()
    now = facts(monkeypatch)
    assert now != before, "a write that changes nothing proves nothing"
    assert told() == now, "before anybody has counted anew"
    kept.refresh()
    assert told() == now
    assert not TouchedCounts.objects.exists()


@keeps
@pytest.mark.django_db
def test_where_nothing_changed_no_fact_is_read_and_a_new_day_counts_anew(
    before: dict[Any, Any], monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    assert kept.refresh() == 0
    reader = User.objects.get(role=Role.SECRETARIAT)
    with django_assert_num_queries(2):
        watch.counts_by_region(user=reader)
    month = timezone.localdate().replace(day=1)
    with monkeypatch.context() as patch, django_assert_num_queries(2):
        patch.setattr(dated, "MOST_OF_A_MONTH", 0)
        dated._due(reader, month, month + dt.timedelta(days=4000))
    day = timezone.localdate() + dt.timedelta(days=4000)
    monkeypatch.setattr(timezone, "localdate", lambda *_args, **_more: day)
    now = facts(monkeypatch)
    assert now != before
    assert told() == now
    assert kept.refresh() == 3
    assert told() == now
    KeptCounts.objects.filter(region="34.04").update(told={})
    assert told() == now, "what a later version counts is not there yet"
    assert kept.refresh() == 1
    call_command("kept_counts", "--all")
    assert told() == now
