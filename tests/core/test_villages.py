"""Districts and villages: complete, labelled as each province does, out of the way, found by name."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.urls import reverse

from core.land import reference
from core.land.regions import Region, RegionKind, kind_below
from core.land.villages import Village, VillageIndex, VillageMatcher, village_key
from tests.conftest import make_user

LIST = "core:region-list"


@pytest.fixture
def villages(regions: Any) -> None:
    """The districts and villages of the four regencies that the tests know."""
    reference.load_villages()


def test_the_file_holds_every_district_and_village_of_the_decree() -> None:
    """7,285 districts; 8,496 kelurahan and 75,266 desa (domain §2.1)."""
    kinds = Counter()
    for code, name, kind, parent, *_rest in reference.read_villages():
        assert name
        assert code.startswith(f"{parent}.")
        kinds[len(code), kind] += 1
    assert sum(n for (size, _kind), n in kinds.items() if size == 8) == 7285
    assert sum(n for (size, _kind), n in kinds.items() if size == 13) == 83_762
    assert kinds[13, "kelurahan"] == 8496
    assert kinds[13, "desa"] + kinds[13, "kalurahan"] == 75_266
    assert kinds[8, "kapanewon"] == 64
    assert kinds[8, "kemantren"] == 14


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("34.04.07", RegionKind.KAPANEWON),
        ("34.71.01", RegionKind.KEMANTREN),
        ("33.72.01", RegionKind.DISTRICT),
        ("34.04.07.2003", RegionKind.KALURAHAN),
        ("34.01.04.1001", RegionKind.URBAN_VILLAGE),  # the one kelurahan of Kulon Progo
        ("34.71.01.1001", RegionKind.URBAN_VILLAGE),
        ("35.79.01.2001", RegionKind.VILLAGE),  # Kota Batu has desa
        ("91.03.01.3001", RegionKind.VILLAGE),  # desa adat
    ],
)
def test_the_kind_follows_from_code_and_province(code: str, kind: str) -> None:
    assert kind_below(code) == kind


def test_a_code_of_a_regency_has_no_kind_below() -> None:
    with pytest.raises(ValueError, match=r"34\.04"):
        kind_below("34.04")


def test_villages_come_once_and_with_their_parents(
    villages: Any, django_assert_max_num_queries: Any
) -> None:
    assert Region.objects.districts().filter(parent="34.04").count() == 17
    assert Region.objects.villages().filter(parent__parent="34.04").count() == 86
    assert Region.objects.get(code="34.04.07.2003").parent_id == "34.04.07"
    assert not Region.objects.filter(code__startswith="35.").exists()  # its regency is not here
    with django_assert_max_num_queries(4):
        assert reference.load_villages() == 0


def test_names_of_villages_say_their_kind(villages: Any) -> None:
    assert str(Region.objects.get(code="34.04.07.2003")) == "Kalurahan Condongcatur"
    assert str(Region.objects.get(code="34.04.07")) == "Kapanewon Depok"
    assert str(Region.objects.get(code="33.72.01.1001")).startswith("Kel. ")


def test_every_regency_gets_the_box_around_its_villages(villages: Any) -> None:
    box = Region.objects.get(code="34.04")
    assert box.south < -7.6 < box.north < -7.5
    assert box.west < 110.35 < box.east < 110.6
    assert Region.objects.get(code="34").south is None


def test_lists_and_choices_stay_at_regencies(
    villages: Any, as_user: Any, secretariat: Any, officer: Any
) -> None:
    browser = as_user(secretariat)
    assert "Condongcatur" not in browser.get(reverse(LIST) + "?q=condong").content.decode()
    assert "Condongcatur" not in browser.get("/search/?q=condongcatur").content.decode()
    for place in ("ksm:group-create", "ksm:facility-list", "chapters:office-create"):
        page = browser.get(reverse(place) + "?drawer=1").content.decode()
        assert "Kab. Sleman" in page
        assert 'value="34.04.07"' not in page
    found = browser.get(reverse(LIST) + "?level=village&q=condong").content.decode()
    assert "Condongcatur" in found
    assert "Kab. Sleman" in as_user(officer).get(reverse(LIST)).content.decode()


def test_region_pages_lead_down_to_the_village(villages: Any, as_user: Any, officer: Any) -> None:
    browser = as_user(officer)
    for code, below in (("34.04", "Kapanewon Depok"), ("34.04.07", "Kalurahan Condongcatur")):
        assert below in browser.get(reverse("core:region-detail", args=[code])).content.decode()
    village = reverse("core:region-detail", args=["34.04.07.2003"])
    assert browser.get(village).status_code == 200


def test_the_wall_holds_for_villages(villages: Any, other_officer: Any) -> None:
    seen = Region.objects.visible_to(other_officer)
    assert seen.villages().exists()
    assert not seen.filter(code__startswith="34.").exists()


# --- From a written name to the code ---------------------------------------------


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Kel. Tj. Rejo II", "tanjungrejo2"),
        ("Desa Sei Rampah", "sungairampah"),
        ("CONDONG  CATUR", "condongcatur"),
        ("Desa", "desa"),
        ("", ""),
    ],
)
def test_keys_level_the_ways_to_write_a_name(written: str, key: str) -> None:
    assert village_key(written) == key


@pytest.fixture
def index() -> VillageIndex:
    index = VillageIndex("11.01")
    index._districts |= {"utara": "11.01.01", "selatan": "11.01.02"}
    for code, name, kind, above, aliases in (
        ("11.01.01.2001", "Suka Maju", "desa", "Utara", []),
        ("11.01.01.1002", "Mulya", "kelurahan", "Utara", []),
        ("11.01.01.2002", "Mulya", "desa", "Utara", []),
        ("11.01.02.2001", "Tanjung Rejo", "desa", "Selatan", ["Tegalsari"]),
        ("11.01.02.2002", "Kampung Baru", "desa", "Selatan", []),
        ("11.01.02.2003", "Karang Anyar", "desa", "Selatan", []),
        ("11.01.01.2003", "Karanganyar", "desa", "Utara", []),
        ("11.01.01.2004", "Fakan/Aniwari", "desa", "Utara", []),
    ):
        index.add(Village(code, name, kind, code[:8], above), aliases)
    return index


@pytest.mark.parametrize(
    ("name", "district", "kind", "code", "exact"),
    [
        ("sukamaju", "", "", "11.01.01.2001", True),
        ("Desa Suka Maju", "", "", "11.01.01.2001", True),
        ("Kel. Mulya", "", "", "11.01.01.1002", True),
        ("Mulya", "", "desa", "11.01.01.2002", True),
        ("Tj. Rejo", "", "", "11.01.02.2001", True),
        ("Tegal Sari", "", "", "11.01.02.2001", True),  # an old name kept as another spelling
        ("Kampung Baru", "", "", "11.01.02.2002", True),
        ("Karanganyar", "Kec. Selatan", "", "11.01.02.2003", True),
        ("Karanganyar", "Selatn", "", "11.01.02.2003", True),  # the district misspelt
        ("Aniwari", "", "", "11.01.01.2004", True),
        (
            "Sukamaju",
            "Tidak Ada Itu",
            "",
            "11.01.01.2001",
            True,
        ),  # an unknown district says nothing
        ("Suka Majuu", "", "", "11.01.01.2001", False),
    ],
)
def test_a_name_finds_its_village(
    index: VillageIndex, name: str, district: str, kind: str, code: str, exact: bool
) -> None:
    match = index.match(name, district=district, kind=kind)
    assert match.village is not None
    assert match.village.code == code
    assert match.is_exact is exact
    assert match.reason == ""


@pytest.mark.parametrize(
    ("name", "district", "reason"),
    [
        ("Karanganyar", "", "Selatan"),
        ("Mulya", "", "several"),
        ("Nowhere", "", "No village"),
        ("Suka Maju", "Selatan", "lies in Utara, not in Selatan"),
        ("x" * 5000, "", "No village"),
    ],
)
def test_a_name_that_fits_none_or_several_says_why(
    index: VillageIndex, name: str, district: str, reason: str, settings: Any
) -> None:
    from django.utils import translation

    with translation.override("en"):
        match = index.match(name, district=district)
    assert match.village is None
    assert reason in match.reason


def test_nothing_written_is_no_fault(index: VillageIndex) -> None:
    assert index.match(" ") == VillageIndex("11.02").match("Suka Maju")
    assert index.match("").reason == ""


def test_a_matcher_reads_each_region_once(villages: Any, django_assert_num_queries: Any) -> None:
    matcher = VillageMatcher()
    with django_assert_num_queries(4):  # two regions
        for name in ("Condong Catur", "Kalurahan Caturtunggal", "Maguwoharjo"):
            found = matcher.match("34.04", name, district="Depok")
            assert found.village is not None
            assert found.village.district_code == "34.04.07"
        assert matcher.match("33.72", "Condongcatur").village is None


def test_the_province_official_sees_villages_of_the_province_only(villages: Any) -> None:
    user = make_user("dinas-33", "government", "33")
    codes = Region.objects.visible_to(user).villages().values_list("code", flat=True)
    assert codes
    assert all(code.startswith("33.") for code in codes)
