"""What somebody saved is never written over by a row that was read before: archive, restore, steps, close."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from chapters.models import Office
from core.access import Action, may
from core.records import services, undo
from core.records.records import Record
from core.records.timeline import timeline_of
from tests.test_access_matrix import OWN_REGION, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def world(regions: Any, secretariat: Any, officer: Any, official: Any) -> None:
    make_world(OWN_REGION, "Sarana Contoh")


def records() -> Iterator[Any]:
    """Yield one record of every model of the house that is archived on a page."""
    for model in undo.tracked_models():
        if issubclass(model, Record):
            row = model._base_manager.filter(archived_at__isnull=True).first()
            if row is not None:
                yield row


def test_archiving_keeps_what_was_saved_since_the_page_was_opened(
    world: None, secretariat: Any
) -> None:
    seen = set()
    for opened in records():
        model = type(opened)
        if not may(secretariat, Action.ARCHIVE, opened):
            continue
        edited = model._base_manager.get(pk=opened.pk)
        edited.source = "Berita acara baru"
        edited.save()
        try:
            services.archive(obj=opened, by=secretariat)
        except (ValidationError, PermissionDenied):
            continue  # the room has something against it
        kept = model._base_manager.get(pk=opened.pk)
        assert (kept.source, bool(kept.archived_at)) == ("Berita acara baru", True), model
        told = kept.history.order_by("-history_id").first()
        assert told.source == "Berita acara baru", model
        # The other way: opened while archived, changed, restored.
        opened = model._base_manager.get(pk=opened.pk)
        kept.source = "Lampiran"
        kept.save()
        try:
            services.restore(obj=opened, by=secretariat)
        except (ValidationError, PermissionDenied):
            continue
        kept.refresh_from_db()
        assert (kept.source, kept.archived_at) == ("Lampiran", None), model
        seen.add(model._meta.app_label)
    assert seen == {"core", "agreements", "chapters", "events", "ksm", "monitoring", "planning"}


# --- The order of telling ---------------------------------------------------------


def test_history_is_told_in_the_order_of_writing_when_the_clock_was_set_back(
    officer: Any, secretariat: Any, as_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """31 December by a wrong clock, then mended: the last to write stays the last."""
    office = Office.objects.create(region_id="34.04", name="Dinas PU", kind="opd")
    real = timezone.now
    url = office.get_absolute_url() + "edit/"
    typed = {"name": "Dinas PU", "kind": "opd", "region": "34.04"}
    opened = str(office.version)
    monkeypatch.setattr(timezone, "now", lambda: real() + dt.timedelta(days=33))
    first = as_user(officer).post(url, {**typed, "address": "Jalan Satu", "row_version": opened})
    note = {"text": "Dari hari yang salah", "kind": "info"}
    services.add_note(obj=office, by=officer, **note)
    monkeypatch.setattr(timezone, "now", real)
    mended = str(Office.objects.get().version)
    second = as_user(secretariat).post(
        url, {**typed, "address": "Jalan Dua", "row_version": mended}
    )
    assert (first.status_code, second.status_code) == (302, 302)
    entries, _more = timeline_of(Office.objects.get(), reader=secretariat)
    changes = [(one.who, [(c.old, c.new) for c in one.changes]) for one in entries if one.changes]
    assert changes == [
        (str(secretariat), [("Jalan Satu", "Jalan Dua")]),
        (str(officer), [("–", "Jalan Satu")]),
    ]
    # And whoever comes too late hears of the one who wrote last.
    late = as_user(officer).post(url, {**typed, "address": "Jalan Tiga", "row_version": mended})
    page = late.content.decode()
    assert late.status_code == 422 and f"diubah oleh {secretariat}" in " ".join(page.split())
