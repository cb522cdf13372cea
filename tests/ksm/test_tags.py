"""Tags: kept in one spelling, found whole, put on and taken off many rows, carried by every way in and out."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from core.records.batches import Batch
from ksm import tags
from ksm.doubles.merging import merge_facilities, merge_groups
from ksm.forms import FacilityForm
from ksm.models import Facility, Group
from tests.core.test_saved_lists import bulk_step, many
from tests.importing import reasons, walk
from tests.ksm import factories as f

pytestmark = pytest.mark.django_db
FACILITIES, GROUPS = "ksm:facility-list", "ksm:group-list"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        (" , ;;\n", ""),
        ("Prioritas  Rehab, lomba 2026", "lomba 2026, prioritas rehab"),
        ("#lomba;Lomba\nLOMBA", "lomba"),
    ],
)
def test_the_same_tags_are_the_same_text(typed: str, kept: str) -> None:
    assert tags.tidy(typed) == kept
    assert tags.tidy(kept) == kept


def test_what_has_no_room_is_told() -> None:
    with pytest.raises(ValidationError, match="41"):
        tags.tidy("a" * 41)
    with pytest.raises(ValidationError):
        tags.tidy(", ".join(f"label nomor {n} yang panjang sekali" for n in range(12)))


def listed(browser: Any, query: str, name: str = FACILITIES) -> set[str]:
    return {row.name for row in browser.get(f"{reverse(name)}?{query}").context["chunk"]}


def test_a_tag_is_found_whole_and_inside_the_wall(
    regions: Any, as_user: Any, officer: Any, official: Any
) -> None:
    f.make_facility(name="A", tags="lomba")
    f.make_facility(name="B", tags="lomba, prioritas rehab")
    f.make_facility(name="C", tags="lomba 2026, prioritas rehab, zona 3")
    f.make_facility(name="D", tags="rehab")
    f.make_facility("33.72", name="E", tags="lomba")
    browser = as_user(officer)
    assert listed(browser, "tag=lomba") == {"A", "B"}
    assert listed(browser, "tag=Prioritas+rehab") == {"B", "C"}
    assert listed(browser, "tag=rehab") == {"D"}
    assert listed(browser, "tag=prioritas+rehab,zona+3") == {"C"}
    assert listed(browser, "tag=,") == {"A", "B", "C", "D"}
    assert listed(as_user(official), "tag=lomba") == {"A", "B"}
    for odd in ("%25", "_", "%00", "'", "x" * 300):
        assert browser.get(f"{reverse(FACILITIES)}?tag={odd}").status_code == 200
    page = browser.get(Facility.objects.get(name="C").get_absolute_url()).content.decode()
    assert "?tag=lomba+2026%2C+prioritas+rehab%2C+zona+3" in page
    exported = browser.get(f"{reverse(FACILITIES)}?tag=rehab&columns=all&format=csv")
    text = b"".join(exported.streaming_content).decode()
    assert ";rehab;" in text


def test_many_rows_get_and_lose_tags_and_get_them_back(
    regions: Any, as_user: Any, officer: Any
) -> None:
    has = f.make_facility(name="A", tags="lomba")
    bare = f.make_facility(name="B")
    foreign = f.make_facility("33.72", name="E")
    browser = as_user(officer)
    bulk_step(browser, many(FACILITIES), tags_on="Zona 3, Lomba")
    texts = dict(Facility.objects.values_list("name", "tags"))
    assert texts == {"A": "lomba, zona 3", "B": "lomba, zona 3", "E": ""}
    put_on = Batch.objects.get()
    assert (put_on.changed, put_on.same) == (2, 0)
    assert bare.history.first().tags == "lomba, zona 3"
    answer = bulk_step(browser, many(FACILITIES), tags_off="lomba, tidak ada")
    assert set(Facility.objects.values_list("tags", flat=True)) == {"zona 3", ""}
    browser.post(answer.url, {})
    has.refresh_from_db()
    assert has.tags == "lomba, zona 3"
    foreign.refresh_from_db()
    assert foreign.tags == "" and foreign.version == 1
    group = f.make_group(name="KSM Tirta")
    bulk_step(browser, many(GROUPS), tags_on="juara")
    group.refresh_from_db()
    assert group.tags == "juara"
    assert listed(browser, "tag=juara", GROUPS) == {"KSM Tirta"}


def test_tags_come_in_by_a_table_and_stay_the_same_in_a_second(regions: Any, officer: Any) -> None:
    table = 'Sarana,Kabupaten,Jenis,Label\nIPAL A,Kab. Sleman,IPAL komunal,"Zona 3, LOMBA"\n'
    counts, rows = walk("facilities", officer, table, write=True)
    assert reasons(rows) == {}
    assert Facility.objects.get().tags == "lomba, zona 3"
    counts, _rows = walk("facilities", officer, table, write=True)
    assert (counts.new, counts.changed, counts.same) == (0, 0, 1)
    _counts, rows = walk("facilities", officer, table.replace("LOMBA", "x" * 60))
    assert [column for column, _text in reasons(rows)[2]] == ["tags"]


def test_merged_records_keep_the_tags_of_both(regions: Any, officer: Any) -> None:
    one, other = f.make_facility(tags="lomba"), f.make_facility(tags="zona 3, lomba")
    merge_facilities(kept=one, merged=other, by=officer)
    assert Facility.objects.get(pk=one.pk).tags == "lomba, zona 3"
    first, second = f.make_group(name="KSM A", tags=""), f.make_group(name="KSM B", tags="juara")
    merge_groups(kept=first, merged=second, by=officer)
    assert Group.objects.get(pk=first.pk).tags == "juara"


def test_a_form_offers_the_tags_in_use_of_the_own_region(regions: Any, officer: Any) -> None:
    f.make_facility(tags="lomba, zona 3")
    f.make_facility(tags="zona 3")
    f.make_facility("33.72", tags="rahasia")
    form = FacilityForm(user=officer)
    assert "zona 3, lomba" in str(form.fields["tags"].help_text)
    assert "rahasia" not in str(form.fields["tags"].help_text)
    data = {"name": "IPAL A", "facility_type": "mck", "region": "34.04", "tags": "Zona  3,zona 3"}
    form = FacilityForm(data=data, user=officer)
    assert form.is_valid(), form.errors
    assert form.save().tags == "zona 3"
    form = FacilityForm(data={**data, "name": "IPAL B", "tags": "x" * 41}, user=officer)
    assert "tags" in form.errors
