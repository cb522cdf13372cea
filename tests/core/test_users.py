"""Accounts: kept by the Secretariat, invited by mail, closed instead of deleted."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.mail import EmailMessage
from django.db import IntegrityError, connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.access import Role
from core.importing.models import ImportJob
from core.people import accounts
from core.people.users import User
from core.records.batches import Batch, BatchKind
from core.records.jobs.models import Job, JobState
from core.records.notices import switches
from tests.conftest import make_user
from tests.refusing import refused_by

NEW = {
    "username": "pengurus-baru",
    "first_name": "Pengurus",
    "email": "baru@example.org",
    "role": "chapter",
    "regions": "34.04",
    "valid_until": "31 Desember 2099",
}


@pytest.mark.django_db(transaction=True)
def test_a_new_account_is_invited_and_chooses_its_password(
    regions: Any, as_user: Any, secretariat: Any, client: Any
) -> None:
    answer = as_user(secretariat).post(reverse("core:user-create"), NEW)
    assert answer.status_code == 302
    user = User.objects.get(username="pengurus-baru")
    assert not user.has_usable_password()
    [letter] = mail.outbox
    assert letter.to == ["baru@example.org"]
    assert "pengurus-baru" in letter.body
    link = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", letter.body)
    assert link, letter.body
    form = client.get(link.group(1), follow=True)
    assert form.status_code == 200
    place = form.redirect_chain[-1][0]
    done = client.post(
        place, {"password1": "hujan-gerimis-senja-7", "password2": "hujan-gerimis-senja-7"}
    )
    assert done.status_code == 302
    user.refresh_from_db()
    assert user.check_password("hujan-gerimis-senja-7")
    assert (
        client.post(
            reverse("account_login"),
            {"login": "pengurus-baru", "password": "hujan-gerimis-senja-7"},
        ).status_code
        == 302
    )


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_twice_makes_one_account_and_one_mail(
    regions: Any, as_user: Any, secretariat: Any
) -> None:
    browser = as_user(secretariat)
    token = "8f14e45f-ceea-467f-a8d2-0e1e1f3a2b4c"
    for _time in range(2):
        browser.post(reverse("core:user-create"), {**NEW, "form_token": token})
    assert User.objects.filter(username="pengurus-baru").count() == 1
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"regions": ""}, "regions"),
        ({"role": "secretariat"}, "regions"),
        ({"role": "raja"}, "role"),
        ({"email": ""}, "email"),
        ({"email": "SECRETARIAT@example.org"}, "email"),
        ({"valid_until": "kapan-kapan"}, "valid_until"),
        ({"username": "secretariat"}, "username"),
        # Name and address are both asked for at the sign-in: nobody is shut out by another account.
        ({"username": "SECRETARIAT"}, "username"),
        ({"username": "secretariat@example.org"}, "username"),
        ({"email": "nama@contoh.id"}, "email"),
        ({"valid_until": "1 Januari 2020"}, "valid_until"),
        ({"regions": "34.99"}, "regions"),
    ],
)
def test_form_says_what_is_wrong(
    regions: Any, as_user: Any, secretariat: Any, change: dict[str, str], field: str
) -> None:
    make_user("nama@contoh.id", Role.SECRETARIAT)
    answer = as_user(secretariat).post(reverse("core:user-create"), {**NEW, **change})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not mail.outbox


def test_database_holds_role_and_region_together(regions: Any) -> None:
    with refused_by("core_user_regions_unless_secretariat"):
        make_user("a", Role.CHAPTER)
    with refused_by("core_user_regions_unless_secretariat"):
        make_user("b", Role.SECRETARIAT, "34.04")
    with refused_by("core_user_regions_are_provinces_or_regencies"):
        regions["34.04"].children.create(code="34.04.01", name="Gamping", kind="kapanewon")
        make_user("c", Role.CHAPTER, "34.04.01")


def test_an_officer_touches_no_account(
    regions: Any, as_user: Any, officer: Any, secretariat: Any
) -> None:
    browser = as_user(officer)
    for page in ("edit", "close", "reopen", "extend", "invite"):
        place = reverse(f"core:user-{page}", args=[officer.pk])
        assert (
            browser.post(place, {"until": "2099-01-01", "role": "secretariat"}).status_code == 403
        )
    officer.refresh_from_db()
    assert officer.is_active
    for step in (accounts.close, accounts.reopen, accounts.invite):
        with pytest.raises(PermissionDenied):
            step(user=secretariat, by=officer)
    with pytest.raises(PermissionDenied):
        accounts.extend(user=officer, by=officer, until=dt.date(2099, 1, 1))


def test_closing_and_reopening(regions: Any, as_user: Any, officer: Any, secretariat: Any) -> None:
    session = as_user(officer)
    assert session.get(reverse("core:me")).status_code == 200
    browser = as_user(secretariat)
    browser.post(reverse("core:user-close", args=[officer.pk]), {"remark": "Masa jabatan selesai"})
    officer.refresh_from_db()
    assert not officer.is_active
    assert officer.history.first().history_change_reason == "Masa jabatan selesai"
    assert session.get(reverse("core:me")).status_code == 302
    browser.post(reverse("core:user-reopen", args=[officer.pk]))
    officer.refresh_from_db()
    assert officer.is_active


def test_nobody_closes_or_demotes_the_own_account(
    regions: Any, as_user: Any, secretariat: Any
) -> None:
    browser = as_user(secretariat)
    assert browser.post(reverse("core:user-close", args=[secretariat.pk])).status_code == 422
    data = {
        "username": "secretariat",
        "email": "secretariat@example.org",
        "role": "chapter",
        "regions": "34.04",
    }
    assert browser.post(reverse("core:user-edit", args=[secretariat.pk]), data).status_code == 422
    secretariat.refresh_from_db()
    assert (secretariat.is_active, secretariat.role) == (True, Role.SECRETARIAT)


def test_extending_an_account(regions: Any, as_user: Any, expired: Any, secretariat: Any) -> None:
    place = reverse("core:user-extend", args=[expired.pk])
    browser = as_user(secretariat)
    assert browser.post(place, {"until": "2020-01-01"}).status_code == 422
    assert User.objects.get(pk=expired.pk).valid_until == expired.valid_until
    assert browser.post(place, {"until": "31 Desember 2099"}).status_code == 302
    expired.refresh_from_db()
    assert expired.valid_until == dt.date(2099, 12, 31)
    assert as_user(expired).get(reverse("core:me")).status_code == 200


def test_an_ended_account_is_not_invited(regions: Any, expired: Any, secretariat: Any) -> None:
    with pytest.raises(ValidationError):
        accounts.invite(user=expired, by=secretariat)
    assert not mail.outbox


@pytest.mark.django_db(transaction=True)
def test_a_dead_mail_server_loses_no_account(
    regions: Any, as_user: Any, secretariat: Any, monkeypatch: Any
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailMessage, "send", refuse)
    browser = as_user(secretariat)
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = browser.post(reverse("core:user-create"), NEW)
    assert answer.status_code == 302
    assert User.objects.filter(username="pengurus-baru").exists()
    told = get_messages(answer.wsgi_request)
    assert any(message.level_tag == "warning" for message in told)


def test_list_filters_by_end_of_validity(
    regions: Any, as_user: Any, secretariat: Any, expired: Any, officer: Any
) -> None:
    soon = make_user(
        "sebentar", Role.CHAPTER, "34.01", valid_until=timezone.localdate() + dt.timedelta(days=9)
    )
    browser = as_user(secretariat)

    def names(**query: str) -> set[str]:
        page = browser.get(reverse("core:user-list"), query)
        return {row.record.username for row in page.context["table"].rows}

    assert names(validity="soon") == {soon.username}
    assert names(validity="ended") == {"expired"}
    assert names(region="34.04", role="chapter") == {"officer", "expired"}
    assert names(validity="quatsch") == set()


def test_pages_cost_the_same_for_more_rows(regions: Any, as_user: Any, secretariat: Any) -> None:
    browser, place = as_user(secretariat), reverse("core:user-list")

    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            assert browser.get(place).status_code == 200
        return len(found)

    for number in range(3):
        make_user(f"a{number}", Role.CHAPTER, "34.04")
    cost()
    before = cost()
    for number in range(9):
        make_user(f"b{number}", Role.GOVERNMENT, "34.01")
    assert cost() == before <= 12


# --- The own account ------------------------------------------------------------


def test_everybody_reads_the_own_account(
    regions: Any, as_user: Any, secretariat: Any, officer: Any, official: Any
) -> None:
    for user in (secretariat, officer, official):
        page = as_user(user).get(reverse("core:me")).content.decode()
        assert f"{user.username}@example.org" in page


def test_every_role_keeps_its_digest_and_its_calendar_key(
    regions: Any, as_user: Any, officer: Any, official: Any
) -> None:
    for user in (officer, official):
        browser = as_user(user)
        page = browser.get(reverse("core:me")).content.decode()
        for name in ("core:me-digest", "core:me-calendar"):
            assert reverse(name) in page
            assert browser.post(reverse(name), {}).status_code == 302
        user.refresh_from_db()
        assert switches.wanted(user) == set()
        assert user.calendar_counter == 1


def test_the_database_holds_one_account_per_name(secretariat: Any) -> None:
    with pytest.raises(IntegrityError, match="one_account_per_name"):
        User.objects.create(username="Secretariat", role="secretariat")


def test_work_of_a_place_left_stays_behind(officer: User, secretariat: User, as_user: Any) -> None:
    """Papers and tables hold persons of the region the account had when it asked for them."""
    job = Job.objects.create(
        kind="paper",
        owner=officer,
        state=JobState.DONE,
        finished_at=timezone.now(),
        result_name="a.pdf",
        result_type="application/pdf",
    )
    job.result.save("", ContentFile(b"%PDF-"), save=True)
    table = ImportJob.objects.create(user=officer, sheet="groups", original_name="a.csv")
    batch = Batch.objects.create(kind=BatchKind.IMPORT, user=officer, reason="a.csv")
    places = [
        reverse("job-detail", args=[job.uuid]),
        reverse("job-result", args=[job.uuid]),
        batch.get_absolute_url(),
        reverse("core:import-job-detail", args=[table.uuid]),
    ]
    assert [as_user(officer).get(place).status_code for place in places[:3]] == [200, 200, 200]
    officer.position = "Ketua"
    officer.save()
    assert as_user(officer).get(places[1]).status_code == 200  # its rights are the same
    for change in ({"regions": ("34.01",)}, {"role": Role.GOVERNMENT}):
        User.objects.filter(pk=officer.pk).update(rights_since=None)
        officer = User.objects.get(pk=officer.pk)
        for name, value in change.items():
            setattr(officer, name, value)
        officer.save(update_fields=list(change))
        codes = [as_user(officer).get(place).status_code for place in places]
        assert codes[:3] == [404, 404, 404] and codes[3] in (403, 404), change
    later = Job.objects.create(kind="paper", owner=officer, state=JobState.DONE)
    assert as_user(officer).get(reverse("job-detail", args=[later.uuid])).status_code == 200
    assert as_user(secretariat).get(places[0]).status_code == 200
