"""Chapters and boards: who makes them, seats by date, one number for completeness."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chapters.forms import BoardSeatForm
from chapters.models import BoardSeat, Chapter
from chapters.reports import board_of, build_region_profile
from core.access import Action, may
from core.records import services
from tests.chapters.factories import make_chapter, make_office, make_official, make_seat
from tests.refusing import refused_by


def test_only_the_secretariat_makes_chapters(
    regions: Any, as_user: Any, officer: Any, secretariat: Any
) -> None:
    place = reverse("chapters:chapter-create")
    data = {"region": "34.04", "status": "forming", "election_method": "unknown"}
    assert as_user(officer).post(place, data).status_code == 403
    assert not Chapter.objects.exists()
    assert as_user(secretariat).post(place, data).status_code == 302
    assert Chapter.objects.get().region_id == "34.04"


def test_an_officer_edits_but_does_not_archive_the_own_chapter(
    regions: Any, as_user: Any, officer: Any
) -> None:
    chapter = make_chapter()
    answer = as_user(officer).post(
        reverse("chapters:chapter-edit", args=[chapter.pk]),
        {
            "region": "34.04",
            "status": "active",
            "election_method": "vote",
            "formed_on": "31 Oktober 2013",
            "row_version": 1,
        },
    )
    assert answer.status_code == 302
    chapter.refresh_from_db()
    assert (chapter.formed_on, chapter.election_method) == ("2013-10-31", "vote")
    assert not may(officer, Action.ARCHIVE, chapter)
    with pytest.raises(PermissionDenied):
        services.archive(obj=chapter, by=officer)
    assert may(officer, Action.ADD, chapter), "seats, notes and files go on it"


def test_a_province_may_have_a_chapter(regions: Any, as_user: Any, secretariat: Any) -> None:
    data = {"region": "34", "status": "active", "election_method": "appointed"}
    assert as_user(secretariat).post(reverse("chapters:chapter-create"), data).status_code == 302
    chapter = Chapter.objects.get()
    assert (chapter.region_id, chapter.status) == ("34", "active")


def test_one_standing_chapter_per_region(regions: Any, as_user: Any, secretariat: Any) -> None:
    make_chapter(status="dissolved")
    make_chapter()
    with refused_by("chapters_chapter_one_per_region"):
        make_chapter(status="candidate")
    data = {"region": "34.04", "status": "active", "election_method": "unknown"}
    assert as_user(secretariat).post(reverse("chapters:chapter-create"), data).status_code == 422


def test_core_seats_count_by_date_and_only_when_held(regions: Any) -> None:
    chapter = make_chapter()

    def filled(day: dt.date) -> int:
        return Chapter.objects.with_core_seats(day).get(pk=chapter.pk).core_filled

    day = dt.date(2016, 1, 15)
    assert filled(day) == 0
    make_seat(chapter, "ketua", term_from="2014-03-21", term_to="2016")
    since_told = {"as_of": "2013"}  # begun nobody knows when
    make_seat(chapter, "ketua", person="Dua orang", **since_told)
    make_seat(chapter, "sekretaris", group_name="", **since_told)
    make_seat(chapter, "bendahara", term_to="2015", **since_told)
    make_seat(chapter, "koordinator", **since_told)
    assert filled(day) == 1
    make_seat(chapter, "sekretaris", office=make_office(), group_name="", **since_told)
    assert filled(day) == 2
    archived = make_seat(chapter, "bendahara", **since_told)
    assert filled(day) == 3
    archived.archived_at = dt.datetime(2016, 1, 1, tzinfo=dt.UTC)
    archived.save()
    assert filled(day) == 2


def test_board_shows_vacant_core_seats_in_order_of_rank(regions: Any, officer: Any) -> None:
    chapter = make_chapter()
    make_seat(chapter, "bendahara", group_name="KSM Sehati")
    make_seat(chapter, "pelindung", person="Bupati")
    lines = board_of(chapter, user=officer)
    assert [line.role for line in lines] == ["pelindung", "ketua", "sekretaris", "bendahara"]
    assert [line.is_vacant for line in lines] == [False, True, True, False]


def test_chapter_page_shows_former_terms_and_hides_phones_from_government(
    regions: Any, as_user: Any, officer: Any, official: Any
) -> None:
    chapter = make_chapter(address="Rumah ketua RT 3")
    make_seat(chapter, person="Ketua Lama", term_to="2015-12-31")
    make_seat(chapter, person="Ketua Baru", phone="0813-777")
    page = as_user(officer).get(chapter.get_absolute_url()).content.decode()
    assert "Ketua Lama" in page
    assert "0813-777" in page
    assert "Rumah ketua" in page
    page = as_user(official).get(chapter.get_absolute_url()).content.decode()
    assert "Ketua Baru" in page
    assert "0813-777" not in page
    assert "Rumah ketua" not in page


def test_seat_form_speaks_of_bad_terms(regions: Any, officer: Any) -> None:
    form = BoardSeatForm(
        data={"role": "ketua", "term_from": "2016", "term_to": "2014"},
        user=officer,
        parent=make_chapter(),
    )
    assert "term_to" in form.errors


def test_a_seat_is_added_under_the_own_chapter_only(
    regions: Any, as_user: Any, officer: Any
) -> None:
    own, foreign = make_chapter(), make_chapter("33.72")
    browser = as_user(officer)
    data = {"role": "ketua", "group_name": "KSM Raharja"}
    assert (
        browser.post(reverse("chapters:board-seat-create", args=[own.pk]), data).status_code == 302
    )
    assert (
        browser.post(reverse("chapters:board-seat-create", args=[foreign.pk]), data).status_code
        == 404
    )
    assert BoardSeat.objects.get().chapter == own


def test_region_profile_is_what_the_reader_may_see(
    regions: Any, official: Any, other_official: Any, django_assert_max_num_queries: Any
) -> None:
    chapter = make_chapter(formed_on="2013-10-31")
    make_seat(chapter)
    office = make_office()
    make_official(office, handles_sanitation=True, ended_on=dt.date(2020, 1, 1))
    with django_assert_max_num_queries(5):
        profile = build_region_profile(user=official, region=regions["34.04"])
    assert (profile.head_title, profile.core_filled, profile.core_total) == ("Bupati", 1, 3)
    assert len(profile.vacant_core) == 2
    assert profile.offices == 1
    blind = build_region_profile(user=other_official, region=regions["34.04"])
    assert (blind.chapter, blind.offices) == (None, 0)


def test_chapter_pages_cost_the_same_for_more_rows(
    regions: Any, as_user: Any, secretariat: Any
) -> None:
    browser = as_user(secretariat)
    chapter = make_chapter()

    def cost(place: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert browser.get(place).status_code == 200
        return len(found)

    make_seat(chapter, office=make_office(name="A"))
    make_seat(chapter, term_to="2015", office=make_office(name="B"))
    places = (
        reverse("chapters:chapter-list"),
        chapter.get_absolute_url(),
        reverse("chapters:validation"),
    )
    for place in places:
        cost(place)
    before = [cost(place) for place in places]
    for code in ("33.72", "34.01", "33", "34"):
        make_seat(make_chapter(code))
    for number in range(6):
        make_seat(chapter, "koordinator", field=str(number), office=make_office(name=f"O{number}"))
        make_seat(chapter, "wakil", term_to="2014", office=make_office(name=f"P{number}"))
    assert [cost(place) for place in places] == before
    assert before[0] <= 12
    assert before[1] <= 20


def test_former_seats_are_those_that_ended_latest_first(regions: Any) -> None:
    chapter = make_chapter()
    for role, ended in (
        ("ketua", "2014"),
        ("wakil", "2016-05"),
        ("sekretaris", "2099"),
        ("bendahara", ""),
    ):
        make_seat(chapter, role, term_from="2012", term_to=ended)
    former = BoardSeat.objects.former(dt.date(2018, 1, 1))
    assert [seat.role for seat in former] == ["wakil", "ketua"]
