"""The demonstration set of the room: enters through the forms, twice without a change, examples marked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings

from aksansi.demo import accounts, planning
from aksansi.demo.entering import tree
from aksansi.demo.relative import resolved
from chapters.models import Chapter
from core.land.regions import Region
from planning import reference
from planning.models import (
    Achievement,
    Activity,
    AnnualPlan,
    AnnualReport,
    BudgetProposal,
    Goal,
    Indicator,
    Progress,
    Service,
    StrategyEdition,
    Vision,
)
from planning.national.codes import SipdCode
from planning.national.fields import DataSet
from planning.national.rows import rows_of
from planning.national.suggest import suggested
from tests.around import shared_world
from tests.conftest import make_regions

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    with shared_world(django_db_blocker), override_settings(DEMO=True):
        make_regions()
        Region.objects.create(code="33.75", name="Kota Pekalongan", kind="kota", parent_id="33")
        for code in ("34.01", "34.04", "33.75"):
            Chapter.objects.create(region_id=code, status="active")
        actor = accounts.load()
        reference.load()
        planning.load(actor)
        yield actor


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


def test_codes_of_the_budget_stand_on_made_up_lines_whose_words_name_the_work(loaded: Any) -> None:
    """The national form of a region and year is not empty; the years before the list stay without a code."""
    actor = loaded
    chapter = Chapter.objects.get(region_id="34.04")
    plan = resolved(tree("living.json"), today=dt.date(2026, 11, 30))["plans"][-1]
    year = 2026
    planning.enter_plan(actor, None, chapter, {**plan, "year": year})
    region = chapter.region
    rows = list(rows_of(DataSet.ACTIVITIES, user=actor, region=region, year=year))
    coded = {row["kegiatan"]: row for row in rows if row.get("kode_sipd")}
    assert set(coded) == {"Penyedotan terjadwal (LLTT)", "Uji efluen IPAL komunal"}
    assert len(coded) < len(rows), "most lines are still to be matched by people"
    assert all(row["contoh"] == "ya" and row["edisi_sipd"] for row in coded.values())
    assert coded["Penyedotan terjadwal (LLTT)"]["nama_sipd"] == (
        "Penyediaan Jasa Penyedotan Lumpur Tinja"
    )
    known = list(SipdCode.objects.to_choose())
    for line in Activity.objects.exclude(sipd_code=None):
        words = f"{line.title} {line.purpose} {line.indicator}"
        assert line.sipd_code in suggested(words, known, most=12), line.title
        assert line.is_example and line.plan.year >= 2020
    proposal = BudgetProposal.objects.get()
    assert proposal.is_example and proposal.sipd_code.code == "1.03.05.2.01.0033"
    assert Service.objects.get(code="pengurasan").sipd_code == proposal.sipd_code
    assert not Service.objects.exclude(code="pengurasan").exclude(sipd_code=None).exists()
