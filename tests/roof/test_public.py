"""The public page of a chapter: off until it is switched on, approved figures alone, no persons, light, without a script."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import re
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import models
from django.test import Client
from django.urls import reverse
from PIL import Image

from aksansi.public import card
from aksansi.public.card import in_two
from chapters.models import Chapter
from core.records.review import ReviewMove
from core.records.steps import move
from ksm.models import Facility, Group, StatusRecord
from planning.models import Achievement, AnnualReport, ApprovedFigures, ArchivedReport
from tests.ksm.factories import make_facility, make_operation, make_status
from tests.planning import factories as make
from tests.test_canary import CANARY

pytestmark = [pytest.mark.both, pytest.mark.django_db]
KEYS = ("code", "unit", "built_on", "village_name")  # a word in place of these would be no such row
PAGE, DATA, CARD = (f"/public/34.04/{name}" for name in ("", "data.json", "card.png"))


def read(place: str = PAGE, **headers: str) -> Any:
    """Return the answer to somebody who is not signed in."""
    return Client(headers=headers).get(place)


def told(place: str = PAGE) -> str:
    answer = read(place)
    assert answer.status_code == 200
    return str(answer.content.decode())


def points(page: str) -> list[str]:
    """Return the facilities on the map, without the legend under it."""
    return re.findall(r"<(?:circle|rect)[^>]*>", page.split("<figure")[1].split("<figcaption>")[0])


def switch(to: bool = True) -> None:
    Chapter.objects.filter(region="34.04").update(is_public=to)


@pytest.fixture
def year(regions: Any, officer: Any, secretariat: Any) -> AnnualReport:
    """The approved year 2018 of Sleman: a working facility with a place, and what was achieved."""
    cache.clear()
    place = {"latitude": "-7.712345", "longitude": "110.354321"}
    facility = make_facility(code="34.04-0001", name="IPAL Mawar", built_on="2015", **place)
    make_status(facility, observed_on="2018-05", active_sr=80)
    report: AnnualReport = make.make_achievement(realised=40).annual_report
    report.summary = "Tahun yang baik."
    report.save()
    move(obj=report, move_=ReviewMove.SUBMIT, by=officer)
    move(obj=report, move_=ReviewMove.APPROVE, by=secretariat)
    return AnnualReport.objects.get(pk=report.pk)


def test_it_is_off_until_the_secretariat_switches_it_on(
    year: Any, officer: Any, official: Any, secretariat: Any, as_user: Any
) -> None:
    assert [read(place).status_code for place in (PAGE, DATA, CARD)] == [404] * 3
    assert "Sleman" not in told("/public/")
    place = reverse("chapter-public", args=[year.chapter_id])
    for reader in (officer, official):
        assert as_user(reader).post(place, {"is_public": "on"}).status_code == 403
    assert read().status_code == 404
    browser = as_user(secretariat)
    assert place in browser.get(year.chapter.get_absolute_url()).content.decode()
    assert browser.post(place, {"is_public": "on"}).status_code == 302
    assert read().status_code == 200
    assert "Sleman" in told("/public/")
    assert PAGE in browser.get(year.chapter.get_absolute_url()).content.decode()
    assert browser.post(place, {}).status_code == 302
    assert [read(place).status_code for place in (PAGE, DATA, CARD)] == [404] * 3
    assert "Sleman" not in told("/public/")


def test_it_tells_what_was_approved_and_stays_so(year: Any) -> None:
    switch()
    before = told()
    assert '<dd itemprop="value">80</dd>' in before
    assert ApprovedFigures.objects.get().code in before
    late = make_facility(code="34.04-0002", name="IPAL Susulan", built_on="2016")
    make_status(late, observed_on="2018-08", active_sr=20)
    cache.clear()
    assert told() == before


def test_a_year_that_is_reopened_is_gone_at_once_and_back_anew(year: Any, secretariat: Any) -> None:
    switch()
    assert '<dd itemprop="value">80</dd>' in told()
    facility = Facility.objects.get(code="34.04-0001")
    make_status(facility, observed_on="2018-08", active_sr=90)
    move(obj=year, move_=ReviewMove.UNLOCK, by=secretariat, remark="Salah hitung")
    assert [read(place).status_code for place in (PAGE, DATA, CARD)] == [404] * 3
    assert "Sleman" not in told("/public/")
    move(obj=year, move_=ReviewMove.RELOCK, by=secretariat)
    assert '<dd itemprop="value">90</dd>' in told()


def test_a_year_that_is_no_longer_approved_gives_way_to_the_one_before(year: Any) -> None:
    switch()
    for state in ("draft", "submitted", "returned"):
        AnnualReport.objects.filter(pk=year.pk).update(state=state)
        assert [read(place).status_code for place in (PAGE, DATA, CARD)] == [404] * 3
    AnnualReport.objects.filter(pk=year.pk).update(state="approved")
    assert read().status_code == 200
    Chapter.objects.filter(pk=year.chapter_id).update(archived_at=dt.datetime.now(dt.UTC))
    assert read().status_code == 404


def test_whoever_keeps_a_copy_asks_whether_it_holds(year: Any) -> None:
    switch()
    first = read()
    assert first["Cache-Control"] == "public, no-cache"
    again = read(**{"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    # A mistake in a place is corrected: the copy here and elsewhere no longer holds.
    Facility.objects.update(latitude="-7.6")
    moved = read(**{"if-none-match": first["ETag"]})
    assert moved.status_code == 200 and moved.content != first.content
    Facility.objects.update(archived_at=dt.datetime.now(dt.UTC))
    assert (len(points(moved.content.decode())), points(told())) == (1, [])
    switch(False)
    assert read(**{"if-none-match": first["ETag"]}).status_code == 404


def test_a_place_is_told_to_some_hundred_metres(year: Any) -> None:
    switch()
    before = told()
    assert "712345" not in before and "354321" not in before
    Facility.objects.update(latitude="-7.712001")
    cache.clear()
    assert points(told()) == points(before) != []


def plant(model: Any, word: str) -> int:
    """Write a word into every free text of every row of a model; return how many texts."""
    free = [
        field.name
        for field in model._meta.fields
        if type(field) in (models.TextField, models.CharField)
        and not (field.choices or field.unique or field.name in KEYS)
    ]
    model._default_manager.update(**dict.fromkeys(free, word))
    return len(free)


def test_no_text_of_anybody_reaches_a_reader_who_is_not_signed_in(
    year: Any, officer: Any, secretariat: Any
) -> None:
    """Nothing is left out there: what is told is made of numbers and shared words."""
    indicator = make.make_indicator(code="unit-terdata", label_id="Unit terdata", unit="unit")
    make.make_achievement(annual_report=year, name="", indicator=indicator, unit="unit", realised=7)
    make_operation(Facility.objects.get())
    planted = [plant(model, CANARY) for model in (Facility, Group, StatusRecord)]
    planted += [plant(model, CANARY) for model in (Achievement, AnnualReport, Chapter)]
    assert min(planted) >= 1 and sum(planted) > 20
    move(obj=year, move_=ReviewMove.UNLOCK, by=secretariat, remark=CANARY)
    move(obj=year, move_=ReviewMove.RELOCK, by=secretariat)
    assert CANARY in str(ApprovedFigures.objects.get().figures)  # so it could have been told
    switch()
    for place in ("/public/", PAGE, f"{PAGE}?lang=en", DATA, f"{DATA}?lang=en"):
        assert CANARY not in told(place)
        assert officer.username not in told(place) and secretariat.username not in told(place)
    assert "Unit terdata" in told()  # an indicator of all chapters is


def test_it_names_the_letter_that_told_these_figures_and_no_other(
    year: Any, secretariat: Any
) -> None:
    kept = ApprovedFigures.objects.get()
    letter = make.make_archived(secretariat, digest=kept.digest, code=kept.code, number="SATU/1")
    other = make.make_archived(secretariat, digest="ab" * 32, code="KODE-2", number="LAIN/2")
    switch()
    assert letter.number in told() and other.number not in told()
    ArchivedReport.objects.filter(pk=letter.pk).update(archived_at=dt.datetime.now(dt.UTC))
    assert letter.number not in told()
    assert "Asli" in told(reverse("verify-code", args=[kept.code]))


def test_it_is_the_same_for_everybody_light_and_without_a_script(
    year: Any, official: Any, as_user: Any
) -> None:
    switch()
    stranger, reader = read(), as_user(official).get(PAGE)
    assert stranger.content == reader.content
    page = stranger.content.decode()
    assert "<script" not in page
    assert "<svg" in page and 'itemtype="https://schema.org/Dataset"' in page
    names = re.findall(r'href="/static/([^"?]+)"', page)
    files = [(settings.BASE_DIR / "static" / one).read_bytes() for one in names]
    packed = [
        len(file if name.endswith(".woff2") else gzip.compress(file))
        for name, file in zip(names, files, strict=True)
    ]
    assert len(packed) > 3
    assert sum(packed) + len(gzip.compress(stranger.content)) <= 100_000


def test_it_is_told_to_machines_and_in_english(year: Any) -> None:
    switch()
    answer = read(DATA)
    assert answer["Content-Type"] == "application/ld+json"
    found = answer.json()
    assert (found["@type"], found["spatialCoverage"]["identifier"]) == ("Dataset", "34.04")
    assert [one["value"] for one in found["variableMeasured"]].count(80) == 1
    page = told()
    assert f'<link rel="alternate" type="application/ld+json" href="{DATA}">' in page
    assert "Verifikasi" in page and "Verification" in told(f"{PAGE}?lang=en")
    # What was kept in Indonesian counts in English too.
    assert "1 sesuai atau di atas target" in page
    assert "1 on or above target" in told(f"{PAGE}?lang=en")
    assert "Berfungsi" in page and "Berfungsi" not in told(f"{PAGE}?lang=en")


def test_a_link_elsewhere_shows_a_picture_of_the_figures(
    year: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    switch()
    page = told()
    named = dict(re.findall(r'<meta property="(og:[a-z:]+)" content="([^"]*)">', page))
    assert named["og:image"] == f"{settings.SITE_URL}{CARD}?lang=id"
    assert "80" in named["og:image:alt"] and named["og:locale"] == "id_ID"
    written: list[str] = []
    pen = card.ImageDraw.ImageDraw.text
    monkeypatch.setattr(
        card.ImageDraw.ImageDraw,
        "text",
        lambda self, at, text, **more: (written.append(text), pen(self, at, text, **more))[1],
    )
    first = read(CARD)
    assert (first.status_code, first["Content-Type"]) == (200, "image/png")
    image = Image.open(io.BytesIO(first.content))
    size = (int(named["og:image:width"]), int(named["og:image:height"]))
    assert image.size == size and len(first.content) <= 100_000
    # What it says is what the page says, whatever is recorded since; and it is drawn once.
    assert "Kab. Sleman 2018" in written and "80" in written
    assert all(text in page for text in written if text.isdecimal())
    make_status(Facility.objects.get(code="34.04-0001"), observed_on="2018-09", active_sr=5)
    count = len(written)
    assert read(CARD).content == first.content and len(written) == count
    assert read(CARD, **{"if-none-match": first["ETag"]}).status_code == 304
    english = read(f"{CARD}?lang=en")
    assert english.content != first.content
    switch(False)
    assert read(CARD).status_code == 404


def test_a_note_on_the_card_has_one_size() -> None:
    size, lines = in_two(
        "71% dari 7 yang beroperasi dan diketahui fungsinya; 2 berfungsi sebagian", 290
    )
    assert len(lines) == 2 and 10 < size < 18, "smaller as a whole, not its second line alone"
    assert in_two("tercatat", 290) == (18, ["tercatat"])
