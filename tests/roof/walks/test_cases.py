"""Cases at the seams, each told in a few lines: what is entered, and what letter, board or matrix must say of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from aksansi.letter.kept import differences
from aksansi.letter.report import RegionReport, build_of_today
from core.land.regions import Region
from core.records.services import archive, restore
from ksm.doubles.merging import merge_facilities
from ksm.models import Desludging
from planning.counted import count_indicators
from planning.reports import build_year_board
from planning.reports.goal_matrix import build_goal_matrix
from planning.reports.matrices import build_national_matrix
from tests.agreements import factories as agreements
from tests.chapters import factories as chapters
from tests.conftest import make_persona
from tests.events import factories as events
from tests.ksm import factories as ksm
from tests.monitoring import factories as monitoring
from tests.planning import factories as planning

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.once]

Case = Callable[[Any], tuple[Any, Any]]
CASES: dict[str, Case] = {}
LAST = dt.date(2018, 12, 31)


def case(tell: Case) -> Case:
    """Keep a case: what was told, and what is right."""
    CASES[tell.__name__] = tell
    return tell


def letter(by: Any, year: int = 2018, code: str = "34.04") -> RegionReport:
    return build_of_today(user=by, region=Region.objects.get(pk=code), year=year)


def years(by: Any, read: Callable[[RegionReport], Any], *wanted: int) -> list[Any]:
    return [read(letter(by, year)) for year in wanted]


def plant(number: int = 1, **extra: Any) -> Any:
    facts = {"code": f"34.04-{number:04d}", "name": f"IPAL {number}", "built_on": "2010"}
    return ksm.make_facility(**{**facts, **extra})


# What a past year did not know yet.


@case
def a_reply_of_later_is_none_of_the_year(by: Any) -> Any:
    monitoring.make_finding(
        responsible="government",
        opened_on=dt.date(2018, 4, 1),
        reply="budgeted",
        replied_on="2021-03",
    )
    told = years(by, lambda one: one.findings.government[0].reply, 2018, 2020, 2021)
    return told, ["", "", "Dianggarkan"]


@case
def a_reply_of_an_unknown_day_is_told_today_only(by: Any) -> Any:
    monitoring.make_finding(
        responsible="government", opened_on=dt.date(2018, 4, 1), reply="received"
    )
    told = years(by, lambda one: one.findings.government[0].reply, 2018, dt.date.today().year)
    return told, ["", "Diterima"]


@case
def what_was_taken_back_was_never_found(by: Any) -> Any:
    officer = make_persona("officer")
    closed = {"closed_on": dt.date(2020, 1, 1), "closed_by": officer, "action_taken": "Ditarik"}
    for title, withdrawn in (("Keliru", True), ("Benar", False)):
        monitoring.make_finding(
            title=title,
            responsible="government",
            opened_on=dt.date(2018, 3, 1),
            is_withdrawn=withdrawn,
            **closed,
        )
    return [row.title for row in letter(by).findings.government], ["Benar"]


@case
def findings_at_the_edges_of_the_year(by: Any) -> Any:
    officer = make_persona("officer")
    for title, opened, closed in (
        ("terakhir", LAST, None),
        ("tutup hari itu", dt.date(2018, 1, 1), LAST),
        ("tutup esoknya", dt.date(2018, 1, 2), dt.date(2019, 1, 1)),
        ("tahun berikut", dt.date(2019, 1, 1), None),
    ):
        monitoring.make_finding(
            title=title,
            responsible="government",
            opened_on=opened,
            closed_on=closed,
            closed_by=officer if closed else None,
            action_taken="Selesai" if closed else "",
        )
    found = sorted(row.title for row in letter(by).findings.government)
    return found, ["terakhir", "tutup esoknya"]


@case
def a_figure_without_a_date_is_in_no_letter_from_before_it_was_entered(by: Any) -> Any:
    monitoring.make_fact(as_of="", value=Decimal(5000), subject="Iuran")
    monitoring.make_fact(as_of="2017", value=Decimal(75), subject="KSM")
    told = years(
        by,
        lambda one: [row.subject for row in one.findings.facts],
        2016,
        2018,
        dt.date.today().year,
    )
    return told, [[], ["KSM"], ["KSM", "Iuran"]]


@case
def a_published_count_of_later_stands_beside_no_earlier_membership(by: Any) -> Any:
    alliance = events.make_alliance(fact_code="anggota")
    events.make_membership(alliance=alliance, joined_on="2015")
    for on, value in (("2017", 300), ("2020", 500), ("", 900)):
        monitoring.make_fact(None, code="anggota", as_of=on, value=Decimal(value), unit="daerah")
    told = years(by, lambda one: one.events.memberships[0].published_count, 2016, 2018, 2021)
    return told, ["", "300 daerah", "500 daerah"]


@case
def what_was_found_of_a_facility_closed_since_is_asked_of_nobody(by: Any) -> Any:
    for number, extra in enumerate(
        (
            {},
            {"stage": "ditutup", "closed_on": "2019"},
            {"stage": "ditutup", "closed_on": "2018-12-01"},
            {"stage": "ditutup"},
        ),
        1,
    ):
        monitoring.make_finding(
            facility=plant(number, **extra), title=str(number), opened_on=dt.date(2018, 3, 1)
        )
    monitoring.make_finding(title="wilayah", opened_on=dt.date(2018, 3, 1))
    told = years(
        by,
        lambda one: (sorted(row.title for row in one.findings.government), one.findings.lapsed),
        2018,
        2019,
        2020,
        dt.date.today().year,
    )
    return told, [
        (["1", "2", "4", "wilayah"], 1),
        (["1", "2", "4", "wilayah"], 1),
        (["1", "4", "wilayah"], 2),
        (["1", "wilayah"], 3),
    ]


# Whose year, whose region.


@case
def an_event_over_new_year_counts_its_people_once(by: Any) -> Any:
    event = events.make_event(starts_on="2018-12-28", ends_on="2019-01-03", kind="training")
    events.make_attendance(event, men=10, women=5)
    told = years(by, lambda one: one.events.people.present, 2018, 2019)
    region = Region.objects.get(pk="34.04")
    counted = [
        "peserta-pelatihan" in count_indicators(user=by, region=region, year=year, today=LAST)
        for year in (2018, 2019)
    ]
    return (told, counted), ([15, None], [True, False])


@case
def a_chapter_dissolved_since_keeps_its_year(by: Any) -> Any:
    chapter = planning.make_chapter()
    planning.make_budget(activity=planning.make_activity(), amount=7_000_000)
    chapter.status, chapter.dissolved_on = "dissolved", "2020"
    chapter.save()
    told = [
        [(row.region, row.budget) for row in build_year_board(user=by, year=year)]
        for year in (2018, 2021)
    ]
    totals = build_national_matrix(user=by, year=2018).totals
    return (told, totals["lines"], totals["budget"]), (
        [[("Kab. Sleman", 7_000_000)], []],
        1,
        7_000_000,
    )


@case
def a_chapter_formed_later_does_not_lack_an_earlier_plan(by: Any) -> Any:
    planning.make_chapter(formed_on="2020-05")
    told = [len(build_national_matrix(user=by, year=year).rows) for year in (2018, 2019, 2020)]
    return told, [0, 0, 1]


@case
def a_plan_made_before_the_chapter_was_formed_is_in_the_sum(by: Any) -> Any:
    chapter = planning.make_chapter(formed_on="2019-02")
    planning.make_budget(activity=planning.make_activity(), amount=3)
    assert chapter
    return build_national_matrix(user=by, year=2018).totals["budget"], 3


@case
def visits_on_the_last_and_the_first_day(by: Any) -> Any:
    facility = plant()
    for day in ("2017-12-31", "2018-01-01", "2018-12-31", "2019-01-01"):
        monitoring.make_visit(facility, visited_on=dt.date.fromisoformat(day), state="approved")
    return (letter(by).findings.visits, letter(by).findings.facilities_visited), (2, 1)


@case
def closed_and_built_at_the_edges_of_the_year(by: Any) -> Any:
    plant(1, stage="ditutup", closed_on="2018-12-31")
    plant(2, stage="ditutup", closed_on="2018")
    plant(3, stage="ditutup", closed_on="2019-01")
    plant(4, built_on="2018-12-31")
    plant(5, built_on="2019")
    told = years(by, lambda one: one.registry.facilities_total, 2017, 2018, 2019)
    return told, [3, 3, 2]


# What was cancelled, withdrawn, brought back.


@case
def a_cancelled_activity_is_no_line_and_no_target_of_its_goal(by: Any) -> Any:
    goal = planning.make_goal(target=100, unit="orang")
    kept = planning.make_activity(goal=goal, target=40, unit="orang")
    gone = planning.make_activity(
        goal=goal,
        plan=kept.plan,
        title="Batal",
        target=60,
        unit="orang",
        stop_state="batal",
        stop_reason="Dana",
    )
    planning.make_progress(activity=gone, volume=Decimal(7))
    planning.make_activity(plan=kept.plan, title="X", stop_state="batal", stop_reason="Dana")
    matrix = build_goal_matrix(user=by, from_year=2018, to_year=2018)
    (year,) = matrix.rows[0].years
    return (year.lines, year.target, year.realised, matrix.orphans), (1, 40, 7, 0)


@case
def progress_of_an_archived_activity_is_not_the_chapters_last(by: Any) -> Any:
    activity = planning.make_activity()
    planning.make_progress(activity=activity)
    first = build_year_board(user=by, year=2018)[0].last_progress_on
    archive(obj=activity, by=by)
    return (bool(first), build_year_board(user=by, year=2018)[0].last_progress_on), (
        True,
        None,
    )


@case
def a_facility_archived_and_brought_back_tells_the_same(by: Any) -> Any:
    facility = plant()
    ksm.make_status(facility, "2018", active_sr=5)
    ksm.make_desludging(facility, "2018-02", volume_m3=Decimal(4))
    before = letter(by).registry
    archive(obj=facility, by=by)
    gone = letter(by).registry
    restore(obj=facility, by=by)
    after = letter(by).registry
    return (gone.facilities_total, gone.desludging.done_in_year, after == before), (0, 0, True)


@case
def zero_is_known_and_withdrawn_is_not_zero(by: Any) -> Any:
    first = planning.make_activity(title="Nol", target=10)
    lost = planning.make_activity(plan=first.plan, title="Ditarik", target=10)
    planning.make_progress(activity=first, volume=Decimal(0), cost=0)
    archive(obj=planning.make_progress(activity=lost, volume=Decimal(4)), by=by)
    rows = {row.title: (row.realised, row.spent) for row in letter(by).plan_year.activities}
    return rows, {"Nol": (0, 0), "Ditarik": (None, None)}


@case
def nobody_connected_is_a_count_and_not_looked_is_none(by: Any) -> Any:
    ksm.make_status(plant(1), "2018", active_sr=0)
    plant(2)
    used = letter(by).registry.sr.used
    return (used.value, used.known, used.total), (0, 1, 2)


@case
def works_add_connections_when_done_and_in_one_year_only(by: Any) -> Any:
    facility = plant()
    for status, since, until, added in (
        ("dihentikan", "2018-01", "2018-06", 15),
        ("selesai", "2017", "2019", 9),
        ("rencana", "2018", "", 100),
    ):
        ksm.make_works(
            facility,
            kind="pengembangan",
            status=status,
            started_on=since,
            finished_on=until,
            sr_added=added,
        )
    told = years(by, lambda one: one.registry.works.sr_added.value, 2017, 2018, 2019)
    return told, [None, None, 9]


# Twins that become one.


def _twins(**extra: Any) -> tuple[Any, Any]:
    return plant(1), plant(2, name="Kembar", **extra)


@case
def an_emptying_of_both_twins_is_one(by: Any) -> Any:
    kept, merged = _twins()
    for facility in (kept, merged):
        ksm.make_desludging(facility, "2018-03-20", volume_m3=Decimal(6))
        ksm.make_works(
            facility,
            kind="pengembangan",
            status="selesai",
            finished_on="2018-06",
            sr_added=15,
        )
    merge_facilities(kept=kept, merged=merged, by=by)
    found = letter(by).registry
    told = (
        found.desludging.done_in_year,
        found.desludging.volume_m3.value,
        found.works.sr_added.value,
    )
    return told, (1, 6, 15)


@case
def of_two_twins_the_emptying_that_says_more_stays(by: Any) -> Any:
    kept, merged = _twins()
    ksm.make_desludging(kept, "2018-03-20")
    ksm.make_desludging(merged, "2018-03-20", volume_m3=Decimal(6), source="Nota UPTD")
    merge_facilities(kept=kept, merged=merged, by=by)
    (stays,) = Desludging.objects.filter(archived_at=None)
    return (stays.facility_id, stays.volume_m3, stays.source), (kept.pk, 6, "Nota UPTD")


@case
def emptyings_of_twins_that_differ_are_two(by: Any) -> Any:
    kept, merged = _twins()
    ksm.make_desludging(kept, "2018-03-20", volume_m3=Decimal(6))
    ksm.make_desludging(merged, "2018-03-20", volume_m3=Decimal(4))
    ksm.make_desludging(merged, "2018-09", volume_m3=Decimal(6))
    merge_facilities(kept=kept, merged=merged, by=by)
    found = letter(by).registry.desludging
    return (found.done_in_year, found.volume_m3.value), (3, 16)


@case
def a_rough_number_taken_over_from_a_twin_stays_rough(by: Any) -> Any:
    kept, merged = _twins(design_sr=60, is_estimate=True)
    merge_facilities(kept=kept, merged=merged, by=by)
    designed = letter(by).registry.sr.designed
    assert designed is not None
    return (designed.value, designed.is_rough), (60, True)


# Who runs it, who told it.


@case
def an_operator_since_nobody_knows_when_is_known_from_when_it_was_told(by: Any) -> Any:
    group = ksm.make_group(formed_on="2010")
    ksm.make_operation(plant(), group, started_on="", as_of="2016")
    ksm.make_operation(plant(2), started_on="", as_of="", named="UPTD")  # undated: entered today
    told = years(
        by,
        lambda one: (one.registry.facilities[0].operator, one.registry.without_operator),
        2014,
        2016,
        dt.date.today().year,
    )
    return told, [("", 2), (group.name, 1), (group.name, 0)]


@case
def a_member_of_unknown_day_is_none_of_the_years_before_it_was_told(by: Any) -> Any:
    for name, since, told in (("A", "", "2016"), ("B", "2015", "2019"), ("C", "", "")):
        ksm.make_group(name=name, formed_on="2010", membership="ya", member_from=since, as_of=told)
    told = years(
        by, lambda one: one.registry.groups_members, 2014, 2015, 2018, dt.date.today().year
    )
    return told, [0, 1, 2, 3]


@case
def a_visit_counts_for_who_was_known_to_run_it(by: Any) -> Any:
    facility = plant()
    ksm.make_operation(facility, ksm.make_group(), started_on="", as_of="2020")
    for year in (2018, 2021):
        monitoring.make_visit(facility, visited_on=dt.date(year, 5, 1), state="approved")
    region = Region.objects.get(pk="34.04")
    told = [
        "ksm-dibina"
        in count_indicators(user=by, region=region, year=year, today=dt.date(year, 12, 31))
        for year in (2018, 2021)
    ]
    return told, [False, True]


@case
def a_seat_and_a_post_held_since_nobody_knows_when(by: Any) -> Any:
    chapter = chapters.make_chapter(formed_on="2010")
    chapters.make_seat(chapter, person="Suharto", term_from="", as_of="2016")
    post = chapters.make_official(
        chapters.make_office(valid_from="2001"),
        name="Budi",
        handles_sanitation=True,
        started_on=None,
        as_of="2017",
    )
    told = years(by, lambda one: one.profile.core_recorded, 2015, 2016, 2018)
    posts = [type(post).objects.posts(dt.date(year, 12, 31)).count() for year in (2015, 2016, 2018)]
    return [*told, *posts], [0, 1, 1, 0, 0, 1]


@case
def a_hand_over_within_a_year(by: Any) -> Any:
    facility = plant()
    for name, since, until in (("Lama", "2012", "2018-06"), ("Baru", "2018-07", "")):
        ksm.make_operation(facility, ksm.make_group(name=name), started_on=since, ended_on=until)
    told = years(by, lambda one: one.registry.facilities[0].operator, 2011, 2017, 2018)
    return told, ["", "Lama", "Baru"]


@case
def a_group_gone_in_a_year_still_ran_it_through_that_year(by: Any) -> Any:
    ksm.make_operation(plant(), ksm.make_group(), started_on="2012", ended_on="2018")
    told = years(by, lambda one: one.registry.without_operator, 2017, 2018, 2019)
    return told, [0, 0, 1]


@case
def an_area_plant_is_in_no_sum_of_the_communities(by: Any) -> Any:
    ksm.make_status(plant(1, facility_type="ipal_kawasan"), "2018", active_sr=5000)
    ksm.make_status(plant(2), "2018", active_sr=50)
    region = Region.objects.get(pk="34.04")
    counted = count_indicators(user=by, region=region, year=2018, today=LAST)
    found = letter(by).registry
    assert found.area is not None
    told = (found.sr.used.value, found.area.sr.used.value, counted["sr-aktif"].value)
    return told, (50, 5000, 50)


@case
def what_is_not_built_stands_in_no_year(by: Any) -> Any:
    for number, stage in enumerate(("rencana", "dibangun", "terbangun", "tidak_tahu"), 1):
        plant(number, stage=stage)
    return letter(by).registry.facilities_total, 1


@case
def a_retrofit_changes_the_type_from_its_day_on(by: Any) -> Any:
    facility = plant(facility_type="ipal_kombinasi")
    ksm.make_works(
        facility,
        kind="retrofit",
        status="selesai",
        finished_on="2019-03",
        type_before="mck_plus",
        type_after="ipal_kombinasi",
    )
    told = years(by, lambda one: one.registry.facilities_by_type[0].key, 2018, 2019)
    return told, ["mck_plus", "ipal_kombinasi"]


@case
def agreements_at_the_edges_of_the_year(by: Any) -> Any:
    found = agreements.make_partnership()
    for number, signed, ends in (
        ("berakhir", "2015", LAST),
        ("ditandatangani", "2018-12-31", None),
        ("nanti", "2019-01-01", None),
    ):
        agreements.make_agreement(found, number_ours=number, signed_on=signed, ends_on=ends)
    cooperation = letter(by).cooperation
    assert cooperation is not None
    told = {row.number: row.status.word for row in cooperation.agreements}
    right = {"berakhir": "Ditandatangani, berlaku"}
    return told, right | {"ditandatangani": "Ditandatangani, masa berlaku tidak tercatat"}


@case
def a_promise_of_a_guest_is_in_its_own_letter_only(by: Any) -> Any:
    event = events.make_event(regions=("34.01",))
    for text, region in (("tuan rumah", "34.04"), ("tamu", "34.01"), ("bersama", None)):
        events.make_commitment(event, text=text, region_id=region)
    told = [letter(by, 2018, code).events.commitments for code in ("34.04", "34.01", "34")]
    return told, [2, 2, 3]


@case
def a_dream_without_a_day_is_told_from_when_it_was_known(by: Any) -> Any:
    planning.make_vision(text="Bebas limbah", set_on="", as_of="2016")
    told = years(by, lambda one: one.plan_year.vision, 2014, 2016, 2018)
    return told, ["", "Bebas limbah", "Bebas limbah"]


@case
def a_member_since_nobody_knows_when_is_none_before_it_was_told(by: Any) -> Any:
    events.make_membership(joined_on="", as_of="2016")
    return years(by, lambda one: len(one.events.memberships), 2014, 2016, 2018), [0, 1, 1]


@case
def a_blocker_since_nobody_knows_when_stands_from_the_day_it_was_told(by: Any) -> Any:
    found = agreements.make_partnership(entered_on="2012")
    agreements.make_blocker(found, raised_on="", as_of="2016")
    told = years(
        by, lambda one: one.cooperation and len(one.cooperation.blockers), 2014, 2016, 2018
    )
    return told, [0, 1, 1]


@case
def a_blocker_is_open_until_the_day_it_was_solved(by: Any) -> Any:
    found = agreements.make_partnership(entered_on="2012")
    agreements.make_blocker(
        found, raised_on="2017", resolved_on="2018-12-31", resolution="Dianggarkan"
    )
    told = years(
        by, lambda one: one.cooperation and len(one.cooperation.blockers), 2016, 2017, 2018
    )
    return told, [0, 1, 0]


@case
def a_stage_left_later_was_not_left_yet(by: Any) -> Any:
    found = agreements.make_partnership(stage="mou", entered_on="2016-03-15")
    found.stage_entries.update(left_on="2021-01-01", is_open=False)
    found.stage_entries.create(stage_id="pks", entered_on="2021-01-01", sequence=2, move="forward")
    cooperation = letter(by).cooperation
    assert cooperation is not None
    (stay,) = cooperation.history
    return (stay.left_on, stay.days, stay.is_open), ("", "1.021 hari", True)


@case
def of_groups_whose_membership_nobody_knows_none_is_counted(by: Any) -> Any:
    ksm.make_group(
        name="A", formed_on="2010", membership="tidak_diketahui", status="tidak_diketahui"
    )
    before = letter(by).registry
    ksm.make_group(name="B", formed_on="2010", membership="belum", status="tidak_aktif")
    after = letter(by).registry
    told = [(one.groups_total, one.groups_active, one.groups_members) for one in (before, after)]
    return told, [(1, None, None), (2, 0, 0)]


# What is named before it began, and what is counted of nothing.


@case
def a_group_that_a_document_names_as_operator_is_one_of_its_year(by: Any) -> Any:
    group = ksm.make_group()
    ksm.make_operation(plant(), group, started_on="", as_of="2017")
    told = years(
        by,
        lambda one: (one.registry.groups_total, one.registry.facilities[0].operator),
        2016,
        2017,
        2018,
    )
    return told, [(0, ""), (1, group.name), (1, group.name)]


@case
def a_plant_that_a_document_tells_was_run_or_handed_over_stood(by: Any) -> Any:
    """Nobody knows its year, and a letter that names who ran it cannot leave it out."""
    undated = {"built_on": "", "commissioned_on": "", "as_of": "2020"}
    ksm.make_operation(plant(1, **undated), ksm.make_group(), started_on="2016")
    ksm.make_paper(plant(2, **undated), kind="bast", dated_on="2017-05")
    ksm.make_paper(plant(3, **undated), kind="sertifikat", dated_on="2015")
    return years(by, lambda one: one.registry.facilities_total, 2015, 2016, 2017), [0, 1, 2]


@case
def beside_a_stated_count_stands_no_zero_of_ours(by: Any) -> Any:
    planning.make_achievement(
        annual_report=planning.make_report(),
        indicator=planning.make_indicator(code="unit-terdata"),
        name="",
        realised=124,
        target=None,
    )
    before = [words for _row, words in letter(by).achievements]
    plant()
    ((_row, words),) = letter(by).achievements
    return (before, words[-12:]), ([""], "mber 2018: 1")


@case
def a_rough_count_of_ours_stays_rough_beside_a_stated_one(by: Any) -> Any:
    planning.make_achievement(
        annual_report=planning.make_report(),
        indicator=planning.make_indicator(code="kk-terlayani"),
        name="",
        realised=124,
        target=None,
    )
    ksm.make_status(plant(), "2018", kk=60, is_estimate=True)
    ((_row, words),) = letter(by).achievements
    return words[-4:], " ±60"


@case
def what_was_found_of_a_facility_opened_again_is_asked_again(by: Any) -> Any:
    facility = plant(stage="ditutup", closed_on="2017")
    monitoring.make_finding(facility=facility, opened_on=dt.date(2016, 3, 1))
    closed = letter(by).findings
    facility.stage, facility.closed_on = "terbangun", ""
    facility.save()
    opened = letter(by).findings
    told = [(len(one.government), one.lapsed) for one in (closed, opened)]
    return told, [(0, 1), (1, 0)]


@case
def of_two_states_of_one_day_the_withdrawn_one_counts_no_more(by: Any) -> Any:
    facility = plant()
    ksm.make_status(facility, "2018-06-01", active_sr=40)
    last = ksm.make_status(facility, "2018-06-01", active_sr=44)
    told = [letter(by).registry.sr.used.value]
    for step in (archive, restore):
        step(obj=last, by=by)
        told.append(letter(by).registry.sr.used.value)
    return told, [44, 40, 44]


@case
def a_member_until_a_year_since_nobody_knows_when(by: Any) -> Any:
    ksm.make_group(
        formed_on="2010", membership="ya", member_from="", member_to="2018", as_of="2016"
    )
    return years(by, lambda one: one.registry.groups_members, 2015, 2016, 2018, 2019), [0, 1, 1, 0]


@case
def a_hand_over_from_whom_nobody_knows_since_when(by: Any) -> Any:
    facility = plant()
    first, second = (ksm.make_group(name=name, formed_on="2010") for name in ("Lama", "Baru"))
    ksm.make_operation(facility, second, started_on="2018-06")  # entered in this order
    ksm.make_operation(facility, first, started_on="", ended_on="2018-06", as_of="2016")
    told = years(by, lambda one: one.registry.facilities[0].operator, 2015, 2016, 2017, 2018)
    return told, ["", "Lama", "Lama", "Baru"]


@case
def an_operator_of_both_twins_since_nobody_knows_when(by: Any) -> Any:
    kept, merged = _twins()
    group = ksm.make_group(name="KSM", formed_on="2010")
    ksm.make_operation(kept, group, started_on="", as_of="2017")
    ksm.make_operation(merged, group, started_on="2012", ended_on="2016")
    merge_facilities(kept=kept, merged=merged, by=by)
    told = years(by, lambda one: one.registry.facilities[0].operator, 2011, 2013, 2017)
    return told, ["", "KSM", "KSM"]


@case
def what_was_found_of_a_twin_goes_on_with_the_one_that_stays(by: Any) -> Any:
    kept, merged = _twins(stage="ditutup", closed_on="2017")
    monitoring.make_finding(facility=merged, title="Retak", opened_on=dt.date(2016, 3, 1))
    before = letter(by).findings
    merge_facilities(kept=kept, merged=merged, by=by)
    after = letter(by).findings
    told = [([row.title for row in one.government], one.lapsed) for one in (before, after)]
    return told, [([], 1), (["Retak"], 0)]


@case
def a_province_asks_nothing_of_the_closed_facilities_of_its_kabupaten(by: Any) -> Any:
    gone = plant(stage="ditutup", closed_on="2018-12-31")
    monitoring.make_finding(facility=gone, opened_on=dt.date(2018, 3, 1))
    monitoring.make_finding("34.01", opened_on=dt.date(2018, 3, 1))
    told = [letter(by, 2018, code).findings for code in ("34", "34.04", "34.01")]
    counts = [(len(one.government), one.lapsed, one.is_known) for one in told]
    return counts, [(1, 1, True), (0, 1, True), (1, 0, True)]


@case
def an_alliance_left_in_a_year_since_nobody_knows_when(by: Any) -> Any:
    events.make_membership(joined_on="", left_on="2018", as_of="2016")
    return years(by, lambda one: len(one.events.memberships), 2015, 2016, 2018, 2019), [0, 1, 1, 0]


@case
def one_who_ran_it_until_a_year_is_told_of_that_year_by_a_later_document(by: Any) -> Any:
    group = ksm.make_group(name="Lama", formed_on="2010")
    ran = ksm.make_operation(plant(), group, started_on="", ended_on="2018", as_of="2020")
    told = years(by, lambda one: one.registry.facilities[0].operator, 2016, 2018, 2019)
    runs = [ran.runs_at(dt.date(year, 12, 31)) for year in (2016, 2018, 2019)]
    return (told, runs), (["", "Lama", ""], [False, True, False])


@case
def what_was_not_known_on_approval_was_not_zero(by: Any) -> Any:
    before = letter(by)
    ksm.make_operation(plant(), ksm.make_group(formed_on="2010"), started_on="2010")
    monitoring.make_finding(responsible="government", opened_on=dt.date(2018, 4, 1))
    told = {one.label: (one.kept, one.now) for one in differences(before, letter(by))}
    names = (
        "Sarana terdata",
        "KSM/KPP terdata",
        "Temuan yang memerlukan tindakan pemerintah daerah",
    )
    return [told.get(name) for name in names], [("–", "1")] * 3


@case
def the_design_for_people_stands_beside_the_people_served(by: Any) -> Any:
    ksm.make_status(plant(1, design_jiwa=350), "2018", jiwa=300)
    plant(2, design_jiwa=50)
    served = letter(by).registry.jiwa
    assert served.designed is not None and served.beside is not None
    told = (served.designed.value, served.beside.used, served.beside.designed)
    return told, (400, 300, 350)


@pytest.mark.parametrize("name", CASES)
def test_a_case_is_told_as_it_was(regions: Any, name: str) -> None:
    agreements.make_reference()
    told, right = CASES[name](make_persona("secretariat"))
    assert told == right
