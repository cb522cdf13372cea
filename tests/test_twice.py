"""One form sent twice at the same moment, of every room and every kind: saved once, and both are led to it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from chapters.models import Office
from core.importing import jobs
from core.importing.models import ImportJob
from core.pages import once
from core.pages.saved import SavedFilter
from core.records import undo
from core.records.journal import Attachment, Note
from core.tools.files import uploads
from core.tools.turns import turn_of_one
from tests import sweep
from tests.at_once import at_once, errors
from tests.test_access_matrix import OWN_REGION, address, make_world

FIRST, LAST = "*", "**"  # the first and the last choice the form offers
# Name of the page, and what is typed beside what the form shows. Pages of steps, new records and edits of all rooms.
KINDS: dict[str, dict[str, Any]] = {
    "chapters:office-create": {"name": "Dinas Ganda", "kind": "opd", "region": OWN_REGION},
    "chapters:official-create": {"position": "Kepala Bidang Ganda", "name": "Ganda"},
    "chapters:office-edit": {"name": "Dinas Diubah"},
    "chapters:office-note": {"text": "Ganda", "kind": "info"},
    "chapters:office-file": {"title": "Ganda", "file": "scan"},
    "chapters:office-archive": {"remark": "Ganda"},
    "ksm:group-create": {"name": "KSM Ganda", "kind": FIRST, "region": OWN_REGION},
    "ksm:facility-create": {"name": "IPAL Ganda", "facility_type": "mck", "region": OWN_REGION},
    "ksm:status-record-create": {"observed_on": "12/03/2019", "function": "working"},
    "ksm:desludging-create": {"done_on": "12/03/2019", "remark": "Ganda"},
    "ksm:works-create": {"kind": "rehabilitasi", "description": "Ganda"},
    "ksm:funding-contribution-create": {"amount": "1000", "remark": "Ganda"},
    "monitoring:finding-create": {"title": "Ganda", "aspect": FIRST, "severity": FIRST, "responsible": FIRST, "action_required": "Ganda"},
    "agreements:contact-create": {"kind": FIRST, "outcome": FIRST, "people": "Ganda", "held_on": "2019-03-12"},
    "agreements:blocker-create": {"reason": LAST, "description": "Ganda", "raised_on": "2019-03-12"},
    "events:event-create": {"title": "Ganda", "kind": "training", "state": "held", "region": OWN_REGION, "starts_on": "2018-05-08"},
    "events:commitment-create": {"text": "Ganda", "kind": FIRST},
    "planning:activity-create": {"title": "Ganda", "field": "kelembagaan"},
    "planning:progress-create": {"date": "05/05/2018", "volume": "3", "evidence": "Ganda"},
    "planning:goal-create": {"title": "Ganda", "field": "kelembagaan", "from_year": "2016", "to_year": "2018"},
    "planning:activity-note": {"text": "Ganda", "kind": "info"},
    "ksm:facility-filters": {"do": "save", "name": "Ganda", "query": "stage=operating"},
}  # fmt: skip


def counted() -> dict[str, int]:
    """Return how many rows each table of records has."""
    models = [*undo.tracked_models(), Note, Attachment, SavedFilter]
    return {model._meta.label: model._base_manager.count() for model in models}


def typed(browser: Client, name: str, place: str) -> dict[str, Any]:
    """Return what a browser would send: what the form shows, and what the table says is typed."""
    page = browser.get(place)
    assert page.status_code == 200, (name, page.status_code)
    forms = [f for f in sweep.read_page(page.content.decode()).forms if "form_token" in f.entries]
    wanted = set(KINDS[name])
    form = max(forms, key=lambda one: len(wanted & set(one.entries))) if forms else None
    shown = form.sent() if form else {}
    data = {
        key: values[0] if len(values) == 1 else values for key, values in shown.items() if values
    }
    found = {"form_token": str(uuid.uuid4()), **data, **KINDS[name]}
    for key, place in [(k, v) for k, v in found.items() if v in (FIRST, LAST)]:
        choices = [choice for choice in form.entries[key].choices if choice] if form else [""]
        found[key] = choices[0 if place == FIRST else -1]
    return found


def upload(data: dict[str, Any]) -> dict[str, Any]:
    """Return the same entries with a file that can be read once more."""
    if data.get("file") != "scan":
        return data
    scan = SimpleUploadedFile("ganda.png", PIXEL, "image/png")
    return {**data, "file": scan}


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def twins_of(browser: Client) -> list[Client]:
    """Return two windows of one session."""
    found = [Client(), Client()]
    for one in found:
        one.cookies = browser.cookies
    return found


def sending(browser: Client, place: str, data: dict[str, Any]) -> Callable[[], Any]:
    return lambda: browser.post(place, data)


@pytest.fixture
def doors(regions: Any, secretariat: Any, officer: Any, official: Any) -> Iterator[Any]:
    world = make_world(OWN_REGION, "Sarana Contoh")
    browser = Client()
    browser.force_login(officer)
    yield [(name, address(name, world), browser) for name in KINDS]


def check(name: str, before: dict[str, int], answers: list[Any], once: dict[str, int]) -> list[str]:
    """Return what is wrong with two answers to one form."""
    faults, codes = [], [answer.status_code for answer in answers]
    if codes != [302, 302]:
        said = next((a for a in answers if a.status_code != 302), None)
        found = (
            said.context["form"].errors if said and said.context and "form" in said.context else ""
        )
        faults.append(f"{name}: {codes} {found}")
    elif len({answer["Location"] for answer in answers}) != 1:
        faults.append(f"{name}: led to {[a['Location'] for a in answers]}")
    grown = {label: n - before[label] for label, n in once.items() if n != before[label]}
    if any(n > 1 for n in grown.values()):
        faults.append(f"{name}: {grown}")
    if not grown and not name.endswith(("-edit", "-archive")):
        faults.append(f"{name}: nothing was saved")
    return faults


@pytest.mark.django_db
def test_one_form_sent_again_is_saved_once(doors: Any) -> None:
    faults: list[str] = []
    for name, place, browser in doors:
        data, before = typed(browser, name, place), counted()
        answers = [browser.post(place, upload(data)) for _time in range(2)]
        faults += check(name, before, answers, counted())
    assert not faults, "\n".join(faults)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="the test database is in memory")
def test_one_form_sent_twice_at_once_is_saved_once(doors: Any) -> None:
    """Real connections at the same moment, one world for all kinds: emptying it takes longest."""
    faults: list[str] = []
    for name, place, browser in doors:
        data, before = typed(browser, name, place), counted()
        answers = at_once(*(sending(twin, place, upload(data)) for twin in twins_of(browser)))
        assert errors(answers) == [], name
        faults += check(name, before, answers, counted())
    assert not faults, "\n".join(faults)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="the test database is in memory")
def test_an_edit_is_never_undone_by_a_step_at_the_same_moment(doors: Any, officer: Any) -> None:
    """Edit beside archive, on their pages: whoever hears that it is saved finds it in the record."""
    browser = doors[0][2]
    for turn in range(6):
        office = Office.objects.create(region_id=OWN_REGION, name=f"Dinas {turn}", kind="opd")
        edit = reverse("chapters:office-edit", args=[office.pk])
        data = {"name": office.name, "kind": "opd", "region": OWN_REGION, "row_version": "1"}
        archive = reverse("chapters:office-archive", args=[office.pk])
        one, two = twins_of(browser)
        first, second = at_once(
            sending(one, edit, {**data, "address": "Jalan Baru"}), sending(two, archive, {})
        )
        office.refresh_from_db()
        assert second.status_code == 302 and office.archived_at, turn
        assert (office.address == "Jalan Baru") == (first.status_code == 302), turn


def test_who_sends_one_form_many_times_holds_no_threads(
    officer: Any, as_user: Any, monkeypatch: Any
) -> None:
    """The second waits for the first; a third gets its entries back at once, from whichever worker."""
    place = reverse("chapters:office-create")
    form = {
        "name": "Dinas Ganda",
        "kind": "opd",
        "region": OWN_REGION,
        "form_token": str(uuid.uuid4()),
    }
    browser = as_user(officer)
    bare = {name: value for name, value in form.items() if name != "form_token"}
    with turn_of_one(f"forms {officer.pk}", most=2), turn_of_one(f"forms {officer.pk}", most=2):
        assert browser.post(place, bare).status_code == 429  # the token may be left out
        answer = browser.post(place, form)
    assert (answer.status_code, answer["Retry-After"]) == (429, "5")
    assert "Dinas Ganda" in answer.content.decode() and "Dua formulir" in answer.content.decode()
    assert not Office.objects.filter(name="Dinas Ganda").exists()
    assert browser.post(place, form).status_code == 302  # the token is free still


def test_a_photo_is_decoded_before_anything_is_held(
    officer: Any, as_user: Any, monkeypatch: Any
) -> None:
    from core.tools.files import pictures

    seen: list[int] = []
    real = pictures.make_small

    def look(upload: Any) -> bytes:
        seen.append(len(connection.savepoint_ids))
        return real(upload)

    monkeypatch.setattr(pictures, "make_small", look)
    office = Office.objects.create(name="Dinas", kind="opd", region_id=OWN_REGION)
    answer = as_user(officer).post(
        reverse("chapters:office-file", args=[office.pk]),
        {
            "title": "Foto",
            "file": SimpleUploadedFile("a.png", PIXEL),
            "form_token": str(uuid.uuid4()),
        },
    )
    assert answer.status_code == 302 and Attachment.objects.count() == 1
    assert seen == [0]  # not inside the transaction of the write


def test_a_document_is_opened_before_anything_is_held(
    officer: Any, as_user: Any, monkeypatch: Any
) -> None:
    """With a token and without: somebody else's script may send either."""
    seen: list[int] = []
    real = uploads.documents.check_office

    def look(upload: Any) -> Any:
        seen.append(len(connection.savepoint_ids))
        return real(upload)

    monkeypatch.setattr(uploads.documents, "check_office", look)
    office = Office.objects.create(name="Dinas", kind="opd", region_id=OWN_REGION)
    place = reverse("chapters:office-file", args=[office.pk])
    for token in ({"form_token": str(uuid.uuid4())}, {}):
        form = {"title": "Surat", "file": SimpleUploadedFile("a.docx", b"PK\x03\x04 none"), **token}
        assert as_user(officer).post(place, form).status_code == 422
    assert seen == [0, 0]


def test_a_table_is_read_before_anything_is_held(
    officer: Any, as_user: Any, monkeypatch: Any
) -> None:
    seen: list[int] = []
    real = jobs.files.open_book

    def open_book(*given: Any, **named: Any) -> Any:
        seen.append(len(connection.savepoint_ids))
        return real(*given, **named)

    monkeypatch.setattr(jobs.files, "open_book", open_book)
    monkeypatch.setattr(once, "MOST_READ", 8)
    place = reverse("core:import-job-create", args=["groups"])
    table = b"Nama KSM;Desa;Jenis\nKSM Satu;Tirtoadi;KSM"
    token = str(uuid.uuid4())
    answers = [
        as_user(officer).post(
            place, {"file": SimpleUploadedFile("k.csv", table), "form_token": token}
        )
        for _time in range(2)
    ]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert ImportJob.objects.count() == 1 and set(seen) == {0}
    assert ImportJob.objects.get().file.read() == table
    # It was read to its end before; another one of the same size and name is told apart by its beginning.
    other = SimpleUploadedFile("k.csv", table.replace(b"Nama", b"NAMA"))
    assert as_user(officer).post(place, {"file": other, "form_token": token}).status_code == 409
