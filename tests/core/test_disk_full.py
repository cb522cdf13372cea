"""A disk without room: a sentence, the entries handed back, nothing torn left behind, and strays tidied."""

from __future__ import annotations

import datetime as dt
import errno
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.urls import reverse
from typing_extensions import override

from aksansi.backup import strays
from bench.filling import picture
from core.records.journal import Attachment
from core.tools.files.full import is_full
from tests.ksm import factories as f


@pytest.fixture
def small_disk(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """Uploads lie on a disk of 64 kB."""
    place = tmp_path / "small"
    place.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)]
    if os.getuid() or subprocess.run(words, capture_output=True).returncode:
        pytest.skip("only root may mount a disk")
    settings.MEDIA_ROOT = place
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_hands_the_form_back_and_keeps_no_torn_file(
    small_disk: Path, officer: Any, as_user: Any
) -> None:
    facility = f.make_facility()
    (small_disk / "weight").write_bytes(bytes(65_000))
    where = reverse("ksm:facility-file", args=[facility.code])
    sent = {"title": "Foto lapangan <1>", "file": SimpleUploadedFile("foto.png", picture("x"))}
    browser = as_user(officer)
    browser.raise_request_exception = False
    answer = browser.post(where, sent)
    page = answer.content.decode()
    assert answer.status_code == 507 and "Tempat penyimpanan sistem penuh" in page
    assert "Foto lapangan &lt;1&gt;" in page and "foto.png" in page
    assert not Attachment.objects.exists()
    assert list(strays.stored()) == ["weight"]
    (small_disk / "weight").unlink()
    again = {**sent, "file": SimpleUploadedFile("foto.png", picture("x"))}
    assert browser.post(where, again).status_code == 302


class Half(ContentFile):  # type: ignore[type-arg]
    @override
    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield b"half"
        raise OSError(errno.ENOSPC, "No space left on device")


def test_what_could_not_be_written_whole_is_gone() -> None:
    with pytest.raises(OSError):
        default_storage.save("a/b.txt", Half(b"half and more"))
    assert list(strays.stored()) == []


def test_no_room_is_told_from_other_faults() -> None:
    assert is_full(OperationalError("database or disk is full"))
    wrapped = OperationalError("no")
    wrapped.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    assert is_full(wrapped)
    assert not is_full(OSError(errno.EACCES, "Permission denied"))
    assert not is_full(OperationalError("database is locked"))


def test_files_that_no_row_names_go_after_two_days(officer: Any, as_user: Any) -> None:
    facility = f.make_facility()
    where = reverse("ksm:facility-file", args=[facility.code])
    sent = {"title": "Foto", "file": SimpleUploadedFile("foto.png", picture("x"))}
    assert as_user(officer).post(where, sent).status_code == 302
    kept = Attachment.objects.get().file.name
    for name in ("a/old.txt", "a/new.txt"):
        default_storage.save(name, ContentFile(b"x"))
    long_ago = (dt.datetime.now() - dt.timedelta(days=3)).timestamp()
    for name in (kept, "a/old.txt"):
        os.utime(default_storage.path(name), (long_ago, long_ago))
    assert strays.forget() == 1
    assert sorted(strays.stored()) == sorted([kept, "a/new.txt"])
