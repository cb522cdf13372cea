"""Private files: who gets them, and how harmless they are made."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.records import services
from core.records.journal import Attachment, Note
from tests.chapters.factories import make_chapter, make_office, photo
from tests.files import pdf


@pytest.fixture
def picture(regions: Any, officer: Any) -> Attachment:
    return services.add_file(obj=make_chapter(), by=officer, upload=photo(), title="IPAL")


def test_a_photo_goes_to_its_region_only(
    picture: Attachment,
    as_user: Any,
    officer: Any,
    official: Any,
    secretariat: Any,
    other_officer: Any,
    client: Any,
) -> None:
    place = reverse("file", args=[picture.uuid])
    for user in (officer, official, secretariat):
        assert as_user(user).get(place).status_code == 200
    assert as_user(other_officer).get(place).status_code == 404
    assert client.get(place).status_code == 302
    assert as_user(officer).get(reverse("file", args=[uuid.uuid4()])).status_code == 404


def test_a_photo_is_shown_and_can_run_nothing(
    picture: Attachment, as_user: Any, officer: Any
) -> None:
    place, browser = reverse("file", args=[picture.uuid]), as_user(officer)
    answer = browser.get(place)
    assert answer["Content-Type"] == "image/webp"
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["X-Content-Type-Options"] == "nosniff"
    policy = answer["Content-Security-Policy"]
    assert "sandbox" in policy and "frame-ancestors 'none'" in policy
    assert "private" in answer["Cache-Control"]
    again = browser.get(place, headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304


def test_a_document_is_a_download(regions: Any, as_user: Any, officer: Any) -> None:
    upload = SimpleUploadedFile("../../surat.pdf", pdf(), "text/html")
    kept = services.add_file(obj=make_chapter(), by=officer, upload=upload, title='a"b\r\nX: y')
    answer = as_user(officer).get(reverse("file", args=[kept.uuid]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/pdf"


def test_a_lost_file_is_a_404(picture: Attachment, as_user: Any, officer: Any) -> None:
    picture.file.storage.delete(picture.file.name)
    assert as_user(officer).get(reverse("file", args=[picture.uuid])).status_code == 404


def test_writers_archive_a_file_and_the_secretariat_still_opens_it(
    picture: Attachment,
    as_user: Any,
    officer: Any,
    official: Any,
    secretariat: Any,
    other_officer: Any,
) -> None:
    place = reverse("core:attachment-archive", args=[picture.uuid])
    assert as_user(official).get(place).status_code == 403
    assert as_user(official).post(place).status_code == 403
    assert as_user(other_officer).post(place).status_code == 404
    assert as_user(officer).get(place).status_code == 200
    assert as_user(officer).post(place, {"remark": "buram"}).status_code == 302
    picture.refresh_from_db()
    assert picture.archived_at
    opened = reverse("file", args=[picture.uuid])
    assert as_user(officer).get(opened).status_code == 404
    assert as_user(secretariat).get(opened).status_code == 200


def test_files_of_an_archived_record_stay(
    picture: Attachment, as_user: Any, officer: Any, secretariat: Any
) -> None:
    services.archive(obj=picture.subject, by=secretariat)
    assert (
        as_user(officer).post(reverse("core:attachment-archive", args=[picture.uuid])).status_code
        == 403
    )
    picture.refresh_from_db()
    assert picture.archived_at is None


def test_upload_through_the_page(regions: Any, as_user: Any, officer: Any) -> None:
    office = make_office()
    place = reverse("chapters:office-file", args=[office.pk])
    browser = as_user(officer)
    assert browser.post(place, {"file": photo(), "title": "Kantor"}).status_code == 302
    bad = SimpleUploadedFile("foto.jpg", b"<script>alert(1)</script>", "image/jpeg")
    assert browser.post(place, {"file": bad}).status_code == 422
    assert Attachment.objects.count() == 1
    assert "Kantor" in browser.get(office.get_absolute_url()).content.decode()


def test_notes_and_files_hang_on_one_record_alone(regions: Any, officer: Any) -> None:
    """Not on one whose number begins alike, nor on a record of another kind with the same number."""
    office, next_one = make_office(pk=71), make_office(pk=710, name="Dinas Kesehatan")
    chapter = make_chapter(pk=71)
    for row in (office, next_one, chapter):
        services.add_note(obj=row, by=officer, text=f"Catatan {row}", kind="info")
        services.add_file(obj=row, by=officer, upload=photo(), title=f"Foto {row}")
    for row in (office, next_one, chapter):
        assert [note.text for note in Note.objects.of(row)] == [f"Catatan {row}"]
        assert [file.title for file in Attachment.objects.of(row)] == [f"Foto {row}"]
