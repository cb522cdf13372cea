"""The import wizard as a user meets it: upload, columns, check, import, faulty rows back, template round trip."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.importing import jobs
from core.importing.models import ImportJob
from core.records.batches import Batch
from ksm.models import Facility, Group
from tests.events.factories import make_award
from tests.ksm import factories as f

pytestmark = pytest.mark.django_db
GOOD = "Nama KSM;Desa;Jenis\nKSM Tirta;Kalurahan Sumberagung;KSM\nKPP Maju;Tirtoadi;pengurus\n"


def upload(browser: Any, content: bytes, name: str = "kelompok.csv", sheet: str = "groups") -> Any:
    address = reverse("core:import-job-create", args=[sheet])
    return browser.post(address, {"file": SimpleUploadedFile(name, content)})


def columns_of(job: ImportJob) -> dict[str, str]:
    return {f"column-{number}": name for number, name in job.mapping.items()}


def check(browser: Any, job: ImportJob, **extra: Any) -> Any:
    address = reverse("core:import-job-columns", args=[job.uuid])
    return browser.post(address, {**columns_of(job), **extra})


def test_an_import_stands_among_the_changes_and_is_taken_back(officer: Any, as_user: Any) -> None:
    browser = as_user(officer)
    upload(browser, GOOD.encode())
    job = ImportJob.objects.get()
    check(browser, job, asked="kind")
    for _twice in range(2):
        browser.post(job.get_absolute_url(), {"confirm": "1"})
    batch = Batch.objects.get()
    assert (batch.pk, batch.kind, batch.changed, batch.user) == (job.uuid, "import", 1, officer)
    url = batch.get_absolute_url()
    assert url in browser.get(job.get_absolute_url()).content.decode()
    assert url in browser.get(reverse("core:change-list")).content.decode()
    assert "KSM Tirta" in browser.get(url).content.decode()
    assert browser.post(url, {}).status_code == 302
    assert not Group.objects.current().exists() and Group.objects.archived().count() == 1


def test_from_the_file_to_the_records_and_the_faulty_rows_back(officer: Any, as_user: Any) -> None:
    browser = as_user(officer)
    answer = upload(browser, GOOD.encode())
    job = ImportJob.objects.get()
    assert answer.url == reverse("core:import-job-columns", args=[job.uuid])
    page = browser.get(answer.url)
    assert b"pengurus" in page.content  # a word that is in no list is asked about
    assert check(browser, job, asked="kind").status_code == 302
    job.refresh_from_db()
    assert (job.state, job.checked) == ("checked", {"new": 1, "changed": 0, "same": 0, "faulty": 1})
    assert Group.objects.count() == 0
    shown = browser.get(job.get_absolute_url()).content.decode()
    assert "KSM Tirta" in shown and "pengurus" in shown
    for _twice in range(2):
        browser.post(job.get_absolute_url(), {"confirm": "1"})
    job.refresh_from_db()
    assert (job.state, job.read_back) == ("done", {"new": 1, "changed": 0})
    assert Group.objects.get().history.get().request_stamp == job.uuid
    browser.get(job.get_absolute_url())
    sent = browser.get(reverse("core:import-job-errors", args=[job.uuid]))
    rows = list(openpyxl.load_workbook(io.BytesIO(b"".join(sent.streaming_content))).active.values)
    assert rows[0][:3] == ("Nama KSM", "Desa", "Jenis")
    assert rows[1][:3] == ("KPP Maju", "Tirtoadi", "pengurus") and "pengurus" in rows[1][3]


def test_a_word_can_be_given_its_meaning(officer: Any, as_user: Any) -> None:
    browser = as_user(officer)
    upload(browser, GOOD.encode())
    job = ImportJob.objects.get()
    said = {"asked": "kind", "word-kind-0": "kpp", "text-kind-0": "pengurus"}
    check(browser, job, **said)
    job.refresh_from_db()
    assert job.checked["new"] == 2
    browser.post(job.get_absolute_url(), {"confirm": "1"})
    assert Group.objects.get(name="KPP Maju").kind == "kpp"


def test_a_record_that_a_word_does_not_name_is_asked_about_and_taken(
    officer: Any, as_user: Any
) -> None:
    """A short list of records is a list of words too; what is on it is asked about no further."""
    award = make_award()
    browser = as_user(officer)
    lines = ("Penghargaan;Peserta", "Sanitasi Award 2018;KPP Satu", "Lomba Sleman;KPP Dua")
    upload(browser, "\n".join(lines).encode(), sheet="award-entries")
    job = ImportJob.objects.get()
    asked = check(browser, job).content.decode()
    assert 'value="Lomba Sleman"' in asked and 'value="Sanitasi Award 2018"' in asked
    assert 'name="text-award-0"' in asked and 'name="text-award-1"' not in asked
    said = {"asked": "award", "word-award-0": "Sanitasi Award 2018", "text-award-0": "Lomba Sleman"}
    assert check(browser, job, **said).status_code == 302
    browser.post(job.get_absolute_url(), {"confirm": "1"})
    assert sorted(award.entries.values_list("entrant", flat=True)) == ["KPP Dua", "KPP Satu"]


def test_the_template_comes_back_and_changes_only_what_was_changed(
    officer: Any, as_user: Any
) -> None:
    first = f.make_facility(
        name="IPAL Satu", built_on="2010", village="Tirto", latitude="-7.75", longitude="110.35"
    )
    second = f.make_facility(
        name="IPAL Dua", design_flow_m3_day="12.50", technologies=["abr", "af"]
    )
    f.make_facility("33.72", name="IPAL Asing")
    browser = as_user(officer)
    sent = browser.get(reverse("core:import-template", args=["facilities"]))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(sent.streaming_content)))
    page = book.worksheets[0]
    names = [row[3].value for row in page.iter_rows(min_row=3)]
    assert sorted(names) == ["IPAL Dua", "IPAL Satu"]
    assert len(book.worksheets) == 3 and page.data_validations.dataValidation
    plain = io.BytesIO()
    book.save(plain)
    upload(browser, plain.getvalue(), "sarana.xlsx", "facilities")
    job = ImportJob.objects.get()
    check(browser, job)
    job.refresh_from_db()
    assert job.checked == {"new": 0, "changed": 0, "same": 2, "faulty": 0}, job.preview
    heads = [cell.value for cell in page[1]]
    year = next(n for n, head in enumerate(heads) if head and head.startswith("Dibangun"))
    line = next(row for row in page.iter_rows(min_row=3) if row[3].value == "IPAL Satu")
    line[year].value = "23 November 2021"
    edited = io.BytesIO()
    book.save(edited)
    upload(browser, edited.getvalue(), "sarana.xlsx", "facilities")
    job = ImportJob.objects.latest("pk")
    check(browser, job)
    browser.post(job.get_absolute_url(), {"confirm": "1"})
    job.refresh_from_db()
    assert job.read_back == {"new": 0, "changed": 1}
    assert Facility.objects.get(pk=first.pk).built_on == "2021-11-23"
    assert Facility.objects.get(pk=second.pk).version == 1


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parcel:
        parcel.writestr("xl/workbook.xml", b"<workbook/>")
        for name, content in parts.items():
            parcel.writestr(name.replace("__", "/"), content)
    return out.getvalue()


FAR = b'<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "kosong"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, ".xls"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "kata sandi"),
        (b"<html><table><tr><td>Nama</td></tr></table></html>", "halaman web"),
        (b"%PDF-1.7 ...", "bukan tabel"),
        (packed(xl__vbaProject=b"x"), "makro"),
        (packed(**{"xl__worksheets__sheet1.xml": FAR}), "baris"),
        (None, "melebihi"),  # 200 MB, packed: made when asked for
        (b"Nama KSM;Desa\n", "tidak ada baris"),
        (("Nama;" + ";".join(map(str, range(5000))) + "\nKSM;1\n").encode(), "kolom"),
        (b"\x00\x01\x02\x03" * 500, "bukan tabel"),
    ],
)
def test_what_is_no_table_is_refused_in_words(
    content: bytes | None, words: str, officer: Any, as_user: Any
) -> None:
    if content is None:
        content = packed(**{"xl__worksheets__sheet1.xml": b"0" * 200_000_000})
    answer = upload(as_user(officer), content, "tabel.xlsx")
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not ImportJob.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("sign", [";", ",", "\t"])
def test_encodings_and_separators_are_told_by_the_content(
    encoding: str, sign: str, officer: Any, as_user: Any
) -> None:
    browser = as_user(officer)
    table = f"Daftar KSM\n\nNama KSM{sign}Desa\nKSM Café{sign}Tirto\n"
    upload(browser, table.encode(encoding))
    job = ImportJob.objects.get()
    check(browser, job)
    browser.post(job.get_absolute_url(), {"confirm": "1"})
    assert Group.objects.get().name == "KSM Café"


def test_an_import_is_private(
    officer: Any, other_officer: Any, secretariat: Any, as_user: Any
) -> None:
    upload(as_user(officer), GOOD.encode())
    job = ImportJob.objects.get()
    jobs.check(job=job, mapping={0: "name", 1: "village"}, words={})
    assert as_user(other_officer).get(job.get_absolute_url()).status_code == 404
    assert as_user(secretariat).get(job.get_absolute_url()).status_code == 200
    assert as_user(secretariat).post(job.get_absolute_url(), {"confirm": "1"}).status_code == 403
    assert Group.objects.count() == 0
