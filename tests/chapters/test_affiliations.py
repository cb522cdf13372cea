"""Office and post of the people behind accounts: kept by the Secretariat, read by the person."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chapters import todo
from chapters.affiliations import affiliate
from chapters.models import Affiliation
from core.access import Role
from core.people.security_log import SecurityEvent
from core.people.users import User
from tests.chapters.factories import make_office, make_official
from tests.conftest import make_user
from tests.refusing import refused_by

TODAY = dt.date(2026, 6, 1)


def page_of(user: User) -> str:
    return reverse("chapters:affiliation-edit", args=[user.pk])


def test_the_secretariat_keeps_office_and_post(
    regions: Any, as_user: Any, secretariat: Any, official: Any
) -> None:
    office = make_office(name="Dinas Lingkungan Hidup", short_name="DLH")
    post, browser = make_official(office, position="Kepala Bidang"), as_user(secretariat)
    assert page_of(official) in browser.get(official.get_absolute_url()).content.decode()
    answer = browser.post(page_of(official), {"office": office.pk, "official": post.pk})
    assert answer.headers["Location"] == official.get_absolute_url()
    # Whoever keeps it and whoever it is about read it, with links, on the pages of the account.
    for reader, place in (
        (secretariat, official.get_absolute_url()),
        (official, reverse("core:me")),
    ):
        facts = {str(f.label): f for f in as_user(reader).get(place).context["facts"]}
        assert (facts["Instansi"].value, facts["Instansi"].url) == (
            office,
            office.get_absolute_url(),
        )
        assert facts["Jabatan yang dipegang"].value == post
    exported = browser.get(reverse("core:user-list"), {"format": "csv", "columns": "all"})
    lines = b"".join(exported.streaming_content).decode().splitlines()
    [own] = [line for line in lines if f"{official.username}@example.org" in line]
    assert own.endswith("DLH")
    [told] = SecurityEvent.objects.filter(event="account_changed")
    assert told.account == secretariat
    assert told.detail == f"{official.username}: office: - → DLH; official: - → Kepala Bidang, DLH"
    # Saved again without a change, nothing is told; with both empty there is no row.
    form = browser.get(page_of(official)).context["form"]
    sent = {"office": office.pk, "official": post.pk, "row_version": form["row_version"].value()}
    assert browser.post(page_of(official), sent).status_code == 302
    assert SecurityEvent.objects.filter(event="account_changed").count() == 1
    sent |= {"office": "", "official": ""}
    assert browser.post(page_of(official), sent).status_code == 302
    assert not Affiliation.objects.exists()


def test_a_row_says_something(regions: Any, official: Any) -> None:
    with refused_by("chapters_affiliation_not_empty"):
        Affiliation.objects.create(user=official)


def test_others_see_their_own_and_write_none(
    regions: Any, as_user: Any, secretariat: Any, officer: Any, official: Any, expired: Any
) -> None:
    office = make_office()
    for user in (officer, official, expired):
        Affiliation.objects.create(user=user, office=office)
    assert Affiliation.objects.visible_to(secretariat).count() == 3
    assert [row.user for row in Affiliation.objects.visible_to(officer)] == [officer]
    assert not Affiliation.objects.visible_to(expired).exists()
    for who in (officer, official):
        assert as_user(who).get(page_of(who)).status_code == 403
        assert as_user(who).post(page_of(who), {"office": ""}).status_code == 403
        with pytest.raises(PermissionDenied):
            affiliate(user=who, by=who, office=None, official=None)
    assert Affiliation.objects.count() == 3


def test_it_is_written_by_who_has_just_shown_who_it_is(
    regions: Any, as_user: Any, secretariat: Any, officer: Any
) -> None:
    browser = as_user(secretariat, ago=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + 1)
    asked = browser.get(page_of(officer))
    assert asked.headers["Location"].startswith(reverse("account_reauthenticate"))
    assert browser.post(page_of(officer), {"office": make_office().pk}).status_code == 422
    assert not Affiliation.objects.exists()


def test_what_another_saved_meanwhile_is_not_written_over(
    regions: Any, as_user: Any, secretariat: Any, officer: Any
) -> None:
    """Also where there was nothing yet, or is nothing any more."""
    one, two, browser = make_office(name="Satu"), make_office(name="Dua"), as_user(secretariat)

    def late(before: Any, meanwhile: Any) -> Any:
        affiliate(user=officer, by=secretariat, office=before, official=None)
        version = browser.get(page_of(officer)).context["form"]["row_version"].value()
        affiliate(user=officer, by=secretariat, office=meanwhile, official=None)
        return browser.post(page_of(officer), {"office": two.pk, "row_version": version})

    for before, meanwhile in ((None, one), (one, None)):
        assert late(before, meanwhile).status_code == 422
        row = Affiliation.objects.filter(user=officer).first()
        assert (row and row.office) == meanwhile
    assert late(one, one).status_code == 302
    assert Affiliation.objects.get(user=officer).office == two


def test_accounts_that_outlive_their_term_are_told_one_by_one_up_to_five(
    regions: Any, as_user: Any, secretariat: Any, django_assert_max_num_queries: Any
) -> None:
    post = make_official(make_office(), ended_on=dt.date(2026, 1, 1))
    for number in range(7):
        user = make_user(f"lama{number}", Role.GOVERNMENT, "34.04")
        Affiliation.objects.create(user=user, official=post)
    still = make_official(post.office, position="Lain", ended_on=dt.date(2026, 7, 1))
    there = make_user("masih", Role.GOVERNMENT, "34.04")
    ended = make_user("sudah", Role.GOVERNMENT, "34.04", valid_until=post.ended_on)
    Affiliation.objects.create(user=there, official=still)
    Affiliation.objects.create(user=ended, official=post)
    with django_assert_max_num_queries(5):
        tasks = todo.tasks_for(secretariat, today=TODAY)
    assert [task.count for task in tasks] == [1, 1, 1, 1, 1, 2]
    old = [row.user for row in Affiliation.objects.outliving_their_term(today=TODAY)]
    assert [task.url for task in tasks[:5]] == [user.get_absolute_url() for user in old[:5]]
    shown = as_user(secretariat).get(tasks[5].url).context["table"].rows
    assert [row.record.user for row in shown if row.record.user != there] == old


def test_the_form_costs_the_same_for_more_offices_and_posts(
    regions: Any, as_user: Any, secretariat: Any, officer: Any
) -> None:
    browser = as_user(secretariat)

    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            assert browser.get(page_of(officer)).status_code == 200
        return len(found)

    make_official(make_office(name="Satu"))
    cost()
    before = cost()
    for number in range(3):
        make_official(make_office(name=f"Kantor {number}"))
    assert cost() == before <= 20
