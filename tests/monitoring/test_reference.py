from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import timezone

from core.land.regions import Region
from core.tools.rows.history import one_action
from monitoring import reference
from monitoring.effluent.rules import Verdict, judge
from monitoring.models import (
    EffluentClass,
    EffluentLimit,
    EffluentStandard,
    Instrument,
    Option,
    Question,
)
from monitoring.questionnaire.checks import problems
from monitoring.questionnaire.spec import spec_of


def test_reference_rows_load_once_and_stay(regions: Any) -> None:
    reference.load()
    before = (
        Instrument.history.count(),
        Question.history.count(),
        Option.history.count(),
        EffluentStandard.history.count(),
    )
    reference.load()
    assert before == (
        Instrument.history.count(),
        Question.history.count(),
        Option.history.count(),
        EffluentStandard.history.count(),
    )


def test_the_49_questions_and_their_weights(regions: Any) -> None:
    reference.load()
    full = Instrument.objects.with_questions().get(code="aksansi-2021")
    assert full.is_proposal
    assert [
        (a.code, int(a.weight), len(a.loaded_questions), sum(q.weight for q in a.loaded_questions))
        for a in full.loaded_aspects
    ] == [
        ("K", 25, 10, 100),
        ("T", 30, 13, 100),
        ("F", 25, 11, 100),
        ("G", 10, 8, 100),
        ("S", 10, 7, 100),
    ]
    pre = Instrument.objects.with_questions().get(code="pra-monitoring-2015")
    assert [a.code for a in pre.loaded_aspects] == ["K", "T", "F"]
    for aspect in full.loaded_aspects:
        for question in aspect.loaded_questions:
            assert question.label_id
            assert question.label_en
            if question.weight:
                scores = [o.score for o in question.loaded_options if o.score is not None]
                assert max(scores) == 100
                assert min(scores) <= 25


def test_a_frozen_instrument_is_left_alone(regions: Any) -> None:
    reference.load()
    row = Instrument.objects.get(code="aksansi-2021")
    row.frozen_at, row.title_id = timezone.now(), "Judul lama"
    row.save()
    reference.load()
    row.refresh_from_db()
    assert row.title_id == "Judul lama"


def test_a_sample_of_each_time_meets_its_rule(regions: Any) -> None:
    Region.objects.create(code="51", name="Bali", kind="provinsi")
    reference.load()
    rules = EffluentStandard.objects.all().rules()

    def verdict(parameter: str, value: int, day: str, region: str = "33.72") -> Verdict:
        unit = "" if parameter == "ph" else "mg/L"
        return judge(
            parameter=parameter,
            unit=unit,
            value=value,
            taken_on=day,
            region=region,
            standards=rules,
        ).verdict  # type: ignore[arg-type]

    assert verdict("bod", 90, "2014-01-10") is Verdict.MEETS
    assert verdict("bod", 90, "2018-11-13") is Verdict.EXCEEDS
    assert verdict("ph", 7, "2018-11-13") is Verdict.MEETS
    assert verdict("bod", 20, "2018-11-13", "34.04") is Verdict.MEETS
    assert verdict("bod", 45, "2025-09-08") is Verdict.EXCEEDS
    assert verdict("bod", 45, "2025-09-09") is Verdict.UNKNOWN
    assert verdict("bod", 20, "2026-01-01") is Verdict.UNKNOWN
    assert verdict("bod", 90, "2016-05-01", "51.02") is Verdict.MEETS
    assert verdict("free_chlorine", 2, "2018-05-01", "51.02") is Verdict.EXCEEDS


def test_a_rule_of_a_province_comes_with_its_province_and_holds_nowhere_else(regions: Any) -> None:
    def places() -> set[str | None]:
        reference.load()
        return set(EffluentStandard.objects.values_list("jurisdiction", flat=True))

    assert places() == {None, "34"}
    assert not EffluentStandard.objects.filter(jurisdiction=None, name__contains="Bali").exists()
    Region.objects.create(code="51", name="Bali", kind="provinsi")
    assert places() == {None, "34", "51"}


def test_rules_without_numbers_stand_by_name_and_tell_law_not_reviewer(regions: Any) -> None:
    for code in ("35", "73", "31", "63", "16", "18"):
        Region.objects.create(code=code, name=code, kind="provinsi")
    reference.load()
    rows = {row.code: row for row in EffluentStandard.objects.all()}
    new = rows["permenlh-11-2025"]
    assert [row.name[:14] for row in new.classes.order_by("pk")] == [
        "Lampiran I A.1", "Lampiran I A.2", "Lampiran I A.3", "Lampiran I B.1", "Lampiran I B.2",
    ]  # fmt: skip
    assert not new.limits.exists()
    assert not new.is_checked
    assert rows["p68-2016"].is_checked
    named = ("jatim", "sulsel", "dki", "kalsel", "sumsel", "lampung")
    assert {code.partition("-")[0] for code in rows} >= set(named)
    for row in rows.values():
        assert re.match(r"(Kepmen|Permen|Perda|Pergub)", row.source), row.source


def test_what_the_secretariat_entered_is_never_overwritten(regions: Any, secretariat: Any) -> None:
    reference.load()
    rule = EffluentStandard.objects.get(code="diy-7-2016")
    with one_action(by=secretariat):
        rule.is_complete, rule.valid_from, rule.note = True, "2016-05-11", "Lampiran dibaca."
        rule.save()
        limit = EffluentStandard.objects.get(code="p68-2016").limits.get(parameter="bod")
        limit.maximum = 29
        limit.save()
        asked = Question.objects.filter(aspect__instrument__code="aksansi-2021").first()
        asked.label_id = "Kata Sekretariat"
        asked.save()
    kept = EffluentStandard.objects.get(code="kepmenlh-112-2003")
    kept.note = "lama"
    kept.save()  # in nobody's name: an older file
    reference.load()
    rule.refresh_from_db()
    limit.refresh_from_db()
    asked.refresh_from_db()
    kept.refresh_from_db()
    assert (rule.is_complete, rule.valid_from, rule.note) == (
        True,
        "2016-05-11",
        "Lampiran dibaca.",
    )
    assert limit.maximum == 29
    assert asked.label_id == "Kata Sekretariat"
    assert kept.note.startswith("Berlaku bagi")


def test_a_correction_comes_as_a_new_version_beside_the_one_in_use(
    regions: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = reference.rows

    def of_before(name: str) -> list[dict[str, str]]:
        return [{**row, "edition": "lama"} if "edition" in row else row for row in real(name)]

    monkeypatch.setattr(reference, "rows", of_before)
    reference.load()
    monkeypatch.undo()
    old = Instrument.objects.get(code="aksansi-2021")
    old.frozen_at = timezone.now()
    old.save()
    reference.load()
    new = Instrument.objects.exclude(pk=old.pk).get(code="aksansi-2021")
    assert new.is_published and not new.is_frozen
    options = Option.objects.filter(question__aspect__instrument=new)
    # A decree of the village is the regular form; what is not in operation yet is not “not working”.
    assert options.get(question__code="K02", value="sk-lurah").score == 100
    waiting = options.get(question__code="T01", value="belum")
    assert (waiting.score, waiting.cap) == (None, "")
    assert options.filter(question__code="G02", value="badan-jalan").exists()


def test_every_reference_row_is_valid(regions: Any) -> None:
    reference.load()
    for model in (EffluentStandard, EffluentClass, EffluentLimit):
        for row in model.objects.all():
            row.full_clean()
    for form in Instrument.objects.with_questions():
        # One is for visits without a questionnaire: it has no questions, and nothing else to say.
        told = [problem.words for problem in problems(spec_of(form))]
        assert told == (["Belum ada pertanyaan."] if form.code == "tanpa-kuesioner" else [])
