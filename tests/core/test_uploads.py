"""Files from outside: judged by what they are, not by what they call themselves."""

from __future__ import annotations

import io
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from chapters.models import Chapter
from core.records.journal import Attachment
from core.tools.files import pictures, uploads
from core.tools.turns import turn_of_one
from tests.files import office, pdf


def photo(fmt: str = "JPEG", size: tuple[int, int] = (2400, 1200), **extra: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, fmt, **extra)
    return out.getvalue()


def check(data: bytes, name: str = "berkas") -> uploads.CheckedFile:
    return uploads.check(ContentFile(data, name=name))


def test_a_photo_is_made_small_and_loses_its_exif() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Kamera Rahasia"
    kept = check(photo(exif=exif))
    data = kept.content
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.format == "WEBP"
        assert max(picture.size) == pictures.EDGE
        assert not picture.getexif()
    assert b"Kamera Rahasia" not in data
    assert (kept.kind, kept.mime_type, kept.extension) == ("photo", "image/webp", ".webp")


def test_what_hides_behind_a_photo_is_dropped() -> None:
    assert b"<script>" not in check(photo() + b"<script>alert(1)</script>").content


@pytest.mark.parametrize(
    "data",
    [
        b"<html><script>alert(1)</script></html>",
        b"MZ\x90\x00" + b"\0" * 60,
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\xff\xd8\xff" + b"broken" * 10,
        b"PK\x03\x04 not a zip",
        b"GIF89a" + b"\0" * 20,
    ],
    ids=["html", "exe", "svg", "broken jpeg", "broken zip", "gif"],
)
def test_disguised_and_broken_files_are_refused(data: bytes) -> None:
    with pytest.raises(ValidationError):
        check(data)


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"mif1"])
def test_b22_a_heic_photo_is_refused_with_the_way_out(brand: bytes) -> None:
    with pytest.raises(ValidationError, match="JPEG"):
        check(b"\0\0\0\x18ftyp" + brand + b"\0" * 40, name="IMG_0001.HEIC")


def test_size_and_emptiness_have_words(settings: Any) -> None:
    settings.MAX_UPLOAD_MB = 1
    with pytest.raises(ValidationError, match="MB"):
        check(b"%PDF-" + b"0" * 1024 * 1024)
    with pytest.raises(ValidationError):
        check(b"")


def test_documents_are_kept_as_they_are() -> None:
    assert check(pdf()).content == pdf()
    whole = office("xlsx")
    assert (check(whole).content, check(whole).extension) == (whole, ".xlsx")


def test_a_name_shows_what_it_is() -> None:
    """Signs that turn the reading round made a program look like a picture."""
    assert check(photo(size=(9, 9)), name="foto\u202egpj.exe\u200b.jpg").name == "fotogpj.exe.jpg"


@pytest.fixture
def chapter(regions: Any) -> Chapter:
    return Chapter.objects.create(region_id="34.04", status="active")


def test_a_file_goes_up_and_comes_down_only_inside_the_region(
    chapter: Chapter, as_user: Any, officer: Any, official: Any, other_officer: Any
) -> None:
    place = reverse("chapters:chapter-file", args=[chapter.pk])
    sent = {
        "file": SimpleUploadedFile("../../ipal sleman.jpg", photo(), "text/html"),
        "title": "",
        "taken_on": "14 Maret 2018",
    }
    assert as_user(officer).post(place, sent).status_code == 302
    kept = Attachment.objects.get()
    assert kept.title == "ipal sleman"
    assert "sleman" not in kept.file.name
    answer = as_user(official).get(kept.get_absolute_url())
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert as_user(other_officer).get(kept.get_absolute_url()).status_code == 404
    assert as_user(None).get(kept.get_absolute_url()).status_code == 302


def test_the_same_file_is_not_kept_twice(chapter: Chapter, as_user: Any, officer: Any) -> None:
    place = reverse("chapters:chapter-file", args=[chapter.pk])
    for expected in (302, 422):
        sent = {"file": SimpleUploadedFile("a.pdf", pdf())}
        assert as_user(officer).post(place, sent).status_code == expected
    assert Attachment.objects.count() == 1


def test_documents_of_an_account_are_looked_at_one_at_a_time(
    chapter: Chapter, as_user: Any, officer: Any
) -> None:
    """One file a form, also under names it does not have; a photo waits for no document."""
    place, browser = reverse("chapters:chapter-file", args=[chapter.pk]), as_user(officer)
    two = {name: SimpleUploadedFile("a.pdf", pdf()) for name in ("file", "file1")}
    assert browser.post(place, two).status_code == 413
    for token in ({}, {"form_token": str(uuid.uuid4())}):
        with turn_of_one(f"documents {officer.pk}", most=1):
            refused = browser.post(place, {"file": SimpleUploadedFile("a.pdf", pdf()), **token})
            assert (refused.status_code, refused["Retry-After"]) == (429, "30")
    with turn_of_one(f"documents {officer.pk}", most=1):
        assert (
            browser.post(place, {"file": SimpleUploadedFile("a.jpg", photo())}).status_code == 302
        )
    assert browser.post(place, {"file": SimpleUploadedFile("a.pdf", pdf())}).status_code == 302


def test_a_30_mb_upload_is_refused_in_words(chapter: Chapter, as_user: Any, officer: Any) -> None:
    place = reverse("chapters:chapter-file", args=[chapter.pk])
    sent = {"file": SimpleUploadedFile("besar.pdf", b"%PDF-" + b"0" * 30 * 1024 * 1024)}
    answer = as_user(officer).post(place, sent)
    assert answer.status_code == 422
    assert "MB" in answer.content.decode()
    assert not Attachment.objects.exists()


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@pytest.mark.parametrize("fmt", ["JPEG", "PNG", "WEBP"])
def test_a_photo_with_damaged_exif_is_kept_all_the_same(fmt: str) -> None:
    """Cheap phones write EXIF that nobody can read; it is dropped anyway."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Kamera" * 5
    whole = photo(fmt, (60, 40), exif=exif)
    start = whole.index(b"Kamera") - 60
    for place in range(start, start + 60):
        for value in (0, 1, 2, 5, 7, 12, 255):
            damaged = bytearray(whole)
            damaged[place] = value
            try:
                kept = check(bytes(damaged))
            except ValidationError:  # the damage met the picture itself
                continue
            assert kept.kind == "photo"
