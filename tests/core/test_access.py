"""The wall: scope by code prefix, rights by role, closed by default."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from chapters.models import Chapter, Office
from core.access import Action, LeftScope, Role, may, only_region, recheck, scope_of
from core.land.regions import Region
from core.people.users import User
from core.tools.rows.areas import EVERYWHERE, in_scope, outermost, prefix_q, scope_q, within
from tests.conftest import make_user
from tests.refusing import refused_by


def test_scope_is_the_region_and_everywhere_for_the_secretariat(
    secretariat: User, officer: User
) -> None:
    assert scope_of(secretariat) == EVERYWHERE
    assert scope_of(officer) == ("34.04",)


@pytest.mark.parametrize(
    "change",
    [
        {"is_active": False},
        {"valid_until": dt.date(2020, 1, 1)},
        {"is_demo": True},
        {"regions": ()},
        {"regions": ("",)},
    ],
)
def test_an_account_that_is_not_current_sees_nothing(officer: User, change: dict[str, Any]) -> None:
    Chapter.objects.create(region_id="34.04", status="active")
    assert Chapter.objects.visible_to(officer).exists() and may(officer, Action.VIEW, Chapter)
    for name, value in change.items():
        setattr(officer, name, value)
    assert scope_of(officer) is None
    assert not Chapter.objects.visible_to(officer).exists()
    assert not any(may(officer, action, Chapter) for action in Action)


def test_a_secretariat_account_with_a_region_is_no_secretariat(secretariat: User) -> None:
    assert scope_of(secretariat) == EVERYWHERE
    secretariat.regions = ("34.04",)
    assert scope_of(secretariat) is None


def test_nobody_sees_nothing(regions: Any, secretariat: User) -> None:
    Chapter.objects.create(region_id="34.04", status="active")
    assert Chapter.objects.visible_to(secretariat).exists()
    assert not Chapter.objects.visible_to(AnonymousUser()).exists()
    assert not Region.objects.visible_to(AnonymousUser()).exists()


def test_last_day_of_validity_still_works(officer: User) -> None:
    from django.utils import timezone

    officer.valid_until = timezone.localdate()
    assert scope_of(officer) == ("34.04",)


def test_a_province_sees_its_regencies_and_no_others(province_official: User) -> None:
    for code in ("34.01", "34.04", "33.72"):
        Chapter.objects.create(region_id=code, status="active")
    seen = Chapter.objects.visible_to(province_official).values_list("region_id", flat=True)
    assert set(seen) == {"34.01", "34.04"}
    assert set(Region.objects.visible_to(province_official).values_list("code", flat=True)) == {
        "34",
        "34.01",
        "34.04",
    }


@pytest.mark.parametrize(
    ("code", "area", "inside"),
    [
        ("34.04", "34", True),
        ("34.04", "34.04", True),
        ("34.041", "34.04", False),
        ("34", "34.04", False),
        ("34.04", "3", False),
        (None, "", False),
        ("34.04", "", True),
    ],
)
def test_within_compares_whole_levels(code: str | None, area: str, inside: bool) -> None:
    assert within(code, area) is inside
    assert in_scope(code, ("11", area)) is inside
    assert not in_scope(code, None) and not in_scope(code, ())


def test_two_regions_are_seen_and_no_third(pair_officer: User, pair_official: User) -> None:
    rows = {code: make_chapter(code) for code in ("34.01", "34.04", "33.72")}
    for user in (pair_officer, pair_official):
        seen = Chapter.objects.visible_to(user).values_list("region_id", flat=True)
        assert set(seen) == {"34.04", "33.72"}
    assert scope_of(pair_officer) == ("33.72", "34.04")
    assert may(pair_officer, Action.CHANGE, rows["34.04"])
    assert may(pair_officer, Action.CHANGE, rows["33.72"])
    assert not may(pair_officer, Action.CHANGE, rows["34.01"])
    recheck(pair_officer, rows["33.72"])
    with pytest.raises(LeftScope):
        recheck(pair_officer, rows["34.01"])


def make_chapter(code: str) -> Chapter:
    return Chapter.objects.create(region_id=code, status="active")


@pytest.mark.parametrize(
    ("codes", "kept"),
    [
        (("34.04", "34", "33.72"), ("33.72", "34")),
        (("34.04", "34.04"), ("34.04",)),
        (("34.04", "", None), ("34.04",)),
        ((), ()),
    ],
)
def test_a_region_within_another_is_dropped(
    regions: Any, codes: tuple[str, ...], kept: tuple[str, ...]
) -> None:
    assert outermost(codes) == kept
    user = User(username="banyak", role=Role.CHAPTER, regions=codes)
    assert scope_of(user) == (kept or None)
    if kept:
        user.save()
        assert user.regions == kept
        assert User.objects.get(pk=user.pk).regions == kept
        assert user.history.get().regions == kept


def test_who_sees_one_kabupaten_only(
    secretariat: User, officer: User, pair_officer: User, province_official: User
) -> None:
    assert only_region(officer) == "34.04"
    for user in (secretariat, pair_officer, province_official):
        assert only_region(user) is None


def test_accounts_are_found_by_any_of_their_regions(
    secretariat: User, officer: User, pair_officer: User, province_official: User
) -> None:
    def found(rows: Any) -> set[str]:
        return set(rows.values_list("username", flat=True))

    assert found(User.objects.visible_to(officer)) == {"officer", "pair_officer"}
    assert found(User.objects.in_region("33")) == {"pair_officer"}
    assert found(User.objects.in_region("34")) == {"officer", "pair_officer", "province_official"}
    assert found(User.objects.in_region("34.01")) == set()
    assert found(User.objects.of_region("34")) == {"province_official"}
    assert found(User.objects.of_region("34.04")) == {"officer", "pair_officer"}


def test_the_scope_of_several_regions_is_read_from_the_index(regions: Any) -> None:
    """A stretch of the index for each region, and no walk through the table."""
    for path, model in (("region", Chapter), ("", Region)):
        rows = model.objects.filter(scope_q(path, ("33.72", "34.04"))).order_by()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL enable_seqscan = off")
        plan = rows.explain()
        assert "Seq Scan" not in plan and "SCAN" not in plan, plan


@pytest.mark.parametrize(
    "scope",
    [
        "34",
        "34.04",
        "34.09",
        "34.99",
        "99",
        "34.04.01",
        "34.04.01.2001",
        "34.0",
        "3",
        "34.",
        "",
        "٣٤",
    ],
)
def test_the_database_compares_whole_levels_too(regions: Any, scope: str) -> None:
    """The condition of a query finds what `within` says of each code, for whole and for broken scopes."""
    more = "34.09 34.10 34.40 34.99 34.99.01 35 35.01 33 99 99.01 34.04.01 34.04.02 34.04.01.2001"
    Region.objects.bulk_create(
        [Region(code=code, name=f"Wilayah {code}", kind="kota") for code in more.split()],
        ignore_conflicts=True,
    )
    found = set(Region.objects.filter(prefix_q("", scope)).values_list("code", flat=True))
    codes = Region.objects.values_list("code", flat=True)
    assert found == {code for code in codes if scope and within(code, scope)}


@pytest.mark.parametrize("code", ["34.041", "34.4", "34-04", "34.04.", "3404", ""])
def test_a_region_has_a_code_of_fixed_widths(regions: Any, code: str) -> None:
    """The condition above relies on it, so the database refuses any other."""
    with refused_by("core_region_code_form"):
        Region.objects.bulk_create([Region(code=code, name="Wilayah", kind="kota")])


def test_shared_rows_are_read_by_all_and_written_by_the_secretariat(
    officer: User, secretariat: User
) -> None:
    office = Office.objects.create(name="BORDA Indonesia", kind="ngo")
    assert Office.objects.visible_to(officer).filter(pk=office.pk).exists()
    assert not may(officer, Action.CHANGE, office)
    assert may(secretariat, Action.CHANGE, office)


def test_rights_follow_the_role(
    secretariat: User, officer: User, official: User, other_officer: User
) -> None:
    chapter = Chapter.objects.create(region_id="34.04", status="active")
    assert may(officer, Action.CHANGE, chapter)
    assert not may(other_officer, Action.CHANGE, chapter)
    assert not may(official, Action.CHANGE, chapter)
    assert not may(official, Action.SEE_CONTACTS)
    assert may(secretariat, Action.REVIEW, chapter)
    assert not may(officer, Action.REVIEW, chapter)
    assert not may(secretariat, Action.SUBMIT, chapter)


def test_a_row_moved_out_of_sight_is_refused(officer: User) -> None:
    chapter = Chapter.objects.create(region_id="34.04", status="active")
    chapter.region_id = "33.72"
    chapter.save()
    with pytest.raises(LeftScope):
        recheck(officer, chapter)


@pytest.mark.parametrize(
    ("role", "region"),
    [
        (Role.SECRETARIAT, "34.04"),
        (Role.SECRETARIAT, "34.04 33.72"),
        (Role.CHAPTER, None),
        (Role.GOVERNMENT, None),
        ("other", None),
        ("other", "34.04"),
    ],
)
def test_the_database_refuses_a_role_without_its_region(
    regions: Any, role: str, region: str | None
) -> None:
    with refused_by("core_user_regions_unless_secretariat"):
        make_user("wrong", role, *(region or "").split())


def test_the_database_refuses_an_account_of_a_district(regions: Any) -> None:
    Region.objects.create(code="34.04.01", name="Gamping", kind="kapanewon", parent_id="34.04")
    for codes in (("34.04.01",), ("33.72", "34.04.01")):
        with refused_by("core_user_regions_are_provinces_or_regencies"):
            make_user("wrong", Role.CHAPTER, *codes)
