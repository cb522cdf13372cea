"""The made-up national set: complete, marked, repeatable, only where it may be."""

from __future__ import annotations

import runpy
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db.models import F
from django.urls import resolve

from bench.generate_national import Command
from bench.national import SOURCE
from chapters.models import Chapter
from core.land import reference
from ksm.models import Desludging, Facility, FacilityNumber, Group, Operation, StatusRecord
from ksm.services import register_facility
from monitoring import reference as monitoring_reference
from monitoring.models import Answer, Finding, Result, Round, RoundTarget, Sample, Visit, VisitScore
from tests.conftest import make_user

pytestmark = pytest.mark.once

MADE = (
    Group,
    Facility,
    Operation,
    StatusRecord,
    Desludging,
    Chapter,
    Visit,
    Answer,
    Round,
    RoundTarget,
    Finding,
    Sample,
    Result,
)


@pytest.fixture
def villages(regions: Any) -> None:
    reference.load_villages()
    monitoring_reference.load()


def generate(**options: Any) -> str:
    out = StringIO()
    sizes = {"facilities": 120, "groups": 90, "visits": 180, **options}
    call_command(Command(), stdout=out, force=True, **sizes)
    return out.getvalue()


def test_the_set_is_whole_and_marked(villages: Any) -> None:
    said = generate()
    assert "facilities: 120" in said
    assert Facility.objects.count() == 120
    assert Group.objects.count() == 90
    assert Visit.objects.count() == 180
    assert Chapter.objects.count() == 3
    assert Answer.objects.count() == 180 * 46  # the 49 questions but the computed ones
    ratios = Answer.objects.filter(question__kind="ratio").exclude(value="")
    assert ratios.exists() and not ratios.filter(whole=None).exists()
    assert VisitScore.objects.count() == Visit.objects.filter(state="approved").count()
    for model in MADE:
        assert model.objects.exists(), model
        assert not model.objects.exclude(source=SOURCE, is_example=True).exists(), model
    for row in (
        *Facility.objects.all(),
        *Group.objects.all(),
        *Visit.objects.all(),
        *Finding.objects.all(),
    ):
        row.full_clean()
    assert not Operation.objects.exclude(group__region=F("facility__region")).exists()


def test_its_records_have_pages_though_no_history(villages: Any, as_user: Any) -> None:
    generate()
    browser = as_user(make_user("sekretariat-x", "secretariat"))
    for row in (Facility, Visit, Round, Finding, Sample):
        page = browser.get(row.objects.order_by("pk").first().get_absolute_url())
        assert page.status_code == 200


def test_the_same_seed_makes_the_same_set(villages: Any) -> None:
    from bench.national import registry

    def made(seed: int) -> list[Any]:
        draw, places = registry.Draw(seed), registry._places()
        codes = draw.choices(sorted(places), k=40)
        return list(registry._facilities(draw, places, codes))

    assert made(7) == made(7) != made(8)


def test_what_users_enter_goes_on_after_it(villages: Any) -> None:
    generate()
    counter = FacilityNumber.objects.first()
    user = make_user("pengurus-x", "chapter", counter.region_id)
    new = Facility(
        name="IPAL Baru",
        facility_type="ipal_komunal",
        stage="terbangun",
        region_id=counter.region_id,
    )
    register_facility(facility=new, by=user)
    assert new.code == f"{counter.region_id}-{counter.last + 1:04d}"
    Group.objects.create(name="KSM Baru", kind="ksm", region_id=counter.region_id)


def test_it_is_refused_twice_in_production_and_without_villages(
    regions: Any, settings: Any
) -> None:
    with pytest.raises(CommandError, match="load_reference"):
        generate()
    settings.DEMO = settings.DEBUG = False
    with pytest.raises(CommandError, match="--force"):
        call_command(Command(), facilities=1)
    with pytest.raises(CommandError, match="between"):
        generate(facilities=-1)


def test_a_second_set_is_refused(villages: Any) -> None:
    generate(visits=0)
    with pytest.raises(CommandError, match="already"):
        generate()


def test_the_measuring_script_knows_the_addresses_of_today() -> None:
    pages = runpy.run_path(str(settings.BASE_DIR / "bench" / "measure_lists.py"))["PAGES"]
    for url in filter(None, pages.values()):
        resolve(
            url.format(region="34.04", round=1, visit=1, facility="34.04-0001").partition("?")[0]
        )
