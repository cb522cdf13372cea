"""The demonstration set comes in through the forms, once, and says where it is from."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from django.conf import settings

from aksansi.demo import entering
from aksansi.demo import ksm as demo
from core.land.regions import Region
from ksm import choices, reference
from ksm.models import Facility, FundingContribution, Group, Operation, Programme, StatusRecord

pytestmark = pytest.mark.postgres

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "demo"
FILES = ("facilities.csv", "facilities_kotaku.csv")


def lines(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", FILES)
def test_every_real_row_names_its_source_and_known_words(name: str) -> None:
    for row in lines(name):
        assert row["source"] and row["source_url"].startswith("http"), row["name"]
        assert row["facility_type"] in choices.FacilityType.values
        assert row["stage"] in choices.LifeStage.values
        assert row["function_status"] in ("", *choices.FunctionStatus.values)
        assert not row["function_status"] or row["observed_on"]


def test_examples_say_so_in_their_names() -> None:
    for item in entering.tree("registry_examples.json"):
        assert item["facility"]["name"].startswith("Contoh ")
        assert item.get("group", {"name": "Contoh "})["name"].startswith("Contoh ")


def test_reference_rows_load_twice_without_change(db: None) -> None:
    reference.load()
    reference.load()
    assert Programme.objects.count() == 24
    assert {row.version for row in Programme.objects.all()} == {1}


def test_a_second_load_changes_nothing(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from core.land import reference as chapters_reference
    from tests.conftest import make_user

    chapters_reference.load()
    reference.load()
    actor = make_user("pengisi", "secretariat")
    real = demo.rows
    # A sample of each file; the whole set is loaded by the demonstration itself.
    monkeypatch.setattr(demo, "rows", lambda name: real(name)[::6])
    demo.load(actor)
    counts = [
        model.history.count()
        for model in (Group, Facility, Operation, StatusRecord, FundingContribution)
    ]
    assert all(counts)
    demo.load(actor)
    assert [
        model.history.count()
        for model in (Group, Facility, Operation, StatusRecord, FundingContribution)
    ] == counts
    assert set(Facility.objects.filter(is_example=False, source_url="")) == set()
    example = Facility.objects.filter(is_example=True)
    assert {x.region_id for x in example} >= {"34.01", "34.04"}
    assert all(x.name.startswith("Contoh") for x in example)
    assert Region.objects.filter(pk__in=Facility.objects.values("region")).count() > 5
