"""A bird in the coal mine: text of another region must never reach a reader (design §3)."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.urls import reverse
from pypdf import PdfReader
from pypdf.errors import PdfReadError

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


@pytest.mark.parametrize("reader", ["officer", "official", "province_official"])
def test_no_answer_holds_text_of_another_region(
    reader: str, regions: Any, as_user: Any, request: pytest.FixtureRequest
) -> None:
    own = make_world("34.04", "Sarana Sendiri")
    foreign = make_world(OTHER_REGION, CANARY)
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
                f"{base}?region={OTHER_REGION}",
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
