"""What migrations write into instruments that are in use; the database guards these against everyone else."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from monitoring import reference, services
from monitoring.migrations import _guards
from monitoring.models import Answer, CrossCheck, Instrument, Question, ScoreLine
from tests.monitoring import factories as f
from tests.monitoring.test_models import guarded

__all__ = ["guarded"]
PRACTICES = import_module("monitoring.migrations.0010_practices_of_answers")
CHECKS = import_module("monitoring.migrations.0011_checks_of_instruments_in_use")
LEVELS = import_module("monitoring.migrations.0015_level_is_a_practice")
LINES = import_module("monitoring.migrations.0012_ratios_and_lines_as_rows")


def editor() -> Any:
    """Return one of the test's own connection: a process that ran a browser has another one than at its start."""
    return connection.schema_editor(atomic=False)


@pytest.fixture
def in_use(guarded: None) -> dict[str, Instrument]:
    """Our instruments, frozen while no part of them told of practices or checks yet."""
    reference.load()
    CrossCheck.objects.all().delete()
    Question.objects.update(practice="", done_if="")
    return {row.code: services.freeze(instrument=row) for row in Instrument.objects.all()}


def test_an_instrument_in_use_keeps_what_its_answers_counted_as(in_use: Any) -> None:
    PRACTICES.let_go(apps, editor())
    PRACTICES.tell_practices(apps, editor())
    PRACTICES.guard_again(apps, editor())
    told = Question.objects.exclude(practice="").values_list("code", "practice", "done_if")
    shipped = {
        (row["code"], row["practice"], row["done_if"])
        for row in reference.rows("instrument_questions.csv")
        if row["practice"]
    }
    levels = {row for row in shipped if row[1] == "level"}
    assert (len(shipped), levels) == (8, {("G08", "level", "")})
    assert set(told) == shipped - levels
    _guards.drop(apps, editor())
    LEVELS.tell_levels(apps, editor())
    _guards.make(apps, editor())
    assert set(told.all()) == shipped


def test_a_question_of_the_same_code_that_asks_no_level_tells_none(regions: Any) -> None:
    Question.objects.filter(pk=f.question("T01").pk).update(code="G08")
    LEVELS.tell_levels(apps, editor())
    assert not Question.objects.exclude(practice="").exists()


def test_our_instruments_in_use_get_their_checks_and_no_other_does(
    in_use: Any, monkeypatch: Any
) -> None:
    ours, other = in_use["aksansi-2021"], in_use["pra-monitoring-2015"]
    print_of = CHECKS.fingerprint(ours.aspects.all())
    known = {("aksansi-2021", ours.edition): print_of, (other.code, other.edition): "another"}
    monkeypatch.setattr(CHECKS, "OURS", known)
    for _again in range(2):
        CHECKS.give_unguarded(apps, editor())
    given = list(CrossCheck.objects.order_by("order").values_list("code", flat=True))
    assert given == [row["code"] for row in reference.rows("instrument_checks.csv")]
    assert set(CrossCheck.objects.values_list("instrument", flat=True)) == {ours.pk}
    assert CrossCheck.history.count() >= 10
    assert CHECKS.fingerprint(other.aspects.all()) != print_of


class Before:
    """The tables as the migration finds them: aspects of scores still hold their lines as text."""

    def __init__(self, rows: list[Any]) -> None:
        self.rows = rows
        self.objects = self

    def get_model(self, room: str, name: str) -> Any:
        return self if name == "AspectScore" else apps.get_model(room, name)

    def order_by(self, *_names: str) -> Before:
        return self

    def values_list(self, *_names: str) -> Before:
        return self

    def iterator(self, _size: int) -> Any:
        return iter(self.rows)


def test_kept_lines_and_ratios_become_rows(regions: Any) -> None:
    visit = f.make_visit(state="approved")
    f.make_answer(visit, "T01", "rusak")
    f.make_answer(visit, "F03", "11/24")
    f.make_answer(visit, "F12", "1/2 hari")
    services.score_visit(visit=visit)
    lines = ScoreLine.objects.order_by("part", "pk")
    asked = ("part", "question__code", "option__value", "why", "aspect_lost", "lost")
    kept = list(lines.values_list(*asked))
    parts: dict[int, Any] = {}
    for row in lines.select_related("part", "question", "option"):
        told = parts.setdefault(row.part_id, (row.part_id, row.part.aspect_id, [], []))
        if row.option is None:
            told[3].append([row.question.code, row.why])
            continue
        points = (row.aspect_gained, row.aspect_lost, row.gained, row.lost)
        told[2].append([row.question.code, row.option.value, *map(str, points)])
    assert any(told[2] for told in parts.values()) and any(told[3] for told in parts.values())
    ScoreLine.objects.all().delete()
    LINES.write_lines(Before(list(parts.values())), editor())
    assert list(lines.values_list(*asked)) == kept
    Answer.objects.update(part=None, whole=None)
    LINES.split(apps, editor())
    told = Answer.objects.order_by("question__code").values_list("question__code", "part", "whole")
    assert list(told) == [("F03", 11, 24), ("F12", None, None), ("T01", None, None)]
