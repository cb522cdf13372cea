"""One account never holds all threads: so many requests at a time, of heavy ones fewer, over all web workers."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
import uuid
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.urls import reverse

from chapters.models import Office
from core.pages.base import Page
from core.people import fair_share, feeds
from core.people.fair_share import MOST, MOST_AT_DOOR, MOST_HEAVY, FairShareMiddleware
from core.people.feeds import feed_address
from core.tools import turns
from core.tools.turns import turn_of_one
from ksm.views.lists import FacilityListPage
from monitoring.views import recap

HEAVY = "monitoring:recap"


class Held:
    """Somebody's requests under way: turns held until the end."""

    def __init__(self, kind: str, user: Any, most: int) -> None:
        self.turns = [turn_of_one(f"{kind} {user.pk}", most=most) for _n in range(most)]

    def __enter__(self) -> None:
        for turn in self.turns:
            turn.__enter__()

    def __exit__(self, *error: Any) -> None:
        for turn in self.turns:
            turn.__exit__(None, None, None)


def test_heavy_pages_of_one_account_leave_the_rest_to_others(
    officer: Any, other_officer: Any, as_user: Any
) -> None:
    addresses = [
        reverse(HEAVY),
        reverse("ksm:facility-list") + "?format=xlsx",
        reverse("monitoring:watch-list"),
        reverse("planning:year-matrix"),
    ]
    with Held("heavy", officer, MOST_HEAVY):
        browser = as_user(officer)
        for address in addresses:
            answer = browser.get(address)
            assert (answer.status_code, answer["Retry-After"]) == (429, "3"), address
            page = answer.content.decode()
            assert "terbuka sendiri" in page and 'http-equiv="refresh" content="3"' in page
        assert browser.get(reverse("ksm:facility-list")).status_code == 200  # a light page goes on
        assert as_user(other_officer).get(reverse(HEAVY)).status_code == 200
    assert as_user(officer).get(reverse(HEAVY)).status_code == 200


def test_heavy_pages_of_many_accounts_leave_threads_to_others(officer: Any, as_user: Any) -> None:
    """Two accounts at their shares do not fill a worker; the page that has no room opens by itself."""
    browser = as_user(officer)
    template = reverse("core:import-template", args=["groups"])
    with ExitStack() as others:
        for _n in range(4):
            others.enter_context(fair_share._HEAVY.take())
        for place in (reverse(HEAVY), template):
            answer = browser.get(place)
            assert (answer.status_code, answer["Retry-After"]) == (503, "3"), place
            assert 'http-equiv="refresh"' in answer.content.decode()
        assert browser.get(reverse("home")).status_code == 200
    assert browser.get(template).status_code == 200


def test_a_calendar_address_has_a_share_of_its_own(
    officer: Any, other_officer: Any, client: Any
) -> None:
    mine, others = (
        feed_address(user, feed="all", url_name="calendar-feed").removeprefix(settings.SITE_URL)
        for user in (officer, other_officer)
    )
    with Held("feeds", officer, MOST_HEAVY):
        refused = client.get(mine)
        assert (refused.status_code, refused["Retry-After"]) == (429, "60")
        assert client.get(others).status_code == 200
    with ExitStack() as many:
        for _n in range(2):
            many.enter_context(feeds._FEEDS.take())
        assert client.get(others).status_code == 429
    assert client.get(mine).status_code == 200


def test_passwords_asked_again_leave_threads_to_others(officer: Any, as_user: Any) -> None:
    browser, place = as_user(officer), reverse("account_reauthenticate")
    with Held("password", officer, 1):
        assert browser.post(place, {"password": "salah"}).status_code == 429
        assert browser.get(reverse("home")).status_code == 200
    with ExitStack() as others:
        for _n in range(4):
            others.enter_context(fair_share._DOOR.take())
        assert browser.post(place, {"password": "salah"}).status_code == 429
    assert browser.post(place, {"password": "salah"}).status_code != 429


def test_sign_ins_at_once_leave_threads_to_others(officer: Any, as_user: Any, client: Any) -> None:
    """Each hashes a password: few from an address, and of all addresses few in a worker."""
    place, form = reverse("account_login"), {"login": "officer", "password": "salah"}
    here = SimpleNamespace(pk="127.0.0.1")
    with Held("door", here, MOST_AT_DOOR):
        refused = client.post(place, form)
        assert (refused.status_code, refused["Retry-After"]) == (429, "3")
        assert "salah" not in refused.content.decode() and place in refused.content.decode()
        assert client.post(place, form, REMOTE_ADDR="198.51.100.7").status_code == 200
        assert client.get(place).status_code == 200
        assert as_user(officer).post(reverse("set-language"), {"language": "en"}).status_code == 302
    with ExitStack() as others:
        for _n in range(4):
            others.enter_context(fair_share._DOOR.take())
        for name in ("account_login", "account_reset_password", "mfa_authenticate"):
            assert client.post(reverse(name), form).status_code == 429, name
        assert client.get(reverse("healthz")).status_code == 200
    assert client.post(place, form).status_code == 200


def test_a_form_beyond_the_share_is_handed_back(officer: Any, as_user: Any) -> None:
    place, browser = reverse("chapters:office-create"), as_user(officer)
    form = {"name": "Dinas Sibuk", "kind": "opd", "form_token": str(uuid.uuid4())}
    with Held("pages", officer, MOST):
        answer = browser.post(place, form)
        assert (answer.status_code, answer["Retry-After"]) == (429, "3")
        assert "Dinas Sibuk" in answer.content.decode()
        assert browser.get(reverse("home")).status_code == 429
        # Photos of a page come all at once and cost little; the health page asks nobody who it is.
        assert browser.get(reverse("file", args=[uuid.uuid4()])).status_code == 404
        assert browser.get(reverse("healthz")).status_code == 200
    assert not Office.objects.filter(name="Dinas Sibuk").exists()
    assert browser.get(reverse("home")).status_code == 200


def test_a_table_holds_its_share_until_it_is_written(officer: Any, as_user: Any) -> None:
    """It is read from the database while it is sent, in the worker's thread."""
    browser, address = as_user(officer), reverse("ksm:facility-list") + "?format=csv"
    first, second = (cast(Any, browser.get(address)) for _time in range(2))
    assert isinstance(first, StreamingHttpResponse) and isinstance(second, StreamingHttpResponse)
    assert browser.get(address).status_code == 429
    b"".join(first.streaming_content)  # the test client closes it then, as a server does
    assert browser.get(address).status_code == 200
    b"".join(second.streaming_content)


def test_real_threads_meet_the_limit(rf: RequestFactory) -> None:
    """Twenty heavy requests at once, each in a thread of its own: two go in, eighteen are told at once."""
    inside, leave = threading.Semaphore(0), threading.Event()

    class Slow(Page):
        is_heavy = True

    def work(request: Any) -> HttpResponse:
        refused = door.process_view(request, Slow.as_view(), (), {})
        if refused is None:
            inside.release()
            assert leave.wait(20)
        return refused or HttpResponse("made")

    door = FairShareMiddleware(work)

    def ask() -> int:
        request = rf.get("/")
        request.user = type("U", (), {"pk": 7, "is_authenticated": True})()
        request.resolver_match = None
        return door(request).status_code

    found: list[int] = []
    threads = [
        threading.Thread(target=lambda: found.append(ask()), daemon=True) for _n in range(20)
    ]
    for thread in threads:
        thread.start()
    assert all(inside.acquire(timeout=10) for _n in range(MOST_HEAVY))
    end = time.monotonic() + 10
    while len(found) < 18 and time.monotonic() < end:
        time.sleep(0.01)
    assert found == [429] * 18
    leave.set()
    for thread in threads:
        thread.join(10)
    assert sorted(found) == [200] * 2 + [429] * 18
    assert ask() == 200


def test_a_killed_worker_frees_its_places(tmp_path: Path) -> None:
    """A turn is a locked file: the kernel frees it with the process, however that ends."""
    program = (
        "import sys, time, tempfile; tempfile.tempdir = sys.argv[1]\n"
        "from django.conf import settings\n"
        "settings.configure(DATABASES={'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': sys.argv[2]}})\n"
        "from core.tools.turns import turn_of_one\n"
        "with turn_of_one('heavy 7', most=1): print('held', flush=True); time.sleep(60)\n"
    )
    name = str(connection.settings_dict["NAME"])
    other = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path), name],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    try:
        assert other.stdout is not None and other.stdout.readline() == b"held\n"
        with pytest.raises(turns.TooMany), turn_of_one("heavy 7", most=1):
            pass
    finally:
        other.kill()
        other.communicate()
    with turn_of_one("heavy 7", most=1):
        pass


def test_a_worker_has_more_threads_than_one_account_may_hold() -> None:
    """Even where all its requests meet in one worker, others are answered there."""
    root = Path(__file__).parents[2]
    places = ["deploy/aksansi-web.service", "README.md", "scripts/run.sh", "scripts/proof.sh"]
    for place in places:
        threads = int((root / place).read_text().split("--threads ")[1].split()[0])
        assert threads > MOST, place


def test_what_is_heavy(rf: RequestFactory) -> None:
    asked = rf.get("/")
    asked.resolver_match = None
    assert fair_share.is_heavy(asked, recap.RecapPage)
    assert not fair_share.is_heavy(asked, FacilityListPage)
    printed = rf.get("/?format=print")
    printed.resolver_match = None
    assert fair_share.is_heavy(printed, FacilityListPage)


def test_a_turn_costs_nothing_beside_a_page(officer: Any, as_user: Any) -> None:
    """Two locked files: less than a hundredth of a list page, and no query (the growth tests count those)."""
    browser, place = as_user(officer), reverse("ksm:facility-list")
    browser.get(place)

    def seconds(step: Any) -> float:
        taken = []
        for _n in range(5):
            started = time.thread_time()
            step()
            taken.append(time.thread_time() - started)
        return min(taken)

    def turn() -> None:
        with turn_of_one("pages 7", most=MOST):
            pass

    assert seconds(turn) < seconds(lambda: browser.get(place)) / 100
