"""Dated figures: about whom, of a day or a period, planned or reached, part of a whole, in a currency, once each."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from aksansi.search.search import find
from core.importing import Several
from core.land.regions import Region
from ksm.models import DatedFact
from ksm.money.values import Stated, read_value
from ksm.resources.figures import ValueCell
from monitoring.reports import build_findings
from tests.importing import reasons, walk
from tests.ksm import factories as f

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("117 dari 146 desa", Stated(Decimal(117), of=146, unit="desa")),
        ("50–60 KK", Stated(Decimal(50), Decimal(60), unit="KK")),
        ("74%", Stated(Decimal(74), unit="%")),
        ("Rp 2,47 miliar", Stated(Decimal(2_470_000_000), currency="IDR")),
        ("USD 1,5 juta", Stated(Decimal(1_500_000), currency="USD")),
        ("-12,5 %", Stated(Decimal("-12.5"), unit="%")),
        ("1.250 SR", Stated(Decimal(1250), unit="SR")),
        ("lebih dari 100", Stated(words="lebih dari 100")),
        ("± 60 KK", Stated(words="± 60 KK")),
        ("60–50", Stated(words="60–50")),
    ],
)
def test_n2_n4_n11_values_are_read_as_written_and_never_sharpened(text: str, means: Stated) -> None:
    assert read_value(text) == means


def words(**extra: Any) -> str:
    with translation.override("id"):
        return DatedFact(**extra).value_words


def test_n4_part_and_whole_plan_range_and_money_print_everywhere() -> None:
    assert words(value=117, sample_size=146, unit="desa") == "117 dari 146 desa"
    assert words(value=37, unit="desa", is_planned=True) == "37 desa (rencana)"
    assert words(value=50, value_to=60, unit="KK") == "50–60 KK"
    assert words(value=Decimal("1.5"), currency="USD") == "USD 1,5"
    assert words(value=Decimal(5000), currency="IDR", unit="per KK") == "Rp5.000 per KK"
    assert words(value=74, unit="%", sample_size=300) == "74% (dari 300)"
    assert words(value=0, unit="KK") == "0 KK"


def test_n3_a_day_and_a_period_are_told_apart() -> None:
    with translation.override("id"):
        assert DatedFact(as_of="2016").when_words == "per 2016"
        assert DatedFact(period_from="2016", period_to="2016").when_words == "selama 2016"
        half = DatedFact(period_from="2016-07", period_to="2016-12")
        assert half.when_words == "Juli 2016–Desember 2016"
        assert DatedFact(period_from="2018-04").when_words == "sejak April 2018"


def test_n3_a_period_is_found_in_each_of_its_years(regions: Any) -> None:
    long = f.make_fact(as_of="", period_from="2015-07", period_to="2017-03")
    day = f.make_fact(as_of="2016-05")
    rows = DatedFact.objects.all()
    assert [set(rows.in_year(year)) for year in (2014, 2015, 2016, 2017, 2018)] == [
        set(), {long}, {long, day}, {long}, set(),
    ]  # fmt: skip
    assert list(rows.newest_first()) == [long, day]
    assert set(rows.known_by(dt.date(2015, 12, 31))) == {long}


DATA = {
    "topic": "registry",
    "subject": "manhole",
    "value": "12",
    "unit": "buah",
    "as_of": "2018",
    "source": "Harian",
}


def test_n5_a_figure_about_one_facility_or_group_stands_on_its_page(
    officer: Any, other_officer: Any, as_user: Any
) -> None:
    facility, group = f.make_facility(), f.make_group()
    browser = as_user(officer)
    for about in (facility, group):
        url = reverse("ksm:dated-fact-create", query={about._meta.model_name: about.key})
        sent = browser.post(url, DATA)
        assert sent.status_code == 302 and sent.url == about.get_absolute_url()
        assert "12 buah" in browser.get(sent.url).content.decode()
        assert DatedFact.objects.about(about).get().region_id == "34.04"
    region = browser.get(reverse("core:region-detail", args=["34.04"])).content.decode()
    assert "12 buah" not in region  # one plant's figure is none of its region's
    hits = [hit for part in find(officer, "manhole") for hit in part.hits]
    assert len(hits) == 2 and hits[0].note.startswith("12 buah · ")
    assert not find(other_officer, "manhole")


def test_n5_the_letter_names_whom_a_figure_is_about(officer: Any) -> None:
    facility = f.make_facility(name="IPAL Satu")
    f.make_fact(facility=facility, subject="manhole", as_of="2018")
    f.make_fact(subject="warga", as_of="", period_from="2018", period_to="2018")
    region = Region.objects.get(pk="34.04")
    found = build_findings(user=officer, region=region, at=dt.date(2018, 12, 31))
    subjects = {row.subject for row in found.facts}
    assert any("manhole (IPAL Satu" in text for text in subjects), subjects
    assert any(text.startswith("warga (") and "2018" in text for text in subjects), subjects


def test_the_same_figure_of_a_second_source_is_asked_about(officer: Any, as_user: Any) -> None:
    url = reverse("ksm:dated-fact-create")
    data = {**DATA, "region": "34.04"}
    browser = as_user(officer)
    assert browser.post(url, data).status_code == 302
    again = browser.post(url, {**data, "value": "13", "source": "Berita lain"})
    page = again.content.decode()
    assert again.status_code == 422 and "Harian" in page
    assert browser.post(url, {**data, "as_of": "2019"}).status_code == 302
    assert browser.post(url, {**data, "confirm_twin": "on"}).status_code == 302
    assert DatedFact.objects.count() == 3


def test_n16_what_is_no_count_may_lie_below_zero(officer: Any, as_user: Any) -> None:
    url = reverse("ksm:dated-fact-create")
    data = {**DATA, "region": "34.04", "value": "-5"}
    browser = as_user(officer)
    assert browser.post(url, data).status_code == 422
    assert browser.post(url, {**data, "unit": "%"}).status_code == 302
    assert (
        browser.post(url, {**data, "unit": "", "currency": "IDR", "subject": "defisit"}).status_code
        == 302
    )


def test_the_database_holds_the_rules_of_figures(regions: Any) -> None:
    group, facility = f.make_group(), f.make_facility()
    for wrong in (
        {"value": 5, "value_to": 4},
        {"period_from": "2018", "period_to": "2017"},
        {"group": group, "facility": facility},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            f.make_fact(**wrong)


TABLE = """Sarana;Kabupaten;Uraian;Nilai;Satuan;Per tanggal;Rencana;Sumber
34.04-0001;;manhole;12;buah;2018;;Harian
;Kab. Sleman;desa bersih;117 dari 146;desa;April 2018;;Profil
;Kab. Sleman;desa bersih;146;desa;2025;ya;Profil
;Kab. Sleman;rumah;lebih dari 100;;2018;;Profil
99.99-0001;;manhole;12;buah;2018;;Harian
"""


def test_c_figures_come_in_and_go_out_as_a_table(officer: Any, as_user: Any) -> None:
    facility = f.make_facility(code="34.04-0001")
    counts, rows = walk("dated-facts", officer, TABLE, write=True)
    assert (counts.new, counts.faulty) == (4, 1), reasons(rows)
    assert DatedFact.objects.about(facility).get().value == 12
    part = DatedFact.objects.get(as_of="2018-04")
    assert (part.value, part.sample_size, part.unit, part.is_planned) == (117, 146, "desa", False)
    assert DatedFact.objects.get(as_of="2025").is_planned
    assert DatedFact.objects.get(subject="rumah").value_text == "lebih dari 100"
    assert walk("dated-facts", officer, TABLE)[0].same == 4
    out = b"".join(
        as_user(officer).get(reverse("ksm:dated-fact-list"), {"format": "csv"}).streaming_content
    )
    assert "117" in out.decode() and "146" in out.decode() and facility.name in out.decode()


def test_a_bare_number_of_two_readings_is_asked_about_as_in_any_column() -> None:
    cell = ValueCell(3)
    with pytest.raises(ValidationError, match=r"12\.500"):
        cell.clean("12.500")
    assert cell.clean("12.500 SR") == Several({"value": Decimal(12500), "unit": "SR"})
    assert cell.told("117 dari 146") == ""
