"""Where nothing is recorded no page says 0: none recorded is not none there (facts T10)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db

PAGES = [
    ("home", []),
    ("region-overview", ["34.04"]),
    ("region-overview", ["34"]),
    ("region-report", ["34.04", 2018]),
    ("region-report", ["34", 2018]),
    ("region-co-management", ["34.04"]),
    ("board", []),
    ("monitoring:recap", []),
    ("monitoring:comparison", []),
    ("monitoring:effluent", []),
    ("monitoring:watch-list", []),
    ("agreements:board", []),
    ("agreements:analysis", []),
    ("planning:year-matrix", []),
    ("planning:goal-matrix", []),
    ("ksm:desludging-schedule-list", []),
    ("ksm:facility-list", []),
    ("ksm:group-list", []),
    ("events:alliance-list", []),
    ("events:award-list", []),
    ("events:event-list", []),
]


def words(answer: Any) -> str:
    """Return what the page itself says, without the frame, forms and times."""
    text = answer.content.decode()
    body = re.search(r"<main.*?</main>", text, re.S)
    text = body[0] if body else text
    text = re.sub(r"<(form|script|style|svg)\b.*?</\1>", " ", text, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_t10_no_page_says_0_where_nothing_is_known(
    name: str, args: list[Any], regions: Any, secretariat: Any, as_user: Any
) -> None:
    said = words(as_user(secretariat).get(reverse(name, args=args)))
    said = said.replace(" 0 baris ", " ")  # the length of a list is one
    zeros = re.findall(r".{0,60}(?<![\d.,/:\u2013-])\b0\b(?![\d.,:/]).{0,30}", said)
    assert not zeros, zeros
