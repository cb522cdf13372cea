"""What the registry says of the day of a visit reaches its score and its findings, in any order of entry."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from core.records.review import State
from core.tools import formats
from ksm.desludging import past
from ksm.models import Facility
from monitoring import reference, services
from monitoring.models import Finding, Instrument, Option, ScoreLine, Visit
from tests.ksm import factories as k
from tests.monitoring import factories as f

pytestmark = pytest.mark.django_db
DAY = dt.date(2018, 11, 20)


@pytest.fixture
def instrument(regions: Any) -> Instrument:
    reference.load()
    return Instrument.objects.get(code="aksansi-2021")


def approved(facility: Facility, instrument: Instrument, **answers: str) -> Visit:
    visit = f.make_visit(
        facility, instrument=instrument, visited_on=DAY, state=State.APPROVED, round=None
    )
    for code, value in answers.items():
        f.make_answer(visit, code, value)
    services.score_visit(visit=visit)
    services.follow_up(visit=visit)
    return visit


def option_of(visit: Visit, code: str) -> str:
    line = ScoreLine.objects.get(part__score__visit=visit, question__code=code)
    return line.option.value if line.option else line.why


@pytest.mark.parametrize("is_first", [True, False])
def test_t10_the_agreed_interval_and_a_recorded_emptying_reach_the_score(
    instrument: Instrument, is_first: bool
) -> None:
    agreed = k.make_facility(built_on="2005", desludging_interval_years=5)
    assert option_of(approved(agreed, instrument, T10="2014-01"), "T10") == "tepat"
    assumed = k.make_facility(built_on="2005")
    if is_first:
        k.make_desludging(assumed, "2017-03")
    visit = approved(assumed, instrument, T10="2012")
    if not is_first:
        assert option_of(visit, "T10") == "lama"
        k.make_desludging(assumed, "2017-03")  # recorded by hand, after the visit was approved
    assert option_of(visit, "T10") == "tepat"
    assert not Finding.objects.current().filter(question_code="T10").exists()


@pytest.mark.parametrize("is_first", [True, False])
def test_t03_overload_is_found_once_from_visit_or_registry(
    instrument: Instrument, is_first: bool
) -> None:
    by_visit = k.make_facility(design_sr=50, design_kk=50, built_on="2010")
    approved(by_visit, instrument, T02="61", F03="30/64")
    by_registry = k.make_facility(design_sr=None, design_kk=40, built_on="2010")
    if is_first:
        k.make_status(by_registry, "2018-06-01", kk=49)
    approved(by_registry, instrument, T01="berfungsi")
    if not is_first:
        k.make_status(by_registry, "2018-06-01", kk=49)
    fine = k.make_facility(design_sr=50, design_kk=None, built_on="2010")
    k.make_status(fine, "2018-06-01", active_sr=60, kk=90)  # 120 %; of KK no design is known
    approved(fine, instrument, T01="berfungsi")
    later = k.make_facility(design_kk=40, design_sr=None, built_on="2010")
    k.make_status(later, "2019-01-01", kk=90)  # not known yet on the day of the visit
    approved(later, instrument, T01="berfungsi")
    found = Finding.objects.current().filter(question_code="T12")
    assert sorted(found.values_list("facility", flat=True)) == [by_visit.pk, by_registry.pk]
    row = found.get(facility=by_visit)
    assert "120%" in row.title and row.opened_on == DAY
    k.make_status(by_registry, "2018-07-01", kk=40)  # corrected since: nothing calls for it
    assert list(found.values_list("facility", flat=True)) == [by_visit.pk]


def test_the_bound_of_overload_is_data_of_the_instrument(instrument: Instrument) -> None:
    Option.objects.filter(question__code="T12", value="berlebih").update(at_least=150)
    approved(k.make_facility(design_sr=50), instrument, T02="61")
    assert not Finding.objects.filter(question_code="T12").exists()


def test_the_past_of_many_facilities_is_what_the_registry_says_of_a_day(regions: Any) -> None:
    made = [
        k.make_facility(built_on="2010", desludging_interval_years=4),
        k.make_facility(built_on="2010", commissioned_on="2012-05", sludge_volume_m3=12),
        k.make_facility(built_on="2016-05"),
        k.make_facility(),
    ]
    k.make_desludging(made[0], "2013-02")
    k.make_desludging(made[0], "2019")
    k.make_status(made[1], "2015", kk=30)
    k.make_status(made[1], "2017-03-01", jiwa=200)
    k.make_status(made[2], "2017-01-01", function_status="belum_operasi")
    for day in (dt.date(2014, 1, 1), DAY, dt.date(2021, 6, 30)):
        told = past.load(row.pk for row in made)
        rows = Facility.objects.with_next_desludging(day).with_latest_status(day)
        for row in rows:
            due = told[row.pk].due(day)
            assert (due.due, due.is_told) == (row.sludge_due or "", row.sludge_told)
            assert told[row.pk].figure("kk", day) == row.latest_kk


def test_an_interval_changed_since_leaves_the_approved_score_and_tells_both(
    instrument: Instrument, officer: Any, as_user: Any
) -> None:
    """Design §5: what was approved stays; where today's records give another number, the page says both."""
    facility = k.make_facility(built_on="2005", desludging_interval_years=5)
    visit = approved(facility, instrument, T10="2014-01", T01="berfungsi")
    kept = visit.scores.get().total
    browser = as_user(officer)
    sheet = reverse("monitoring:visit-score", args=[visit.pk])
    told = "Menurut catatan hari ini"
    assert told not in browser.get(sheet).content.decode()
    Facility.objects.filter(pk=facility.pk).update(desludging_interval_years=2)
    page = browser.get(sheet)
    other = page.context["sheet"].other_now
    assert visit.scores.get().total == kept == page.context["sheet"].score.total
    assert other.total < kept
    assert [(was, now) for _label, was, now in other.answers] == [
        ("Belum lewat jatuh tempo", "Lewat jatuh tempo lebih dari 2 tahun")
    ]
    said = page.content.decode()
    assert told in said
    assert f"Disetujui dengan skor {formats.number(kept, 1)}" in said
    assert f"skornya {formats.number(other.total, 1)}" in said
