"""Two tabs on one step page, a matrix or lines beside a record: what the first saved, the second does not undo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Attendance, EventPurpose, RoleShare
from monitoring import services as monitoring
from monitoring.models import Explanation
from planning.models import Activity, Advice, ArchivedReport, MeetingNote
from tests.events import factories as events
from tests.ksm.factories import make_facility
from tests.monitoring import factories as visits
from tests.planning import factories as plans
from tests.sweep import read_page

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def filled(answer: Any, /, **typed: Any) -> dict[str, Any]:
    """Return what a browser sends for the form of a page that has stored values in it."""
    form = next(
        form for form in read_page(answer.content.decode()).forms if "form_base" in form.entries
    )
    # The line break right after <textarea> is none of the text.
    sent = {
        name: [value.removeprefix("\n") for value in values] for name, values in form.sent().items()
    }
    return {**sent, **typed}


def meeting_step(by: Any) -> Any:
    note = plans.make_note(meeting=plans.make_meeting(), text="Lama", is_done=False)
    url = reverse("planning:meeting-step", args=[note.meeting_id, note.step])
    return url, {"text": "Dari A"}, {"is_done": "on"}, lambda: MeetingNote.objects.values_list(
        "text", "is_done"
    ).get(), ("Dari A", True)  # fmt: skip


def counts(by: Any) -> Any:
    event = events.make_event()
    events.make_attendance(event, category="desa", men=3)
    url = reverse("events:attendance-counts", args=[event.pk])
    rows = Attendance.objects.filter(archived_at__isnull=True)
    return url, {"desa-women": "7"}, {"desa-men": "9"}, lambda: rows.values_list(
        "women", "men"
    ).get(), (7, 9)  # fmt: skip


def delivery(by: Any) -> Any:
    report = plans.make_archived(by)
    url = reverse("planning:archived-report-delivery", args=[report.pk])
    return url, {"sent_on": "20/01/2019", "received_by": ""}, {"received_by": "Bappeda"}, lambda: (
        ArchivedReport.objects.values_list("sent_on", "received_by").get()
    ), (dt.date(2019, 1, 20), "Bappeda")  # fmt: skip


def advice(by: Any) -> Any:
    row = plans.make_advice()
    said = {
        "answer": "accepted",
        "reason": "Lama",
        "answered_by": by,
        "answered_at": timezone.now(),
    }
    Advice.objects.filter(pk=row.pk).update(**said)
    url = reverse("planning:advice-answer", args=[row.pk])
    return url, {"reason": "Dari A"}, {"answer": "declined"}, lambda: Advice.objects.values_list(
        "answer", "reason"
    ).get(), ("declined", "Dari A")  # fmt: skip


def stop(by: Any) -> Any:
    row = plans.make_activity(stop_state="tertunda", stop_reason="Lama")
    url = reverse("planning:activity-stop", args=[row.pk])
    return url, {"reason": "Dari A"}, {"state": "batal"}, lambda: Activity.objects.values_list(
        "stop_state", "stop_reason"
    ).get(), ("batal", "Dari A")  # fmt: skip


def roles(by: Any) -> Any:
    result = events.make_group_result(events.make_event())
    RoleShare.objects.create(group_result=result, duty="operasi", party="ksm", part="utama")
    url = reverse("events:group-result-roles", args=[result.pk])
    shares = RoleShare.objects.filter(archived_at__isnull=True)
    return url, {"penyedotan-lead": "uptd"}, {"operasi-support": ["desa"]}, lambda: set(
        shares.values_list("duty", "party")
    ), {("operasi", "ksm"), ("operasi", "desa"), ("penyedotan", "uptd")}  # fmt: skip


CASES = [meeting_step, counts, delivery, advice, stop, roles]


@pytest.mark.parametrize("case", CASES, ids=[case.__name__ for case in CASES])
def test_what_the_other_tab_saved_stays_and_is_shown(
    case: Callable[[Any], Any], as_user: Any, officer: Any, secretariat: Any
) -> None:
    url, mine, theirs, stored, both = case(secretariat)
    browser = as_user(officer)
    page, old = browser.get(url), browser.get(url)
    assert browser.post(url, filled(page, **mine)).status_code == 302
    before = stored()
    told = browser.post(url, filled(old, **theirs))
    assert told.status_code == 422 and "Data ini diubah saat" in told.content.decode()
    assert stored() == before
    # Sent again as it came back, both stand.
    assert browser.post(url, filled(told)).status_code == 302
    assert stored() == both


@pytest.mark.parametrize("case", CASES, ids=[case.__name__ for case in CASES])
def test_the_same_entries_again_from_a_second_tab_are_no_dispute(
    case: Callable[[Any], Any], as_user: Any, officer: Any, secretariat: Any
) -> None:
    url, mine, _theirs, stored, _both = case(secretariat)
    browser = as_user(officer)
    page, old = browser.get(url), browser.get(url)
    for opened in (page, old):
        assert browser.post(url, filled(opened, **mine)).status_code == 302
    again = browser.get(url)
    assert browser.post(url, filled(again)).status_code == 302 and stored()


def test_what_both_typed_stands_side_by_side(as_user: Any, officer: Any) -> None:
    url, _mine, _theirs, stored, _both = meeting_step(officer)
    browser = as_user(officer)
    page, old = browser.get(url), browser.get(url)
    assert browser.post(url, filled(page, text="Satu\nDua", is_done="on")).status_code == 302
    told = browser.post(url, filled(old, text="Dari B"))
    assert told.status_code == 422 and "Sekarang tersimpan: Satu; Dua." in told.content.decode()
    assert stored() == ("Satu\nDua", True)
    sent = filled(told)
    assert (sent["text"], sent["is_done"]) == (["Dari B"], ["on"])


@pytest.mark.parametrize("base", ["", "x", "text=", "&&&=%FF", "text=" + "0" * 5000, "\x00"])
def test_a_forged_word_harms_nobody(as_user: Any, officer: Any, base: str) -> None:
    url, *_rest = meeting_step(officer)
    browser = as_user(officer)
    answer = browser.post(url, filled(browser.get(url), text="Baru", form_base=base))
    assert answer.status_code in (302, 422)


def test_explanations_kept_by_another_are_not_deleted(as_user: Any, officer: Any) -> None:
    visit = visits.make_visit(make_facility(installed_sr=50))
    visits.make_check(visit.instrument, right="50")
    answers = {visits.question("T02"): ("51", "")}
    monitoring.save_answers(visit=visit, by=officer, answers=answers)
    url = reverse("monitoring:visit-answers", args=[visit.pk])
    browser = as_user(officer)
    page, old = browser.get(url), browser.get(url)
    (name,) = page.context["form"].fields
    assert browser.post(url, filled(page, **{name: "Karena A"})).status_code == 302
    told = browser.post(url, filled(old))
    assert told.status_code == 422 and Explanation.objects.get().text == "Karena A"
    assert browser.post(url, filled(told)).status_code == 302
    assert Explanation.objects.get().text == "Karena A"


def lines_of(event: Any) -> list[str]:
    rows = EventPurpose.objects.filter(event=event, archived_at__isnull=True)
    return list(rows.order_by("number").values_list("text", flat=True))


def test_lines_beside_a_record_are_joined_too(as_user: Any, officer: Any, secretariat: Any) -> None:
    """Lines and columns B left alone show what A saved; a line field both changed keeps B's, with A's named."""
    event = events.make_event()
    EventPurpose.objects.create(event=event, number=1, text="Pertama")
    url = reverse("events:event-edit", args=[event.pk])
    them, us = as_user(secretariat), as_user(officer)
    page, old, older = them.get(url), us.get(url), us.get(url)
    change = {"purposes": "Pertama\nDari A", "outcome": "Hasil A", "venue": "Balai A"}
    assert them.post(url, filled(page, **change)).status_code == 302
    told = us.post(url, filled(old, description="Dari B"))
    again = filled(told)
    assert told.status_code == 422 and "secretariat" in " ".join(
        told.context["form"].non_field_errors()
    )
    assert set(told.context["form"].errors) == {"__all__"}
    assert again["purposes"][0].splitlines() == ["Pertama", "Dari A"]
    assert (again["venue"], again["description"]) == (["Balai A"], ["Dari B"])
    assert us.post(url, again).status_code == 302
    assert lines_of(event) == ["Pertama", "Dari A"]
    told = us.post(url, filled(older, purposes="Pertama\nDari B", venue="Balai B"))
    errors = told.context["form"].errors
    assert set(errors) == {"__all__", "purposes", "venue"}
    assert "Pertama; Dari A" in errors["purposes"][0] and "Balai A" in errors["venue"][0]
    assert filled(told)["purposes"][0].splitlines() == ["Pertama", "Dari B"]
    assert us.post(url, filled(told)).status_code == 302
    event.refresh_from_db()
    assert (event.venue, event.outcome, event.description) == ("Balai B", "Hasil A", "Dari B")
    assert lines_of(event) == ["Pertama", "Dari B"]
