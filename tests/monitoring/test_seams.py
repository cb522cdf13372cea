"""Where monitoring's records go from one page to another: what is told is what was approved, of what stands."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from core.land.regions import Region
from core.records.review import State
from ksm.models import Facility
from monitoring.effluent.facility import facility_ends, pair, results_of, samplings
from monitoring.effluent.region import build_region_effluent
from monitoring.models import EffluentStandard, Sample
from monitoring.recap.kept import instruments_used
from monitoring.recap.practice import build_practice
from monitoring.recap.recap import build_recap
from monitoring.recap.visits import Scope
from monitoring.reports import build_findings
from planning.counted import count_indicators
from tests.ksm.factories import make_facility, make_group, make_operation
from tests.monitoring import factories as f

pytestmark = pytest.mark.django_db
APPROVED = State.APPROVED


def sleman() -> Region:
    return Region.objects.get(pk="34.04")


def letter(as_user: Any, user: Any, year: int = 2018) -> str:
    page = as_user(user).get(reverse("region-report", args=["34.04", year])).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def gone() -> list[Facility]:
    """Facilities with an approved visit that no longer count: archived, dismantled."""
    archived = make_facility(built_on="2010")
    closed = make_facility(built_on="2010")
    for facility in (archived, closed):
        f.make_visit(facility, state=APPROVED)
    archived.archived_at = timezone.now()
    closed.stage, closed.closed_on = "ditutup", "2018-10-01"
    for facility in (archived, closed):
        facility.save()
    return [archived, closed]


# A4: visits of facilities that are gone, and drafts.


def test_a4_the_recap_is_of_facilities_that_stand(officer: Any) -> None:
    f.make_visit(make_facility(built_on="2010"), state=APPROVED)
    gone()
    scope = Scope(sleman(), None, f.make_instrument())
    found = build_recap(user=officer, scope=scope)
    assert (found.visited, found.facilities) == (1, 1)
    assert build_practice(user=officer, region=sleman()).visited == 1


def test_a4_without_a_standing_facility_there_is_nothing_to_recap(officer: Any) -> None:
    gone()
    assert instruments_used(user=officer, region=sleman()) == []


def test_a4_a_round_keeps_what_it_saw_of_plants_dismantled_since(officer: Any) -> None:
    round_ = f.make_round()
    for facility in gone():
        f.make_visit(facility, state=APPROVED, round=round_, visited_on=dt.date(2018, 6, 1))
    found = build_recap(user=officer, scope=Scope(sleman(), round_, f.make_instrument()))
    assert (found.visited, found.facilities) == (1, 1)


def test_a4_the_letter_counts_approved_visits_to_what_stands(officer: Any, as_user: Any) -> None:
    standing = make_facility(built_on="2010")
    f.make_visit(standing)
    f.make_visit(standing, visited_on=dt.date(2018, 6, 1), state=State.SUBMITTED)
    said = letter(as_user, officer)
    assert "Belum ada kunjungan pemantauan tahun ini yang disetujui" in said
    assert "1 kunjungan lain sudah diajukan dan belum disetujui" in said
    f.make_visit(standing, visited_on=dt.date(2018, 7, 1), state=APPROVED)
    gone()
    found = build_findings(user=officer, region=sleman(), at=dt.date(2018, 12, 31))
    # The dismantled one was visited while it stood; it is none of those that stand.
    assert (found.visits, found.facilities_visited, found.facilities_total) == (2, 1, 1)


# A5: whom the chapter looked after.


def test_a5_an_empty_draft_is_no_visit_and_the_group_of_the_day_counts(officer: Any) -> None:
    def counted() -> Any:
        found = count_indicators(
            user=officer, region=sleman(), year=2018, today=timezone.localdate()
        )
        return found.get("ksm-dibina")

    facility = make_facility(built_on="2010")
    first, second = make_group(name="KSM Lama"), make_group(name="KSM Baru")
    make_operation(facility, first, started_on="2010", ended_on="2018-11")
    make_operation(facility, second, started_on="2018-11")
    visit = f.make_visit(facility, visited_on=dt.date(2018, 3, 1))
    assert counted() is None
    visit.state = APPROVED
    visit.save()
    assert counted().value == 1
    other = make_facility(built_on="2010")
    make_operation(other, second, started_on="2012", ended_on="2018-02-01")
    f.make_visit(other, visited_on=dt.date(2018, 5, 1), state=APPROVED)
    # Nobody ran the other one that day.
    assert counted().value == 1
    third = make_facility(built_on="2010")
    make_operation(third, second, started_on="2012")
    f.make_visit(third, visited_on=dt.date(2018, 5, 1), state=APPROVED)
    # Both: at the end of the year it would be the second one alone.
    assert counted().value == 2


# A10: places of one name.


def drawn(point: str, value: int, day: str = "2018-11-13", **at: Any) -> Sample:
    sample = f.make_sample(at.pop("region", "34.04"), taken_on=day, point=point, **at)
    f.make_result(sample, value=value)
    return sample


def test_a10_two_facilities_of_one_name_stay_two_samplings(secretariat: Any) -> None:
    f.make_standard()
    for village, value in (("Sinduadi", 90), ("Sendangadi", 20)):
        drawn("outlet", value, facility=make_facility(name="IPAL Sejahtera", village=village))
    rules = EffluentStandard.objects.all().rules()
    found = samplings(pair(results_of(secretariat), rules))
    assert {one.place for one in found} == {
        "IPAL Sejahtera (Sinduadi)",
        "IPAL Sejahtera (Sendangadi)",
    }
    assert sorted(one.judged.tone for one in found if one.judged) == ["bad", "good"]
    assert len({one.url for one in found}) == 2


def test_a10_nothing_is_paired_across_regions(secretariat: Any, regions: Any) -> None:
    drawn("inlet", 200, region="33.72", place="IPAL Sejahtera")
    drawn("outlet", 10, region="34.04", place="IPAL Sejahtera")
    found = build_region_effluent(user=secretariat, region=None, shown=9)
    assert found.removals == ()
    assert [one.removal for one in found.newest] == [None, None]
    drawn("inlet", 100, region="34.04", place="IPAL Sejahtera")
    again = build_region_effluent(user=secretariat, region=None, shown=9)
    assert [(int(median), n) for _label, median, n in again.removals] == [(90, 1)]
    assert sum(year.facilities for year in again.years) == 1


# T1: only what is let out is judged.


def listed(browser: Any) -> dict[str, str]:
    """Return the words of the only row of the samples' list by column."""
    table = browser.get(reverse("monitoring:sample-list")).context["table"]
    (row,) = table.rows
    return {cell.column.name: cell.text for cell in row.cells}


@pytest.mark.parametrize("point", ["inlet", "chamber", "receiving", "groundwater"])
def test_t1_only_a_point_of_discharge_is_judged(point: str, officer: Any, as_user: Any) -> None:
    f.make_standard()
    facility = make_facility(built_on="2010")
    sample = drawn(point, 300, facility=facility)
    f.make_result(sample, parameter="cod", value=None, stated="exceeds")
    browser = as_user(officer)
    assert "tidak dinilai" in listed(browser)["verdict"].lower()
    page = browser.get(sample.get_absolute_url()).content.decode()
    assert "Bukan titik buangan" in page and 'class="badge bad"' not in page
    assert all(
        one.judged is None or one.judged.tone == "none"
        for one in facility_ends(user=officer, facility=facility)
    )


def test_t1_an_outlet_is_judged_and_its_point_is_named(officer: Any, as_user: Any) -> None:
    f.make_standard()
    drawn("outlet", 300, facility=make_facility(built_on="2010"))
    told = listed(as_user(officer))
    assert told["point"] == "Outlet" and "melebihi" in told["verdict"].lower()


# T10: nothing found is not nothing known.


def test_t10_no_finding_where_nobody_ever_monitored_is_not_known(
    officer: Any, as_user: Any
) -> None:
    at = dt.date(2018, 12, 31)
    assert not build_findings(user=officer, region=sleman(), at=at).is_known
    said = letter(as_user, officer)
    assert "Menurut catatan, di sini belum pernah ada pemantauan" in said
    f.make_visit(make_facility(built_on="2010"), state=APPROVED)
    assert build_findings(user=officer, region=sleman(), at=at).is_known
    assert "Tidak ada temuan" in letter(as_user, officer)


# B7: officers invent no day.


@pytest.mark.parametrize("written", ["2012", "Maret 2012"])
def test_b7_a_year_is_enough_for_the_last_emptying(
    officer: Any, as_user: Any, written: str
) -> None:
    visit = f.make_visit(visited_on=dt.date(2018, 5, 8))
    question = f.question("T10")
    url = reverse("monitoring:visit-aspect", args=[visit.pk, question.aspect_id])
    assert as_user(officer).post(url, {f"q{question.pk}": written}).status_code == 302
    assert visit.answers.get(question=question).value == (
        "2012" if len(written) == 4 else "2012-03"
    )
