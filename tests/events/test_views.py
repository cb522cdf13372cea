from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.forms import EventForm
from events.models import Event, EventPurpose
from tests.events import factories as f
from tests.reading import said_by


def full_event(region: str | None = "34.04", **extra: Any) -> Event:
    event = f.make_event(region, **extra)
    EventPurpose.objects.create(event=event, number=1, text="Menekankan penyedotan (LLTT)")
    f.make_office_role(event, name="DPUPKP")
    for date in ("2018-05-08", "2018-05-09"):
        day = f.make_day(event, date)
        f.make_session(day, title="Aspek Teknis", aspects=["teknis"])
        f.make_attendance(event, day=day, institution="Kapanewon", women=4, men=6)
    result = f.make_group_result(event, spectrum=3)
    result.aspect_results.create(aspect="teknis", text="Sedot tiap 3 tahun")
    f.make_commitment(event)
    return event


def test_the_page_of_an_event_reads_like_its_record(as_user: Any, official: Any) -> None:
    event = full_event()
    page = as_user(official).get(event.get_absolute_url()).content.decode()
    for words in (
        "Menekankan penyedotan (LLTT)",
        "DPUPKP",
        "Aspek Teknis",
        "Kapanewon",
        "Sedot tiap 3 tahun",
        "Menyusun jadwal LLTT",
    ):
        assert words in page
    assert page.count("<h1>") == 1
    assert "/add/" not in page  # the government only reads


def test_names_of_people_are_not_shown_to_the_government(
    as_user: Any, official: Any, officer: Any
) -> None:
    event = f.make_event()
    f.make_attendance(event, institution="KSM Raharja", name="Nama Orang", position="ketua", men=1)
    assert b"Nama Orang" not in as_user(official).get(event.get_absolute_url()).content
    assert b"Nama Orang" in as_user(officer).get(event.get_absolute_url()).content


def test_lists_with_rows_of_other_regions_name_the_region(
    as_user: Any, officer: Any, secretariat: Any
) -> None:
    """Also to a reader of one region: a guest's event, its promises, a practice shared with all."""
    event = f.make_event("33.72", regions=("34.04",))
    f.make_commitment(event)
    f.make_practice("33.72", shared_on="2026-01-05")
    for name in ("event", "commitment", "practice"):
        for reader in (officer, secretariat):
            table = as_user(reader).get(reverse(f"events:{name}-list")).context["table"]
            cells = [
                cell for row in table.rows for cell in row.cells if cell.column.name == "region"
            ]
            assert [cell.text for cell in cells] == ["Kota Surakarta"], name


def test_a_guest_region_reads_and_the_host_writes(as_user: Any, officer: Any) -> None:
    event = f.make_event("33.72", regions=("34.04",))
    browser = as_user(officer)
    assert browser.get(event.get_absolute_url()).status_code == 200
    for page in ("event-edit", "event-day-create"):
        place = reverse(f"events:{page}", args=[event.pk])
        assert browser.get(place).status_code == 403
        assert browser.post(place, {"title": "Lain", "date": "08/05/2018"}).status_code == 403
    event.refresh_from_db()
    assert event.title == "Bimtek" and not event.days.exists()


def test_another_regions_event_is_not_there(as_user: Any, officer: Any) -> None:
    event = full_event("33.72")
    browser = as_user(officer)
    assert browser.get(event.get_absolute_url()).status_code == 404
    assert (
        browser.post(
            reverse("events:commitment-done", args=[event.commitments.get().pk])
        ).status_code
        == 404
    )
    assert event.commitments.get().done_on is None


def test_an_event_is_entered_and_the_same_form_twice_makes_one(as_user: Any, officer: Any) -> None:
    browser = as_user(officer)
    page = browser.get(reverse("events:event-create"))
    token = re.search(r'name="form_token" value="([^"]+)"', page.content.decode())[1]  # type: ignore[index]
    data = {
        "title": "Bimtek",
        "kind": "training",
        "state": "held",
        "region": "34.04",
        "starts_on": "2018-05-08",
        "form_token": token,
    }
    for _time in range(2):
        assert browser.post(reverse("events:event-create"), data).status_code == 302
    assert Event.objects.count() == 1


def test_a_forged_region_is_refused(as_user: Any, officer: Any) -> None:
    event = f.make_event()
    data = {
        "title": "Bimtek",
        "kind": "training",
        "state": "held",
        "region": "33.72",
        "row_version": EventForm(user=officer, instance=event)["row_version"].value(),
    }
    answer = as_user(officer).post(reverse("events:event-edit", args=[event.pk]), data)
    assert answer.status_code == 422
    event.refresh_from_db()
    assert event.region_id == "34.04"


def test_marking_done_and_its_bad_input(as_user: Any, officer: Any) -> None:
    row = f.make_commitment()
    url = reverse("events:commitment-done", args=[row.pk])
    browser = as_user(officer)
    assert browser.post(url, {"done_on": "kemarin", "proof": "Foto"}).status_code == 422
    assert browser.post(url, {"done_on": "01/06/2018", "proof": "Foto"}).status_code == 302
    row.refresh_from_db()
    assert row.done_on == dt.date(2018, 6, 1)


@pytest.mark.parametrize("name", ["event", "commitment", "alliance", "award"])
@pytest.mark.parametrize("fmt", ["xlsx", "csv"])
def test_lists_export_what_they_show(as_user: Any, officer: Any, name: str, fmt: str) -> None:
    full_event(title="Bimtek Sleman")
    full_event("33.72", title="Bimtek Solo")
    answer = as_user(officer).get(reverse(f"events:{name}-list"), {"format": fmt})
    assert answer.status_code == 200
    body = b"".join(answer.streaming_content)
    assert body
    if fmt == "csv" and name == "event":
        assert b"Bimtek Sleman" in body
        assert b"Bimtek Solo" not in body


def test_filters_narrow_and_bad_ones_do_not_break(as_user: Any, secretariat: Any) -> None:
    f.make_event("34.04", title="Lama", starts_on="2015")
    f.make_event("33.72", title="Baru", starts_on="2018", regions=("34.01",))
    browser, url = as_user(secretariat), reverse("events:event-list")

    def shown(**query: Any) -> set[str]:
        return {event.title for event in browser.get(url, query).context["chunk"]}

    assert shown(year="2015") == {"Lama"}
    assert shown(region="34.01") == {"Baru"}
    assert shown(kind="training") == {"Lama", "Baru"}
    assert shown(year="abc", kind="nothing") == set()


def test_an_alliance_shows_published_counts_beside_its_own_list(as_user: Any, officer: Any) -> None:
    from ksm.models import DatedFact

    alliance = f.make_alliance()
    f.make_membership("34.04", alliance)
    DatedFact.objects.create(
        topic="alliance",
        code="akkopsi-members",
        subject="Anggota",
        value_text="120–130",
        source="ANTARA",
    )
    for as_of, value in (("2015-05-19", 349), ("2012", 121)):
        DatedFact.objects.create(
            topic="alliance",
            code="akkopsi-members",
            subject="Anggota",
            as_of=as_of,
            value=value,
            source="ANTARA",
        )
    answer = as_user(officer).get(alliance.get_absolute_url())
    growth = answer.context["growth"]
    assert [said_by(row[1]) for row in growth.rows] == ["121", "349"], (
        "published ones only, by their day"
    )
    page = answer.content.decode()
    assert "120–130" in page
    assert "Kab. Sleman" in page


def test_dues_are_summed_by_year_and_rows_lead_to_their_forms(
    as_user: Any, secretariat: Any, officer: Any
) -> None:
    alliance = f.make_alliance()
    member = f.make_membership("34.04", alliance)
    f.make_dues("34.04", alliance, year=2015, amount=5_000_000, paid_on="2015-06-01")
    f.make_dues("34.01", alliance, year=2015, amount=5_000_000)
    page = as_user(secretariat).get(alliance.get_absolute_url()).content.decode()
    assert "1 dari 2 lunas" in page and "Rp5.000.000" in page
    assert reverse("events:alliance-membership-edit", args=[member.pk]) in page
    reading = as_user(officer).get(alliance.get_absolute_url()).content.decode()
    assert reverse("events:alliance-membership-edit", args=[member.pk]) not in reading


def queries(browser: Any, url: str) -> int:
    browser.get(url)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert browser.get(url).status_code == 200
    return len(caught)


@pytest.mark.parametrize("name", ["event", "commitment", "alliance", "award"])
def test_lists_cost_the_same_for_more_rows(as_user: Any, secretariat: Any, name: str) -> None:
    browser, url = as_user(secretariat), reverse(f"events:{name}-list")

    def more(n: int) -> None:
        for number in range(n):
            f.make_award_entry(f.make_award(None, name=f"Award {Event.objects.count()} {number}"))
            f.make_membership(alliance=f.make_alliance(name=f"A {Event.objects.count()} {number}"))
            full_event(regions=("34.01",))

    more(3)
    few = queries(browser, url)
    more(6)
    assert queries(browser, url) == few
    assert few <= 12


def test_the_page_costs_the_same_for_more_rows(as_user: Any, officer: Any) -> None:
    event = full_event()
    browser = as_user(officer)
    few = queries(browser, event.get_absolute_url())
    for number in range(6):
        day = f.make_day(event, f"2018-05-{10 + number}")
        f.make_session(day)
        f.make_attendance(event, day=day)
        f.make_group_result(event).aspect_results.create(aspect="umum", text="x")
        f.make_commitment(event)
        f.make_office_role(event, name=f"Dinas {number}")
    assert queries(browser, event.get_absolute_url()) == few
    assert few <= 20


def test_alliance_and_award_pages_stay_in_budget(as_user: Any, secretariat: Any) -> None:
    alliance = f.make_alliance()
    for code in ("34.04", "34.01", "33.72"):
        f.make_membership(code, alliance)
        f.make_dues(code, alliance)
    award = f.make_award("34.04", alliance=alliance, event=f.make_event())
    f.make_award_entry(award)
    browser = as_user(secretariat)
    assert queries(browser, alliance.get_absolute_url()) <= 20
    assert queries(browser, award.get_absolute_url()) <= 20


def test_what_is_made_up_of_an_event_bears_a_sign_that_is_explained_once(
    as_user: Any, secretariat: Any
) -> None:
    event, browser = full_event(), as_user(secretariat)
    record = reverse("events:event-record", args=[event.pk])
    assert "CONTOH" not in browser.get(event.get_absolute_url()).content.decode()
    for number in range(2):
        f.make_commitment(event, text=f"Janji {number}", is_example=True)
        f.make_group_result(event, group=f"Kelompok {number}", is_example=True)
        f.make_agenda_point(event, title=f"Pokok {number}", is_example=True)
    page = browser.get(event.get_absolute_url()).content.decode()
    assert page.count("CONTOH") == 1 and page.count('class="example-sign"') == 6
    paper = browser.get(record).content.decode()
    assert paper.count("CONTOH") == 1 and paper.count('class="example-star"') == 6
    # Where all of it is made up, its head says so.
    Event.objects.filter(pk=event.pk).update(is_example=True)
    page = browser.get(event.get_absolute_url()).content.decode()
    assert page.count("CONTOH") == 1 and 'class="example-sign"' not in page


def test_the_record_of_an_agenda_alone_says_that_it_is_made_up(
    as_user: Any, secretariat: Any
) -> None:
    event = f.make_event()
    f.make_agenda_point(event, is_example=True)
    paper = as_user(secretariat).get(reverse("events:event-record", args=[event.pk]))
    assert paper.content.decode().count("CONTOH") == 1
