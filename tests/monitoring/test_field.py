"""What phones send: taken once, merged by question, and only from whoever wrote it."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.records.review import State
from ksm.models import Facility
from monitoring import services
from monitoring.entry.merging import Outcome, as_pair, as_text, merge
from monitoring.models import Visit, VisitEdition
from tests.ksm.factories import make_facility
from tests.monitoring import factories as f
from tests.test_policy import ROOT

KEY = uuid.UUID("6f2a7e1c-0d5b-4b1e-9a64-0d6f3f0c5a11")


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "outcome"),
    [
        ("", "baik", "", Outcome.WRITE),
        ("baik", "rusak", "baik", Outcome.WRITE),
        ("baik", "", "baik", Outcome.WRITE),
        ("", "baik", "baik", Outcome.SAME),  # sent twice
        ("baik", "baik", "rusak", Outcome.SAME),  # untouched here: theirs stands
        ("", "baik", "rusak", Outcome.CONFLICT),
        ("baik", "!dk", "rusak", Outcome.CONFLICT),
        (None, "baik", "rusak", Outcome.WRITE),
    ],
)
def test_merging(base: str | None, mine: str, theirs: str, outcome: Outcome) -> None:
    assert merge(base=base, mine=mine, theirs=theirs) is outcome


def test_an_answer_travels_as_text() -> None:
    for pair in (("baik", ""), ("", "na"), ("", "")):
        assert as_pair(as_text(*pair)) == pair


def send(browser: Any, user: Any, key: uuid.UUID = KEY, **data: Any) -> Any:
    """Send a part of a visit as the page does; answers by code, `b_<code>` what was seen before."""
    sent: dict[str, Any] = {"user": user.pk}
    for name, value in data.items():
        start, _under, code = name.partition("_")
        if start in ("q", "n", "b") and code[:1].isupper():
            pk = f.question(code).pk
            sent[f"{start}{pk}"] = value
            sent.setdefault(f"b{pk}", "")
        else:
            sent[name] = value
    return browser.post(reverse("monitoring:field-visit", args=[key]), sent)


def begin(**extra: Any) -> dict[str, Any]:
    return {
        "facility": make_facility().code,
        "instrument": f.make_instrument().pk,
        "visited_on": "8 Mei 2018",
        "bvisited_on": "",
        **extra,
    }


def test_a_visit_begun_without_a_line_is_made_once(as_user: Any, officer: Any) -> None:
    browser, start = as_user(officer), begin(team="Tim 1", bteam="", q_T01="baik")
    for _again in range(2):
        answer = send(browser, officer, **start).json()
        assert answer["errors"] == answer["conflicts"] == {}
        assert answer["now"][str(f.question("T01").pk)] == "baik"
    visit = Visit.objects.get()
    assert (visit.client_uuid, visit.team, visit.visited_on) == (KEY, "Tim 1", dt.date(2018, 5, 8))
    assert visit.answers.get().history.count() == 1


def test_two_who_began_the_same_visit_meet_in_one(as_user: Any, officer: Any) -> None:
    browser, start = as_user(officer), begin(q_T01="baik")
    send(browser, officer, **start)
    other = uuid.uuid4()
    answer = send(browser, officer, other, **{**start, "q_T01": "rusak", "q_T02": "4"}).json()
    visit = Visit.objects.get()
    assert answer["uuid"] == str(visit.client_uuid) == str(KEY)
    assert list(answer["conflicts"]) == [str(f.question("T01").pk)]
    kept = {row.question.code: row.value for row in visit.answers.select_related("question")}
    assert kept == {"T01": "baik", "T02": "4"}  # nothing run over, nothing lost


def test_a_conflict_shows_both_and_the_second_sending_decides(as_user: Any, officer: Any) -> None:
    visit, browser = f.make_visit(), as_user(officer)
    send(browser, officer, visit.client_uuid, q_T01="baik")
    clash = send(browser, officer, visit.client_uuid, q_T01="rusak").json()["conflicts"]
    told = clash[str(f.question("T01").pk)]
    assert (told["words"], told["text"], told["who"]) == ("Baik", "baik", str(officer))
    assert told["typed"] == {f"q{f.question('T01').pk}": ["baik"]}
    assert visit.answers.get().value == "baik"
    answer = send(browser, officer, visit.client_uuid, q_T01="rusak", b_T01="baik").json()
    assert answer["conflicts"] == {}
    assert visit.answers.get().value == "rusak"


def test_what_does_not_read_well_keeps_nothing_else_back(as_user: Any, officer: Any) -> None:
    visit = f.make_visit()
    answer = send(
        as_user(officer), officer, visit.client_uuid, q_T02="banyak", q_T01="baik", q_F03="80%"
    ).json()
    assert set(answer["errors"]) == {str(f.question(code).pk) for code in ("T02", "F03")}
    assert [row.question.code for row in visit.answers.all()] == ["T01"]
    tomorrow = (dt.date.today() + dt.timedelta(days=2)).isoformat()
    sent = {"visited_on": tomorrow, "bvisited_on": visit.visited_on.isoformat()}
    answer = send(as_user(officer), officer, visit.client_uuid, q_T02="4", **sent).json()
    assert set(answer["errors"]) == {"visited_on"}
    assert visit.answers.count() == 2


def test_a_visit_without_a_day_waits(as_user: Any, officer: Any) -> None:
    answer = send(as_user(officer), officer, **begin(visited_on="kemarin", q_T01="baik")).json()
    assert set(answer["errors"]) == {"visited_on"}
    assert answer["now"] == {}
    assert not Visit.objects.exists()


def test_handing_in_twice_hands_in_once(as_user: Any, officer: Any) -> None:
    visit, browser = f.make_visit(), as_user(officer)
    answers = {"q_T01": "!dk", "n_T10": "dk", "q_T10": "", "q_F03": "", "n_F03": "na"}
    refused = send(browser, officer, visit.client_uuid, submit="1", q_T01="!dk").json()
    assert refused["state"] == "draft" and "T10, F03" in refused["refused"][0]
    for _again in range(2):
        answer = send(browser, officer, visit.client_uuid, submit="1", **answers).json()
        assert (answer["state"], answer["refused"], answer["locked"]) == ("submitted", [], "")
    edition = VisitEdition.objects.get()
    assert edition.number == 1
    assert edition.answers[str(f.question("F03").pk)] == ["", "na"]
    late = send(browser, officer, visit.client_uuid, q_T02="9").json()
    assert late["locked"] and visit.answers.count() == 3


def test_only_whoever_wrote_it_sends_it(
    as_user: Any, officer: Any, other_officer: Any, official: Any
) -> None:
    visit = f.make_visit()
    assert send(as_user(other_officer), officer, visit.client_uuid, q_T01="baik").status_code == 409
    own = send(as_user(other_officer), other_officer, visit.client_uuid, q_T01="baik")
    assert own.status_code == 404
    foreign = send(as_user(other_officer), other_officer, **begin(q_T01="baik"))
    assert foreign.status_code == 404  # a facility of another region
    assert send(as_user(official), official, visit.client_uuid, q_T01="baik").status_code == 403
    nobody = as_user(None).post(reverse("monitoring:field-visit", args=[visit.client_uuid]))
    assert nobody.status_code == 403
    assert not visit.answers.exists() and Visit.objects.count() == 1


@pytest.mark.parametrize(
    "junk",
    [
        {"instrument": "9" * 30},
        {"instrument": "x"},
        {"facility": "\x00"},
        {"round": "٣"},
        {"visited_on": "9" * 5000},
    ],
)
def test_hostile_sendings_are_refused_quietly(
    junk: dict[str, str], as_user: Any, officer: Any
) -> None:
    answer = send(as_user(officer), officer, **{**begin(q_T01="x" * 3000), **junk})
    assert answer.status_code in (200, 404)
    assert Visit.objects.count() <= 1


def test_an_aspect_costs_the_same_for_one_answer_and_for_all(officer: Any) -> None:
    visit = f.make_visit()
    values = {"T01": "baik", "T02": "4", "T10": "2017-05-08", "F03": "4/9", "F11": "baik"}
    pairs = {f.question(code): (value, "") for code, value in values.items()}

    def cost(answers: dict[Any, tuple[str, str]]) -> int:
        with CaptureQueriesContext(connection) as seen:
            services.save_answers(visit=visit, by=officer, answers=answers)
        return len(seen)

    first = dict(list(pairs.items())[:1])
    one = cost(first)  # also freezes the instrument
    many = cost(dict(list(pairs.items())[1:]))
    assert many <= one
    assert cost({key: ("", "dk") for key in first}) == cost({key: ("", "na") for key in pairs})
    assert cost({key: ("", "") for key in first}) == cost(
        {key: ("", "") for key in list(pairs)[1:]}
    )
    assert not visit.answers.exists()
    kinds = visit.answers.model.history.filter(visit=visit).values_list("history_type", flat=True)
    assert sorted(kinds).count("-") == 5 and sorted(kinds).count("+") == 5


def test_the_ticket_names_who_is_signed_in(as_user: Any, officer: Any) -> None:
    url = reverse("monitoring:field-ticket")
    found = as_user(officer).get(url)
    assert found.json()["user"] == officer.pk and len(found.json()["token"]) > 30
    assert "no-store" in found["Cache-Control"]
    assert as_user(None).get(url).status_code == 302


def test_the_page_takes_along_open_visits_with_answers_and_the_last_visit(
    as_user: Any, officer: Any
) -> None:
    visit = f.make_visit()
    before = f.make_visit(visit.facility, visited_on=dt.date(2017, 5, 8), state=State.APPROVED)
    f.make_answer(before, "T01", "rusak")
    f.make_answer(visit, "T02", "4.5")
    Facility.objects.update(village="Triharjo")
    page = as_user(officer).get(reverse("monitoring:field")).content.decode()
    data = json.loads(page.partition('id="field" type="application/json">')[2].partition("<")[0])
    item = data["items"][0]
    pk = f.question("T02").pk
    assert item["uuid"] == str(visit.client_uuid)
    assert item["units"][str(pk)] == {"values": {f"q{pk}": ["4,5"], f"n{pk}": [""]}, "base": "4.5"}
    assert item["before"] == {"T01": "Rusak"}
    # The facility itself is read without a line: what is known of it, nothing of what is not.
    about = dict(item["about"])
    assert "Triharjo" in about["Letak"] and "Terakhir disedot" not in about


def test_the_worker_and_the_manifest_hold_nothing_personal(as_user: Any) -> None:
    nobody = as_user(None)
    worker = nobody.get(reverse("monitoring:field-worker"))
    assert worker["Content-Type"].startswith("text/javascript")
    assert worker.content == (ROOT / "static/js/field/worker.js").read_bytes()
    manifest = nobody.get(reverse("monitoring:field-manifest")).json()
    assert manifest["scope"] == manifest["start_url"] == reverse("monitoring:field")
    for icon in manifest["icons"]:
        assert (ROOT / icon["src"].lstrip("/")).is_file()


pytestmark = pytest.mark.django_db


def test_rigid_02_a_device_tells_a_visit_of_which_only_the_month_is_known(
    as_user: Any, officer: Any
) -> None:
    browser, start = as_user(officer), begin(visited_on="Mei 2018")
    answer = send(browser, officer, **start).json()
    visit = Visit.objects.get()
    assert answer["now"]["visited_on"] == "2018-05" and visit.day_words == "Mei 2018"
    # The day that is found later takes its place, from what the device began with.
    later = {"visited_on": "8 Mei 2018", "bvisited_on": "2018-05"}
    assert send(browser, officer, **start | later).json()["now"]["visited_on"] == "2018-05-08"
    visit.refresh_from_db()
    assert (visit.partial, visit.visited_on_known) == ("2018-05-08", "")
