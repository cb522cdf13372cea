"""The access ladder and the SPM: seven rungs and two measures, as sources state them, each in its own unit."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from ksm.models import DatedFact
from ksm.reports.ladder import build_access, measures, rungs
from tests.ksm.factories import make_fact

pytestmark = pytest.mark.django_db
AT = dt.date(2026, 1, 1)
COUNTS = (10, 20, 300, 100, 40, 20, 10)


def stated(unit: str = "KK", counts: tuple[int | None, ...] = COUNTS, **facts: Any) -> None:
    for rung, count in zip(rungs(), counts, strict=True):
        if count is not None:
            facts_of = {"as_of": "2024", "source": "Profil sanitasi", **facts}
            make_fact(
                code=rung.code,
                topic="access",
                subject=rung.label,
                value=count,
                unit=unit,
                **facts_of,
            )


def test_shares_and_classes_come_of_one_unit_source_and_day(regions: Any, secretariat: Any) -> None:
    stated()
    stated("jiwa", (40, None, 1200, 400, 160, 80, 40))
    with translation.override("id"):
        kk, jiwa = build_access(user=secretariat, code="34.04", at=AT).ladders
    assert [row.value.value for row in kk.rows] == list(COUNTS)
    assert kk.rows[2].share == "60,0%" and dict(kk.classes) == {
        "Aman": "6,0%", "Layak": "80,0%", "Belum layak": "12,0%", "BABS": "2,0%",
    }  # fmt: skip
    # One rung is not known in persons: no whole, so no share; and no household is counted as a person.
    assert jiwa.unit == "jiwa" and jiwa.rows[1].value.value is None
    assert not jiwa.classes and not any(row.share for row in jiwa.rows)


def test_another_source_or_a_newer_day_is_another_ladder(regions: Any, secretariat: Any) -> None:
    stated()
    stated(counts=(50, None, None, None, None, None, None), as_of="2025", source="Dinas")
    stated(counts=(9, 9, 9, 9, 9, 9, 9), as_of="2027")
    (newest,) = build_access(user=secretariat, code="34.04", at=AT).ladders
    assert (newest.source, newest.rows[0].value.value) == ("Dinas", 50)
    assert not newest.classes  # the older source's rungs are not mixed in


def test_a_whole_page_enters_them_once_and_the_overview_tells_them(
    regions: Any, officer: Any, as_user: Any
) -> None:
    page = reverse("ksm:region-access", args=["34.04"])
    people, quality = (one.code for one in measures())
    sent = {rung.code: count for rung, count in zip(rungs(), COUNTS, strict=True)}
    sent |= {"unit": "KK", "as_of": "2024", "source": "Profil sanitasi 2024", "source_url": ""}
    sent |= {
        people: 750,
        f"{people}-of": 1000,
        "spm_unit": "rumah",
        quality: "",
        f"{quality}-of": "",
    }
    browser = as_user(officer)
    assert browser.get(page).status_code == 200
    for _again in range(2):
        assert browser.post(page, sent).status_code == 302
    assert DatedFact.objects.count() == 8
    overview = browser.get(reverse("region-overview", args=["34.04"])).content.decode()
    assert "Akses aman (terpusat)" in overview and "60,0%" in overview
    assert "penerima layanan (rumah)" in overview and "75,0%" in overview
    browser.post(page, {**sent, rungs()[0].code: 11})
    assert DatedFact.objects.get(code=rungs()[0].code).value == 11
    assert DatedFact.objects.count() == 8


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, "Tulis paling sedikit satu angka."),
        ({"spm-penerima": 10}, "Nyatakan yang dihitung: jiwa, KK, atau rumah."),
        ({"spm-penerima": 10, "spm-penerima-of": 9, "spm_unit": "KK"}, "Lebih besar daripada keseluruhannya."),
        ({"spm-mutu-of": 9}, "Tulis juga berapa di antaranya."),
        ({"akses-layak-sendiri": "-3"}, "0"),
        ({"akses-layak-sendiri": "9" * 12}, "1.000.000.000"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words(
    change: dict[str, object], words: str, regions: Any, officer: Any, as_user: Any
) -> None:
    sent = {"unit": "KK", "as_of": "2024", "source": "Profil", **change}
    answer = as_user(officer).post(reverse("ksm:region-access", args=["34.04"]), sent)
    assert answer.status_code in (200, 422) and words in answer.content.decode()
    assert not DatedFact.objects.exists()
