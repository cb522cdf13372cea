"""The questionnaire on paper."""

from __future__ import annotations

import datetime as dt
import html
import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from core.records.review import State
from ksm.models import Facility
from monitoring.entry.paper_forms import PaperQuestionnaire, build_forms
from monitoring.models import Instrument
from monitoring.views import paper_forms
from tests.ksm.factories import make_facility
from tests.monitoring import factories as f


def forms(*facilities: Any) -> list[PaperQuestionnaire]:
    instrument = Instrument.objects.with_questions().get(pk=f.make_instrument().pk)
    with translation.override("id"):
        return build_forms(instrument=instrument, facilities=list(facilities))


def rows(form: PaperQuestionnaire) -> dict[str, Any]:
    return {row.code: row for section in form.sections for row in section.rows}


def sheets(answer: Any) -> list[str]:
    assert answer.status_code == 200
    return [page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages]


def test_every_kind_of_question_has_its_room(regions: Any) -> None:
    asked = f.question("T10")
    asked.options.create(value="3", label_id="≤3 tahun", at_least=0, score=100, order=1)
    asked.options.create(value="belum-pernah", label_id="Belum pernah", score=0, order=2)
    (form,) = forms()
    found = rows(form)
    assert set(found) == {"T01", "T02", "T10", "F03", "F11", "F12"}  # S01 is computed
    assert found["T01"].ticks == ("Baik", "Rusak")
    assert found["T10"].ticks == ("Belum pernah",)  # bands of the score are no answers
    assert found["F03"].ticks == () and found["F03"].kind == "ratio"
    assert (form.code, form.name, form.asked) == ("", "", 6)


def test_the_last_visit_that_was_handed_in_stands_beside(regions: Any) -> None:
    facility, other = make_facility(), make_facility()
    for year, state, value in (
        (2016, State.APPROVED, "12"),
        (2017, State.SUBMITTED, "20"),
        (2018, State.DRAFT, "99"),
    ):
        visit = f.make_visit(facility, visited_on=dt.date(year, 5, 8), state=State.DRAFT)
        f.make_answer(visit, "T02", value)
        type(visit).objects.filter(pk=visit.pk).update(state=state)
    first, second = forms(facility, other)
    assert rows(first)["T02"].before == "20"
    assert first.last_on == "8 Mei 2017"
    assert rows(second)["T02"].before == "" and second.last_on == ""


def test_rules_on_the_facility_are_settled_at_the_desk_and_others_said_in_words(
    regions: Any,
) -> None:
    on_type, on_answer = f.question("T10"), f.question("F12")
    on_type.show_if, on_answer.show_if = "SARANA in (mck, mck_plus)", "T01 = rusak"
    for row in (on_type, on_answer):
        type(row).objects.filter(pk=row.pk).update(show_if=row.show_if)
    plant, mck, blank = (
        forms(make_facility())[0],
        forms(make_facility(facility_type="mck"))[0],
        forms()[0],
    )
    assert "T10" not in rows(plant)
    assert rows(mck)["T10"].condition == ""
    assert "MCK" in rows(blank)["T10"].condition
    assert rows(plant)["F12"].condition == "T01 adalah “Rusak”"


def test_a_print_carries_the_facility_on_every_page_and_counts_for_itself(
    regions: Any, officer: Any, as_user: Any
) -> None:
    campaign = f.make_round()
    for name in ("IPAL Satu", "IPAL Dua"):
        f.make_target(campaign, make_facility(name=name), team="Tim A", planned_on="2018-06-01")
    f.make_target(campaign, make_facility(name="IPAL Tiga"), team="Tim B")
    url = reverse("monitoring:round-target-papers")
    pages = sheets(as_user(officer).get(url, {"round": campaign.pk, "team": "Tim A"}))
    assert len(pages) == 2
    for page, name in zip(pages, ("IPAL Satu", "IPAL Dua"), strict=True):
        assert name in page and "Halaman 1 dari 1" in page and "Tim A" in page


def test_many_come_in_parts_that_are_all_linked(
    regions: Any, officer: Any, other_officer: Any, as_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper_forms.RoundTargetPapersPage, "most", 2)
    campaign = f.make_round()
    for _n in range(3):
        f.make_target(campaign)
    browser, url = as_user(officer), reverse("monitoring:round-target-papers")
    # Who has no target at all is led back to the empty list.
    empty = as_user(other_officer).get(url)
    assert empty["Location"].startswith(reverse("monitoring:round-target-list"))
    page = browser.get(url, {"round": campaign.pk}).content.decode()
    links = re.findall(r'href="\?([^"]*part=\d)"', page)
    printed = [sheets(browser.get(f"{url}?{html.unescape(link)}")) for link in links]
    assert [len(part) for part in printed] == [2, 1]
    assert "Bagian 2 dari 2, lembar 3–3 dari 3" in printed[1][0]
    assert len(sheets(browser.get(url, {"part": "\x00"}))) == 2


def test_a_facility_outside_the_wall_is_not_printed(
    regions: Any, officer: Any, as_user: Any
) -> None:
    url = reverse("monitoring:instrument-paper", args=[f.make_instrument().pk])
    own, foreign = make_facility(name="IPAL Kita"), make_facility("33.72", name="IPAL Jauh")
    browser = as_user(officer)
    assert "IPAL Kita" in sheets(browser.get(url, {"facility": own.code}))[0]
    assert browser.get(url, {"facility": foreign.code}).status_code == 404
    assert browser.get(url, {"facility": "\x00"}).status_code == 404
    assert "Kode sarana" in sheets(browser.get(url))[0]


def test_three_queries_whatever_the_number(regions: Any) -> None:
    def cost(n: int) -> int:
        instrument = Instrument.objects.with_questions().get(pk=f.make_instrument().pk)
        keys = []
        for _n in range(n):
            visit = f.make_visit(make_facility(), state=State.APPROVED)
            f.make_answer(visit, "T02", "5")
            keys.append(visit.facility_id)
        facilities = list(Facility.objects.filter(pk__in=keys).select_related("region"))
        with CaptureQueriesContext(connection) as seen:
            build_forms(instrument=instrument, facilities=facilities)
        return len(seen)

    assert cost(1) == cost(4) <= 3


pytestmark = pytest.mark.django_db
