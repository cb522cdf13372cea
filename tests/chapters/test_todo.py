"""Tasks and the page of gaps: there while the condition holds, gone with it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse

from chapters import todo
from chapters.validation import build_validation
from core.access import Role
from tests.chapters.factories import make_chapter, make_office, make_official, make_seat
from tests.conftest import make_user

TODAY = dt.date(2026, 6, 1)


def urls(user: Any) -> list[str]:
    return [task.url for task in todo.tasks_for(user, today=TODAY)]


def test_secretariat_is_told_of_chapters_without_officer(regions: Any, secretariat: Any) -> None:
    make_chapter()
    make_chapter("33.72", status="candidate")
    [task] = todo.tasks_for(secretariat, today=TODAY)
    address = reverse("chapters:validation", query={"lacks": "officer"})
    assert (task.url, task.count) == (address, 1)
    make_user("pengurus", Role.CHAPTER, "34.04", valid_until=dt.date(2026, 5, 31))
    assert len(urls(secretariat)) == 1, "an ended account does not count"
    make_user("pengurus2", Role.CHAPTER, "34")
    assert urls(secretariat) == [], "an officer of the province does"


def test_secretariat_is_told_of_accounts_that_end(regions: Any, secretariat: Any) -> None:
    user = make_user("a", Role.GOVERNMENT, "34.04", valid_until=dt.date(2026, 6, 20))
    make_user("b", Role.GOVERNMENT, "34.04", valid_until=dt.date(2026, 8, 20))
    make_user("c", Role.GOVERNMENT, "34.04", valid_until=dt.date(2026, 5, 20))
    assert urls(secretariat) == [reverse("core:user-extend", args=[user.pk])]
    for number in range(6):
        make_user(f"d{number}", Role.GOVERNMENT, "34.04", valid_until=dt.date(2026, 6, 21))
    [task] = todo.tasks_for(secretariat, today=TODAY)
    assert task.count == 7


def test_officer_is_told_of_vacant_seats_and_ending_terms(regions: Any, officer: Any) -> None:
    chapter = make_chapter()
    make_chapter("33.72")
    make_seat(chapter, "ketua", term_from="2024")
    make_seat(chapter, "sekretaris", term_from="2020", term_to="2025")
    [task] = todo.tasks_for(officer, today=TODAY)
    assert (task.count, task.url) == (2, chapter.get_absolute_url())
    assert "2025" in str(task.note)
    make_seat(chapter, "sekretaris", term_from="2026", term_to="2026-07")
    make_seat(chapter, "bendahara", term_from="2024")
    [task] = todo.tasks_for(officer, today=TODAY)
    assert task.tone == "soon"


def test_officer_is_told_of_a_vacant_post_in_charge_of_sanitation(
    regions: Any, officer: Any
) -> None:
    post = make_official(make_office(), handles_sanitation=True, ended_on=dt.date(2026, 1, 1))
    assert urls(officer) == [post.office.get_absolute_url()]
    make_official(post.office, handles_sanitation=True, started_on=dt.date(2026, 1, 1))
    assert urls(officer) == []


def test_government_has_no_tasks(
    regions: Any, official: Any, django_assert_max_num_queries: Any
) -> None:
    make_chapter()
    with django_assert_max_num_queries(0):
        assert urls(official) == []


def test_tasks_cost_the_same_for_more_rows(
    regions: Any, secretariat: Any, officer: Any, django_assert_max_num_queries: Any
) -> None:
    for code in regions:
        make_seat(make_chapter(code), term_to="2025")
    for user in (secretariat, officer):
        with django_assert_max_num_queries(5):
            todo.tasks_for(user, today=TODAY)


def test_validation_names_people_and_gaps(regions: Any, secretariat: Any, officer: Any) -> None:
    chapter = make_chapter()
    for role in ("ketua", "sekretaris", "bendahara"):
        make_seat(chapter, role, term_from="2024")
    [line] = build_validation(secretariat, today=TODAY)
    assert line.officers == [officer]
    assert line.reviewers == [secretariat]
    assert line.readers == []
    assert len(line.gaps) == 2, line.gaps  # nobody reads; the officer never signed in
    officer.last_login = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
    officer.save()
    make_user("bupati", Role.GOVERNMENT, "34", last_login=officer.last_login)
    assert build_validation(secretariat, today=TODAY)[0].gaps == []


def test_validation_page_and_its_file(
    regions: Any, as_user: Any, secretariat: Any, officer: Any
) -> None:
    make_chapter()
    browser = as_user(secretariat)
    assert "Kab. Sleman" in browser.get(reverse("chapters:validation")).content.decode()
    text = b"".join(
        browser.get(reverse("chapters:validation"), {"format": "csv"}).streaming_content
    ).decode()
    assert "officer" in text
    assert as_user(officer).get(reverse("chapters:validation")).status_code == 403
