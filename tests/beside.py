"""Another web process on the database of a test: `python -m tests.beside USER` answers each line of its input.

A line is an address, answered by what the page says to USER, or "!NAME": a write of `WRITES`, answered by its name.
"""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import django
from django.test import Client
from django.utils import timezone

_UNSAID = re.compile(r"<(script|style|template)\b.*?</\1>|<[^>]*>", re.DOTALL)


def said(browser: Client, place: str) -> str:
    """Return the words of a page's main part (without tags, so without tokens), or the text of what is no page."""
    answer: Any = browser.get(place)
    assert answer.status_code == 200, (place, answer.status_code)
    body = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
    main = re.search(r"<main\b.*</main>", body, re.DOTALL)
    return " ".join(html.unescape(_UNSAID.sub(" ", main[0] if main else body)).split())


def a_facility() -> None:
    from tests.ksm.factories import make_facility, make_status

    where = {"latitude": "-7.71", "longitude": "110.31"}
    make_status(make_facility("34.04", code="34.04-0077", name="IPAL Baru Sekali", **where))


def a_state() -> None:
    from ksm.models import Facility
    from tests.ksm.factories import make_status

    facility = Facility.objects.get(name="IPAL Lama")
    make_status(facility, observed_on="2018-09-01", function_status="tidak_berfungsi")


def a_region() -> None:
    from core.land.regions import Region

    Region.objects.filter(code="34.04").update(name="Kabupaten Seleman")


def a_programme() -> None:
    from tests.ksm.factories import make_programme

    make_programme("baru", label_id="Program Baru Sekali", label_en="A quite new programme")


def a_visit() -> None:
    from ksm.models import Facility
    from tests.monitoring.factories import make_visit

    facility = Facility.objects.get(name="IPAL Lama")
    make_visit(facility, visited_on=timezone.localdate(), state="approved")


def another_name() -> None:
    from ksm.models import Facility

    Facility.objects.filter(name="IPAL Lama").update(name="IPAL Bernama Lain")


WRITES: dict[str, Callable[[], None]] = {
    "facility": a_facility, "state": a_state, "region": a_region, "programme": a_programme, "visit": a_visit, "name": another_name,
}  # fmt: skip


class Beside:
    """Such a process, as one who asks it sees it; `shared`: its environment (the fixture of that name)."""

    def __init__(self, shared: dict[str, str], user: str) -> None:
        with open(shared["LOG"], "a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.beside", user],
                # As where it is worked on: static files of a test are not collected.
                env={**shared, "DJANGO_SETTINGS_MODULE": "aksansi.settings", "DEBUG": "1"},
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
            )  # fmt: skip

    def __call__(self, line: str) -> str:
        assert self.process.stdin is not None and self.process.stdout is not None
        print(line, file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline()
        assert answer, "the other process ended"
        return str(json.loads(answer))


def main(user: str) -> None:
    from core.people.users import User

    browser = Client()
    browser.force_login(User.objects.get(username=user))
    for line in sys.stdin:
        line = line.strip()
        if line.startswith("!"):
            WRITES[line[1:]]()
            answer = line
        else:
            answer = said(browser, line)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1])
