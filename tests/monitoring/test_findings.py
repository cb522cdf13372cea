"""Findings as a list of duties: by level and office, in the calendar, among tasks, in the region's report."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from aksansi.calendar.calendars import KINDS, SOURCES
from aksansi.letter.report import build_region_report
from core.land.regions import Region
from monitoring import services, todo
from monitoring.dated import dated_for
from monitoring.models import Visit
from tests.chapters.factories import make_office
from tests.ksm.factories import make_facility
from tests.monitoring import factories as f
from tests.refusing import refused_by

pytestmark = pytest.mark.django_db
PAST, AHEAD = dt.date(2018, 6, 1), dt.date(2999, 1, 1)


def closed(by: Any, **extra: Any) -> Any:
    done = {"closed_on": dt.date(2018, 7, 1), "closed_by": by, "action_taken": "Dibuka"}
    return f.make_finding(**done, **extra)


def test_every_number_leads_to_as_many_rows(secretariat: Any, as_user: Any) -> None:
    works, health = make_office("34.04", name="DPUPKP"), make_office("34.04", name="Dinkes")
    f.make_finding(office=works, due_on=PAST)
    f.make_finding(office=works, due_on=AHEAD)
    f.make_finding(office=health)
    f.make_finding(responsible="ksm", due_on=PAST)
    closed(secretariat, office=works)
    browser = as_user(secretariat)
    page = browser.get(reverse("monitoring:finding-list"))
    # Who has nothing to do is not listed, and "0 overdue" is not said.
    assert [(item["value"], item["note"]) for item in page.context["stats"]] == [
        ("1", "1 lewat tenggat"),
        ("3", "1 lewat tenggat"),
    ]
    assert [(o["label"], o["open"], o["overdue"]) for o in page.context["by_office"]] == [
        ("DPUPKP", 2, 1),
        ("Dinkes", 1, 0),
    ]
    for item in page.context["stats"]:
        assert str(browser.get(item["url"]).context["total"]) == item["value"]
    for item in page.context["by_office"]:
        narrowed = browser.get(item["url"])
        assert narrowed.context["total"] == item["open"]
        assert any(item["label"] in chip["value"] for chip in narrowed.context["chips"])


def test_counts_stay_inside_the_wall(officer: Any, as_user: Any) -> None:
    f.make_finding("34.01")
    page = as_user(officer).get(reverse("monitoring:finding-list"))
    assert {item["value"] for item in page.context["stats"]} == {"–"}  # of ours nothing is known
    f.make_visit(make_facility("34.04"), state="approved")
    page = as_user(officer).get(reverse("monitoring:finding-list"))
    assert {item["value"] for item in page.context["stats"]} == {"0"}  # looked, and none found


def test_what_was_found_of_a_closed_facility_waits_for_nobody(officer: Any, as_user: Any) -> None:
    gone = make_facility("34.04", stage="ditutup", closed_on="2019")
    visit = f.make_visit(gone, state="approved")
    row = f.make_finding(facility=gone, due_on=PAST, closure_proposed_by=visit)
    f.make_finding(due_on=PAST, title="Wilayah")
    browser, place = as_user(officer), reverse("monitoring:finding-list")
    for status, titles in (
        ("open", ["Wilayah"]),
        ("overdue", ["Wilayah"]),
        ("proposed", []),
        ("lapsed", [row.title]),
    ):
        page = browser.get(place, {"status": status})
        assert [one.record.title for one in page.context["table"].rows] == titles, status
    page = browser.get(place)
    assert sum(int(one["value"]) for one in page.context["stats"]) == 1
    assert "Sarana ditutup" in page.content.decode()
    assert [one.count for one in todo.tasks_for(officer, today=timezone.localdate())] == [1]
    days = {"start": dt.date(2018, 1, 1), "end": dt.date(2018, 12, 31)}
    assert len(dated_for(officer, **days)) == 1


def test_what_a_later_visit_found_in_order_is_a_task_and_a_list(officer: Any, as_user: Any) -> None:
    facility = make_facility("34.04")
    f.make_finding(facility=facility, closure_proposed_by=f.make_visit(facility))
    f.make_finding(facility=facility)
    tasks = todo.tasks_for(officer, today=timezone.localdate())
    (task,) = [one for one in tasks if "status=proposed" in one.url]
    assert task.count == 1
    assert as_user(officer).get(task.url).context["total"] == 1


def test_the_database_refuses_a_closure_without_action_and_a_verifier_who_closed(
    officer: Any,
) -> None:
    closed = {"closed_on": dt.date(2018, 7, 1), "closed_by": officer}
    for rule, values in (
        ("closed_in_full", closed),
        ("verified_by_another", {**closed, "action_taken": "Dibuka", "verified_by": officer}),
    ):
        with refused_by(f"monitoring_finding_{rule}"):
            f.make_finding(**values)


def test_another_than_who_closed_a_severe_finding_is_asked_to_verify_it(
    officer: Any, secretariat: Any
) -> None:
    closed(officer, severity="high")
    today = timezone.localdate()
    asked = [
        [one.count for one in todo.tasks_for(user, today=today) if "unverified" in one.url]
        for user in (officer, secretariat)
    ]
    assert asked == [[], [1]]


# --- Calendar ------------------------------------------------------------------------


def dated(user: Any) -> list[str]:
    found = dated_for(user, start=dt.date(2018, 6, 1), end=dt.date(2018, 6, 30))
    assert {item.kind for item in found} <= set(KINDS)
    return [item.uid for item in found]


def test_open_findings_and_planned_visits_stand_on_their_day(
    officer: Any, other_officer: Any
) -> None:
    assert dated_for in SOURCES
    open_one = f.make_finding(due_on=PAST)
    closed(officer, due_on=PAST)
    f.make_finding(due_on=AHEAD)
    round_, facility = f.make_round(), make_facility("34.04")
    planned = f.make_target(round_, facility, planned_on=dt.date(2018, 6, 30))
    f.make_target(round_, planned_on=dt.date(2018, 6, 3), state="postponed", reason="Jalan putus")
    assert dated(officer) == [f"finding-{open_one.pk}", f"round-target-{planned.pk}"]
    assert dated(other_officer) == []
    f.make_visit(facility, round=round_, state="submitted")
    assert dated(officer) == [f"finding-{open_one.pk}"]


def test_a_day_of_many_visits_is_one_entry_a_round_that_opens_their_list(
    officer: Any, secretariat: Any, as_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitoring.dated.MOST_OF_A_DAY", 2)
    day, made, late = dt.date(2018, 6, 11), f.make_round(), f.make_round()
    visited = make_facility("34.04")
    for facility in (make_facility("34.04"), make_facility("34.04"), visited):
        f.make_target(made, facility, planned_on=day)
    f.make_target(late, make_facility("34.04"), planned_on=day, is_example=True)
    f.make_target(late, make_facility("33.72"), planned_on=day)
    f.make_target(late, make_facility("34.04"), planned_on=day, state="postponed", reason="Hujan")
    f.make_target(made, make_facility("34.04"), planned_on=dt.date(2018, 6, 12))
    f.make_visit(visited, round=made, state="draft")  # begun, and still to come
    for user, counts in ((officer, [3, 1]), (secretariat, [3, 2])):
        *sums, one = dated_for(user, start=day, end=dt.date(2018, 6, 30))
        assert one.uid.startswith("round-target-")
        assert [(item.day, item.note, item.is_example) for item in sums] == [
            (day, made.name, False),
            (day, late.name, True),
        ]
        for item, n in zip(sums, counts, strict=True):
            assert f"{n} " in str(item.title)
            assert as_user(user).get(item.url).context["total"] == n
    Visit.objects.update(state="submitted")
    assert "2 " in str(dated_for(officer, start=day, end=day)[0].title)


# --- Report --------------------------------------------------------------------------


def test_the_governments_open_findings_stand_in_the_report(officer: Any, regions: Any) -> None:
    f.make_finding(title="Serah terima belum selesai", due_on=PAST)
    f.make_finding(title="Iuran belum jalan", responsible="ksm")
    closed(officer, title="Sudah beres")
    report = build_region_report(
        user=officer, region=Region.objects.get(pk="34.04"), year=2018, today=dt.date(2018, 12, 31)
    )
    (row,) = report.findings.government
    assert (row.title, row.is_overdue) == ("Serah terima belum selesai", True)


def test_the_letter_groups_by_office_with_number_days_and_reply(
    officer: Any, regions: Any, as_user: Any
) -> None:
    works, health = make_office("34.04", name="DPUPKP"), make_office("34.04", name="Dinkes")
    f.make_finding(title="Pipa pecah", office=works, severity="high")
    f.make_finding(title="Air belum diuji", office=health, reply="budgeted", replied_on="2018-07")
    f.make_finding(title="Jalan truk", office=works, opened_on=dt.date(2018, 12, 1))
    report = build_region_report(
        user=officer, region=Region.objects.get(pk="34.04"), year=2018, today=dt.date(2018, 12, 31)
    )
    groups = {
        office.rpartition(" – ")[2]: [(row.number, row.days_open) for row in rows]
        for office, rows in report.findings.by_office.items()
    }
    assert groups == {
        "DPUPKP": [("T-34.04-0001", 237), ("T-34.04-0003", 30)],
        "Dinkes": [("T-34.04-0002", 237)],
    }
    page = as_user(officer).get(reverse("region-report", args=["34.04", 2018])).content.decode()
    assert "T-34.04-0002" in page and "Dianggarkan" in page


def test_numbers_run_by_region_and_are_never_given_again(regions: Any) -> None:
    first, elsewhere = f.make_finding("34.04"), f.make_finding("34.01")
    first.archived_at = first.created_at
    first.save()
    assert [first.number, elsewhere.number, f.make_finding("34.04").number] == [1, 1, 2]


def test_a_finding_is_open_in_progress_closed_verified(
    officer: Any, secretariat: Any, as_user: Any
) -> None:
    row = f.make_finding(severity="high")
    assert row.state == "open"
    url, browser = reverse("monitoring:finding-edit", args=[row.pk]), as_user(officer)
    typed = {
        name: field.value() or ""
        for name, field in ((one.name, one) for one in browser.get(url).context["form"])
    }
    assert browser.post(url, {**typed, "replied_on": "Juli 2018"}).status_code == 422
    sent = {**typed, "reply": "budgeted", "replied_on": "Juli 2018", "person": "Kepala seksi"}
    assert browser.post(url, sent).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.replied_on) == ("in_progress", "2018-07")
    page = browser.get(row.get_absolute_url()).content.decode()
    assert "Sedang ditangani" in page and "Kepala seksi" in page
    services.close_finding(finding=row, by=officer, on=dt.date(2018, 8, 1), action_taken="Beres")
    row.refresh_from_db()
    assert (row.state, row.days_open(dt.date(2020, 1, 1))) == ("closed", 85)
    services.verify_finding(finding=row, by=secretariat, on=dt.date(2018, 8, 2))
    row.refresh_from_db()
    assert row.state == "verified"
