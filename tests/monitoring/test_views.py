from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.records.review import State
from monitoring.models import Finding, Visit
from tests.ksm.factories import make_facility
from tests.monitoring import factories as f

LISTS = ["instrument", "round", "visit", "finding", "sample", "effluent-standard"]


def full_set(code: str = "34.04") -> Visit:
    """One visit with answers, a finding and a sample, and a figure of the region."""
    f.make_standard()
    visit = f.make_visit(make_facility(code), round=f.make_round(code))
    f.make_answer(visit)
    f.make_finding(code, visit=visit, facility=visit.facility)
    f.make_result(f.make_sample(code, visit=visit, facility=visit.facility, place=""))
    f.make_fact(code, code="seri")
    return visit


def aspect_url(visit: Visit, code: str) -> str:
    return reverse("monitoring:visit-aspect", args=[visit.pk, f.question(code).aspect_id])


def test_a_visit_is_entered_answered_submitted_and_approved(
    as_user: Any, officer: Any, secretariat: Any
) -> None:
    facility, instrument = make_facility(), f.make_instrument()
    browser = as_user(officer)
    data = {"facility": facility.pk, "instrument": instrument.pk, "visited_on": "08/05/2018"}
    assert browser.post(reverse("monitoring:visit-create"), data).status_code == 302
    visit = Visit.objects.get()
    technical = {f"q{f.question('T01').pk}": "rusak", f"n{f.question('T10').pk}": "na"}
    assert browser.post(aspect_url(visit, "T01"), technical).status_code == 302
    url = aspect_url(visit, "F03")
    assert browser.post(url, {f"q{f.question('F03').pk}": "12/30"}).status_code == 302
    review = reverse("monitoring:visit-review", args=[visit.pk])
    assert browser.post(f"{review}?move=submit", {"move": "submit"}).status_code == 302
    assert browser.get(url).status_code == 403  # handed in: locked
    assert (
        as_user(secretariat).post(f"{review}?move=approve", {"move": "approve"}).status_code == 302
    )
    visit.refresh_from_db()
    assert visit.state == State.APPROVED
    page = browser.get(visit.get_absolute_url()).content.decode()
    assert "Rusak" in page
    assert re.search(r"12 (dari|of) 30", page)


def test_bad_answers_come_back_with_what_was_typed(as_user: Any, officer: Any) -> None:
    visit = f.make_visit()
    url = aspect_url(visit, "F03")
    answer = as_user(officer).post(url, {f"q{f.question('F03').pk}": "delapan puluh"})
    assert answer.status_code == 422
    assert "delapan puluh" in answer.content.decode()
    assert not visit.answers.exists()


def test_the_questionnaire_goes_aspect_by_aspect(as_user: Any, officer: Any) -> None:
    visit = f.make_visit()
    f.make_answer(visit, "T02", "4")
    browser = as_user(officer)
    page = browser.get(reverse("monitoring:visit-answers", args=[visit.pk])).content.decode()
    assert "1 dari 6" in page
    assert page.index("Teknis") < page.index("1/3") < page.index("Keuangan") < page.index("0/3")
    missing = page[page.index("Masih kurang") :]
    assert f"{aspect_url(visit, 'F03')}#ask-{f.question('F03').pk}" in missing
    assert "Soal T02" not in missing  # answered
    assert "Soal F12" not in missing  # not scored
    page = browser.get(aspect_url(visit, "T01")).content.decode()
    assert "Soal T01" in page and "Soal F03" not in page


def test_a_finding_is_closed_and_verified_by_another(
    as_user: Any, officer: Any, secretariat: Any
) -> None:
    row = f.make_finding(severity="high")
    close = reverse("monitoring:finding-close", args=[row.pk])
    browser = as_user(officer)
    assert browser.post(close, {"closed_on": "kemarin", "action_taken": "x"}).status_code == 422
    assert (
        browser.post(close, {"closed_on": "01/06/2018", "action_taken": "Dibuka"}).status_code
        == 302
    )
    verify = reverse("monitoring:finding-verify", args=[row.pk])
    assert browser.post(verify, {"verified_on": "02/06/2018"}).status_code == 422
    assert as_user(secretariat).post(verify, {"verified_on": "02/06/2018"}).status_code == 302
    row.refresh_from_db()
    assert row.verified_by == secretariat


def test_a_closed_finding_is_not_edited(as_user: Any, officer: Any) -> None:
    row = f.make_finding(closed_on=dt.date(2018, 6, 1), closed_by=officer, action_taken="Dibuka")
    url = reverse("monitoring:finding-edit", args=[row.pk])
    assert as_user(officer).get(url).status_code == 403
    assert (
        as_user(officer).post(url, {"title": "Lain", "row_version": row.version}).status_code == 403
    )
    before = row.title
    row.refresh_from_db()
    assert (row.title, row.version) == (before, 1)


def test_a_forged_region_is_refused(as_user: Any, officer: Any) -> None:
    row = f.make_finding()
    data = {
        "title": "x",
        "aspect": "T",
        "severity": "low",
        "responsible": "ksm",
        "action_required": "x",
        "opened_on": "2018-05-08",
        "region": "33.72",
        "row_version": row.version,
    }
    assert (
        as_user(officer).post(reverse("monitoring:finding-edit", args=[row.pk]), data).status_code
        == 422
    )
    assert Finding.objects.get().region_id == "34.04"


def test_a_missing_limit_is_shown_as_such_and_not_as_a_pass(as_user: Any, officer: Any) -> None:
    f.make_standard()
    f.make_standard(
        "diy",
        name="Perda DIY 7/2016",
        valid_from="2016-01-01",
        jurisdiction_id="34",
        is_complete=False,
    )
    sample = f.make_sample()
    f.make_result(sample, value=5)
    page = as_user(officer).get(sample.get_absolute_url()).content.decode()
    assert "Perda DIY 7/2016" in page
    assert 'class="st good"' not in page


def test_the_series_of_a_figure_stands_on_its_page(as_user: Any, officer: Any) -> None:
    f.make_fact(None, code="akkopsi-members", value=225, as_of="2013-09")
    row = f.make_fact(None, code="akkopsi-members", value=349, as_of="2015-05-19")
    page = as_user(officer).get(row.get_absolute_url()).content.decode()
    assert "225" in page
    assert "349" in page


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("fmt", ["xlsx", "csv"])
def test_lists_export_what_they_show(as_user: Any, officer: Any, name: str, fmt: str) -> None:
    full_set()
    answer = as_user(officer).get(reverse(f"monitoring:{name}-list"), {"format": fmt})
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)


def test_bad_filters_do_not_break_a_list(as_user: Any, secretariat: Any) -> None:
    full_set()
    browser = as_user(secretariat)
    for name in LISTS:
        query = {
            "year": "abc",
            "region": "xx",
            "state": "?",
            "status": "?",
            "q": "'\x00%",
            "page": "x",
            "sort": "zzz",
        }
        assert browser.get(reverse(f"monitoring:{name}-list"), query).status_code == 200


def test_findings_by_status_and_responsible(as_user: Any, officer: Any) -> None:
    f.make_finding(title="telat", due_on=dt.date(2018, 8, 1))
    f.make_finding(title="ksm", responsible="ksm")
    f.make_finding(
        title="tutup", closed_on=dt.date(2018, 6, 1), closed_by=officer, action_taken="x"
    )
    browser, url = as_user(officer), reverse("monitoring:finding-list")

    def shown(**query: str) -> set[str]:
        return {row.title for row in browser.get(url, query).context["chunk"]}

    assert shown(status="overdue") == {"telat"}
    assert shown(status="open") == {"telat", "ksm"}
    assert shown(status="closed") == {"tutup"}
    assert shown(responsible="ksm") == {"ksm"}


def queries(browser: Any, url: str) -> int:
    browser.get(url)
    with CaptureQueriesContext(connection) as caught:
        assert browser.get(url).status_code == 200
    return len(caught)


@pytest.mark.parametrize("name", LISTS)
def test_lists_cost_the_same_for_more_rows(as_user: Any, secretariat: Any, name: str) -> None:
    browser, url = as_user(secretariat), reverse(f"monitoring:{name}-list")
    for _number in range(2):
        full_set()
    few = queries(browser, url)
    for _number in range(4):
        full_set()
    assert queries(browser, url) == few
    assert few <= 12


def test_pages_stay_in_budget(as_user: Any, officer: Any) -> None:
    visit = full_set()
    browser = as_user(officer)
    few = queries(browser, visit.get_absolute_url())
    for code in ("T02", "F12"):
        f.make_answer(visit, code, "4")
    for number in range(4):
        f.make_finding(visit=visit, facility=visit.facility)
        f.make_sample(visit=visit, facility=visit.facility, taken_on=f"2018-1{number % 3}")
    assert queries(browser, visit.get_absolute_url()) == few
    assert few <= 20
    pages = (
        visit.findings.first(),
        visit.samples.first(),
        visit.round,
        visit.instrument,
        f.make_fact(code="seri"),
        f.make_standard(),
    )
    for obj in pages:
        assert queries(browser, obj.get_absolute_url()) <= 20
    assert queries(browser, reverse("monitoring:visit-answers", args=[visit.pk])) <= 20
