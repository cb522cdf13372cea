"""The watch list of many regions: what it counts is what it shows, page after page, and never older than the facts."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from core.tools.rows.keyset import page_by_key
from ksm import kept
from ksm.models import Operation
from monitoring.recap import watch
from tests.at_once import at_once
from tests.ksm.factories import make_facility
from tests.monitoring.test_kept_counts import keeps, make_world


@keeps
@pytest.mark.django_db(transaction=True)
def test_what_is_not_committed_is_seen_by_its_own_connection_alone(
    secretariat: Any, officer: Any
) -> None:
    make_world()
    kept.refresh()
    written, was_read = threading.Event(), threading.Event()

    def unrun() -> int:
        return sum(one["operator"] for one in watch.counts_by_region(user=secretariat).values())

    def write() -> int:
        with transaction.atomic():
            Operation.objects.all().delete()
            own = unrun()
            written.set()
            assert was_read.wait(timeout=20)
        return own

    def read() -> tuple[int, int]:
        assert written.wait(timeout=20)
        try:
            return unrun(), kept.refresh()
        finally:
            was_read.set()

    assert at_once(write, read) == [6, (3, 0)]
    assert unrun() == 6
    assert kept.refresh() == 3
    assert unrun() == 6


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["", "?region=34", "?reason=missed", "?reason=nobody", "?q=IPAL", "?sort=-region"]
)
def test_the_watch_list_says_what_it_counts_and_is_read_through(
    query: str,
    regions: Any,
    secretariat: Any,
    officer: Any,
    as_user: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Page after page, forwards and back, holds each row once, whether counts are kept or not."""
    make_world()
    kept.refresh()
    for number in range(5):
        make_facility("34.01", name=f"IPAL {number}")
    monkeypatch.setattr(
        "core.pages.lists.page_by_key", lambda rows, **more: page_by_key(rows, **more | {"size": 2})
    )
    browser = as_user(secretariat)
    address = reverse("monitoring:watch-list")
    page = browser.get(f"{address}{query}")
    codes, total = [row.code for row in page.context["chunk"]], page.context["total"]
    keys = []
    while key := page.context["chunk"].next_key:
        keys.append(key)
        page = browser.get(f"{address}{query or '?'}&key={key}")
        codes += [row.code for row in page.context["chunk"]]
    assert len(codes) == total == len(set(codes)), (codes, total)
    back = [row.code for row in page.context["chunk"]]
    while key := page.context["chunk"].previous_key:
        page = browser.get(f"{address}{query or '?'}&key={key}")
        back = [*(row.code for row in page.context["chunk"]), *back]
    assert back == codes
