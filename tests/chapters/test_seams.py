"""Where chapters and boards are told elsewhere: what was known long ago does not read as today's."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from aksansi.board.board import build_summary, summary_stats
from aksansi.board.late import late_years, recent
from chapters.models import Chapter
from chapters.reports import build_region_profile
from chapters.todo import tasks_for
from chapters.views.chapters import board_badge, status_badge
from core.land.regions import Region
from tests.chapters.factories import make_chapter, make_seat
from tests.reading import said_by

pytestmark = pytest.mark.django_db


def words(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def board(chapter: Chapter, **extra: Any) -> None:
    for role in ("ketua", "sekretaris", "bendahara"):
        make_seat(chapter, role, **extra)


def test_t12_a_board_of_long_ago_is_told_with_its_date(officer: Any, as_user: Any) -> None:
    chapter = make_chapter(as_of="2016")
    board(chapter, as_of="2015-05")
    profile = build_region_profile(user=officer, region=Region.objects.get(pk="34.04"))
    assert (profile.core_filled, profile.core_told) == (3, "2015-05")
    year = timezone.localdate().year
    for place in (
        reverse("region-overview", args=["34.04"]),
        reverse("region-report", args=["34.04", year]),
    ):
        said = words(as_user(officer).get(place))
        assert "aktif (diketahui per 2016)" in said
        assert "(Diketahui per Mei 2015.)" in said
    listed = words(as_user(officer).get(reverse("chapters:chapter-list")))
    assert "diketahui per 2016" in listed and "diketahui per Mei 2015" in listed


@pytest.mark.parametrize(("told", "tones"), [("2015-05", ("none", "part")), ("", ("good", "good"))])
def test_t12_nothing_of_long_ago_is_green(officer: Any, told: str, tones: Any) -> None:
    board(make_chapter(as_of=told), as_of=told)
    row = Chapter.objects.with_core_seats().get()
    assert (status_badge(row).tone, board_badge(row).tone) == tones


def test_t12_the_board_says_how_many_are_fresh(secretariat: Any, regions: Any) -> None:
    today = timezone.localdate()
    make_chapter("34.04", as_of="2015")
    make_chapter("34.01", as_of=f"{today.year}")
    make_chapter("33.72", as_of=(today - dt.timedelta(days=700)).isoformat()[:7])
    found = build_summary(
        user=secretariat, today=today, late=late_years(secretariat, recent(today), today)
    )
    assert (found.chapters, found.chapters_fresh) == (3, 2)
    assert said_by(str(summary_stats(found)[0]["note"])).startswith("2 ")


# B8, B6: two chairs at a time are asked about; a term that runs has not ended.


@pytest.mark.parametrize(
    ("first", "second", "is_fine"),
    [
        ({"term_from": "2015"}, {"term_from": "2020"}, False),
        ({}, {}, False),
        ({"term_from": "2015", "term_to": "2020"}, {"term_from": "2018", "term_to": "2022"}, False),
        ({"term_from": "2015", "term_to": "2020"}, {"term_from": "2020"}, True),
        ({"term_to": "2020"}, {}, True),
        ({"term_from": "2015"}, {"term_from": "2010", "term_to": "2015"}, True),
        ({"term_from": "2015"}, {"term_from": "2020", "person": "", "group_name": ""}, True),
        ({"term_from": "2015"}, {"term_from": "2020", "role": "wakil"}, True),
    ],
)
def test_b8_a_second_chair_at_a_time_is_asked_about(
    officer: Any, as_user: Any, first: dict[str, str], second: dict[str, str], is_fine: bool
) -> None:
    chapter = make_chapter()
    make_seat(chapter, "ketua", **first)
    data = {"role": "ketua", "person": "Ketua Kedua", **second}
    url = reverse("chapters:board-seat-create", args=[chapter.pk])
    assert as_user(officer).post(url, data).status_code == (302 if is_fine else 422)
    assert chapter.seats.count() == 1 + is_fine


def test_b6_a_running_term_is_not_told_as_the_last_that_ended(officer: Any) -> None:
    chapter, today = make_chapter(), dt.date(2026, 11, 28)
    make_seat(chapter, "ketua", term_to="2027-01-15", as_of="2026")
    tasks = [task for task in tasks_for(officer, today=today) if task.count == 2]
    assert [task.note for task in tasks] == [""]
    make_seat(chapter, "bendahara", term_to="2025")
    [task] = [task for task in tasks_for(officer, today=today) if task.count == 2]
    assert "2025" in str(task.note) and "2027" not in str(task.note)
