"""From entry to paper: what the letter prints is what the records of its year say."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from aksansi.board.board import build_summary
from aksansi.board.late import late_years, recent
from tests.chapters.factories import make_chapter, make_seat
from tests.events.factories import make_attendance, make_day, make_event
from tests.ksm.factories import make_facility, make_fact, make_status
from tests.monitoring.factories import make_finding
from tests.planning import factories as make
from tests.roof.board_lines import board_lines

pytestmark = pytest.mark.django_db


def letter(as_user: Any, user: Any, year: int = 2018) -> str:
    """Return the text of the letter on screen, in one line."""
    place = reverse("region-report", args=["34.04", year])
    page = as_user(user).get(place).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_ten_women_of_two_days_are_ten(officer: Any, as_user: Any) -> None:
    event = make_event(title="Bimtek dua hari", starts_on="2018-05-08", ends_on="2018-05-09")
    for day in (make_day(event, "2018-05-08"), make_day(event, "2018-05-09")):
        for number in range(10):
            make_attendance(event, day=day, name=f"Peserta {number}", women=1)
    said = letter(as_user, officer)
    assert re.search(r"Bimtek dua hari .{0,80}? 10 10 ", said), said[said.index("Bimtek") :][:300]
    assert "orang-hari" not in said.lower()


def test_lists_without_names_are_said_to_be_person_days(officer: Any, as_user: Any) -> None:
    event = make_event(title="Bimtek tanpa nama", starts_on="2018-05-08", ends_on="2018-05-09")
    for number, date in ((20, "2018-05-08"), (25, "2018-05-09")):
        make_attendance(event, day=make_day(event, date), men=number)
    said = letter(as_user, officer)
    assert "45 orang-hari; paling sedikit 25 orang" in said
    assert "terhitung dua kali" in said


def test_money_of_a_cancelled_activity_is_not_planned_in_the_letter(
    officer: Any, as_user: Any
) -> None:
    plan = make.make_plan()
    make.make_budget(activity=make.make_activity(plan=plan), amount=10_000_000)
    off = make.make_activity(plan=plan, stop_state="batal", stop_reason="Dana dialihkan")
    make.make_budget(activity=off, amount=90_000_000)
    make.approve(plan)
    said = letter(as_user, officer)
    assert "Rp10.000.000" in said and "Rp100.000.000" not in said


def test_fewer_broken_plants_read_as_better(officer: Any, as_user: Any) -> None:
    report = make.make_report()
    make.make_achievement(
        annual_report=report,
        name="Sarana rusak",
        lower_is_better=True,
        target=Decimal(10),
        realised=Decimal(5),
    )
    assert "Lebih baik dari target" in letter(as_user, officer)


def test_a_past_year_names_the_day_its_cooperation_holds_for(officer: Any, as_user: Any) -> None:
    from tests.agreements.factories import make_partnership

    make_partnership(
        stage="draf_mou",
        entered_on="2016-01-01",
        next_step="Tagih jawaban",
        next_step_owner="daerah",
        next_step_due=dt.date.today(),
    )
    said = letter(as_user, officer)
    assert "Keadaan per 31 Desember 2018" in said and "Tagih jawaban" not in said


# T3: a province names whose each line is.


def test_t3_a_province_names_the_kabupaten_of_each_line(
    province_official: Any, regions: Any, as_user: Any
) -> None:
    make_facility("34.04", name="IPAL Mlati", built_on="2010")
    make_fact("34.04", subject="IPAL komunal", value=160, as_of="2015")
    make_fact("34", subject="IPAL seluruh provinsi", value=400, as_of="2015")
    make_finding("34.04", title="Manhole disemen")
    make_event(title="Bimtek KSM", starts_on="2018-05-08", venue="Balai desa")
    place = reverse("region-report", args=["34", 2018])
    page = as_user(province_official).get(place).content.decode()
    said = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "IPAL komunal (Kab. Sleman)" in said
    assert "IPAL seluruh provinsi 400" in said
    assert re.search(r"Manhole disemen.{0,60}Kab\. Sleman", said)
    assert "Balai desa, Kab. Sleman" in said
    assert re.search(r"IPAL Mlati .{0,40}Kab\. Sleman", said)


def test_t3_a_kabupaten_does_not_name_itself(officer: Any, as_user: Any) -> None:
    make_fact("34.04", subject="IPAL komunal", value=160, as_of="2015")
    assert "IPAL komunal 160" in letter(as_user, officer)


# B4: a province's chapter is told by its kabupaten.


def test_b4_the_board_counts_a_provinces_kabupaten_for_its_chapter(
    secretariat: Any, regions: Any
) -> None:
    make_chapter("34")
    for region in ("34.04", "34.01", "33.72"):
        make_status(make_facility(region, built_on="2010"), "2018")
    (line,) = board_lines(secretariat, "groups", "completeness")
    assert (line.code, line.completeness.facilities, line.groups) == ("34", 2, 0)
    # Of the six particulars of each, the year and a status record are known.
    assert (line.completeness.filled, line.completeness.asked) == (4, 12)
    today = timezone.localdate()
    found = build_summary(
        user=secretariat, today=today, late=late_years(secretariat, recent(today), today)
    )
    assert found.facilities == 3


# T10: beside the dash stands what a source states.


def test_t10_a_published_figure_stands_beside_the_dash(officer: Any, as_user: Any) -> None:
    facts = {"topic": "registry", "source": "Laman"}
    for value, unit, as_of in ((75, "KSM", "2015-04"), (60, "KSM", "2013"), (13, "unit", "2014")):
        make_fact(subject=f"{unit} terbentuk", value=value, unit=unit, as_of=as_of, **facts)
    make_fact(subject="KSM sebagian", value=9, unit="KSM", as_of="2016", area="Moyudan", **facts)
    make_fact(subject="KSM kelak", value=99, unit="KSM", as_of="2019", **facts)
    browser = as_user(officer)
    said = letter(as_user, officer)
    assert "75 KSM menurut Laman, April 2015 (KSM terbentuk)." in said
    assert "13 unit menurut Laman, 2014 (unit terbentuk)" in said
    for wrong in ("99 KSM", "60 KSM menurut", " 9 KSM menurut"):
        assert wrong not in said, said[said.index(wrong) - 80 : said.index(wrong) + 80]
    place = reverse("region-overview", args=["34.04"])
    overview = browser.get(place).content.decode()
    assert "13 unit menurut Laman, 2014" in overview


def test_t10_a_plan_or_people_without_service_are_not_what_is_unknown_here(
    officer: Any, as_user: Any
) -> None:
    facts = {"topic": "registry", "source": "Laman", "as_of": "2017"}
    make_fact(subject="IPAL individual akan dibangun", value=1497, unit="IPAL", **facts)
    make_fact(subject="KK dengan jamban tidak sehat", value=12767, unit="KK", **facts)
    make_fact(subject="KK terlayani", value=90, unit="KK", **{**facts, "as_of": "2015"})
    page = as_user(officer).get(reverse("region-overview", args=["34.04"])).content.decode()
    assert "1.497" not in page and "12.767" not in page
    assert "90 KK menurut Laman, 2015 (KK terlayani)" in page


def test_t10_a_stated_count_stands_beside_ours_and_both_say_what_they_are(
    officer: Any, as_user: Any
) -> None:
    make_facility(built_on="2010")
    make_fact(subject="IPAL komunal", value=124, unit="IPAL", as_of="2018", topic="registry")
    source = "Sanitasi Award 2018 (124 IPAL komunal)"
    row = make.make_achievement(
        annual_report=make.make_report(),
        indicator=make.make_indicator(code="unit-terdata", label_id="Sarana terdata"),
        name="",
        realised=124,
        target=None,
        source=source,
    )
    told = f"124 menurut {source}; tercatat dalam sistem ini per 31 Desember 2018: 1"
    said = letter(as_user, officer)
    assert said.count(told) == 2  # at the top and in its row
    assert "Angka-angka ini milik sumbernya masing-masing" in said
    assert "Tanpa target" in said  # a figure without a target is no missing figure
    overview = as_user(officer).get(reverse("region-overview", args=["34.04"])).content.decode()
    assert f"124 menurut {source}; tercatat dalam sistem ini per" in overview
    row.realised = 1
    row.save()
    assert "tercatat dalam sistem ini per 31 Desember 2018: 1" not in letter(as_user, officer)


def test_a_share_of_money_is_of_what_is_known_on_both_sides(officer: Any, as_user: Any) -> None:
    """Design §5: two figures make a share only where both are known for the same things."""
    told = make.make_activity(title="Dibelanjakan")
    silent = make.make_activity(plan=told.plan, title="Belum dilaporkan")
    for activity, amount in ((told, 9_000_000), (silent, 24_000_000)):
        make.make_budget(activity=activity, amount=amount, fund="apbd")
    make.make_progress(activity=told, cost=8_700_000, fund="apbd")
    said = letter(as_user, officer)
    assert "Rp33.000.000 Rp8.700.000 97%" in said
    assert "26%" not in said
    assert "Persentase dihitung dari Rp9.000.000" in said


def test_a_board_nobody_recorded_is_not_called_vacant(officer: Any, as_user: Any) -> None:
    chapter = make_chapter("34.04", formed_on="2010")
    said = letter(as_user, officer)
    assert "Belum tercatat: Ketua" in said and "Lowong:" not in said
    make_seat(chapter, person="Suharto", term_from="2016", term_to="2020")
    assert "Lowong: Sekretaris" in letter(as_user, officer)
