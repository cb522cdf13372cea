"""Accounts of several regions: kept by the Secretariat, asked for the region, shown it everywhere."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from chapters.forms import OfficeForm
from chapters.models import Office
from core.access import Role
from core.importing.cells.regions import RegionCell
from core.land.regions import Region
from core.people.users import User
from core.records.timeline import timeline_of
from events.keydates import in_force
from events.models import KeyDate
from tests.chapters.factories import make_chapter, make_office
from tests.conftest import make_user
from tests.ksm.factories import make_facility

FORM = {
    "username": "malang",
    "first_name": "Pengurus",
    "email": "malang@example.org",
    "role": "chapter",
}


# --- Kept by the Secretariat ---------------------------------------------------------


def test_an_account_is_given_two_regions_and_its_history_tells_them(
    regions: Any, secretariat: User, as_user: Any
) -> None:
    browser = as_user(secretariat)
    asked = browser.get(reverse("core:user-create"), {"region": "34.04"}).content.decode()
    assert re.search(r'<input[^>]*name="regions"[^>]*value="34\.04"[^>]* checked', asked)
    answer = browser.post(reverse("core:user-create"), {**FORM, "regions": ["34.04", "33.72"]})
    assert answer.status_code == 302
    made = User.objects.get(username="malang")
    assert made.regions == ("33.72", "34.04")
    page = browser.get(made.get_absolute_url()).content.decode()
    assert "Kab. Sleman" in page and "Kota Surakarta" in page
    assert "Kota Surakarta, Kab. Sleman" in browser.get(reverse("core:user-list")).content.decode()
    change = {**FORM, "regions": ["34.04", "34", "34.01"], "row_version": ""}
    assert browser.post(reverse("core:user-edit", args=[made.pk]), change).status_code == 302
    made.refresh_from_db()
    assert made.regions == ("34",)
    [change_told] = timeline_of(made, reader=secretariat)[0][0].changes
    assert (change_told.old, change_told.new) == (
        "Kota Surakarta, Kab. Sleman",
        "Daerah Istimewa Yogyakarta",
    )


@pytest.mark.parametrize("codes", [["34.99"], ["34.04", "xx"], []])
def test_a_region_that_is_none_is_refused(
    regions: Any, secretariat: User, as_user: Any, codes: list[str]
) -> None:
    answer = as_user(secretariat).post(reverse("core:user-create"), {**FORM, "regions": codes})
    assert answer.status_code == 422
    assert not User.objects.filter(username="malang").exists()
    if codes:
        user = User(username="x", role=Role.CHAPTER, regions=codes)
        user.set_password("x")
        with pytest.raises(ValidationError, match=r"34\.99|xx"):
            user.full_clean()


def test_lists_of_accounts_find_every_region_of_an_account(
    secretariat: User, pair_officer: User, officer: User, as_user: Any
) -> None:
    browser = as_user(secretariat)
    for code, found in (("33", True), ("33.72", True), ("34.04", True), ("34.01", False)):
        page = browser.get(reverse("core:user-list"), {"region": code}).content.decode()
        assert ("pair_officer" in page) is found, code
    for code in ("33.72", "34.04"):
        page = browser.get(reverse("core:region-detail", args=[code])).content.decode()
        assert pair_officer.get_absolute_url() in page


# --- Shown and asked for the region --------------------------------------------------


def test_the_region_is_shown_and_filtered_by_who_has_several(
    pair_officer: User, officer: User, as_user: Any
) -> None:
    for code in ("33.72", "34.04"):
        make_facility(code, name=f"IPAL {code}")
    place = reverse("ksm:facility-list")
    one, two = as_user(officer), as_user(pair_officer)
    assert 'name="region"' not in one.get(f"{place}?drawer=1").content.decode()
    page = two.get(f"{place}?drawer=1").content.decode()
    assert 'name="region"' in page
    assert "Kota Surakarta" in page and "Kab. Sleman" in page and "Kulon Progo" not in page
    narrowed = two.get(place, {"region": "33.72"}).content.decode()
    assert "IPAL 33.72" in narrowed and "IPAL 34.04" not in narrowed


def test_a_new_record_is_asked_for_its_region_only_by_who_has_several(
    pair_officer: User, officer: User, as_user: Any
) -> None:
    one, two = OfficeForm(user=officer), OfficeForm(user=pair_officer)
    assert one.fields["region"].initial == "34.04" and one.fields["region"].empty_label is None
    assert two.fields["region"].initial is None and two.fields["region"].empty_label is not None
    assert {region.pk for region in two.fields["region"].queryset} == {"33.72", "34.04"}
    browser = as_user(pair_officer)
    for code, status in (("33.72", 302), ("34.01", 422), ("", 422)):
        data = {"name": f"Dinas {code}", "kind": "opd", "region": code}
        assert browser.post(reverse("chapters:office-create"), data).status_code == status
    assert list(Office.objects.values_list("region", flat=True)) == ["33.72"]


def test_the_first_page_is_of_one_region_and_leads_to_the_others(
    pair_official: User, pair_officer: User, officer: User, as_user: Any
) -> None:
    make_chapter("33.72")
    for user in (pair_official, pair_officer):
        browser = as_user(user)
        page = " ".join(browser.get("/").content.decode().split())
        assert 'href="?region=34.04"' in page and 'href="?region=33.72" aria-current' in page
        assert "Kota Surakarta, Kab. Sleman" in page
        assert browser.get("/?region=34.04").context["home"].region.region.pk == "34.04"
        assert browser.get("/?region=34.01").context["home"].region.region.pk == "33.72"
    assert 'href="?region=' not in as_user(officer).get("/").content.decode()


def test_tables_name_the_region_where_there_are_several(pair_officer: User) -> None:
    cell = RegionCell()
    cell.prepare(pair_officer)
    assert [code for code, _name in cell.choices()] == ["33.72", "34.04"]
    assert cell.clean("Sleman") == "34.04" and cell.clean("Surakarta") == "33.72"
    with pytest.raises(ValidationError):
        cell.clean("Kulon Progo")


def test_the_common_key_date_holds_while_one_region_has_none_of_its_own(
    pair_officer: User, officer: User
) -> None:
    facts: dict[str, Any] = {
        "kind": "rka",
        "title": "Musrenbang",
        "month": 3,
        "day": 1,
    }
    common = KeyDate.objects.create(**facts)
    sleman = KeyDate.objects.create(region_id="34.04", **facts)
    assert in_force(officer) == [sleman]
    assert set(in_force(pair_officer)) == {common, sleman}
    surakarta = KeyDate.objects.create(region_id="33.72", **facts)
    assert set(in_force(pair_officer)) == {sleman, surakarta}


def test_many_regions_are_not_all_named_in_the_frame(regions: Any, officer: User) -> None:
    many = make_user("many", Role.CHAPTER, "33.72", "34.01", "34.04")
    assert many.place == "Kota Surakarta dan 2 lainnya"
    assert User.objects.with_place().get(pk=officer.pk).place == "Kab. Sleman"
    assert officer.place == "Kab. Sleman"


# --- Regions that end ----------------------------------------------------------------


def ended(code: str, successor: str | None = None) -> Region:
    Region.objects.filter(code=code).update(
        valid_to=timezone.localdate() - dt.timedelta(days=1), successor=successor
    )
    return Region.objects.get(code=code)


def test_an_ended_region_is_no_choice_for_new_records_and_stays_with_old_ones(
    pair_officer: User, as_user: Any
) -> None:
    office = make_office("34.04", name="Dinas Lama")
    ended("34.04", "34.01")
    new, old = OfficeForm(user=pair_officer), OfficeForm(user=pair_officer, instance=office)
    assert {region.pk for region in new.fields["region"].queryset} == {"33.72"}
    assert {region.pk for region in old.fields["region"].queryset} == {"33.72", "34.04"}
    browser = as_user(pair_officer)
    data = {"name": "Dinas Lama", "kind": "opd", "region": "34.04", "row_version": office.version}
    changed = browser.post(
        reverse("chapters:office-edit", args=[office.pk]), {**data, "address": "X"}
    )
    assert changed.status_code == 302
    added = browser.post(reverse("chapters:office-create"), {**data, "name": "Dinas Baru"})
    assert added.status_code == 422


def test_the_page_of_a_region_tells_its_end_and_what_it_became(
    secretariat: User, officer: User, as_user: Any
) -> None:
    ended("34.04", "34.01")
    page = as_user(secretariat).get(reverse("core:region-detail", args=["34.04"])).content.decode()
    assert "Kab. Kulon Progo (34.01)" in page and "/regions/34.01/" in page
    came = as_user(secretariat).get(reverse("core:region-detail", args=["34.01"])).content.decode()
    assert "Kab. Sleman (34.04)" in came
    own = as_user(officer).get(reverse("core:region-detail", args=["34.04"])).content.decode()
    assert "Kab. Kulon Progo (34.01)" in own and "/regions/34.01/" not in own


def test_a_region_ends_on_its_last_day_and_not_before(regions: Any) -> None:
    rows = Region.objects.filter(code="34.04")
    rows.update(valid_to=timezone.localdate())
    assert rows.current().exists() and not rows.archived().exists()
    rows.update(valid_to=timezone.localdate() - dt.timedelta(days=1))
    assert rows.archived().exists() and not rows.current().exists()


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"valid_from": "2022-07-25", "valid_to": "2022-07-24"}, "ends_after_start"),
        ({"successor": "34.01"}, "successor_of_what_ended"),
        ({"successor": "34.04", "valid_to": "2022-07-24"}, "successor_of_what_ended"),
    ],
)
def test_the_database_refuses_a_validity_that_cannot_be(
    regions: Any, facts: dict[str, str], constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Region.objects.filter(code="34.04").update(**facts)
