"""See as another account: the other's pages, no more and no less than they hold, and nothing is ever changed."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.people.security_log import SecurityEvent
from core.people.seen import seeing
from core.people.user_sessions import UserSession
from core.people.users import User
from core.records.journal import Note
from planning.models import AnnualPlan
from tests.conftest import OTHER, OWN
from tests.planning.factories import make_plan
from tests.reading import readable
from tests.test_access_matrix import address, make_world, rows

BANNER = "Anda melihat sebagai"
# What a look may leave behind: that the session is in use, and what was refused.
KEPT = ("core_usersession", "core_securityevent")


def see(browser: Client, other: User, reason: str = "Bantuan telepon") -> Any:
    return browser.post(reverse("core:user-see", args=[other.pk]), {"remark": reason})


def end(browser: Client) -> Any:
    return browser.post(reverse("core:see-as-end"))


@pytest.mark.once
@pytest.mark.sqlite
def test_every_page_is_the_others_page_and_no_look_writes(
    regions: Any,
    as_user: Any,
    secretariat: User,
    officer: User,
    official: User,
    other_officer: User,
    other_official: User,
    pair_officer: User,
    pair_official: User,
) -> None:
    world = make_world(OWN, "Murai3404")
    make_world(OTHER, "Kenari3372")
    browser = as_user(secretariat)
    assert see(browser, official).status_code == 302
    seen, wrong = 0, []
    for name, row in sorted(rows().items()):
        if name == "core:see-as-end" or row["nobody"] in (200, 404):
            continue  # open to the world, or by a key of its own
        with CaptureQueriesContext(connection) as asked:
            answer = browser.get(address(name, world))
            body = readable(answer)
        if name.startswith(seeing.NEVER_AS_ANOTHER) and name != "account_logout":
            assert answer.status_code == 403, name
        elif answer.status_code != row["official"] and answer.status_code != 403:
            wrong.append(f"{name}: {answer.status_code}, the official {row['official']}")
        elif answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            seen += 1
            text = body.decode()
            if BANNER not in text and "<body" in text:
                wrong.append(f"{name}: no banner")
        if name != "account_logout" and b"Kenari3372" in body:
            wrong.append(f"{name}: of another region")
        for sql in (one["sql"] for one in asked):
            verb = sql.lstrip().partition(" ")[0].upper()
            if verb in ("INSERT", "UPDATE", "DELETE") and not any(t in sql for t in KEPT):
                wrong.append(f"{name}: {sql[:120]}")
    assert not wrong, "\n".join(wrong)
    assert seen > 100
    lists = reverse("ksm:facility-list")
    for form in ("csv", "xlsx"):
        assert browser.get(lists, {"format": form}).status_code == 403
    calendar = browser.get(reverse("calendar")).content.decode()
    assert ".ics" not in calendar, "the secret address of the other's calendar"


def test_nothing_can_be_changed_by_anybodys_name(
    regions: Any, as_user: Any, secretariat: User, officer: User
) -> None:
    plan, browser = make_plan(), as_user(secretariat)
    assert see(browser, officer).status_code == 302
    archive = reverse("planning:annual-plan-archive", args=[plan.pk])
    for method in ("post", "put", "patch", "delete"):
        for url in (
            archive,
            reverse("set-language"),
            reverse("core:user-close", args=[officer.pk]),
        ):
            assert getattr(browser, method)(url, {"language": "en"}).status_code == 403, url
    assert AnnualPlan.objects.get().archived_at is None
    officer.refresh_from_db()
    assert officer.language == "id" and officer.is_active
    # It was the Secretariat who tried, and its session that did.
    assert {row.account for row in SecurityEvent.objects.all()} == {secretariat}
    assert set(UserSession.objects.values_list("user", flat=True)) == {secretariat.pk}
    # The way back, and then everything is as before.
    assert end(browser).status_code == 302
    assert BANNER not in browser.get("/").content.decode()
    assert browser.post(archive, {"remark": "x"}).status_code == 302
    told = list(SecurityEvent.objects.order_by("pk").values_list("event", "detail"))
    assert told[0] == ("seen_as", "officer: Bantuan telepon")
    assert ("seen_as_ended", "officer") in told
    assert Note.objects.get().text.endswith("Bantuan telepon")
    assert Note.objects.get().created_by == secretariat


def test_only_accounts_below_are_seen_as_and_only_by_the_secretariat(
    regions: Any, as_user: Any, secretariat: User, officer: User, official: User, expired: User
) -> None:
    colleague = User.objects.create(username="rekan", role="secretariat")
    closed = User.objects.create(
        username="tutup", role="chapter", regions=("34.04",), is_active=False
    )
    browser = as_user(secretariat)
    for other in (colleague, secretariat, expired, closed):
        assert see(browser, other).status_code == 403, other
    for person in (officer, official):
        assert see(as_user(person), official).status_code == 403
    assert seeing.KEY not in browser.session


@pytest.mark.parametrize("what", ["promoted", "closed", "late", "stolen", "demoted", "gone"])
def test_whatever_changes_meanwhile_ends_it(
    what: str, regions: Any, as_user: Any, secretariat: User, officer: User, official: User
) -> None:
    browser = as_user(secretariat)
    see(browser, officer)
    assert BANNER in browser.get("/").content.decode()
    users = User.objects.filter(pk=officer.pk)
    session = browser.session
    if what == "promoted":
        users.update(role="secretariat", regions=())
    elif what == "closed":
        users.update(is_active=False)
    elif what == "gone":
        Note.objects.all().delete()
        users.delete()
    elif what == "late":
        session[seeing.KEY] = {**session[seeing.KEY], "at": time.time() - seeing.MOST_SECONDS}
        session.save()
    elif what == "stolen":  # the session of another account, with this in it
        session[seeing.KEY] = {**session[seeing.KEY], "by": official.pk}
        session.save()
    else:
        User.objects.filter(pk=secretariat.pk).update(role="government", regions=("33.72",))
    page = browser.get("/").content.decode()
    assert BANNER not in page
    assert seeing.KEY not in browser.session
    if what == "demoted":
        assert "Kota Surakarta" in page


def test_signing_out_ends_the_own_session(
    regions: Any, as_user: Any, secretariat: User, officer: User
) -> None:
    browser = as_user(secretariat)
    see(browser, officer)
    browser.post(reverse("account_logout"))
    assert browser.get("/").status_code == 302
    assert not UserSession.objects.filter(user=secretariat).exists()
