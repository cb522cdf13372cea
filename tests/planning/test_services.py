"""Writes of more than one row: visions, advice, stops, starting a year, sealed reports, strategies."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core.records.review import Locked
from planning import services
from planning.models import (
    Achievement,
    Activity,
    AnnualReport,
    ArchivedReport,
    StrategyEdition,
    Vision,
)
from tests.planning import factories as make


def test_a_new_vision_replaces_the_former(officer: Any, other_officer: Any) -> None:
    old = make.make_vision()
    new = Vision(chapter=old.chapter, text="Baru", set_on="2020-03")
    with pytest.raises(PermissionDenied):
        services.set_vision(vision=new, by=other_officer)
    services.set_vision(vision=new, by=officer)
    assert Vision.objects.with_end().get(pk=old.pk).replaced_on == "2020-03"
    assert list(Vision.objects.in_force()) == [new]


def test_stopping_needs_a_reason_and_works_under_the_lock(officer: Any, official: Any) -> None:
    activity = make.make_activity()
    make.approve(activity.plan)
    with pytest.raises(ValidationError):
        services.stop_activity(activity=activity, by=officer, state="batal", reason=" ")
    with pytest.raises(ValidationError):
        services.stop_activity(activity=activity, by=officer, state="lain", reason="x")
    with pytest.raises(PermissionDenied):
        services.stop_activity(activity=activity, by=official, state="batal", reason="x")
    services.stop_activity(
        activity=activity, by=officer, state="tertunda", reason="Dana belum turun"
    )
    assert Activity.objects.with_status().get().status == "tertunda"
    again = services.stop_activity(activity=activity, by=officer, state="")
    assert (again.stop_state, again.stop_reason) == ("", "")


def test_only_the_secretariat_advises_and_only_the_chapter_answers(
    officer: Any, other_officer: Any, official: Any, secretariat: Any
) -> None:
    activity, line = make.make_activity(), make.make_achievement()
    for user in (officer, official):
        with pytest.raises(PermissionDenied):
            services.advise(line=activity, by=user, text="x")
    with pytest.raises(ValidationError):
        services.advise(line=activity, by=secretariat, text="  ")
    advice = services.advise(line=line, by=secretariat, text="Sebutkan sumbernya")
    assert (advice.chapter, advice.achievement, advice.activity) == (
        line.annual_report.chapter,
        line,
        None,
    )
    for user in (secretariat, official, other_officer):
        with pytest.raises(PermissionDenied):
            services.answer_advice(advice=advice, by=user, answer="accepted")
    with pytest.raises(ValidationError):
        services.answer_advice(advice=advice, by=officer, answer="declined")
    answered = services.answer_advice(
        advice=advice, by=officer, answer="declined", reason="Sudah ada"
    )
    assert answered.answered_by == officer and answered.answered_at is not None


def test_starting_a_year_proposes_lines_from_the_plan_once(
    officer: Any, other_officer: Any
) -> None:
    plan = make.make_plan()
    activity = make.make_activity(plan=plan, indicator="Lokasi didampingi")
    make.make_progress(activity=activity, volume=Decimal(20))
    make.make_progress(activity=activity, volume=Decimal(13))
    make.make_activity(plan=plan, title="Tanpa kemajuan")
    make.make_activity(plan=plan, title="Batal", stop_state="batal", stop_reason="x")
    before = make.make_report(year=2017)
    make.make_achievement(annual_report=before, name="lokasi  Didampingi", realised=Decimal(30))
    with pytest.raises(PermissionDenied):
        services.start_annual_report(chapter=plan.chapter, year=2018, by=other_officer)
    report = services.start_annual_report(chapter=plan.chapter, year=2018, by=officer)
    rows = {row.name: row for row in report.achievements.all()}  # type: ignore[attr-defined]
    assert set(rows) == {"Lokasi didampingi", "Tanpa kemajuan"}
    first = rows["Lokasi didampingi"]
    assert (first.target, first.realised, first.last_year) == (
        Decimal(35),
        Decimal(33),
        Decimal(30),
    )
    assert rows["Tanpa kemajuan"].realised is None  # nothing recorded is not zero
    first.realised = Decimal(34)
    first.save()
    again = services.start_annual_report(chapter=plan.chapter, year=2018, by=officer)
    assert again == report and AnnualReport.objects.filter(year=2018).count() == 1
    first.refresh_from_db()
    assert first.realised == Decimal(34) and report.achievements.count() == 2  # type: ignore[attr-defined]
    make.approve(report)
    with pytest.raises(Locked):
        services.start_annual_report(chapter=plan.chapter, year=2018, by=officer)


def test_a_year_to_come_cannot_be_reported(officer: Any) -> None:
    with pytest.raises(ValidationError):
        services.start_annual_report(chapter=make.make_chapter(), year=2100, by=officer)
    assert not AnnualReport.objects.exists()


def test_an_achievement_takes_what_indicator_and_last_year_know(officer: Any) -> None:
    indicator = make.make_indicator(
        code="keluhan", unit="keluhan", field="sosial", lower_is_better=True
    )
    before = make.make_report(year=2017)
    make.make_achievement(
        annual_report=before, indicator=indicator, name="", unit="keluhan", realised=Decimal(8)
    )
    report = make.make_report()
    line = Achievement(
        annual_report=report, indicator=indicator, target=Decimal(5), realised=Decimal(4)
    )
    services.keep_achievement(line=line, by=officer)
    assert (line.unit, line.field, line.lower_is_better, line.last_year) == (
        "keluhan",
        "sosial",
        True,
        Decimal(8),
    )
    make.approve(report)
    with pytest.raises(Locked):
        services.keep_achievement(line=Achievement.objects.get(pk=line.pk), by=officer)


def test_an_issued_report_is_numbered_sealed_and_never_changes(
    secretariat: Any, official: Any
) -> None:
    first = make.make_archived(secretariat)
    second = make.make_archived(secretariat, code="KODE-2")
    other_year = make.make_archived(
        secretariat, code="KODE-3", year=2019, letter_date=dt.date(2020, 1, 5)
    )
    assert [row.number for row in (first, second, other_year)] == [
        "001/LCD/AKSANSI-34.04/2018", "002/LCD/AKSANSI-34.04/2018", "001/LCD/AKSANSI-34.04/2019",
    ]  # fmt: skip
    assert first.is_intact() and first.size == len(make.PDF)
    for name, value in (
        ("addressee", "Lain"),
        ("sha256", "0" * 64),
        ("number", "x"),
        ("year", 2017),
    ):
        row = ArchivedReport.objects.get(pk=first.pk)
        setattr(row, name, value)
        with pytest.raises(ValidationError):
            row.full_clean()
        with pytest.raises(ValidationError):
            row.save()
    with pytest.raises(PermissionDenied):
        make.make_archived(official, code="KODE-4")
    with pytest.raises(ValidationError):
        make.make_archived(secretariat, code="KODE-1")
    with pytest.raises(ValidationError):
        make.make_archived(secretariat, code="KODE-5", pdf=b"<html>")
    assert ArchivedReport.objects.count() == 3


def test_a_damaged_file_is_noticed_and_not_handed_out(secretariat: Any, as_user: Any) -> None:
    report = make.make_archived(secretariat)
    address = f"/planning/archived-reports/{report.pk}/pdf/"
    answer = as_user(secretariat).get(address)
    assert answer.content == make.PDF and "attachment" in answer["Content-Disposition"]
    with open(report.pdf.path, "ab") as file:
        file.write(b"x")
    assert not report.is_intact()
    assert as_user(secretariat).get(address).status_code == 404


def test_delivery_is_noted_in_the_right_order(
    secretariat: Any, officer: Any, official: Any
) -> None:
    report = make.make_archived(secretariat)
    sent, received = dt.date(2019, 1, 21), dt.date(2019, 1, 25)
    for wrong in ((received, sent), (dt.date(2019, 1, 1), None), (dt.date(2099, 1, 1), None)):
        with pytest.raises(ValidationError):
            services.record_delivery(
                report=report, by=officer, sent_on=wrong[0], received_on=wrong[1]
            )
    with pytest.raises(PermissionDenied):
        services.record_delivery(report=report, by=official, sent_on=sent)
    kept = services.record_delivery(
        report=report,
        by=officer,
        sent_on=sent,
        received_on=received,
        received_by="Sekretariat Bappeda",
    )
    assert (kept.sent_on, kept.received_on, kept.received_by) == (
        sent,
        received,
        "Sekretariat Bappeda",
    )


def test_a_strategy_brings_its_five_processes(officer: Any, other_officer: Any) -> None:
    edition = StrategyEdition(region_id="34.04", title="SSK", year=2020)
    with pytest.raises(PermissionDenied):
        services.start_strategy(edition=edition, by=other_officer)
    services.start_strategy(edition=edition, by=officer)
    assert [row.number for row in edition.processes.all()] == [1, 2, 3, 4, 5]  # type: ignore[attr-defined]
