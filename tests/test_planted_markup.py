"""Markup typed into any text column is read back raw from no page, paper, mail, file or feed, whoever reads.

And each page read on the way asks for the styles of the parts it holds.

One pass as each reader in the suite; SWEEP=all adds every variant of lists, every paper and every form.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest
from django.contrib import admin
from django.core import mail
from django.core.management import call_command
from django.http import HttpResponse
from django.test import TestCase
from django.urls import reverse
from django.utils.html import escape

from core.people import accounts
from core.people.users import User
from core.tools import pdf
from core.tools.files.exchange import file_response
from core.tools.tables import Column
from planning.models import ServiceKind
from tests.planning.factories import make_service
from tests.planting import RAW, Planted, faults, plant
from tests.styles import missing
from tests.sweep import read_page
from tests.test_access_matrix import OWN_REGION, address, make_world, rows

pytestmark = [pytest.mark.once, pytest.mark.sqlite]
EVERYTHING = os.environ.get("SWEEP") == "all"
TYPED = "%27%22%3E%3Ci%20q7z0%3E"
VARIANTS = (
    f"q={TYPED}", "format=csv", "format=xlsx", "format=print", "columns=all", "archived=1",
    f"sort={TYPED}", f"region={TYPED}", f"as_of={TYPED}", f"filter={TYPED}",
)  # fmt: skip
LISTS = ("ksm:facility-list", "planning:activity-list", "chapters:office-list")
PAPER = re.compile(r"/(pdf|docx|papers?|forms?)/(\?|$)")
PAPERS = (
    "agreements:agreement-draft-pdf",
    "agreements:agreement-draft-docx",
    "monitoring:visit-score-pdf",
)


def places_for(reader: str, named: dict[str, str]) -> list[str]:
    """Return the addresses to read; in the suite few papers, and the bare steps on a record only once."""
    found, first = [], EVERYTHING or reader == "secretariat"
    for name, place in named.items():
        if PAPER.search(place) and not (EVERYTHING or (first and name in PAPERS)):
            continue
        if not first and name.endswith(("-archive", "-restore", "-note", "-file")):
            continue
        found.append(place)
        if EVERYTHING and name.endswith("-list"):
            found += [f"{place}{'&' if '?' in place else '?'}{variant}" for variant in VARIANTS]
        elif first and name in LISTS:
            found.append(f"{place}?{VARIANTS[0]}")
    found += [f"/ksm/{TYPED}/", f"/regions/{TYPED}/"]
    return found + admin_places() if reader == "secretariat" else found


def picking(world: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Return the page that picks facilities, once for each kind of service: each gives other reasons."""
    name = "planning:budget-proposal-pick"
    place = reverse(name, kwargs={"key": world[name]["key"]})
    kinds = [make_service(code=f"jasa-{kind}", kind=kind) for kind in ServiceKind.values]
    return {f"{name} {kind.kind}": f"{place}?service={kind.pk}" for kind in kinds}


def send(browser: Any, name: str, place: str) -> Iterator[str]:
    """Send a page's form with markup in whatever takes words; yield what of it the answer obeys."""
    if not name.endswith(("-create", "-edit", "-note") if EVERYTHING else "-create"):
        return
    page = browser.get(place)
    forms = [form for form in read_page(page.content.decode()).forms if form.method == "post"]
    for form in forms[-1:]:
        typed = {
            entry.name: [unquote(TYPED)]
            if entry.kind in ("text", "textarea", "email", "url")
            else entry.values
            for entry in form.entries.values()
            if entry.kind not in ("file", "hidden")
        }
        answer = browser.post(place, typed, follow=True)
        yield from (f"{place}: {told}" for told in faults(answer)[0][:3])


def admin_places() -> list[str]:
    """Return the admin's list and the page of the newest row of each model."""
    found = []
    for model in admin.site._registry:
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        found.append(reverse(f"{base}_changelist") + (f"?q={TYPED}" if EVERYTHING else ""))
        row: Any = model._base_manager.order_by("-pk").first()
        if row is not None:
            found.append(reverse(f"{base}_change", args=[row.pk]))
    return found


def test_no_answer_obeys_what_was_typed(
    regions: Any, as_user: Any, secretariat: Any, officer: Any, official: Any
) -> None:
    world = make_world(OWN_REGION, "Sarana Contoh")
    named = {name: address(name, world) for name in rows()} | picking(world)
    began = time.monotonic()
    what = plant()
    print(f"\n{what.cells} cells in {len(what.columns)} columns ({time.monotonic() - began:.0f} s)")
    assert what.left == []
    obeyed, shown, unstyled = [], set(), {}
    for reader, person in (
        ("secretariat", secretariat),
        ("officer", officer),
        ("official", official),
    ):
        browser = as_user(person)
        browser.raise_request_exception = False
        places, seen, began = places_for(reader, named), set(), time.monotonic()
        slow: list[tuple[float, str]] = []
        for place in places:
            at = time.monotonic()
            answer = browser.get(place)
            if not answer.streaming:
                unstyled |= dict.fromkeys(missing(answer.content.decode(errors="replace")), place)
            found, numbers = faults(answer)
            slow.append((time.monotonic() - at, place))
            seen |= numbers
            obeyed += [f"{reader} {place}: {told} {_column(told, what)}" for told in found[:3]]
        if reader == "secretariat":
            sent = [told for name, place in named.items() for told in send(browser, name, place)]
            obeyed += [f"{reader} sends {told}" for told in sent]
        print(
            f"{reader}: × {len(places)} addresses ({time.monotonic() - began:.0f} s), {len(seen)} shown"
        )
        print(
            "slowest:", *(f"{took:.1f} s {place}" for took, place in sorted(slow)[-8:]), sep="\n  "
        )
        shown |= seen
    if EVERYTHING:
        print("never shown:", *sorted(what.columns[n] for n in set(what.columns) - shown))
    assert obeyed == [], "\n".join(obeyed)
    assert unstyled == {}
    # Nothing is proved of a column that no page shows.
    assert len(shown) > 500


def _column(told: str, what: Planted) -> str:
    match = RAW.search(told)
    return what.columns.get(int(match[1] or match[2] or 0), "") if match and match.lastindex else ""


@pytest.mark.django_db(transaction=True)
def test_mails_are_plain_text(
    regions: Any, client: Any, secretariat: Any, officer: Any, official: Any
) -> None:
    make_world(OWN_REGION, "Sarana Contoh")
    plant()
    for user in User.objects.all():
        User.objects.filter(pk=user.pk).update(
            email=f"orang{user.pk}@example.org", wants_digest=True
        )
    officer.refresh_from_db()
    accounts.invite(user=officer, by=User.objects.get(pk=secretariat.pk))
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post(reverse("account_reset_password"), {"email": officer.email})
    call_command("timed", "digest", verbosity=0)
    assert len(mail.outbox) >= 3
    assert sum("<i q7z" in letter.body for letter in mail.outbox) >= 2
    for letter in mail.outbox:
        assert letter.content_subtype == "plain"
        assert not getattr(letter, "alternatives", [])
        assert not re.search(r"[\r\n]|&lt;|&#x27;", letter.subject)
        assert "&lt;" not in letter.body


TEXT = "'\"><i q7z7>"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (f"<p>{TEXT}</p>", "text/html"),
        (f"<P>{TEXT.upper()}</P>", "text/html; charset=utf-8"),
        ("<p>q7zran</p>", "text/html"),
        (f"<svg><text>{TEXT}</text></svg>", "image/svg+xml"),
        (TEXT, "text/plain"),
    ],
)
def test_an_answer_that_obeys_is_seen(content: str, kind: str) -> None:
    assert faults(HttpResponse(content, content_type=kind))[0]


def test_an_answer_that_does_not_obey_passes(settings: Any) -> None:
    """The same text escaped, as data, in a spreadsheet and on paper; and paper that swallows a tag is seen."""
    escaped = f'<html lang="id"><title>x</title><p>{escape(TEXT)}</p></html>'
    assert faults(HttpResponse(escaped)) == ([], {7})
    assert faults(HttpResponse(f'["{TEXT}"]', content_type="application/json")) == ([], {7})
    sheet = file_response(fmt="xlsx", title="x", columns=[Column("a", "A")], records=[{"a": TEXT}])
    assert faults(sheet) == ([], {7})
    assert faults(pdf.response(pdf.write(escaped), filename="x")) == ([], {7})
    raw = pdf.write(escaped.replace(escape(TEXT), TEXT))
    assert faults(pdf.response(raw, filename="x"))[0]
