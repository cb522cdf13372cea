"""The map: the list's rows and no others, light, inside the wall, whole without a script."""

from __future__ import annotations

import gzip
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.urls import reverse
from django.utils import translation

from aksansi.settings import tile_hosts
from core.land.regions import Region
from ksm.forms import FacilityForm
from ksm.models import Facility
from ksm.views import maps
from ksm.views.maps import MARKS, mark_of
from tests.ksm import factories as f

MAP, POINTS, LIST = "ksm:facility-map", "ksm:facility-points", "ksm:facility-list"


@pytest.fixture
def placed(regions: Any) -> dict[str, Facility]:
    """Three facilities in Sleman (one without position, one astray) and one in Surakarta."""
    Region.objects.filter(pk="34.04").update(south=-7.85, west=110.2, north=-7.55, east=110.57)
    found = {
        "works": f.make_facility(name="IPAL Baik", latitude="-7.7601", longitude="110.4099"),
        "astray": f.make_facility(name="IPAL Nyasar", latitude="-7.0", longitude="110.4"),
        "nowhere": f.make_facility(name="IPAL Entah", facility_type="mck"),
        "other": f.make_facility("33.72", name="IPAL Solo", latitude="-7.56", longitude="110.8"),
    }
    f.make_status(found["works"], function_status="tidak_berfungsi", observed_on="2015-01-01")
    f.make_status(found["works"], function_status="berfungsi", observed_on="2018-06-01")
    f.make_status(found["astray"], function_status="tidak_berfungsi")
    return found


def points(browser: Any, query: str = "") -> dict[str, list[list[float]]]:
    answer = browser.get(reverse(POINTS) + query)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, max-age=60"
    found = json.loads(answer.getvalue())
    return {region: decoded(rows) for region, rows in found["points"].items()}


def sums(browser: Any, query: str = "") -> dict[str, list[int]]:
    answer = browser.get(reverse(POINTS) + query)
    assert answer["Cache-Control"] == "private, max-age=60"
    found: dict[str, list[int]] = answer.json()["sums"]
    return found


def decoded(rows: list[list[int]]) -> list[list[float]]:
    """Return number, latitude, longitude and mark of each point, which are sent as differences."""
    number = south = east = 0
    points = []
    for steps, up, right, mark in rows:
        number, south, east = number + steps, south + up, east + right
        points.append([number, south / 10_000, east / 10_000, mark])
    return points


def test_points_say_number_place_and_mark_only(placed: Any, as_user: Any, officer: Any) -> None:
    found = points(as_user(officer))
    number = int(placed["works"].code.partition("-")[2])
    assert [number, -7.7601, 110.4099, 0] in found["34.04"]
    assert {row[3] for row in found["34.04"]} == {0, 2}
    assert "IPAL" not in json.dumps(found)


def test_no_point_of_another_region(
    placed: Any, as_user: Any, officer: Any, other_official: Any, province_official: Any
) -> None:
    assert set(points(as_user(officer))) == {"34.04"}
    assert set(points(as_user(officer), "?region=33.72")) <= {"34.04"}
    assert set(points(as_user(other_official))) == {"33.72"}
    assert set(points(as_user(province_official))) == {"34.04"}
    browser = as_user(officer)
    assert (
        browser.get(reverse("ksm:facility-popup", args=[placed["other"].code])).status_code == 404
    )
    assert "IPAL Solo" not in browser.get(reverse(MAP)).content.decode()


@pytest.mark.parametrize(
    "query",
    ["", "?q=IPAL+B", "?function=tidak_berfungsi", "?type=mck", "?position=outside", "?region=34"],
)
def test_the_map_counts_what_the_list_counts(
    placed: Any, as_user: Any, secretariat: Any, query: str
) -> None:
    browser = as_user(secretariat)
    listed = browser.get(reverse(LIST) + query).context
    drawn = browser.get(reverse(MAP) + query).context
    assert drawn["total"] == listed["total"]
    assert drawn["placed"] + drawn["unplaced"] == listed["total"]
    marks = sum(len(rows) for rows in points(browser, query).values())
    assert marks == drawn["placed"]


def test_many_points_are_summed_by_region_until_they_are_asked_for(
    placed: Any, as_user: Any, secretariat: Any, monkeypatch: Any
) -> None:
    browser = as_user(secretariat)
    monkeypatch.setattr(maps, "MOST_POINTS", 3)
    assert len(points(browser)["34.04"]) == 2
    monkeypatch.setattr(maps, "MOST_POINTS", 2)
    assert sums(browser) == {
        "33.72": [1, -756, 11080, 0],
        "34.04": [2, 18, -40, 38],
    }
    # What is asked for comes as points, by the same filter.
    assert {code: len(rows) for code, rows in points(browser, "?of=34.04").items()} == {"34.04": 2}
    assert set(points(browser, "?of=34.04&of=33.72")) == {"34.04", "33.72"}
    assert points(browser, "?of=34.04&type=mck") == {}
    # The filter counts before the sum: few enough are sent as they are.
    assert set(points(browser, "?function=berfungsi")) == {"34.04"}


@pytest.mark.parametrize("of", ["", "34", "x", "34.04\x00", "34.04' OR 1=1", "٣٤.٠٤", "9" * 5000])
def test_a_region_nobody_has_is_no_region(
    placed: Any, as_user: Any, secretariat: Any, of: str
) -> None:
    browser = as_user(secretariat)
    assert browser.get(reverse(POINTS), {"of": of}).status_code == 200


def test_sums_stop_at_the_wall(
    placed: Any, as_user: Any, officer: Any, other_official: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(maps, "MOST_POINTS", 0)
    assert set(sums(as_user(officer))) == {"34.04"}
    assert set(sums(as_user(other_official))) == {"33.72"}
    assert points(as_user(officer), "?of=33.72") == {}


def test_the_list_leads_to_the_map_and_back_with_its_filter(
    placed: Any, as_user: Any, officer: Any
) -> None:
    browser = as_user(officer)
    page = browser.get(reverse(LIST) + "?function=berfungsi&sort=name").content.decode()
    assert f'href="{reverse(MAP)}?function=berfungsi"' in page
    page = browser.get(reverse(MAP) + "?function=berfungsi").content.decode()
    assert f'href="{reverse(LIST)}?function=berfungsi"' in page
    assert f'data-points="{reverse(POINTS)}?function=berfungsi"' in page


def test_without_a_script_the_map_page_is_the_list(placed: Any, as_user: Any, officer: Any) -> None:
    page = as_user(officer).get(reverse(MAP)).content.decode()
    for name in ("IPAL Baik", "IPAL Nyasar", "IPAL Entah"):
        assert name in page
    assert "<noscript>" in page
    assert "style=" not in page
    for _tone, label in MARKS:
        with translation.override("id"):
            assert str(label) in page


def test_what_is_missing_or_astray_is_counted_and_led_to(
    placed: Any, as_user: Any, officer: Any
) -> None:
    browser = as_user(officer)
    page = browser.get(reverse(MAP)).content.decode()
    assert "position=missing" in page
    assert "position=outside" in page
    for position, name in (("missing", "IPAL Entah"), ("outside", "IPAL Nyasar")):
        found = browser.get(reverse(LIST), {"position": position}).content.decode()
        assert name in found
        assert "IPAL Baik" not in found
    known = browser.get(reverse(LIST), {"position": "known"}).context
    assert known["total"] == 2


def test_a_position_outside_the_region_is_warned_not_refused(
    placed: Any, as_user: Any, officer: Any
) -> None:
    data = {"name": "IPAL Jauh", "facility_type": "mck", "region": "34.04"}
    form = FacilityForm(data={**data, "position": "-6.2 106.8"}, user=officer)
    assert form.is_valid(), form.errors
    facility = form.save()
    with translation.override("en"):
        assert "lie outside Kab. Sleman" in " ".join(form.warnings())
    assert facility.latitude == Decimal("-6.2")
    page = as_user(officer).get(facility.get_absolute_url()).content.decode()
    assert "Di luar Kab. Sleman" in page
    form = FacilityForm(data={**data, "name": "IPAL Dekat", "position": "-7.7 110.4"}, user=officer)
    assert form.is_valid()
    form.save()
    assert form.warnings() == []


def test_a_popup_tells_one_facility(placed: Any, as_user: Any, official: Any) -> None:
    answer = as_user(official).get(reverse("ksm:facility-popup", args=[placed["works"].code]))
    page = answer.content.decode()
    assert placed["works"].get_absolute_url() in page
    assert "IPAL Baik" in page
    assert "<html" not in page


@pytest.mark.parametrize(
    ("stage", "function", "mark"),
    [
        ("terbangun", "berfungsi", 0),
        ("terbangun", "berfungsi_sebagian", 1),
        ("terbangun", "tidak_berfungsi", 2),
        ("terbangun", "belum_operasi", 3),
        ("terbangun", None, 4),
        ("rencana", "berfungsi", 3),
        ("ditutup", "berfungsi", 4),
    ],
)
def test_marks(stage: str, function: str | None, mark: int) -> None:
    assert mark_of(stage, function) == mark


def test_points_take_the_same_queries_for_many(
    placed: Any, as_user: Any, secretariat: Any, django_assert_max_num_queries: Any
) -> None:
    browser = as_user(secretariat)
    with django_assert_max_num_queries(6):  # marks, what is kept, and facts of what has a mark
        points(browser)
    for n in range(30):
        f.make_facility(latitude="-7.7", longitude=f"110.{400 + n}")
    with django_assert_max_num_queries(6):
        assert len(points(browser)["34.04"]) == 32
    with django_assert_max_num_queries(12):
        browser.get(reverse(MAP))


def test_outlines_are_whole_and_light() -> None:
    """Every region but the islets has an outline; what a map loads first stays below 60 KB."""
    folder = Path(project.BASE_DIR) / "static" / "map"
    provinces = json.loads((folder / "provinces.json").read_text())
    assert len(provinces["features"]) == 38
    codes = set()
    for province in provinces["features"]:
        path = folder / f"{province['properties']['code']}.json"
        codes |= {one["properties"]["code"] for one in json.loads(path.read_text())["features"]}
        assert len(gzip.compress(path.read_bytes())) < 30 * 1024, path
    assert len(codes) >= 510
    assert {"34.04", "33.72", "35.76"} <= codes
    assert len(gzip.compress((folder / "provinces.json").read_bytes())) < 60 * 1024


@pytest.mark.parametrize(
    ("url", "hosts"),
    [
        ("", []),
        ("https://tile.example.org/{z}/{x}/{y}.png", ["https://tile.example.org"]),
        ("https://{s}.tile.example.org/{z}/{x}/{y}.png", ["https://*.tile.example.org"]),
        ("/tiles/{z}/{x}/{y}.png", []),
    ],
)
def test_a_tile_server_is_allowed_only_where_one_is_named(url: str, hosts: list[str]) -> None:
    assert tile_hosts(url) == hosts


def test_tiles_are_off_unless_set(placed: Any, as_user: Any, officer: Any, settings: Any) -> None:
    browser = as_user(officer)
    assert 'data-tiles=""' in browser.get(reverse(MAP)).content.decode()
    settings.MAP_TILE_URL = "https://tile.example.org/{z}/{x}/{y}.png"
    assert "https://tile.example.org/" in browser.get(reverse(MAP)).content.decode()
