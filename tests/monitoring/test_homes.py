"""A home for visits, findings and results as papers tell them: rough days, no questionnaire, shares, second outlets."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from core.people.users import User
from core.records.review import ReviewMove
from ksm.models import Facility, StatusRecord
from monitoring import reference, services
from monitoring.effluent.facility import facility_ends
from monitoring.entry import visit_table
from monitoring.models import Finding, Instrument, Result, Sample, Visit
from monitoring.questionnaire import measures
from tests.importing import walk
from tests.ksm.factories import make_facility
from tests.monitoring import factories as f
from tests.reading import said_by as words_of
from tests.wizard import walked

pytestmark = pytest.mark.django_db


def post(browser: Any, where: str, *args: object, **data: object) -> None:
    answer = browser.post(reverse(f"monitoring:{where}", args=args), data)
    assert answer.status_code == 302, answer.context["form"].errors


def said_by(answer: Any) -> str:
    return words_of(answer.content.decode())


def visit_data(
    facility: Facility, instrument: Instrument, day: str, **extra: object
) -> dict[str, object]:
    return {"facility": facility.pk, "instrument": instrument.pk, "visited_on": day, **extra}


@pytest.mark.parametrize(
    ("written", "known", "words"),
    [
        ("Mei 2014", "2014-05", "Mei 2014"),
        ("2014", "2014", "2014"),
        ("14 Mei 2014", "2014-05-14", "14 Mei 2014"),
    ],
)
def test_n10_rigid_02_a_visit_of_a_month_or_a_year(
    officer: User, as_user: Any, written: str, known: str, words: str
) -> None:
    browser, row = as_user(officer), make_facility()
    post(browser, "visit-create", **visit_data(row, f.make_instrument(), written))
    visit = Visit.objects.get()
    assert (visit.partial, visit.day_words) == (known, words)
    assert words in said_by(browser.get(visit.get_absolute_url()))
    assert words in said_by(browser.get(reverse("monitoring:visit-list")))


def test_n10_rigid_02_a_visit_without_a_questionnaire(
    officer: User, secretariat: User, as_user: Any
) -> None:
    reference.load()
    none = Instrument.objects.get(code="tanpa-kuesioner")
    browser, row = as_user(officer), make_facility()
    data = visit_data(row, none, "Mei 2014", narrative="Bak kontrol tersumbat, iuran berjalan.")
    post(browser, "visit-create", **data)
    visit = Visit.objects.get()
    assert "Bak kontrol tersumbat" in said_by(browser.get(visit.get_absolute_url()))
    for step, by in ((ReviewMove.SUBMIT, officer), (ReviewMove.APPROVE, secretariat)):
        visit = services.take_step(visit=visit, step=step, by=by)
    assert visit.is_approved and not StatusRecord.objects.exists()
    for where in ("recap", "visit-list", "finding-list"):
        assert as_user(officer).get(reverse(f"monitoring:{where}")).status_code == 200
    report = reverse("region-report", args=["34.04", 2014])
    assert as_user(officer).get(report).status_code == 200


def test_rigid_01_last_emptied_in_2019_and_rigid_04_0_of_0_are_answers(
    officer: User, as_user: Any
) -> None:
    visit = f.make_visit(make_facility())
    emptied, pays = f.question("T10", visit.instrument), f.question("F03", visit.instrument)
    browser = as_user(officer)
    for asked, written in ((emptied, "2019"), (pays, "0 dari 0")):
        address = reverse("monitoring:visit-aspect", args=[visit.pk, asked.aspect_id])
        data = {f"q{asked.pk}": written, f"b{asked.pk}": ""}
        assert browser.post(address, data).status_code == 302
    told = {row.question.code: row.value for row in visit.answers.select_related("question")}
    assert (told["T10"], told["F03"]) == ("2019", "0/0")
    # Without a share there is nothing to score, and nothing is lost by it.
    wrong = {f"q{pays.pk}": "3 dari 0", f"b{pays.pk}": "0/0"}
    address = reverse("monitoring:visit-aspect", args=[visit.pk, pays.aspect_id])
    assert browser.post(address, wrong).status_code == 422
    measured = SimpleNamespace(kind="ratio", options=(), minimum=None)
    assert measures._ratio(measured, "0/0") == (None, measures.Why.NOT_APPLICABLE)


def test_rigid_03_two_teams_on_one_day(officer: User, as_user: Any) -> None:
    browser, row = as_user(officer), make_facility()
    routine, award = f.make_instrument(), f.make_instrument("award")
    for instrument in (routine, award):
        post(browser, "visit-create", **visit_data(row, instrument, "3 Mei 2018"))
    assert Visit.objects.count() == 2
    # The same questions twice on one day are still one visit too many.
    again = browser.post(reverse("monitoring:visit-create"), visit_data(row, award, "3 Mei 2018"))
    assert again.status_code == 422 and Visit.objects.count() == 2


def test_n10_rigid_02_03_05_tables_take_what_the_forms_take(officer: User, as_user: Any) -> None:
    """A visit of a month, without a questionnaire; two on one day; a village that answers for a finding."""
    reference.load()
    browser, row = as_user(officer), make_facility(village="Sumberagung", village_kind="kalurahan")
    none = Instrument.objects.get(code="tanpa-kuesioner")
    others = (f.make_instrument(), f.make_instrument("award"))
    for instrument, line in (
        (none, "Mei 2014;Bak kontrol tersumbat"), (none, "2013;Iuran berjalan"),
        *((one, "3 Mei 2018;Dua tim") for one in others),
    ):  # fmt: skip
        table = f"Sarana;Tanggal;Yang terlihat\n{row.code};{line}\n"
        sheet = visit_table.sheet_name(instrument)
        taken = walked(browser, sheet, table.encode())
        assert taken.job.checked["new"] == 1, taken.said()
        taken.bring_in()
        again = walked(browser, sheet, table.encode())
        assert again.job.checked["same"] == 1, again.said()
    assert {(one.partial, one.instrument.code) for one in Visit.objects.all()} == {
        ("2014-05", none.code), ("2013", none.code), *(("2018-05-03", one.code) for one in others),
    }  # fmt: skip
    table = (
        "Sarana;Aspek;Temuan;Tingkat;Penanggung jawab;Tanggal;Tindakan\n"
        f"{row.code};Teknis;Jalan truk putus;Sedang;Kelurahan;Agustus 2016;Perbaiki jalan\n"
    )
    taken = walked(browser, "findings", table.encode())
    assert taken.job.checked["new"] == 1, taken.said()
    taken.bring_in()
    assert "Sumberagung" in said_by(browser.get(Finding.objects.get().get_absolute_url()))
    assert Finding.objects.get().responsible == "village"


def test_rigid_05_a_village_answers_for_a_finding(officer: User, as_user: Any) -> None:
    browser, row = as_user(officer), make_facility(village="Sumberagung", village_kind="kalurahan")
    data = {
        "title": "Jalan masuk truk putus", "facility": row.pk, "region": "34.04", "aspect": "T",
        "severity": "medium", "responsible": "village", "action_required": "Perbaiki jalan",
    }  # fmt: skip
    post(browser, "finding-create", **data, opened_on="Agustus 2016")
    finding = Finding.objects.get()
    shown = said_by(browser.get(finding.get_absolute_url()))
    assert "Pemerintah desa/kalurahan/kelurahan – Sumberagung" in shown
    # N10: only the month is known of it.
    assert "Agustus 2016" in shown and finding.opened_on == dt.date(2016, 8, 1)
    listed = said_by(browser.get(reverse("monitoring:finding-list"), {"responsible": "village"}))
    assert "Jalan masuk truk putus" in listed


def test_n10_an_emptying_of_a_year(officer: User, as_user: Any) -> None:
    row = make_facility()
    answer = as_user(officer).post(
        reverse("ksm:desludging-create", args=[row.code]), {"done_on": "2019"}
    )
    assert answer.status_code == 302 and row.desludgings.get().done_on == "2019"


def test_n7_shares_taken_out_are_kept_and_never_judged(officer: User, as_user: Any) -> None:
    browser, row = as_user(officer), make_facility()
    f.make_standard()
    data = {"facility": row.pk, "point": "removal", "point_name": "inlet – RBC", "taken_on": "2019"}
    post(browser, "sample-create", **data, lines="BOD @ 82,5%\nTSS @ 0\nAmonia @ -12")
    sample = Sample.objects.get()
    told = {one.parameter: one.value_words for one in sample.results.all()}
    assert (
        told == {"bod": "82,5%", "tss": "0%", "ammonia": "−12%"}
        or told["ammonia"].strip("−-") == "12%"
    )
    assert {one.value for one in sample.results.all()} == {
        Decimal("82.5"),
        Decimal(0),
        Decimal(-12),
    }
    shown = said_by(browser.get(sample.get_absolute_url()))
    assert "inlet – RBC" in shown and "Bukan titik buangan" in shown
    assert facility_ends(user=officer, facility=row) == []
    wrong = browser.post(reverse("monitoring:sample-create"), {**data, "lines": "BOD @ 120"})
    assert wrong.status_code == 422


def test_n7_a_share_has_no_place_among_concentrations(officer: User) -> None:
    sample = f.make_sample(facility=make_facility())
    with pytest.raises(ValidationError, match="Penyisihan"):
        Result(sample=sample, parameter="bod", value=Decimal(80), unit="%").full_clean()


def test_n7_a_second_outlet_of_the_day_is_its_own_line(officer: User, as_user: Any) -> None:
    browser, row = as_user(officer), make_facility()
    for name, lines in (("", "BOD @ 210 @ 28,5"), ("outlet 2", "BOD @ 40")):
        data = {"facility": row.pk, "point": "outlet", "point_name": name, "taken_on": "3 Mei 2019"}
        post(browser, "sample-create", **data, lines=lines)
    ends = facility_ends(user=officer, facility=row)
    assert sorted((one.inlet.value, one.outlet.value) for one in ends) == [
        (Decimal(210), Decimal("28.5")), (Decimal(210), Decimal(40)),
    ]  # fmt: skip
    assert "Outlet (outlet 2)" in said_by(browser.get(reverse("monitoring:sample-list")))
    table = f"Sarana,Tanggal,Titik sampel,Nama titik,Parameter,Hasil\n{row.code},3 Mei 2019,Outlet,outlet 3,BOD,31\n"
    walk("lab-results", officer, table, write=True)
    assert Sample.objects.filter(facility=row, point_name="outlet 3").count() == 1
