"""What a page weighs on the way to a phone: design §8, compressed as the server compresses it."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import math
import re
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from core.land.regions import Region
from core.pages import lookup
from ksm.models import Facility, Group
from monitoring import reference as instruments
from monitoring.models import Answer, Instrument, Question, Visit
from tests.ksm.factories import make_facility, make_group, make_operation, make_status
from tests.test_access_matrix import OWN_REGION, make_world

FIRST, LATER = 150 * 1024, 40 * 1024
# Of design §8: the first visit is of these, and a list of 50 rows no two of which say the same.
LIGHT = dict.fromkeys(("sign-in", "home of the Secretariat", "home of an officer"), 80 * 1024)
LIST, ROWS = "list of facilities, 50 rows", 50
NAMES = (
    "Mawar",
    "Sejahtera",
    "Tirta Rahayu",
    "Bersih",
    "Guyub Rukun",
    "Sumber Waras",
    "Ngudi Resik",
    "Maju",
)
PLACES = (
    "Sinduadi",
    "Caturtunggal",
    "Margodadi",
    "Sendangtirto",
    "Wedomartani",
    "Trihanggo",
    "Ambarketawang",
)
ALREADY_SMALL = {".woff2", ".png", ".jpg"}


def html(browser: Client, url: str) -> tuple[str, int]:
    """Return a page and its size as sent: the server's own gzip, nothing modelled here."""
    answer = browser.get(url, headers={"accept-encoding": "gzip, br"})
    assert answer.status_code == 200
    assert answer.headers["Content-Encoding"] == "gzip"
    return gzip.decompress(answer.content).decode(), len(answer.content)


def static_files(page: str) -> set[Path]:
    """Return the files a browser fetches for a page: what it names, and what its styles name in turn."""
    names = {name.partition("#")[0] for name in re.findall(r'(?:href|src)="/static/([^"]+)"', page)}
    found: set[Path] = set()
    for name in names:
        path = Path(str(finders.find(name)))
        assert path.is_file(), name
        found.add(path)
        if path.suffix == ".css":
            for inner in re.findall(r"url\([\"']?([^\"')]+)[\"']?\)", path.read_text()):
                if not inner.startswith(("data:", "#")):
                    found.add((path.parent / inner.partition("#")[0]).resolve())
        elif path.suffix == ".js":
            for inner in re.findall(r"(?:import|from)\s*[\"'](\.[^\"']+)[\"']", path.read_text()):
                found.add((path.parent / inner).resolve())
    return found


def sent(path: Path) -> int:
    """Return the size as WhiteNoise sends it: brotli at its best where that is smaller, else as it is."""
    raw = path.read_bytes()
    return len(raw) if path.suffix in ALREADY_SMALL else min(len(raw), len(brotli.compress(raw)))


@pytest.fixture
def country(regions: Any) -> None:
    """As many regions as there are, with names of the real length."""
    Region.objects.bulk_create(
        Region(code=f"{number}", name=f"Provinsi Nomor {number}", kind="provinsi")
        for number in range(50, 86)
    )
    Region.objects.bulk_create(
        Region(
            code=f"{50 + n // 15}.{n % 15 + 1:02}",
            name=f"Kabupaten Hulu Sungai {n}",
            kind="kabupaten",
            parent_id=f"{50 + n // 15}",
        )
        for n in range(511)
    )


def questionnaire() -> Visit:
    """A visit by the real questionnaire of 49 questions, after one whose answers stand beside."""
    instrument = Instrument.objects.get(code="aksansi-2021")
    facility = make_facility(OWN_REGION)
    first, second = (
        Visit.objects.create(
            facility=facility, instrument=instrument, visited_on=dt.date(year, 5, 8)
        )
        for year in (2017, 2018)
    )
    for question in Question.objects.filter(aspect__instrument=instrument, kind="single"):
        option = question.options.order_by("order").first()
        assert option is not None
        Answer.objects.create(visit=first, question=question, value=option.value)
    Visit.objects.filter(pk=first.pk).update(state="approved")
    return second


def test_pages_stay_light(
    country: Any, secretariat: Any, officer: Any, as_user: Any, client: Client
) -> None:
    make_world(OWN_REGION, "Sarana Contoh di Padukuhan Sumberan")
    instruments.load()
    visit = questionnaire()
    for number in range(ROWS + 5):
        name = f"IPAL Komunal {NAMES[number % 8]} {NAMES[number * 5 // 8 % 8]} {number * 37 % 100}"
        facility = make_facility(
            OWN_REGION, name=name, village=PLACES[number % 7], district="Ngaglik"
        )
        day = f"{2015 + number % 11}-{number % 12 + 1:02}-{number * 7 % 28 + 1:02}"
        make_status(facility, observed_on=day, active_sr=number * 29 % 90 + 5)
        make_operation(facility)
    report = {"key": OWN_REGION, "year": 2018}
    national, own = as_user(secretariat), as_user(officer)
    pages = [
        ("sign-in", client, reverse("account_login")),
        ("home of the Secretariat", national, reverse("home")),
        ("home of an officer", own, reverse("home")),
        (LIST, national, reverse("ksm:facility-list")),
        ("form of a facility", national, reverse("ksm:facility-create")),
        ("form of an event", national, reverse("events:event-create")),
        ("region", own, reverse("region-overview", kwargs={"key": OWN_REGION})),
        ("report", own, reverse("region-report", kwargs=report)),
        ("control board", national, reverse("board")),
        ("visit", own, visit.get_absolute_url()),
        ("questionnaire", own, reverse("monitoring:visit-answers", args=[visit.pk])),
        *(
            (f"aspect {pk}", own, reverse("monitoring:visit-aspect", args=[visit.pk, pk]))
            for pk in visit.instrument.aspects.values_list("pk", flat=True)
        ),
        ("page for the field", own, reverse("monitoring:field")),
    ]
    faults = []
    for name, browser, url in pages:
        page, later = html(browser, url)
        first = later + sum(map(sent, static_files(page)))
        print(f"{name:26} first {first / 1024:6.1f} KB, later {later / 1024:5.1f} KB")
        most = LIGHT.get(name, FIRST), 10 * 1024 if name == LIST else LATER
        if first > most[0] or later > most[1]:
            faults.append(f"{name}: first {first / 1024:.1f} KB, later {later / 1024:.1f} KB")
    assert faults == []


OUTLINES = Path(str(finders.find("map/provinces.json"))).parent


def weight_of_map(browser: Client, outlines: Path) -> tuple[int, int, Any]:
    """Return bytes of a first and a later visit to the map, and the answer its script fetches first."""
    page, html_size = html(browser, reverse("ksm:facility-map"))
    asked = re.search(r'data-points="([^"]+)"', page)
    assert asked is not None
    packed = browser.get(asked[1], headers={"accept-encoding": "gzip"}).getvalue()
    # Pictures of controls that the map does not have never come.
    files = {path for path in static_files(page) if path.parent.name != "images"} | {outlines}
    later = html_size + len(packed)
    first = later + sum(map(sent, files))
    print(f"map with {outlines.name}: first {first / 1024:.1f} KB, later {later / 1024:.1f} KB")
    return first, later, json.loads(gzip.decompress(packed))


def test_the_map_stays_light_with_its_outlines_and_points(
    country: Any, officer: Any, as_user: Any
) -> None:
    """The map of a region with as many facilities as the largest have, in the most winding province."""
    for number in range(300):
        make_facility(
            OWN_REGION,
            name=f"IPAL {number}",
            latitude=f"-7.{700000 + number * 61 % 90000}",
            longitude=f"110.{300000 + number * 97 % 180000}",
        )
    browser = as_user(officer)
    page, _later = html(browser, reverse("ksm:facility-map"))
    # The country's outlines come when the map is moved; the own province's with the map.
    assert f"map/{OWN_REGION[:2]}.json" in page
    first, later, found = weight_of_map(browser, max(OUTLINES.glob("[0-9]*.json"), key=sent))
    assert len(found["points"][OWN_REGION]) == 300
    assert first <= FIRST and later <= LATER


def test_the_map_of_the_country_stays_light(country: Any, secretariat: Any, as_user: Any) -> None:
    """Thousands of points all over the country: a sum for each region, the points when looked at."""
    regions = list(Region.objects.filter(kind="kabupaten").values_list("pk", flat=True))
    Facility.objects.bulk_create(
        Facility(
            stage="terbangun",
            region_id=code,
            code=f"{code}-{n:04}",
            name=f"IPAL {n}",
            facility_type="ipal_komunal",
            # Regions with neighbouring codes are neighbours, their facilities up to 30 km around.
            latitude=4 * math.sin(at / 9) - 3 + at * 7919 % 600 / 2000 + n * 0.07,
            longitude=95 + at * 46 / len(regions) + at * 4729 % 600 / 2000 + n * 0.07,
        )
        for n in range(4)
        for at, code in enumerate(regions)
    )
    first, later, found = weight_of_map(as_user(secretariat), OUTLINES / "provinces.json")
    assert len(found["sums"]) == len(regions) > 500
    assert first <= FIRST and later <= LATER


# --- Choices among thousands -----------------------------------------------------


@pytest.fixture
def thousands(regions: Any) -> None:
    Facility.objects.bulk_create(
        Facility(
            stage="terbangun",
            region_id=OWN_REGION,
            code=f"{OWN_REGION}-{n:04}",
            name=f"IPAL {n}",
            facility_type="ipal_komunal",
        )
        for n in range(1, lookup.MOST_CHOICES + 2)
    )
    Group.objects.bulk_create(
        Group(region_id=OWN_REGION, name=f"KSM Bersih {n}", kind="ksm")
        for n in range(lookup.MOST_CHOICES + 1)
    )


def test_forms_never_list_thousands(thousands: Any, secretariat: Any, as_user: Any) -> None:
    make_world("33.72", "Sarana Contoh")
    browser = as_user(secretariat)
    for name in (
        "monitoring:visit-create",
        "monitoring:finding-create",
        "monitoring:sample-create",
    ):
        page, later = html(browser, reverse(name))
        assert f"{OWN_REGION}-0100" not in page, name
        assert later <= LATER


def field(model: Any) -> Any:
    from django import forms

    found = lookup.as_lookup(forms.ModelChoiceField(model.objects.all(), help_text="Bantuan."))
    assert isinstance(found, lookup.LookupField)
    return found


def test_a_record_is_found_by_its_code_name_or_number(thousands: Any) -> None:
    facilities, groups = field(Facility), field(Group)
    assert facilities.clean(f" {OWN_REGION}-0007 ").name == "IPAL 7"
    assert facilities.clean("ipal 7").code == f"{OWN_REGION}-0007"
    group = groups.clean("KSM Bersih 12")
    assert groups.clean(groups.prepare_value(group)) == group
    assert groups.clean(groups.prepare_value(group.pk)) == group
    assert facilities.prepare_value(facilities.clean("IPAL 7")) == f"{OWN_REGION}-0007"
    assert not facilities.has_changed(facilities.clean("IPAL 7"), f"{OWN_REGION}-0007")


def test_what_is_not_exact_is_answered_with_candidates(thousands: Any) -> None:
    from django.core.exceptions import ValidationError

    groups = field(Group)
    make_group("33.72", name="KSM Bersih 12")
    with pytest.raises(ValidationError) as twice:
        groups.clean("KSM Bersih 12")
    assert twice.value.messages[0].count("KSM Bersih 12") == 3
    with pytest.raises(ValidationError) as part:
        groups.clean("bersih 59")
    assert "KSM Bersih 59" in part.value.messages[0] and "…" in part.value.messages[0]
    with pytest.raises(ValidationError, match="tidak ditemukan"):
        groups.clean("tak ada")
    for odd in ("#999999999999999999", "\x00", "%", "9" * 400):
        with pytest.raises(ValidationError):
            groups.clean(odd)


def test_a_short_list_stays_a_list(regions: Any) -> None:
    from django import forms

    make_group()
    choice = forms.ModelChoiceField(Group.objects.all())
    assert lookup.as_lookup(choice) is choice


def test_the_wall_holds_for_typed_text(thousands: Any) -> None:
    """The rows are the narrowed ones: a code of another region is not found."""
    from django import forms
    from django.core.exceptions import ValidationError

    foreign = make_facility("33.72")
    narrowed = lookup.as_lookup(
        forms.ModelChoiceField(Facility.objects.filter(region_id=OWN_REGION))
    )
    with pytest.raises(ValidationError, match="tidak ditemukan"):
        narrowed.clean(foreign.code)


pytestmark = [pytest.mark.django_db, pytest.mark.once]
