"""A bird in the coal mine: text of another region must never reach a reader (design §3)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from pypdf import PdfReader
from pypdf.errors import PdfReadError

from core.access import Role
from core.records.journal import Attachment, Note
from tests.conftest import make_user
from tests.test_access_matrix import address, make_world, rows

CANARY = "Kenari7351"
OTHER_REGION = "33.72"


def readable(answer: Any) -> bytes:
    """Return the bytes of an answer as a reader would get them: XLSX unzipped, PDF as text."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as parcel:
            body = b"\n".join(parcel.read(name) for name in parcel.namelist())
    elif body[:5] == b"%PDF-":
        try:
            body = "\n".join(
                page.extract_text() for page in PdfReader(io.BytesIO(body)).pages
            ).encode()
        except PdfReadError:
            return body  # a scrap that a test keeps as a file; its bytes are what is read
    return body


THIRD_REGION = "34.01"


@pytest.mark.parametrize(
    ("reader", "owned", "elsewhere"),
    [
        ("officer", ["34.04"], OTHER_REGION),
        ("official", ["34.04"], OTHER_REGION),
        ("province_official", ["34.04"], OTHER_REGION),
        ("pair_officer", ["34.04", OTHER_REGION], THIRD_REGION),
        ("pair_official", ["34.04", OTHER_REGION], THIRD_REGION),
    ],
)
def test_no_answer_holds_text_of_another_region(
    reader: str,
    owned: list[str],
    elsewhere: str,
    regions: Any,
    as_user: Any,
    request: pytest.FixtureRequest,
) -> None:
    for code in owned[1:]:
        make_world(code, "Sarana Kedua")
    own = make_world(owned[0], "Sarana Sendiri")
    foreign = make_world(elsewhere, CANARY)
    browser = as_user(request.getfixturevalue(reader))
    leaks, seen = [], 0
    for name in rows():
        addresses = {address(name, own), address(name, foreign)}
        if name.endswith("-list"):
            base = reverse(name)
            addresses |= {
                f"{base}?format=csv",
                f"{base}?format=xlsx",
                f"{base}?q={CANARY}x",
                f"{base}?archived=1",
                f"{base}?region={elsewhere}",
            }
        for place in addresses:
            answer = browser.get(place)
            seen += 1
            # What the reader typed stands in the search box and the address again; that is no leak.
            echo = (f"{CANARY}x", f'value="{CANARY}"', f"?q={CANARY}")
            text = readable(answer)
            for typed in echo:
                text = text.replace(typed.encode(), b"")
            if CANARY.encode() in text:
                leaks.append(f"{answer.status_code} {place}")
    assert leaks == []
    assert seen > 150


def hanging() -> Iterator[str]:
    """Yield every address that reads a note or a file by itself."""
    for file in Attachment.objects.exclude(file=""):
        for name in ("file", "core:attachment-archive"):
            yield reverse(name, args=[file.uuid])
    for noun, model in (("note", Note), ("attachment", Attachment)):
        yield reverse(f"admin:core_{noun}_changelist")
        for row in model.objects.all():
            yield reverse(f"admin:core_{noun}_change", args=[row.pk])


def test_what_hangs_on_a_record_is_read_by_who_sees_the_record(
    regions: Any, as_user: Any, officer: Any, official: Any, other_officer: Any
) -> None:
    """Also where it has no region itself: on a national event for named regions."""
    make_world(OTHER_REGION, CANARY)
    leaks, heard = [], 0
    for place in hanging():
        for reader in (officer, official):
            if CANARY.encode() in readable(as_user(reader).get(place)):
                leaks.append(f"{reader} {place}")
        heard += CANARY.encode() in readable(as_user(other_officer).get(place))
    assert leaks == []
    national = Attachment.objects.filter(region=None).get()
    own = as_user(other_officer)
    assert own.get(national.get_absolute_url()).status_code == 200
    assert own.get(reverse("core:attachment-archive", args=[national.uuid])).status_code == 403
    assert heard >= 1
    secretary = as_user(make_user("sekretariat", Role.SECRETARIAT))
    assert CANARY in secretary.get(reverse("admin:core_note_changelist")).content.decode()


def test_the_canary_sings_for_its_own_reader(
    regions: Any, as_user: Any, other_officer: Any
) -> None:
    """Without this the test above could pass because nothing prints the text at all."""
    make_world(OTHER_REGION, CANARY)
    browser = as_user(other_officer)
    heard = [
        name
        for name in rows()
        if name.endswith("-list") and CANARY.encode() in readable(browser.get(reverse(name)))
    ]
    assert len(heard) >= 10
