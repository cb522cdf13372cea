"""Kept sums equal the facts after whatever write: each on the world of three regions whose sums were counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from core.access import Role
from core.records import bulk, undo
from core.records.batches import BatchKind
from core.records.review import ReviewMove
from core.records.steps import move
from ksm.doubles.merging import merge_facilities
from ksm.models import Facility, StatusRecord
from monitoring import services
from monitoring.models import (
    Answer,
    AspectScore,
    Instrument,
    Option,
    Question,
    Round,
    ScoreLine,
    Visit,
    VisitScore,
)
from monitoring.recap import kept
from tests.around import shared_world
from tests.conftest import make_persona, make_regions
from tests.importing import walk
from tests.monitoring import factories as f
from tests.monitoring.test_kept_sums import (
    NEW,
    OLD,
    approves,
    facts,
    first,
    keeps,
    make_world,
    person,
    recaps,
)


def corrects_after_unlocking(at: Visit) -> None:
    visit = move(obj=at, move_=ReviewMove.UNLOCK, by=person(Role.SECRETARIAT), remark="salah")
    assert isinstance(visit, Visit)
    answers = {f.question("T01"): ("rusak", ""), f.question("T02"): ("", "dk")}
    services.save_answers(visit=visit, by=person(Role.CHAPTER), answers=answers)
    services.score_visit(visit=visit)


def archives(at: Visit) -> bulk.BulkOutcome:
    by = person(Role.SECRETARIAT)
    outcome = bulk.run(task=bulk.archive_task(), model=Facility, keys=[at.facility_id], by=by)
    assert outcome.changed == 1
    return outcome


def takes_back(at: Visit) -> None:
    by = person(Role.SECRETARIAT)
    batch = bulk.remember(outcome=archives(at), kind=BatchKind.ARCHIVE, by=by)
    kept.refresh()
    assert undo.undo(stamp=batch.stamp, by=by).changed == 1


def closes_by_import(at: Visit) -> None:
    at.facility.refresh_from_db()
    table = f"Kode;Nama;Tahap;Ditutup\n{at.facility.code};{at.facility.name};Ditutup;2018"
    counts, rows = walk("facilities", person(Role.CHAPTER), table, write=True)
    assert counts.changed == 1, [row.reasons for row in rows]


def merges(at: Visit) -> None:
    other = Facility.objects.filter(region="34.04").exclude(pk=at.facility_id)[0]
    Visit.objects.filter(facility=other, visited_on=OLD).update(visited_on=dt.date(2016, 1, 1))
    Visit.objects.filter(facility=other, visited_on=NEW).update(visited_on=dt.date(2018, 9, 1))
    merge_facilities(kept=at.facility, merged=other, by=person(Role.CHAPTER))


def scores_by_another_version(at: Visit) -> None:
    by = person(Role.SECRETARIAT)
    made = services.make_version(instrument=at.instrument, by=by, edition="9")
    Option.objects.filter(question__aspect__instrument=made, value="baik").update(score=40)
    Instrument.objects.filter(pk=made.pk).update(published_at=timezone.now())
    round_ = Round.objects.get()
    services.rescore_round(round_=round_, instrument=Instrument.objects.get(pk=made.pk), by=by)


WRITES: dict[str, Callable[[Visit], object]] = {
    "approved": approves,
    "corrected": corrects_after_unlocking,
    "withdrawn": lambda at: Visit.objects.filter(pk=at.pk).update(state="returned"),
    "archived": archives,
    "taken back": takes_back,
    "imported": closes_by_import,
    "merged": merges,
    "scored by another version": scores_by_another_version,
    "moved to another region": lambda at: Facility.objects.filter(pk=at.facility_id).update(
        region="33.72", code="33.72-0777"
    ),
    "answer in bulk": lambda at: Answer.objects.filter(question__code="T02").update(value="99"),
    "answer deleted": lambda at: Answer.objects.filter(visit=at, question__code="F03").delete(),
    "visit deleted": lambda at: (at.scores.all().delete(), at.answers.all().delete(), at.delete()),
    "total": lambda at: VisitScore.objects.filter(visit=at).update(total=33),
    "aspect": lambda at: AspectScore.objects.filter(score__visit=at).update(value=12),
    "points": lambda at: ScoreLine.objects.filter(
        part__score__visit=at, option__isnull=False
    ).update(lost=7, aspect_lost=9),
    "seen no more": lambda at: StatusRecord.objects.update(archived_at=timezone.now()),
    "another question tells the function": lambda at: Question.objects.filter(code="T01").update(
        records=""
    ),
    "SQL": lambda at: connection.cursor().execute(
        "UPDATE monitoring_visit SET visited_on = '2016-01-01' WHERE id = %s", [at.pk]
    ),
}


@pytest.fixture(scope="module")
def before(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[Any, Any]]:
    """The recaps of a world whose sums are counted, which the writes find each for itself."""
    with shared_world(django_db_blocker):
        make_regions()
        for name in ("secretariat", "officer"):
            make_persona(name)
        make_world()
        kept.refresh()
        yield recaps()


@keeps
@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("write", WRITES)
def test_sums_equal_the_facts_after_every_kind_of_write(
    write: str, before: dict[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    if write == "another question tells the function":
        Instrument.objects.update(frozen_at=None)
        kept.refresh()
    WRITES[write](first())
    now = facts(monkeypatch)
    assert (now == before) is (write == "taken back"), "a write that changes nothing proves nothing"
    assert recaps() == now, "before anybody has counted anew"
    kept.refresh()
    assert recaps() == now
