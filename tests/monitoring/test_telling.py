"""What a visit finds reaches the registry, and every page reads it there."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from core.records.review import ReviewMove
from ksm.models import Desludging, Facility, Group, Operation, StatusRecord, Works
from monitoring import services
from monitoring.entry.sheet import load_sheet
from monitoring.models import Finding, Instrument, Sample, Visit
from monitoring.questionnaire import checks, xlsform, xlsform_read
from monitoring.questionnaire.spec import spec_of
from monitoring.recap.watch import looked_at
from tests.ksm.factories import make_facility, make_group
from tests.monitoring import factories as f


@pytest.fixture
def instrument(db: None) -> Instrument:
    """The test instrument, its answers stating facts of the registry."""
    row = f.make_instrument()
    for code, fact in (("T01", "function"), ("T02", "active_sr"), ("T10", "emptied_on")):
        question = f.question(code)
        question.records = fact
        question.save()
    paying = f.question("F03")
    paying.records = "kk"
    paying.save()
    for value, word in (("baik", "berfungsi"), ("rusak", "tidak_berfungsi")):
        f.question("T01").options.filter(value=value).update(recorded=word)
    return row


def visited(
    officer: Any, secretariat: Any, facility: Facility, on: dt.date, **answers: str
) -> Visit:
    visit = f.make_visit(facility, visited_on=on)
    given = {"T01": "baik", "T10": "!dk", "F03": "12/30", **answers}
    services.save_answers(
        visit=visit,
        by=officer,
        answers={
            f.question(code): ("", text[1:]) if text.startswith("!") else (text, "")
            for code, text in given.items()
        },
    )
    services.explain(
        visit=visit,
        by=officer,
        texts={one.code: "benar" for one in load_sheet(visit).contradictions},
    )
    visit = services.take_step(visit=visit, step=ReviewMove.SUBMIT, by=officer)
    return services.take_step(visit=visit, step=ReviewMove.APPROVE, by=secretariat)


def latest(facility: Facility) -> Any:
    return Facility.objects.as_of().get(pk=facility.pk)


def test_an_approved_visit_tells_the_registry_and_nothing_before(
    instrument: Any, officer: Any, secretariat: Any
) -> None:
    facility = make_facility(built_on="2010")
    visit = f.make_visit(facility, visited_on=dt.date(2025, 6, 17))
    answers = {"T01": "baik", "T02": "74", "T10": "2025-03", "F03": "40/71"}
    services.save_answers(
        visit=visit, by=officer, answers={f.question(c): (v, "") for c, v in answers.items()}
    )
    visit = services.submit_visit(visit=visit, by=officer)
    assert not StatusRecord.objects.exists() and not Desludging.objects.exists()
    services.approve_visit(visit=visit, by=secretariat)
    row = latest(facility)
    assert (row.latest_function, row.latest_active_sr, row.latest_kk) == ("berfungsi", 74, 71)
    assert (row.latest_active_sr_on, row.last_emptied) == ("2025-06-17", "2025-03")
    told = StatusRecord.objects.get()
    assert (told.told_kind, told.told_by) == ("visit", visit.client_uuid)
    assert "17 Juni 2025" in told.source


def test_an_older_visit_entered_later_overrides_nothing(
    instrument: Any, officer: Any, secretariat: Any
) -> None:
    facility = make_facility()
    visited(officer, secretariat, facility, dt.date(2025, 6, 17), T02="74")
    visited(officer, secretariat, facility, dt.date(2019, 5, 1), T01="rusak", T02="12")
    row = latest(facility)
    assert (row.latest_function, row.latest_active_sr) == ("berfungsi", 74)
    assert StatusRecord.objects.current().count() == 2


def test_a_correction_reaches_the_registry_whether_or_not_it_is_locked_again(
    instrument: Any, officer: Any, secretariat: Any
) -> None:
    facility = make_facility()
    visit = visited(officer, secretariat, facility, dt.date(2025, 6, 17), T02="74")
    visit = services.take_step(
        visit=visit, step=ReviewMove.UNLOCK, by=secretariat, remark="salah ketik"
    )
    services.save_answers(visit=visit, by=officer, answers={f.question("T02"): ("47", "")})
    assert latest(facility).latest_active_sr == 47
    assert StatusRecord.objects.count() == 1


def test_an_archived_visit_takes_its_facts_along_and_brings_them_back(
    instrument: Any, officer: Any, secretariat: Any
) -> None:
    from core.records.services import archive, restore

    facility = make_facility()
    visited(officer, secretariat, facility, dt.date(2019, 5, 1), T02="12", T10="2018")
    visit = visited(officer, secretariat, facility, dt.date(2025, 6, 17), T02="74", T10="2025-03")
    visit = services.take_step(visit=visit, step=ReviewMove.UNLOCK, by=secretariat, remark="keliru")
    visit = archive(obj=visit, by=secretariat)
    row = latest(facility)
    assert (row.latest_active_sr, row.last_emptied) == (12, "2018")
    restore(obj=visit, by=secretariat)
    row = latest(facility)
    assert (row.latest_active_sr, row.last_emptied) == (74, "2025-03")


def test_one_emptying_told_by_many_is_one_and_the_precise_date_stays(
    instrument: Any, officer: Any, secretariat: Any
) -> None:
    facility = make_facility()
    Desludging.objects.create(facility=facility, done_on="2019-04-02")
    for day, told in (
        (dt.date(2020, 1, 1), "2019"),
        (dt.date(2025, 6, 17), "2025"),
        (dt.date(2025, 7, 1), "2025-03-18"),
    ):
        visited(officer, secretariat, facility, day, T10=told)
    dates = Desludging.objects.current().values_list("done_on", flat=True)
    assert sorted(dates) == ["2019-04-02", "2025-03-18"]


def test_what_is_not_known_says_nothing(instrument: Any, officer: Any, secretariat: Any) -> None:
    facility = make_facility()
    visited(officer, secretariat, facility, dt.date(2025, 6, 17), T01="!dk", F03="!refused")
    assert not StatusRecord.objects.exists() and not Desludging.objects.exists()


def test_an_operator_named_by_a_visit_is_recorded_where_nobody_is(
    instrument: Any, officer: Any, secretariat: Any
) -> None:
    name = f.question("F12")
    name.records = "operator"
    name.save()
    group = make_group(name="KPP Tirta")
    facility, other = make_facility(), make_facility()
    visited(officer, secretariat, facility, dt.date(2025, 6, 17), F12="kpp tirta")
    assert latest(facility).operator_id == group.pk
    visited(officer, secretariat, other, dt.date(2025, 6, 17), F12="KPP yang tak tercatat")
    found = latest(other)
    assert (found.operator_id, found.operator_name) == (None, "KPP yang tak tercatat")


def test_t5_a_visit_that_finds_no_operator_says_so_and_a_group_named_is_offered(
    instrument: Any, officer: Any, secretariat: Any, as_user: Any
) -> None:
    name = f.question("F12")
    name.records = "operator"
    name.save()
    unrun, named = make_facility(), make_facility(village="Sumber", hamlet="Padukuhan I")
    visited(officer, secretariat, unrun, dt.date(2025, 6, 17), F12="Belum ada pengelola")
    assert list(Facility.objects.all().run_by_nobody()) == [unrun]
    visited(officer, secretariat, named, dt.date(2025, 6, 17), F12="KPP Mawar")
    browser = as_user(officer)
    page = browser.get(named.get_absolute_url()).content.decode()
    place = reverse("ksm:operation-group", args=[named.code])
    assert "Catat KPP Mawar sebagai pengelola" in page and f"{place}?name=KPP+Mawar" in page
    assert "sebagai pengelola" not in browser.get(unrun.get_absolute_url()).content.decode()
    form = {"name": "KPP Mawar", "kind": "kpp", "started_on": "", "source": ""}
    assert browser.post(place, form).status_code == 302
    group = Group.objects.get()
    assert (group.name, group.kind, group.village) == ("KPP Mawar", "kpp", "Sumber")
    running = Operation.objects.current().get(facility=named)
    assert (running.group, running.named, running.told_kind) == (group, "", "visit")
    assert latest(named).operator_id == group.pk
    assert place not in browser.get(named.get_absolute_url()).content.decode()


def test_a_test_told_by_a_visit_is_a_sample_that_waits_for_its_results(
    instrument: Any, officer: Any, secretariat: Any
) -> None:
    tested = f.question("T10")
    tested.records = "tested_on"
    tested.save()
    facility = make_facility()
    visit = visited(officer, secretariat, facility, dt.date(2025, 6, 17), T10="2025-02")
    sample = Sample.objects.get()
    assert (sample.taken_on, sample.point, sample.visit) == ("2025-02", "outlet", visit)


def test_a_told_record_is_corrected_in_its_visit_and_says_so(
    instrument: Any, officer: Any, secretariat: Any, as_user: Any
) -> None:
    facility = make_facility()
    visit = visited(officer, secretariat, facility, dt.date(2025, 6, 17), T02="74")
    record = StatusRecord.objects.get()
    browser = as_user(officer)
    page = browser.get(record.get_absolute_url()).content.decode()
    assert visit.get_absolute_url() in page
    edit = reverse("ksm:status-record-edit", args=[record.pk])
    assert edit not in page
    browser.post(edit, {"observed_on": "2025", "function_status": "tidak_berfungsi"})
    record.refresh_from_db()
    assert record.function_status == "berfungsi"


def test_an_emptying_in_full_by_hand_is_asked_about_and_takes_the_visits_place(
    instrument: Any, officer: Any, secretariat: Any, as_user: Any
) -> None:
    facility = make_facility()
    visited(officer, secretariat, facility, dt.date(2025, 6, 17), T10="2025-03")
    browser, url = as_user(officer), reverse("ksm:desludging-create", args=[facility.code])
    typed = {"done_on": "18 Maret 2025", "volume_m3": "4"}
    answer = browser.post(url, typed)
    assert (
        answer.status_code == 422 and "Kunjungan pemantauan 17 Juni 2025" in answer.content.decode()
    )
    assert browser.post(url, {**typed, "confirm_told": "on"}).status_code == 302
    row = Desludging.objects.current().get()
    assert (row.done_on, row.told_by) == ("2025-03-18", None)
    row.archived_at = row.created_at
    row.save()
    assert latest(facility).last_emptied == "2025-03"


def test_a_status_of_the_day_of_a_visit_is_asked_about(
    instrument: Any, officer: Any, secretariat: Any, as_user: Any
) -> None:
    facility = make_facility()
    visited(officer, secretariat, facility, dt.date(2025, 6, 17), T02="74")
    browser, url = as_user(officer), reverse("ksm:status-record-create", args=[facility.code])
    typed = {"observed_on": "17/06/2025", "active_sr": "74"}
    assert browser.post(url, typed).status_code == 422
    assert StatusRecord.objects.count() == 1
    assert browser.post(url, {**typed, "observed_on": "18/06/2025"}).status_code == 302


@pytest.mark.parametrize("typed, kept", [("2019", "2019"), ("Maret 2025", "2025-03")])
def test_a_rough_date_is_an_answer_and_stays_rough(
    instrument: Any, officer: Any, secretariat: Any, as_user: Any, typed: str, kept: str
) -> None:
    visit = f.make_visit(make_facility(), visited_on=dt.date(2025, 6, 17))
    question = f.question("T10")
    url = reverse("monitoring:visit-aspect", args=[visit.pk, question.aspect_id])
    assert as_user(officer).post(url, {f"q{question.pk}": typed}).status_code == 302
    assert visit.answers.get(question=question).value == kept


def test_the_facts_of_answers_go_through_an_xlsform_and_back(instrument: Any) -> None:
    spec = spec_of(Instrument.objects.with_questions().get(pk=instrument.pk))
    back = xlsform_read.read(xlsform.write(spec))
    facts = {q.code: q.records for q in back.questions if q.records}
    assert facts == {"T01": "function", "T02": "active_sr", "T10": "emptied_on", "F03": "kk"}
    first = next(back.questions)
    assert [option.recorded for option in first.options] == ["berfungsi", "tidak_berfungsi"]


def test_the_editor_says_which_fact_an_answer_states(
    instrument: Any, secretariat: Any, as_user: Any
) -> None:
    draft = services.make_version(instrument=instrument, by=secretariat, edition="2")
    question = f.question("T01", draft)
    browser = as_user(secretariat)
    page = browser.get(reverse("monitoring:question-edit", args=[question.pk])).content.decode()
    assert 'name="records"' in page and "Kondisi fisik" in page
    option = question.options.get(value="rusak")
    edit = reverse("monitoring:option-edit", args=[option.pk])
    sent = {"value": "rusak", "label_id": "Rusak", "score": "0", "recorded": "belum_operasi"}
    assert browser.post(edit, sent).status_code == 302
    option.refresh_from_db()
    assert option.recorded == "belum_operasi"


@pytest.mark.parametrize(
    "code, records, recorded, sentence",
    [
        ("T02", "function", "", "tidak dapat dicatat"),
        ("T01", "function", "baik", "bukan milik fakta"),
        ("T01", "condition", "", "Tentukan pada pilihannya"),
        ("T02", "kk", "", "fakta yang sama"),
    ],
)
def test_a_version_is_published_only_where_its_facts_can_be_told(
    instrument: Any, code: str, records: str, recorded: str, sentence: str
) -> None:
    question = f.question(code)
    question.records = records
    question.save()
    question.options.update(recorded=recorded)
    spec = spec_of(Instrument.objects.with_questions().get(pk=instrument.pk))
    assert sentence in " ".join(problem.words for problem in checks.problems(spec))


def effluent_visit(officer: Any, secretariat: Any, day: dt.date, facility: Facility) -> Visit:
    """A visit by an instrument whose S01 reads the samples; a test not made opens a finding."""
    tested = f.question("S01")
    if not tested.formula:
        tested.formula = "EFLUEN"
        tested.save()
        f.question("F03").options.create(value="ada", label_id="Ada", at_least=0, score=100)
        for value, score in (("semua", 100), ("tidak-memenuhi", 0), ("tidak-diuji", 0)):
            tested.options.create(
                value=value,
                label_id=value,
                score=score,
                opens_finding=value == "tidak-diuji",
                severity="medium" if value == "tidak-diuji" else "",
                responsible="government" if value == "tidak-diuji" else "",
            )
    return visited(officer, secretariat, facility, day, T02="5", T10="2018-01-01", F03="30/30")


def score_of(visit: Visit) -> tuple[Any, str]:
    row = visit.scores.get(instrument=visit.instrument_id)
    return row.total, row.grade


def test_results_that_come_later_reach_the_score_and_take_the_finding_back(
    instrument: Any, officer: Any, secretariat: Any
) -> None:
    f.make_standard()
    facility = make_facility()
    visit = effluent_visit(officer, secretariat, dt.date(2018, 5, 8), facility)
    untested = score_of(visit)
    assert Finding.objects.current().get().question_code == "S01"
    sample = f.make_sample(facility=facility, taken_on="2018-05-08")
    assert not Finding.objects.current().exists()  # drawn: the results are awaited
    waiting = score_of(visit)
    f.make_result(sample, value=12)
    assert untested[0] < waiting[0] == score_of(visit)[0] == 100
    sample.archived_at = sample.created_at
    sample.save()
    assert score_of(visit) == untested
    assert Finding.objects.current().get().question_code == "S01"


def test_who_tests_never_loses_the_class(instrument: Any, officer: Any, secretariat: Any) -> None:
    """No rule with numbers: the question does not apply, as for nobody else."""
    f.make_standard("tanpa-angka", is_complete=False)
    facility = make_facility()
    f.make_result(f.make_sample(facility=facility, taken_on="2018"), value=12)
    visit = effluent_visit(officer, secretariat, dt.date(2018, 5, 8), facility)
    scores = visit.scores.get(instrument=visit.instrument_id)
    assert scores.total == 100
    assert "S" not in [
        row.aspect.code for row in scores.aspects.all()
    ]  # asked of nobody, so not open


def test_an_older_paper_opens_nothing_that_a_newer_visit_found_in_order(
    instrument: Any, officer: Any, secretariat: Any
) -> None:
    f.question("T01").options.filter(value="rusak").update(
        opens_finding=True, severity="high", responsible="ksm", due_days=30
    )
    facility = make_facility()
    visited(officer, secretariat, facility, dt.date(2021, 5, 8))
    old = visited(officer, secretariat, facility, dt.date(2019, 5, 8), T01="rusak")
    assert not Finding.objects.exists()
    newest = visited(officer, secretariat, facility, dt.date(2022, 5, 8), T01="rusak")
    earlier = visited(officer, secretariat, facility, dt.date(2022, 2, 8), T01="rusak")
    row = Finding.objects.get()
    assert (row.opened_on, row.visit) == (dt.date(2022, 2, 8), earlier)
    # Closed by a person, then a visit is unlocked and locked again: it stays closed.
    services.close_finding(
        finding=row, by=officer, on=dt.date(2022, 6, 1), action_taken="Diperbaiki"
    )
    for visit in (newest, old):
        services.take_step(visit=visit, step=ReviewMove.UNLOCK, by=secretariat, remark="periksa")
        services.take_step(visit=visit, step=ReviewMove.RELOCK, by=secretariat)
    assert Finding.objects.count() == 1
    visited(officer, secretariat, facility, dt.date(2023, 5, 8), T01="rusak")
    assert Finding.objects.current().open().count() == 1


def test_a_corrected_visit_withdraws_its_finding_and_its_score_follows_without_a_lock(
    instrument: Any, officer: Any, secretariat: Any
) -> None:
    f.question("T01").options.filter(value="rusak").update(
        opens_finding=True, severity="high", responsible="ksm"
    )
    facility = make_facility()
    visit = visited(officer, secretariat, facility, dt.date(2021, 5, 8), T01="rusak")
    before = score_of(visit)
    visit = services.take_step(visit=visit, step=ReviewMove.UNLOCK, by=secretariat, remark="salah")
    services.save_answers(visit=visit, by=officer, answers={f.question("T01"): ("baik", "")})
    # Nobody locks it again; the unlocking runs out by itself.
    assert score_of(visit)[0] > before[0]
    assert not Finding.objects.current().exists()
    services.save_answers(visit=visit, by=officer, answers={f.question("T01"): ("rusak", "")})
    assert Finding.objects.current().count() == Finding.objects.count() == 1


def test_the_weakest_aspect_holds_the_class_and_the_sheet_says_so(
    officer: Any, secretariat: Any, as_user: Any
) -> None:
    row = f.make_instrument(weakest_caps=True)
    for value, bound in (("lancar", 50), ("macet", 0)):
        f.question("F03").options.create(
            value=value, label_id=value, at_least=bound, score=100 if bound else 0, advice_id="x"
        )
    row.aspects.get(code="F").questions.filter(code="S01").update(weight=0)
    visit = visited(
        officer, secretariat, make_facility(), dt.date(2021, 5, 8), F03="1/30", T10="!na"
    )
    total, grade = score_of(visit)
    assert total > 50 and grade == "poor"
    page = as_user(officer).get(reverse("monitoring:visit-score", args=[visit.pk]))
    assert "aspek terlemah: Keuangan" in page.content.decode()


def test_form_checks_and_score_look_at_the_facility_of_that_day(
    instrument: Any, officer: Any, as_user: Any
) -> None:
    f.make_check(instrument, "active_over_design", left="T02", relation="more", right="SR_DESAIN")
    doors = f.question("T10")
    doors.show_if = "SARANA = mck_plus"
    doors.save()
    facility = make_facility(facility_type="ipal_kombinasi", design_sr=90, installed_sr=90)
    Works.objects.create(
        facility=facility, kind="retrofit", status="selesai", type_before="mck_plus",
        type_after="ipal_kombinasi", design_sr_before=10, design_sr_after=90,
        finished_on="2018-06-01",
    )  # fmt: skip
    visit = f.make_visit(facility, visited_on=dt.date(2016, 5, 8))
    services.save_answers(visit=visit, by=officer, answers={f.question("T02"): ("40", "")})
    sheet = load_sheet(visit)
    assert "T10" in [line.question.code for line in sheet.missing]
    assert "active_over_design" in [one.code for one in sheet.contradictions]


def test_a_visit_lies_in_the_region_of_its_round(instrument: Any, regions: Any) -> None:
    visit = f.make_visit(make_facility("33.72"), round=f.make_round("34.04"))
    with pytest.raises(ValidationError):
        visit.clean()


def test_only_who_may_visit_is_offered_as_the_officer_of_a_target(
    instrument: Any, officer: Any, official: Any, secretariat: Any, as_user: Any
) -> None:
    target = f.make_target(f.make_round(), make_facility())
    url = reverse("monitoring:round-target-edit", args=[target.pk])
    page = as_user(secretariat).get(url).context["form"].fields["assignee"].queryset
    assert officer in page and official not in page


def test_a_target_of_an_archived_round_is_no_missed_visit(
    instrument: Any, officer: Any, secretariat: Any
) -> None:
    facility, today = make_facility(built_on="2010"), dt.date(2020, 1, 1)
    rounds = [
        f.make_round(name=str(n), starts_on=dt.date(2018, 1, 1), ends_on=dt.date(2018, 2, 1))
        for n in range(2)
    ]
    for one in rounds:
        f.make_target(one, facility)
    (row,) = looked_at(user=officer, today=today)
    assert row.missed_visits == 2
    rounds[0].archived_at = rounds[0].created_at
    rounds[0].save()
    (row,) = looked_at(user=officer, today=today)
    assert row.missed_visits == 1


def test_a_finding_is_verified_after_it_was_closed(
    instrument: Any, officer: Any, secretariat: Any
) -> None:
    row = f.make_finding(severity="high")
    services.close_finding(
        finding=row, by=officer, on=dt.date(2019, 5, 1), action_taken="Diperbaiki"
    )
    with pytest.raises(ValidationError):
        services.verify_finding(finding=row, by=secretariat, on=dt.date(1999, 1, 1))
    services.verify_finding(finding=row, by=secretariat, on=dt.date(2019, 5, 1))


def offered(browser: Any, visit: Visit) -> list[str]:
    """The addresses of the forms that a visit's page offers."""
    (*tables,) = browser.get(visit.get_absolute_url()).context["tables"]
    told = [row.record for table in tables for row in table.rows]
    return [record.url for record in told if isinstance(record, services.Offer)]


def posted(browser: Any, url: str, **typed: str) -> Any:
    """Send the form of an offer as it came, with what was typed besides."""
    form = browser.get(url).context["form"]
    begun = {name: form[name].value() for name in form.fields if form[name].value()}
    return browser.post(url, {**begun, **typed})


def test_an_emptying_told_in_a_visit_is_offered_and_not_typed_twice(
    instrument: Any, officer: Any, secretariat: Any, official: Any, as_user: Any
) -> None:
    facility = make_facility()
    visit = visited(officer, secretariat, facility, dt.date(2025, 6, 17), T10="2025-03")
    browser = as_user(officer)
    (url,) = offered(browser, visit)
    assert "Disedot Maret 2025" in browser.get(visit.get_absolute_url()).content.decode()
    assert offered(as_user(official), visit) == []
    browser = as_user(officer)
    assert posted(browser, url, volume_m3="4").status_code == 302
    row = Desludging.objects.current().get()
    assert (row.done_on, row.volume_m3, row.told_by) == ("2025-03", 4, None)
    assert row.source == "Kunjungan pemantauan 17 Juni 2025"
    assert offered(browser, visit) == []
    never = visited(officer, secretariat, make_facility(), dt.date(2025, 6, 17))
    assert offered(browser, never) == []


def test_works_told_in_a_visit_are_offered_until_recorded(
    instrument: Any, officer: Any, secretariat: Any, as_user: Any
) -> None:
    question = f.question("F11").aspect.questions.create(
        code="T13", label_id="Pekerjaan", kind="single", records="works", order=99
    )
    for value, word in (("tidak", ""), ("perluasan", "pengembangan"), ("lain", "retrofit")):
        question.options.create(value=value, label_id=value, recorded=word)
    facility = make_facility()
    first = visited(officer, secretariat, facility, dt.date(2021, 6, 17), T13="perluasan")
    last = visited(officer, secretariat, facility, dt.date(2025, 6, 17), T13="perluasan")
    none = visited(officer, secretariat, make_facility(), dt.date(2025, 6, 17), T13="tidak")
    assert not Works.objects.exists()
    browser = as_user(officer)
    assert offered(browser, none) == []
    (url,) = offered(browser, last)
    assert posted(browser, url, finished_on="2024").status_code == 302
    row = Works.objects.get()
    assert (row.kind, row.status, row.finished_on) == ("pengembangan", "selesai", "2024")
    assert offered(browser, last) == []
    assert len(offered(browser, first)) == 1  # of 2024: not what was told in 2021
    Works.objects.update(finished_on="2019")
    assert (len(offered(browser, first)), len(offered(browser, last))) == (0, 1)
    Works.objects.update(kind="rehabilitasi", finished_on="2024")
    assert len(offered(browser, last)) == 1
