"""Results typed as a grid: of one facility on several days, of the many facilities of one paper."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from monitoring.effluent.grid import PARAMETERS, ROWS
from monitoring.models import Result, Sample
from tests.ksm.factories import make_facility
from tests.monitoring import factories as f
from tests.reading import said_by

pytestmark = pytest.mark.django_db
PLACE = "monitoring:lab-grid"


def post(browser: Any, data: dict[str, str]) -> Any:
    return browser.post(reverse(PLACE), data)


def told() -> set[tuple[str, str, str, str, str]]:
    rows = Result.objects.select_related("sample__facility")
    return {
        (one.sample.facility.code, one.sample.taken_on, one.sample.point, one.parameter, one.value_words)  # type: ignore[union-attr]
        for one in rows
    }  # fmt: skip


def test_a_paper_of_several_facilities_is_one_page(
    regions: Any, as_user: Any, officer: Any
) -> None:
    make_facility(code="34.04-0001", name="IPAL Maju")
    make_facility(code="34.04-0002", name="IPAL Sehat")
    data = {
        "taken_on": "14 Maret 2018", "laboratory_text": "BLK Yogyakarta", "source": "LHU 12/2018",
        "facility_0": "34.04-0001", "bod_0": "28,5", "ph_0": "7,1",
        "facility_1": "IPAL Sehat", "bod_1": "< 2", "taken_on_1": "15/03/2018",
        "facility_2": "34.04-0001", "point_2": "inlet", "bod_2": "210",
    }  # fmt: skip
    assert post(as_user(officer), data).status_code == 302
    assert told() == {
        ("34.04-0001", "2018-03-14", "outlet", "bod", "28,5 mg/L"),
        ("34.04-0001", "2018-03-14", "outlet", "ph", "7,1"),
        ("34.04-0002", "2018-03-15", "outlet", "bod", "< 2 mg/L"),
        ("34.04-0001", "2018-03-14", "inlet", "bod", "210 mg/L"),
    }
    sample = Sample.objects.get(facility__code="34.04-0002")
    assert (sample.laboratory_text, sample.source) == ("BLK Yogyakarta", "LHU 12/2018")
    assert sample.history.get().history_user == officer


def test_opened_from_a_facility_every_row_is_of_it_and_the_keyboard_goes_along_the_row(
    regions: Any, as_user: Any, officer: Any
) -> None:
    facility, browser = make_facility(code="34.04-0001"), as_user(officer)
    url = reverse(PLACE, query={"facility": facility.pk})
    page = browser.get(url)
    html = page.content.decode()
    assert html.count('value="34.04-0001') == ROWS
    first = [bound.name for _head, bound in page.context["form"].lines()[0][1]]
    assert first == [
        "facility_0",
        "point_0",
        "taken_on_0",
        *(f"{one.value}_0" for one in PARAMETERS),
    ]
    at = [html.index(f'name="{name}"') for name in first]
    assert at == sorted(at)
    typed = {f"facility_{n}": "34.04-0001" for n in range(ROWS)}
    days = {"taken_on_0": "2018-03-14", "taken_on_1": "2018-09-14"}
    sent = browser.post(url, {**typed, **days, "bod_0": "30", "bod_1": "25"})
    assert sent.status_code == 302 and Sample.objects.count() == 2
    assert (
        url
        in browser.get(reverse("monitoring:facility-scores", args=["34.04-0001"])).content.decode()
    )
    assert reverse(PLACE) in browser.get(reverse("monitoring:sample-list")).content.decode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "paling sedikit satu hasil"),
        ({"bod_0": "28"}, "Tulis sarana baris ini"),
        ({"facility_0": "34.04-0001", "bod_0": "banyak"}, "BOD, baris 1"),
        ({"facility_0": "34.01-0009", "bod_0": "28"}, "tidak ditemukan"),
        ({"facility_0": "34.04-0001", "bod_0": "28", "facility_1": "34.04-0001", "bod_1": "30"}, "di baris di atasnya"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_told_at_its_cell_and_nothing_is_kept(
    data: dict[str, str], words: str, regions: Any, as_user: Any, officer: Any
) -> None:
    make_facility(code="34.04-0001")
    make_facility("34.01", code="34.01-0009")  # of another region
    answer = post(as_user(officer), data)
    assert answer.status_code == 422 and words in said_by(answer.content.decode())
    assert not Sample.objects.exists()


def test_a_sample_that_is_recorded_is_asked_about(regions: Any, as_user: Any, officer: Any) -> None:
    facility, browser = make_facility(code="34.04-0001"), as_user(officer)
    f.make_sample(facility=facility, taken_on="2018-03-14", point="outlet")
    data = {"taken_on": "2018-03-14", "facility_0": "34.04-0001", "bod_0": "28"}
    asked = post(browser, data)
    assert asked.status_code == 422 and "sudah tercatat" in said_by(asked.content.decode())
    assert post(browser, {**data, "sure": "on"}).status_code == 302
    newest = Sample.objects.latest("pk")
    assert newest.history.get().history_change_reason.startswith("Ditegaskan: ")
