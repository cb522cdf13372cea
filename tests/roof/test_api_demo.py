"""What programs read of the demonstration: every list and record answers, figures open their rows, examples are true."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from aksansi.api.register import lists, record_places
from core.people.tokens import services
from core.people.tokens.models import EVERY_LIST, TokenKind
from core.people.users import User
from ksm.models import Facility
from tests.reading import readable
from tests.roof.api import program
from tests.roof.test_figures import _demonstration

# Programs read through the pages of the lists, which are asked on both databases.
pytestmark = [pytest.mark.once, pytest.mark.usefixtures("_demonstration", "db")]
__all__ = ["_demonstration"]
LIST = "/api/v1/ksm/facilities/"


def test_figures_open_exactly_their_rows() -> None:
    """Each with an address counts or adds what the list behind it holds."""
    followed = 0
    for who in ("sekretariat", "pengurus-sleman", "pemda-sleman"):
        reader = program(User.objects.get(username=who))
        for place in ("figures/", "figures/2018/"):
            told = reader.get(f"/api/v1/regions/34.04/{place}")
            assert told.status_code == 200
            for figure in told.json()["figures"]:
                if not figure["rows"] or figure["value"] is None:
                    continue
                # A list's count and totals are of all its rows, however few are sent.
                rows = reader.get(f"{figure['rows'].removeprefix('http://localhost:8000')}&limit=1")
                assert rows.status_code == 200, (figure, rows.content)
                listed = rows.json()
                sums = [total["value"] for total in listed["totals"]]
                assert figure["value"] in (listed["total"], *sums), figure
                followed += 1
    assert followed > 30


def test_what_is_made_up_says_so() -> None:
    reader = program(User.objects.get(username="sekretariat"))
    told = reader.get(f"{LIST}?limit=1000").json()["rows"]
    made_up = set(Facility.objects.filter(is_example=True).values_list("code", flat=True))
    assert {row["id"] for row in told if row.get("is_example")} == made_up != set()


def test_every_list_and_record_of_the_demonstration_answers() -> None:
    """As JSON with every column, as CSV and as a record, for each role; nothing is a fault."""
    told, faults = 0, []
    for who in ("sekretariat", "pengurus-sleman", "pemda-sleman"):
        reader = program(User.objects.get(username=who))
        for place in lists():
            url = f"/api/v1/{place}/"
            answer = reader.get(f"{url}?columns=all&limit=3")
            if answer.status_code == 403:
                continue
            if answer.status_code != 200 or not readable(reader.get(f"{url}?format=csv")):
                faults.append(f"{who} {url}: {answer.content[:200]!r}")
                continue
            rows = answer.json()["rows"]
            told += len(rows)
            keys = [row["id"] for row in rows[:1] if "id" in row and place in record_places()]
            faults += [
                f"{who} {url}{key}" for key in keys if reader.get(f"{url}{key}/").status_code != 200
            ]
    assert faults == []
    assert told > 150


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_examples_of_the_page_are_true(language: str, as_user: Any, client: Any) -> None:
    """Each line is run as it stands, with a token that was made as the page says."""
    for who in ("sekretariat", "pengurus-sleman", "pemda-sleman"):
        user = User.objects.get(username=who)
        browser = as_user(user)
        browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        page = browser.get(reverse("api-help")).content.decode()
        _token, secret = services.make(
            user=user,
            kind=TokenKind.API,
            name="curl",
            lists=[EVERY_LIST],
            expires_on=timezone.localdate(),
        )
        lines = [
            unescape(strip_tags(one))
            for one in re.findall(r"<pre[^>]*data-example>(.*?)</pre>", page, re.S)
        ]
        assert len(lines) >= 6
        follow(lines, secret)


def follow(lines: list[str], secret: str) -> None:
    """Run each line as it stands."""
    for line in lines:
        found = re.fullmatch(
            r'curl -H "Authorization: Bearer \$TOKEN" "http://localhost:8000(/\S+)"', line
        )
        assert found, line
        answer = Client().get(found[1], headers={"Authorization": f"Bearer {secret}"})
        assert answer.status_code == 200, (line, answer.content[:300])
        assert readable(answer)


def test_the_examples_of_the_document_are_true() -> None:
    """Of docs/exchange.md: every line of its blocks for a shell, for an account of the region it names."""
    text = (settings.BASE_DIR / "docs" / "exchange.md").read_text()
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.S | re.M)
    lines = [line for block in blocks for line in block.splitlines()]
    assert len(lines) >= 9
    for who in ("sekretariat", "pengurus-sleman", "pemda-sleman"):
        _token, secret = services.make(
            user=User.objects.get(username=who),
            kind=TokenKind.API,
            name="curl",
            lists=[EVERY_LIST],
            expires_on=timezone.localdate(),
        )
        follow(lines, secret)
