"""Offices and officials: sight, rights, succession as a dated event."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chapters import services, todo
from chapters.affiliations import affiliate
from chapters.forms import OfficeForm
from chapters.models import Affiliation, Office, Official
from core.access import Role
from core.people import accounts
from tests.chapters.factories import make_chapter, make_office, make_official, make_seat
from tests.conftest import make_user
from tests.refusing import refused_by

DAY = dt.date


def test_an_officer_sees_own_and_national_offices(regions: Any, officer: Any) -> None:
    own, national = make_office(), make_office(None, name="BORDA Indonesia", kind="ngo")
    make_office("33.72", name="Dinas Solo")
    assert set(Office.objects.visible_to(officer)) == {own, national}


def test_only_the_secretariat_edits_national_offices(
    regions: Any, as_user: Any, officer: Any, secretariat: Any
) -> None:
    national = make_office(None, name="BORDA Indonesia", kind="ngo")
    place = reverse("chapters:office-edit", args=[national.pk])
    data = {"name": "BORDA", "kind": "ngo", "row_version": str(national.version)}
    for user, code, name in ((officer, 403, "BORDA Indonesia"), (secretariat, 302, "BORDA")):
        assert as_user(user).post(place, data).status_code == code
        national.refresh_from_db()
        assert national.name == name


def test_an_officer_cannot_make_a_national_office(
    regions: Any, as_user: Any, officer: Any, secretariat: Any
) -> None:
    place = reverse("chapters:office-create")
    data = {"name": "Dinas Baru", "kind": "opd"}
    answer = as_user(officer).post(place, data)
    assert answer.status_code == 422
    assert not Office.objects.exists()
    assert as_user(officer).post(place, {**data, "region": "33.72"}).status_code == 422
    assert not Office.objects.exists()
    assert as_user(secretariat).post(place, data).status_code == 302
    assert Office.objects.get().region_id is None


def test_a_moved_office_is_refused(regions: Any, as_user: Any, officer: Any) -> None:
    office = make_office()
    place = reverse("chapters:office-edit", args=[office.pk])
    answer = as_user(officer).post(
        place, {"name": "X", "kind": "opd", "region": "33.72", "row_version": 1}
    )
    assert answer.status_code == 422
    office.refresh_from_db()
    assert office.region_id == "34.04"


def test_office_form_refuses_bad_dates_and_itself(regions: Any, secretariat: Any) -> None:
    office = make_office()
    form = OfficeForm(
        data={
            "name": "X",
            "kind": "opd",
            "region": "34.04",
            "valid_from": "2018",
            "valid_to": "kemarin",
            "successor_of": office.pk,
        },
        user=secretariat,
        instance=office,
    )
    assert set(form.errors) == {"valid_to", "successor_of"}


@pytest.mark.parametrize(
    ("until", "exists"),
    [
        ("2018", True),
        ("2018-06", True),
        ("2018-05", False),
        ("2017", False),
        ("", True),
        ("2018-06-15", True),
        ("2018-06-14", False),
    ],
)
def test_an_office_until_2018_exists_through_2018(regions: Any, until: str, exists: bool) -> None:
    make_office(valid_to=until)
    assert Office.objects.existing(DAY(2018, 6, 15)).exists() is exists


def test_two_offices_of_one_name_in_a_region_are_refused(regions: Any) -> None:
    make_office()
    with refused_by("chapters_office_name_in_region"):
        make_office()
    make_office(None)
    with refused_by("chapters_office_name_national"):
        make_office(None)


# --- Succession -----------------------------------------------------------------


def test_replacing_ends_one_term_and_begins_the_next(
    regions: Any, as_user: Any, officer: Any
) -> None:
    leaver = make_official(
        make_office(), name="Lama", started_on=DAY(2019, 1, 2), handles_sanitation=True
    )
    place = reverse("chapters:official-replace", args=[leaver.pk])
    answer = as_user(officer).post(place, {"on": "3 Januari 2022", "name": "Baru"})
    assert answer.status_code == 302
    leaver.refresh_from_db()
    assert leaver.ended_on == DAY(2022, 1, 3)
    assert (leaver.successor.name, leaver.successor.started_on) == ("Baru", DAY(2022, 1, 3))
    assert leaver.successor.position == leaver.position
    assert leaver.successor.handles_sanitation
    assert list(Official.objects.in_post(DAY(2022, 1, 2))) == [leaver]
    assert list(Official.objects.in_post(DAY(2022, 1, 3))) == [leaver.successor]


def test_a_term_may_end_without_successor_and_the_post_shows_as_vacant(
    regions: Any, as_user: Any, officer: Any
) -> None:
    leaver = make_official(make_office(), started_on=DAY(2019, 1, 2))
    as_user(officer).post(
        reverse("chapters:official-replace", args=[leaver.pk]), {"on": "2022-01-03"}
    )
    assert list(Official.objects.vacated()) == [leaver]
    page = as_user(officer).get(reverse("chapters:office-detail", args=[leaver.office_id]))
    states = [row.cells[2].text for row in page.context["tables"][0].rows]
    assert len(states) == 1
    make_official(leaver.office, started_on=DAY(2022, 5, 1))
    assert not Official.objects.vacated().exists()
    assert Official.objects.posts().count() == 1


def test_a_term_cannot_end_before_it_began_or_twice(
    regions: Any, as_user: Any, officer: Any
) -> None:
    leaver = make_official(make_office(), started_on=DAY(2019, 1, 2))
    place = reverse("chapters:official-replace", args=[leaver.pk])
    assert as_user(officer).post(place, {"on": "2018-01-03", "name": "Baru"}).status_code == 422
    assert Official.objects.count() == 1
    services.replace_official(official=leaver, by=officer, on=DAY(2020, 1, 1))
    with pytest.raises(ValidationError):
        services.replace_official(official=leaver, by=officer, on=DAY(2021, 1, 1))


def test_an_officer_does_not_replace_in_another_region(
    regions: Any, as_user: Any, officer: Any
) -> None:
    foreign = make_official(make_office("33.72"))
    assert (
        as_user(officer)
        .post(reverse("chapters:official-replace", args=[foreign.pk]), {"on": "2022-01-03"})
        .status_code
        == 404
    )
    with pytest.raises(PermissionDenied):
        services.replace_official(official=foreign, by=officer, on=DAY(2022, 1, 3))


def test_office_page_shows_before_and_after(regions: Any, as_user: Any, official: Any) -> None:
    old = make_office(name="Badan LH", short_name="BLH", valid_to="2016")
    new = make_office(name="Dinas LH", short_name="DLH", successor_of=old)
    browser = as_user(official)
    assert "BLH" in browser.get(new.get_absolute_url()).content.decode()
    assert "DLH" in browser.get(old.get_absolute_url()).content.decode()


def test_government_sees_no_phone(regions: Any, as_user: Any, officer: Any, official: Any) -> None:
    post = make_official(make_office(), phone="0812-3456", email="orang@example.org")
    pages = (post.get_absolute_url(), post.office.get_absolute_url())
    assert all("0812-3456" in as_user(officer).get(page).content.decode() for page in pages)
    for page in pages:
        shown = as_user(official).get(page).content.decode()
        assert "0812-3456" not in shown
        assert "orang@example.org" not in shown


def test_office_pages_cost_the_same_for_more_rows(
    regions: Any, as_user: Any, secretariat: Any
) -> None:
    browser = as_user(secretariat)
    office = make_office()

    def cost(place: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert browser.get(place).status_code == 200
        return len(found)

    def fill(start: int, stop: int) -> None:
        for number in range(start, stop):
            make_office(name=f"Kantor {number}", successor_of=office)
            make_official(office, position=f"Jabatan {number}")
            make_official(office, position=f"Dulu {number}", ended_on=DAY(2020, 1, 1))
            chapter = make_chapter(
                ["33.72", "34.01", "34.04", "33", "34"][number % 5], status="dissolved"
            )
            make_seat(chapter, "pembina", office=office)

    fill(0, 3)
    places = reverse("chapters:office-list"), office.get_absolute_url()
    for place in places:
        cost(place)
    before = [cost(place) for place in places]
    fill(3, 9)
    assert [cost(place) for place in places] == before
    assert before[0] <= 12
    assert before[1] <= 20


def test_accounts_of_the_post_end_with_the_term_where_the_secretariat_says_so(
    regions: Any, as_user: Any, secretariat: Any, officer: Any, official: Any
) -> None:
    leaver = make_official(make_office(), started_on=DAY(2019, 1, 2))
    colleague = make_user("rekan", Role.GOVERNMENT, "34.04")
    Affiliation.objects.create(user=colleague, office=leaver.office)
    Affiliation.objects.create(user=official, official=leaver)
    place = reverse("chapters:official-replace", args=[leaver.pk])
    # An officer ends terms, not accounts: nothing is offered, and nothing taken.
    assert 'name="accounts"' not in as_user(officer).get(place).content.decode()
    form = as_user(secretariat).get(place).context["form"]
    assert set(form.fields["accounts"].queryset) == {official, colleague}
    assert list(form.fields["accounts"].initial) == [official]
    sent = {"on": "2022-01-03", "accounts": [official.pk]}
    assert as_user(secretariat).post(place, sent).status_code == 302
    official.refresh_from_db()
    colleague.refresh_from_db()
    assert (official.valid_until, colleague.valid_until) == (DAY(2022, 1, 3), None)
    assert as_user(official).get(reverse("core:me")).status_code == 302


def test_an_officer_cannot_end_accounts_by_a_forged_field(
    regions: Any, as_user: Any, officer: Any, official: Any
) -> None:
    leaver = make_official(make_office(), started_on=DAY(2019, 1, 2))
    Affiliation.objects.create(user=official, official=leaver)
    place = reverse("chapters:official-replace", args=[leaver.pk])
    as_user(officer).post(place, {"on": "2022-01-03", "accounts": [official.pk]})
    official.refresh_from_db()
    assert official.valid_until is None


def test_an_account_that_outlives_its_term_is_a_task_until_it_ends(
    regions: Any, as_user: Any, secretariat: Any, officer: Any, official: Any
) -> None:
    def tasks(user: Any) -> list[str]:
        return [task.url for task in todo.tasks_for(user, today=DAY(2022, 2, 1))]

    leaver = make_official(make_office(), started_on=DAY(2019, 1, 2))
    Affiliation.objects.create(user=official, official=leaver)
    place = official.get_absolute_url()
    assert place not in tasks(secretariat)
    as_user(officer).post(
        reverse("chapters:official-replace", args=[leaver.pk]), {"on": "2022-01-03"}
    )
    assert place in tasks(secretariat)
    assert place not in tasks(officer)
    page = as_user(secretariat).get(f"{reverse('chapters:affiliation-list')}?outliving=on")
    assert [row.record.user for row in page.context["table"].rows] == [official]
    accounts.end_with_term(users=[official], by=secretariat, on=DAY(2022, 1, 3))
    assert place not in tasks(secretariat)


def test_accounts_end_with_a_term_only_by_who_has_just_shown_who_it_is(
    regions: Any, as_user: Any, secretariat: Any, officer: Any
) -> None:
    leaver = make_official(make_office(), started_on=DAY(2019, 1, 2))
    affiliate(user=officer, by=secretariat, office=None, official=leaver)
    late = as_user(secretariat, ago=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + 1)
    place = reverse("chapters:official-replace", args=[leaver.pk])
    typed = {"on": "2098-01-03", "name": "Bu Penerus", "accounts": [officer.pk]}
    answer = late.post(place, typed)
    page = answer.content.decode()
    assert answer.status_code == 422 and reverse("account_reauthenticate") in page
    assert 'value="Bu Penerus"' in page and "checked" in page
    officer.refresh_from_db()
    assert officer.valid_until is None and Official.objects.count() == 1
    # Without accounts it is a record like any other; with them, once it is confirmed.
    late.post(reverse("account_reauthenticate"), {"password": "rahasia-panjang-1"})
    assert late.post(place, typed).status_code == 302
    officer.refresh_from_db()
    assert officer.valid_until == DAY(2098, 1, 3)
    other = make_official(make_office(name="Dinas Lain"), started_on=DAY(2019, 1, 2))
    late = as_user(secretariat, ago=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + 1)
    place = reverse("chapters:official-replace", args=[other.pk])
    assert late.post(place, {"on": "2022-01-03"}).status_code == 302
