"""What one account may upload in 24 hours; told in words where it is reached."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from core.importing.models import ImportJob
from core.records.journal import Attachment
from tests.chapters.factories import make_office
from tests.files import pdf


def send(browser: Any, office: Any, number: int) -> Any:
    upload = SimpleUploadedFile("surat.pdf", pdf(str(number)))
    return browser.post(reverse("chapters:office-file", args=[office.pk]), {"file": upload})


def test_files_of_a_day_have_an_end(
    regions: Any, as_user: Any, officer: Any, secretariat: Any, settings: Any
) -> None:
    settings.UPLOADS_PER_DAY = 2
    office = make_office()
    browser = as_user(officer)
    assert [send(browser, office, n).status_code for n in range(3)] == [302, 302, 422]
    assert "2 berkas atau 500 MB" in send(browser, office, 3).content.decode()
    assert Attachment.objects.count() == 2
    assert send(as_user(secretariat), office, 3).status_code == 302  # each account by itself
    Attachment.objects.update(created_at=timezone.now() - dt.timedelta(hours=25))
    assert send(as_user(officer), office, 4).status_code == 302


def test_bytes_of_a_day_have_an_end(
    regions: Any, as_user: Any, officer: Any, settings: Any
) -> None:
    settings.UPLOAD_MB_PER_DAY = 1
    office = make_office()
    browser = as_user(officer)
    assert send(browser, office, 1).status_code == 302
    Attachment.objects.update(size=1024 * 1024 - 100)
    assert send(browser, office, 2).status_code == 422
    assert Attachment.objects.count() == 1


def test_tables_of_a_day_have_an_end(
    regions: Any, as_user: Any, officer: Any, secretariat: Any, settings: Any
) -> None:
    settings.IMPORTS_PER_DAY = 1
    place = reverse("core:import-job-create", args=["groups"])
    browser, answers = as_user(officer), []
    for _n in range(2):
        table = SimpleUploadedFile("k\u202evsc.csv", b"Nama KSM;Desa\nKSM A;Tirtoadi\n")
        answers.append(browser.post(place, {"file": table}))
    assert [answer.status_code for answer in answers] == [302, 422]
    assert "1 tabel dalam 24 jam" in answers[1].content.decode()
    assert ImportJob.objects.get().original_name == "kvsc.csv"
    table = SimpleUploadedFile("ksm.csv", b"Nama KSM;Desa\nKSM A;Tirtoadi\n")
    assert as_user(secretariat).post(place, {"file": table}).status_code == 302  # each by itself
