"""The demonstration set of the room: enters through the forms, twice without a change, examples marked."""

from __future__ import annotations

from typing import Any

import pytest

from aksansi.demo import accounts, planning
from chapters.models import Chapter
from core.land.regions import Region
from planning import reference
from planning.models import (
    Achievement,
    Activity,
    AnnualPlan,
    AnnualReport,
    Goal,
    Indicator,
    Progress,
    StrategyEdition,
    Vision,
)


@pytest.fixture
def loaded(regions: Any, settings: Any) -> Any:
    settings.DEMO = True
    Region.objects.create(code="33.75", name="Kota Pekalongan", kind="kota", parent_id="33")
    for code in ("34.01", "34.04", "33.75"):
        Chapter.objects.create(region_id=code, status="active")
    actor = accounts.load()
    reference.load()
    planning.load(actor)
    return actor


def counts() -> dict[str, int]:
    models = (
        Vision,
        Goal,
        AnnualPlan,
        Activity,
        Progress,
        AnnualReport,
        Achievement,
        StrategyEdition,
        Indicator,
    )
    found = {model.__name__: model.objects.count() for model in models}
    return found | {f"{model.__name__} history": model.history.count() for model in models}


def test_it_loads_and_a_second_time_changes_nothing(loaded: Any) -> None:
    before = counts()
    assert all(before.values())
    reference.load()
    planning.load(loaded)
    assert counts() == before


def test_the_main_job_can_begin(loaded: Any) -> None:
    report = AnnualReport.objects.get(chapter__region="34.04", year=2018)
    assert report.state == "draft" and report.missing_for_submission() == []
    assert AnnualPlan.objects.get(chapter__region="34.04", year=2018).is_approved
    assert AnnualReport.objects.get(chapter__region="34.01", year=2021).is_approved


def test_nothing_invented_looks_real(loaded: Any) -> None:
    assert not Vision.objects.filter(is_example=False).exists()
    assert not Goal.objects.filter(is_example=False).exists()
    assert not Activity.objects.filter(is_example=False).exists()
    for model in (Progress, Achievement, StrategyEdition):
        real = model.objects.filter(is_example=False)
        assert real.exists() and not real.filter(source="").exists()
    assert not AnnualPlan.objects.filter(is_example=False, source="").exists()
    assert not AnnualReport.objects.filter(is_example=False, source="").exists()


def test_sleman_2016_is_told_as_its_source_tells_it(loaded: Any) -> None:
    line = Achievement.objects.get(
        annual_report__chapter__region="34.04", annual_report__year=2016, target=49
    )
    assert (line.realised, line.verdict.percent) == (46, 94)


def test_indicators_are_brought_up_to_date_once(loaded: Any) -> None:
    Indicator.objects.filter(code="keluhan").update(label_id="Lama")
    before = Indicator.history.count()
    reference.load()
    reference.load()
    assert Indicator.history.count() == before + 1
    assert Indicator.objects.get(code="keluhan").label_id != "Lama"
