"""Workers killed with -9 at ten points and more of an import, a book, a digest and the clock: everything once, every page true.

Real processes, killed at the very call a table names (`tests.killing`), on the database of the test. `make proof` kills at two
points of each in its short half, with `SWEEP=all` at all of them.
"""

from __future__ import annotations

import datetime as dt
import email
import os
import re
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from chapters.models import Chapter
from core.access import Role
from core.importing import jobs
from core.importing.models import ImportJob
from core.land.regions import Region
from core.pages import long_papers
from core.records.batches import Batch
from core.records.jobs import queue, timed
from core.records.jobs.models import SILENCE, Job, JobPart, JobState, TimedWork
from core.records.jobs.worker import WorkerProcess
from core.records.notices.models import Notice
from ksm.models import Group
from tests.conftest import make_user
from tests.killing import killed_at, process

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.once]
Point = tuple[str, str, int]
IS_WHOLE = os.environ.get("SWEEP") == "all"
YEAR = 2018

# Of a run each: the call, whether it has begun or ended, and which one. Marked ones are the suite's.
RUNS, KINDS, IMPORTING = "core.records.jobs.runs", "core.records.jobs.kinds", "core.importing"
IMPORT: list[Point] = [
    (f"{RUNS}:take", "after", 1),  # taken, and nothing done
    (f"{IMPORTING}.jobs:read", "after", 1),
    (f"{IMPORTING}.rows:Writer.add", "after", 1),  # in the transaction of the first rows
    (f"{KINDS}:Work.hold", "after", 1),  # told, and not yet committed
    (f"{IMPORTING}.engine:Engine._batch", "after", 1),  # the first rows stand, nothing told after
    (f"{IMPORTING}.rows:Writer.add", "after", 2),
    (f"{IMPORTING}.rows:Writer.add", "before", 2),
    (f"{KINDS}:Work.tell", "after", 4),
    # Every row stands, and the import does not know:
    (f"{IMPORTING}.engine:Engine.run", "after", 1),
    (f"{IMPORTING}.jobs:_read_back", "after", 1),
    (f"{IMPORTING}.jobs:_remember", "after", 1),  # all written, and not yet committed
    (f"{RUNS}:_keep", "before", 1),  # the import is over, and its job does not know
    (f"{RUNS}:_keep", "after", 1),
]
BOOK: list[Point] = [
    (f"{RUNS}:take", "after", 1),
    (f"{KINDS}:Work.tell", "after", 1),
    (f"{KINDS}:Work.finish", "before", 1),  # a letter laid out, and not kept
    (f"{KINDS}:JobPart.save", "after", 1),  # its row written, and not yet committed
    (f"{KINDS}:Work.finish", "after", 1),
    (f"{KINDS}:Work.finish", "after", 2),
    ("aksansi.letter.book:ReportBookPage.part", "before", 2),
    (f"{KINDS}:Work.tell", "before", 3),
    ("core.pages.long_papers:bind", "before", 1),  # every letter is there
    ("core.pages.long_papers:bind", "after", 1),
    # The book on the disk, and no row that names it:
    ("django.db.models.fields.files:FieldFile.save", "after", 1),
    (f"{RUNS}:forget_parts", "before", 1),  # done, with its parts still lying about
]
DIGEST: list[Point] = [
    (f"{RUNS}:take", "after", 1),
    (f"{KINDS}:Work.tell", "after", 1),
    ("core.records.notices.sending:_post", "before", 1),  # claimed: it may have left
    ("core.records.notices.sending:EmailMessage.send", "after", 1),  # it is out, and nobody knows
    (f"{KINDS}:Work.finish", "after", 1),
    (f"{KINDS}:JobPart.save", "after", 2),  # out, written, and not yet committed
    (f"{KINDS}:Work.finish", "before", 2),
    ("aksansi.jobs.digest:tasks_for", "after", 2),
    (f"{KINDS}:Work.finish", "after", 2),
    (f"{RUNS}:_keep", "before", 1),
    (f"{RUNS}:_keep", "after", 1),
]
CLAIMED = {DIGEST[2]}  # never sent again by itself, shown to the Secretariat
CLOCK: list[Point] = [
    ("core.records.jobs.timed:put_due", "before", 1),
    ("core.records.jobs.timed:_put_one", "before", 1),
    # The clock moved, and not yet committed:
    ("django.db.models.query:QuerySet.update", "after", 1),
    # The job put in line (the first is the worker's row):
    ("django.db.models.query:QuerySet.create", "after", 2),
    ("django.db.models.query:QuerySet.update", "after", 2),
    ("core.records.jobs.timed:_put_one", "after", 1),  # committed
    ("core.records.jobs.timed:_put_one", "before", 3),
    ("django.db.models.query:QuerySet.create", "after", 3),
    ("core.records.jobs.timed:_put_one", "after", 4),
    ("core.records.jobs.timed:put_due", "after", 1),
    (f"{RUNS}:next_work", "before", 1),
]
SHORT = {"import": (2, 4), "book": (4, 10), "digest": (3, 4), "clock": (2, 4)}


def points(name: str, table: list[Point]) -> list[Point]:
    assert len(table) >= 10
    return table if IS_WHOLE else [table[at] for at in SHORT[name]]


@pytest.fixture
def browsers(secretariat: Any, officer: Any, as_user: Any) -> dict[str, Any]:
    return {"secretariat": as_user(secretariat), "officer": as_user(officer)}


def kill(
    shared: dict[str, str], browsers: dict[str, Any], job: Job | None, table: list[Point]
) -> None:
    """Kill a worker at each point in turn; the pages are read at once, and again when it has been silent for long."""
    for target, when, nth in table:
        assert killed_at(shared, target, when, nth) == -9, (
            f"no worker came to {target} {when} {nth}: {Path(shared['LOG']).read_text()[-2000:]}"
        )
        check_pages(browsers)
        Job.objects.filter(state=JobState.RUNNING).update(beat_at=timezone.now() - SILENCE * 2)
        check_pages(browsers)
        if job is not None:
            told = browsers["secretariat"].get(reverse("job-list")).content.decode()
            job.refresh_from_db()
            assert ("Terhenti" in told) is (job.state == JobState.RUNNING), (target, when, nth)


def drain() -> None:
    """Let a worker that nobody kills do what is left; what comes of it is on the pages."""
    WorkerProcess().run(is_drain=True)
    assert not Job.objects.filter(state__in=(JobState.WAITING, JobState.RUNNING)).exists()


def number_in(text: str) -> int:
    return int(text.replace(".", ""))


def check_pages(browsers: dict[str, Any]) -> None:
    """Every page tells what the database holds at this moment."""
    for job in Job.objects.all():
        page = browsers["secretariat"].get(job.get_absolute_url()).content.decode()
        stopped = re.search(r"Terhenti pada (?:baris |lembar |laporan |)([\d.]+)", page)
        if job.is_stopped:
            assert "Tidak ada pelaksana" in page or "melanjutkannya dengan sendirinya" in page
            assert not job.total or (stopped and number_in(stopped[1]) == job.done), page
        elif job.state == JobState.RUNNING:
            assert "Tanda kehidupan terakhir" in page and not stopped
        if job.kind == "import":
            check_import(browsers["officer"], job)
        if job.kind == "paper" and job.is_open:
            # A letter is ready in the moment it is kept; the count of them is told with the next one.
            assert job.parts.count() - job.done in (0, 1)
        if job.state == JobState.DONE:
            assert "Selesai" in page and not stopped
            if job.result:
                assert (
                    browsers["secretariat"].get(reverse("job-result", args=[job.uuid])).status_code
                    == 200
                )


def check_import(browser: Any, job: Job) -> None:
    table = ImportJob.objects.filter(work=job).first()
    if table is None:  # its dry run, which was over before
        return
    page = browser.get(table.get_absolute_url()).content.decode()
    if table.is_running:
        assert Group.objects.count() == job.done
    if table.is_running and job.is_stopped:
        assert f"pada baris {queue.progress(job).split()[3]}" in page
        assert "Terhenti pada baris" in browser.get("/").content.decode()
    if not table.is_running:  # its job may not know yet
        assert table.state == "done" and Group.objects.count() == table.total_rows


def test_an_import(regions: Any, officer: Any, browsers: Any, shared: dict[str, str]) -> None:
    rows = 500 * (9 if IS_WHOLE else 2) + 100
    lines = "\n".join(["Nama KSM;Desa;Jenis", *(f"KSM {n};Tirtoadi;KSM" for n in range(rows))])
    upload = SimpleUploadedFile("kelompok.csv", lines.encode())
    table = jobs.start(user=officer, sheet_name="groups", upload=upload)
    table.save()
    jobs.check(job=table, mapping={int(n): v for n, v in table.mapping.items()}, words={})
    queue.run_now(Job.objects.get(kind="import"))
    jobs.confirm(job=ImportJob.objects.get(), by=officer)
    kill(shared, browsers, ImportJob.objects.get().work, points("import", IMPORT))
    drain()
    check_pages(browsers)
    table.refresh_from_db()
    assert table.work is not None and table.work.state == JobState.DONE
    assert Group.objects.count() == Group.history.count() == rows
    assert table.written["new"] == rows and Batch.objects.filter(pk=table.uuid).count() == 1
    # Success is told as success, by whichever run.
    assert f"{rows:,}".replace(",", ".") in table.work.said


def test_a_book(regions: Any, secretariat: Any, browsers: Any, shared: dict[str, str]) -> None:
    for number in range(6 if IS_WHOLE else 1):
        Region.objects.create(
            code=f"34.9{number}", name=f"Kabupaten Baru {number}", kind="kabupaten", parent_id="34"
        )
    codes = Region.objects.filter(kind__in=("kabupaten", "kota")).values_list("pk", flat=True)
    for code in codes:
        Chapter.objects.create(region_id=code, status="active")
    book = long_papers.ask_for(reverse("report-book", args=[YEAR]), secretariat)
    kill(shared, browsers, book, points("book", BOOK))
    drain()
    check_pages(browsers)
    book.refresh_from_db()
    assert book.state == JobState.DONE
    marks = [str(mark.title) for mark in PdfReader(book.result.open()).outline]  # type: ignore[union-attr]
    assert marks.pop(0) == "Semua wilayah"
    assert len(marks) == len(set(marks)) == len(codes) and "Kab. Sleman" in marks
    assert book.parts.count() == len(codes)


def mails_in(shared: dict[str, str]) -> Counter[str]:
    """Return how often each mail went out, by its Message-ID."""
    return Counter(
        str(email.message_from_string(message.strip())["Message-ID"])
        for file in Path(shared["MAILS"]).iterdir()
        for message in file.read_text().split("-" * 79)
        if "Message-ID" in message
    )


def make_people() -> None:
    for code in ("34.01", "34.04", "33.72"):
        Chapter.objects.create(region_id=code, status="active")
    for number in range(12):
        make_user(f"petugas{number}", Role.CHAPTER, ("34.01", "34.04", "33.72")[number % 3])


def test_a_digest(regions: Any, browsers: Any, shared: dict[str, str], settings: Any) -> None:
    make_people()
    digest, table = timed.put_now("digest"), points("digest", DIGEST)
    kill(shared, browsers, digest, table)
    run_out(shared)
    check_pages(browsers)
    sent, digest = mails_in(shared), Job.objects.get(kind="digest")
    assert digest.state == JobState.DONE and digest.parts.count() == 14
    # Nothing waits for the Secretariat. Killed once claimed, a mail is never sent again: it left before, or is unsure.
    unsent = [point for point in table if point in CLAIMED]
    assert len(sent) == sum(sent.values()) == 13 - len(unsent)
    unsure = Notice.objects.unsure(timezone.now() + dt.timedelta(hours=1)).count()
    assert unsure == sum(point in (*CLAIMED, DIGEST[3]) for point in table)


def run_out(shared: dict[str, str]) -> None:
    """Let a process do what is left: its mails go where the killed ones' went."""
    assert process(shared, "core.records.jobs.runs:do", "before", "1000").wait(timeout=120) == 0


def test_the_clock(regions: Any, browsers: Any, shared: dict[str, str]) -> None:
    make_people()
    timed.put_due()
    due = timezone.now() - dt.timedelta(hours=3)
    TimedWork.objects.update(next_run_at=due)
    kill(shared, browsers, None, points("clock", CLOCK))
    run_out(shared)
    check_pages(browsers)
    found = Counter(Job.objects.values_list("kind", "slot"))
    assert found == Counter({(name, due): 1 for name in timed.names()})
    assert not TimedWork.objects.filter(next_run_at__lte=timezone.now()).exists()
    assert set(mails_in(shared).values()) == {1}
    assert JobPart.objects.filter(job__kind="digest").count() == 14
    page = browsers["secretariat"].get(reverse("job-list")).content.decode()
    assert page.count("Disusulkan") == len(timed.names())


def test_two_schedulers_that_work_through_an_hour(regions: Any, shared: dict[str, str]) -> None:
    """Two processes, each told every minute of a Monday from 05.00 to 06.05 in the same moment: digest and checks are due."""
    make_people()
    start = dt.datetime(2026, 3, 1, 21, 59, tzinfo=dt.UTC)
    both = [
        process(shared, "clock", stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _n in range(2)
    ]
    for minute in range(67):
        now = (start + dt.timedelta(minutes=minute)).isoformat()
        for one in both:
            assert one.stdin is not None
            one.stdin.write(f"{now}\n")
            one.stdin.flush()
        for one in both:
            assert one.stdout is not None and one.stdout.readline().strip() == now, Path(
                shared["LOG"]
            ).read_text()[-3000:]
    for one in both:
        assert one.stdin is not None
        one.stdin.close()
        assert one.wait(timeout=30) == 0
    slots = {job.kind: (job.slot, job.runs) for job in Job.objects.all()}
    assert Job.objects.count() == 2 and slots == {
        "checks": (start + dt.timedelta(minutes=1), 1),
        "digest": (start + dt.timedelta(minutes=61), 1),
    }
    assert set(mails_in(shared).values()) == {1} and len(mails_in(shared)) == 12
