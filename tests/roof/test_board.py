"""The control board: which chapter is late with what, for each of its readers."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from aksansi.board.clinic import build_clinic
from aksansi.board.late import (
    ANY,
    FINDINGS,
    deadlines_of,
    late_chapters,
    late_years,
    opening_of,
    opening_year,
    recent,
)
from aksansi.board.todo import tasks_for
from chapters.models import Chapter
from core.access import Role
from core.records.journal import Attachment, FileKind
from core.records.review import State
from planning.models import Duty
from tests.chapters.factories import make_chapter
from tests.conftest import make_user
from tests.following import Follower, Page
from tests.ksm.factories import make_facility, make_group, make_status
from tests.monitoring.factories import make_finding, make_visit
from tests.planning import factories as make
from tests.reading import said_by

TODAY = dt.date(2019, 6, 15)
KULON_PROGO, SLEMAN, SURAKARTA = "34.01", "34.04", "33.72"


@pytest.fixture
def three(regions: Any, secretariat: Any) -> None:
    """Sleman did everything of 2018 but send its letter, Kulon Progo nothing, the province something below it."""
    make.make_deadlines()
    for code in (SLEMAN, KULON_PROGO, "34"):
        make_chapter(code)
    make.approve(make.make_plan(year=2018))
    make.approve(make.make_report(year=2018))
    visit = make_visit(
        facility=make_facility(SLEMAN, built_on="2010"), visited_on=dt.date(2018, 5, 5)
    )
    type(visit).objects.update(state=State.SUBMITTED)


def late(user: Any, what: str, year: int = 2018, today: dt.date = TODAY) -> list[str]:
    due = deadlines_of(user, year)
    return [row.region_id for row in late_chapters(user, year, what, due, today)]


def test_each_chapter_is_late_with_what_it_did_not_do_by_the_day(
    three: None, secretariat: Any, province_official: Any
) -> None:
    assert late(secretariat, Duty.PLAN) == ["34", KULON_PROGO]
    assert late(secretariat, Duty.REPORT) == ["34", KULON_PROGO]
    assert late(secretariat, Duty.VISITS) == [KULON_PROGO]  # the province has a visit below it
    assert late(secretariat, Duty.LETTER) == ["34", KULON_PROGO, SLEMAN]
    assert late(secretariat, FINDINGS) == []
    make_finding(SLEMAN, due_on=dt.date(2019, 6, 1))
    assert late(secretariat, FINDINGS) == ["34", SLEMAN]
    assert late(province_official, Duty.PLAN) == ["34", KULON_PROGO]
    (stands,) = late_years(secretariat, [2018], TODAY)
    assert stands.counts == {
        "plan": 2, "report": 2, "visits": 1, "letter": 3, "findings": 2,
    }  # fmt: skip
    # On the last day itself nobody is late, and what is not handed in is not done.
    assert late(secretariat, Duty.REPORT, today=dt.date(2019, 1, 31)) == []
    make.AnnualPlan.objects.update(state=State.RETURNED)
    assert SLEMAN in late(secretariat, Duty.PLAN)
    # A later rule leaves the years before it alone; a chapter that was dissolved owes nothing.
    make.make_deadline("plan", day=30, month=6, from_year=2019)
    assert late(secretariat, Duty.PLAN, year=2019) == []
    assert late(secretariat, Duty.PLAN) == ["34", KULON_PROGO, SLEMAN]
    Chapter.objects.filter(region=KULON_PROGO).update(status="dissolved")
    assert late(secretariat, ANY) == ["34", SLEMAN]


def test_it_opens_on_the_year_in_which_something_is_due(secretariat: Any, regions: Any) -> None:
    make.make_deadlines()
    chapter = make_chapter(SLEMAN)
    assert opening_year(secretariat, TODAY).year == 2019  # no plan of this year
    make.approve(make.make_plan(chapter=chapter, year=2019))
    make_finding(SLEMAN, due_on=dt.date(2019, 6, 1))  # its day is of no year
    assert opening_year(secretariat, TODAY).year == 2018  # no account of the last
    type(chapter).objects.update(formed_on="2019")
    assert opening_year(secretariat, TODAY).year == 2019  # the next deadline
    both = late_years(secretariat, recent(TODAY), TODAY)  # what the first page asks at once
    assert both == [late_years(secretariat, [year], TODAY)[0] for year in (2019, 2018)]
    assert opening_of(both, TODAY) == opening_year(secretariat, TODAY)


def test_what_is_overdue_today_is_told_of_the_chapters_of_the_year(
    secretariat: Any, regions: Any
) -> None:
    make_chapter(SLEMAN, formed_on="2019")
    make_finding(SLEMAN, due_on=dt.date(2019, 6, 1))
    found = late_years(secretariat, recent(TODAY), TODAY)
    assert [one.counts[FINDINGS] for one in found] == [1, 0]  # no board of 2018 shows it
    assert [len(late(secretariat, FINDINGS, year=year)) for year in recent(TODAY)] == [1, 0]


def test_every_reader_gets_the_chapters_and_columns_that_are_theirs(
    three: None,
    secretariat: Any,
    province_official: Any,
    as_user: Any,
    django_assert_max_num_queries: Any,
) -> None:
    officer = make_user("pengurus-diy", Role.CHAPTER, "34", last_login=timezone.now())
    plan = make.AnnualPlan.objects.get(year=2018)
    activity = make.make_activity(plan=plan)
    make.make_advice(activity=activity, text="Rahasia dapur")
    url = reverse("board", query={"year": 2018, "columns": "all"})
    for user in (secretariat, officer, province_official):
        browser = as_user(user)
        browser.get(reverse("home"))
        with django_assert_max_num_queries(40):
            page = browser.get(url)
        text = said_by(page.content.decode())
        assert [row.cells[0].text for row in page.context["table"].rows][1:] == [
            "Kab. Kulon Progo",
            "Kab. Sleman",
        ]
        assert ("masuk terakhir" in text) is (user != province_official)
        assert ("Saran belum dijawab" in text) is (user != province_official)
        assert "Rahasia dapur" not in text
        assert "paling lambat 31 Januari 2019" in text and "Rencana tahunan, Kunjungan" in text
    other = as_user(make_user("pemda-surakarta", Role.GOVERNMENT, SURAKARTA))
    assert not other.get(url).context["table"].rows


def test_filter_table_and_figures_say_the_same(three: None, secretariat: Any, as_user: Any) -> None:
    make_status(make_facility(SLEMAN, built_on="2011"), "2018")
    browser = as_user(secretariat)

    def table(**query: Any) -> list[dict[str, str]]:
        url = reverse("board", query={"year": 2018, "format": "csv", **query})
        body = b"".join(browser.get(url).streaming_content).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(body), delimiter=";" if ";" in body else ","))

    page = browser.get(reverse("board"), {"year": 2018})
    for due in page.context["dues"]:
        assert due.late.value == len(table(late=due.late.url.rpartition("=")[2]))
    rows = {row["AKSANSI Daerah"]: row for row in table()}
    sleman = rows["Kab. Sleman"]
    assert (sleman["Sarana"], sleman["Kelengkapan data"], sleman["Kunjungan"]) == ("2", "25", "1")
    assert (rows["Kab. Kulon Progo"]["Sarana"], sleman["Lewat tenggat"]) == ("", "1 hal")
    assert [row["AKSANSI Daerah"] for row in table(region="33")] == []
    assert browser.get(reverse("board"), {"year": 2018, "format": "print"}).status_code == 200
    odd = browser.get(reverse("board"), {"year": "2018' or 1=1", "late": "x"})
    assert odd.status_code == 200 and not odd.context["table"].rows


def test_the_secretariat_is_told_how_many_chapters_are_late_until_they_are_not(
    three: None, secretariat: Any, officer: Any
) -> None:
    def told(user: Any) -> dict[str, int]:
        tasks = tasks_for(user, today=TODAY)
        return {task.url.partition("?")[2]: task.count for task in tasks}

    of_2018 = {"year=2018&late=report": 2, "year=2018&late=visits": 1, "year=2018&late=letter": 3}
    assert told(secretariat) == {**of_2018, "year=2018&late=plan": 2, "year=2019&late=plan": 3}
    assert told(officer) == {}
    for code in (SLEMAN, KULON_PROGO, "34"):
        make.approve(make.make_plan(chapter=make.make_chapter(code), year=2019))
    assert "year=2019&late=plan" not in told(secretariat)


def test_each_line_of_the_clinic_counts_what_its_list_shows(
    secretariat: Any, officer: Any, official: Any, regions: Any, as_user: Any
) -> None:
    bare = make_facility(SLEMAN, built_on="")
    used = make_facility(SLEMAN, built_on="2010", village="Sariharjo", design_sr=20)
    make_status(used, "2018", active_sr=35)
    Attachment.objects.create(
        subject=used, region_id=SLEMAN, title="Depan", kind=FileKind.PHOTO, size=1
    )
    for user in (secretariat, official):
        follower = Follower(as_user(user))
        answer = follower.browser.get(reverse("board-clinic", args=[SLEMAN]))
        found = Page.of(answer.content.decode())
        assert found.figures and not [x for seen in found.figures if (x := follower.fault(seen))]
    tables = {str(table.title): table for table in build_clinic(user=officer, code=SLEMAN)}
    counts = {
        str(row.record["label"]): row.record["count"].value
        for table in tables.values()
        for row in table.rows
    }
    assert counts["Foto sarana"] == counts["Tahun dibangun"] == 1
    assert counts["SR terpakai melebihi desain"] == 1
    assert bare.pk


def test_gaps_are_filled_in_a_grid_and_completeness_moves(
    regions: Any, officer: Any, official: Any, as_user: Any
) -> None:
    bare = make_facility(SLEMAN, built_on="")
    known = make_facility(SLEMAN, built_on="2010", design_sr=20, source="Data dinas")
    url = reverse("board-grid", args=[SLEMAN])
    desk = as_user(officer)
    (row,) = [row for row in desk.get(url).context["rows"] if row.record == bare]
    # On a phone the heads are not seen: each field says what it is for.
    assert desk.get(url).content.decode().count('<td data-label="') == 9 * 2
    name = f"f{bare.pk}"
    typed = {"row": [bare.pk, known.pk], f"{name}-built_on": "2012", f"{name}-design_sr": "40"}
    before = desk.get(url).context["complete"].filled
    part = desk.post(url, typed, headers={"HX-Request": "true"})
    assert part.status_code == 200 and part.context["complete"].filled == before + 2
    bare.refresh_from_db()
    assert (bare.built_on, bare.design_sr, bare.history.count()) == ("2012", 40, 2)
    # What was written goes along with the next field; another value for it is told, neither taken nor lost in silence.
    assert not desk.post(url, typed, headers={"HX-Request": "true"}).context["wrong"]
    old = desk.post(url, {**typed, f"{name}-built_on": "1999"})
    assert old.status_code == 422 and "Dibangun" in old.context["wrong"][str(bare)]
    wrong = desk.post(url, {"row": [bare.pk], f"{name}-source": "x" * 400})
    assert wrong.status_code == 422 and str(bare) in wrong.context["wrong"]
    desk.post(url, {"row": [known.pk], f"f{known.pk}-built_on": "1999"})
    bare.refresh_from_db(), known.refresh_from_db()
    assert (bare.built_on, known.built_on, row.cells[2][1] is None) == ("2012", "2010", False)
    assert as_user(official).get(url).status_code == 403


def test_place_and_state_are_filled_in_the_grid_like_on_their_own_forms(
    regions: Any, officer: Any, as_user: Any
) -> None:
    bare = make_facility(SLEMAN, built_on="2010", design_sr=20, source="Data dinas")
    url, name, desk = reverse("board-grid", args=[SLEMAN]), f"f{bare.pk}", as_user(officer)
    place = {"row": [bare.pk], f"{name}-position": "-7,7 110,3", f"{name}-village": "Sariharjo"}
    state = {f"{name}-function_status": "berfungsi", f"{name}-active_sr": "18"}
    state[f"{name}-observed_on"] = "2019-05"
    before = desk.get(url).context["complete"].filled
    # A state is one record of several facts: leaving a field counts it, the button writes it.
    part = desk.post(url, {**place, **state}, headers={"HX-Request": "true"})
    assert (part.context["complete"].filled, part.context["unsaved"]) == (before + 3, 1)
    assert "belum disimpan" in said_by(part.content.decode()) and not bare.status_records.exists()
    assert desk.post(url, {**place, **state}).status_code == 302
    bare.refresh_from_db()
    assert (bare.coordinates, bare.village) == ("-7.700000, 110.300000", "Sariharjo")
    (told,) = bare.status_records.all()
    assert (told.function_status, told.active_sr, told.observed_on) == ("berfungsi", 18, "2019-05")
    # Sent twice it is written once.
    assert desk.post(url, {**place, **state}).status_code == 302
    assert bare.status_records.count() == 1
    other = make_facility(SLEMAN)
    for field, value, words in (
        ("position", "di belakang masjid", "bukan koordinat"),
        ("function_status", "berfungsi", "tanggal"),  # without a day nobody knows when that was so
        ("active_sr", "-3", ""),
    ):
        day = {f"f{other.pk}-observed_on": ""}
        answer = desk.post(url, {"row": [other.pk], **day, f"f{other.pk}-{field}": value})
        assert answer.status_code == 422 and words in answer.context["wrong"][str(other)], field
    assert not other.status_records.exists()


def test_groups_have_a_grid_of_their_own(regions: Any, officer: Any, as_user: Any) -> None:
    group = make_group(SLEMAN, formed_on="", legal_basis="tidak_diketahui")
    url, name = reverse("board-grid", args=[SLEMAN]) + "?of=groups", f"f{group.pk}"
    desk = as_user(officer)
    assert desk.get(url).context["rows"][0].record == group
    typed = {"row": [group.pk], f"{name}-formed_on": "2015", f"{name}-legal_basis": "sk_desa"}
    assert desk.post(url, typed)["Location"] == url
    group.refresh_from_db()
    assert (group.formed_on, group.legal_basis) == ("2015", "sk_desa")
    assert not desk.get(url).context["rows"] and desk.get(f"{url}x").status_code == 200


def test_the_board_tells_check_ins_to_those_they_are_between(
    three: None, secretariat: Any, province_official: Any, as_user: Any
) -> None:
    chapter, checked = Chapter.objects.get(region=SLEMAN), dt.date(2018, 6, 1)
    for due in (dt.date(2018, 7, 1), dt.date(2999, 1, 1)):
        make.make_check_in(chapter=chapter, checked_on=checked, promise="Rapat", promise_due=due)
    query = {"year": 2018, "region": SLEMAN}
    follower = Follower(as_user(secretariat))
    page = follower.browser.get(reverse("board"), query).content.decode()
    assert "2 kesanggupan belum ditepati" in said_by(page) and "promise=overdue" in page
    faults = [
        x
        for seen in Page.of(page).figures
        if "promise=" in seen.url and (x := follower.fault(seen))
    ]
    assert not faults, faults
    seen = as_user(province_official).get(reverse("board"), query).content.decode()
    assert "kesanggupan" not in seen and "Pengecekan</th>" not in seen


def test_a_card_of_a_phone_names_what_is_overdue(
    three: None, secretariat: Any, as_user: Any
) -> None:
    page = as_user(secretariat).get(reverse("board"), {"year": 2018, "region": KULON_PROGO})
    (row,) = page.context["table"].rows
    names = ("Rencana tahunan", "Kunjungan pemantauan", "Laporan capaian")
    assert str(row.cells[0].note) == ", ".join((*names, "Surat kepada pemerintah daerah"))


def test_a_year_to_come_offers_no_book_of_letters(
    regions: Any, secretariat: Any, as_user: Any
) -> None:
    this = timezone.localdate().year
    make.make_plan(year=this)
    make.make_plan(year=this + 1)
    for year in (this, this + 1):
        answer = as_user(secretariat).get(reverse("board"), {"year": year})
        assert answer.context["year"] == year
        book = reverse("report-book", args=[year])
        assert (f'href="{book}"' in answer.content.decode()) is (year == this)
