"""Workers killed with -9 in the middle of an import, a book and a digest: everything once, every page true.

Three kills in the suite, one in each; `SWEEP=all`: ten in each. Real processes of `manage.py worker`, on the database of the tests.
"""

from __future__ import annotations

import email
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from chapters.models import Chapter
from core.access import Role
from core.importing import jobs
from core.importing.models import ImportJob
from core.pages import long_papers
from core.records.batches import Batch
from core.records.jobs import queue, timed
from core.records.jobs.models import SILENCE, Job, JobState
from ksm.models import Group
from tests.conftest import make_user

ROOT = Path(__file__).resolve().parents[2]
KILLS = 10 if os.environ.get("SWEEP") == "all" else 1
ROWS = 2500 * (4 if KILLS > 1 else 2) + 100
YEAR = 2018


def make_work(secretariat: Any, officer: Any) -> tuple[ImportJob, Job, Job]:
    """Put an import, a book and a digest in line."""
    lines = "\n".join(["Nama KSM;Desa;Jenis", *(f"KSM {n};Tirtoadi;KSM" for n in range(ROWS))])
    upload = SimpleUploadedFile("kelompok.csv", lines.encode())
    table = jobs.start(user=officer, sheet_name="groups", upload=upload)
    table.save()
    jobs.check(job=table, mapping={int(n): v for n, v in table.mapping.items()}, words={})
    queue.run_now(Job.objects.get(kind="import"))
    jobs.confirm(job=ImportJob.objects.get(), by=officer)
    for code in ("34.01", "34.04", "33.72"):
        Chapter.objects.create(region_id=code, status="active")
    for number in range(12 if KILLS > 1 else 4):
        make_user(f"petugas{number}", Role.CHAPTER, ("34.01", "34.04", "33.72")[number % 3])
    book = long_papers.ask_for(reverse("report-book", args=[YEAR]), secretariat)
    return ImportJob.objects.get(), book, timed.put_now("digest")


def killed_at(shared: dict[str, str], job: Job, is_time: Callable[[], bool]) -> None:
    """Start a worker, wait for the moment, and kill it: at once, or somewhere in what it does next."""
    with open(shared["LOG"], "a") as log:
        worker = subprocess.Popen(
            [sys.executable, "manage.py", "worker"],
            cwd=ROOT,
            env=shared,
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
    try:
        until = time.monotonic() + 120
        while not is_time() and time.monotonic() < until and worker.poll() is None:
            time.sleep(0.01)
        time.sleep(random.choice((0, 0.05, 0.3)))
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()


def number_in(text: str) -> int:
    return int(text.replace(".", ""))


def check_pages(browsers: dict[str, Any], table: ImportJob) -> None:
    """Every page tells what the database holds at this moment."""
    for job in Job.objects.all():
        page = browsers["secretariat"].get(job.get_absolute_url()).content.decode()
        stopped = re.search(r"Terhenti pada (?:baris |lembar |)([\d.]+)", page)
        if job.is_stopped:
            assert "Tidak ada pelaksana" in page or "melanjutkannya dengan sendirinya" in page
        if job.is_stopped and job.total:
            assert stopped and number_in(stopped[1]) == job.done, page
        if job.kind == "import" and job.is_stopped:
            assert Group.objects.count() == job.done
            own = browsers["officer"].get(table.get_absolute_url()).content.decode()
            assert f"pada baris {queue.progress(job).split()[3]}" in own
            assert "Terhenti pada baris" in browsers["officer"].get("/").content.decode()
        if job.kind == "paper" and job.is_stopped:
            # A letter is ready in the moment it is kept; the count of them is told with the next one.
            assert job.parts.count() - job.done in (0, 1)
        if job.state == JobState.DONE:
            assert "Selesai" in page and not stopped


def test_killed_again_and_again_everything_is_done_once(
    regions: Any, secretariat: Any, officer: Any, as_user: Any, shared: dict[str, str]
) -> None:
    random.seed(9)
    browsers = {"secretariat": as_user(secretariat), "officer": as_user(officer)}
    table, book, digest = make_work(secretariat, officer)
    work = Job.objects.get(kind="import", state=JobState.WAITING)
    mails = Path(shared["MAILS"])

    def goes_on(job: Job) -> Callable[[], bool]:
        before = (job.done, job.parts.count())

        def is_time() -> bool:
            job.refresh_from_db()
            told = (job.done, job.parts.count())
            return told > before or job.state not in (JobState.WAITING, JobState.RUNNING)

        return is_time

    kills: Counter[str] = Counter()
    for job in (work, book, digest):
        for _kill in range(KILLS):
            job.refresh_from_db()
            if not job.is_open:
                break
            killed_at(shared, job, goes_on(job))
            kills[job.kind] += 1
            Job.objects.filter(state=JobState.RUNNING).update(beat_at=timezone.now() - SILENCE * 2)
            check_pages(browsers, table)
    for _round in range(3):
        subprocess.run(
            [sys.executable, "manage.py", "worker", "--drain"], cwd=ROOT, env=shared, check=True
        )
        Job.objects.filter(state=JobState.RUNNING).update(beat_at=timezone.now() - SILENCE * 2)
    check_pages(browsers, table)

    told = Path(shared["LOG"]).read_text()[-4000:]
    assert {job.state for job in Job.objects.all()} == {JobState.DONE}, told
    table.refresh_from_db()
    assert Group.objects.count() == Group.history.count() == ROWS
    assert table.written["new"] == ROWS and Batch.objects.filter(pk=table.uuid).count() == 1
    book.refresh_from_db()
    marks = [mark.title for mark in PdfReader(book.result.open()).outline]  # type: ignore[union-attr]
    assert sorted(marks) == sorted({"Kab. Kulon Progo", "Kab. Sleman", "Kota Surakarta"})
    sent = [
        message
        for file in mails.iterdir()
        for message in file.read_text().split("-" * 79)
        if "Message-ID" in message
    ]
    names = {email.message_from_string(message.strip())["Message-ID"] for message in sent}
    wanted = Job.objects.get(kind="digest").parts.count()
    print(f"kills {dict(kills)}; {len(sent)} mails of {len(names)}; {wanted} persons")
    assert len(names) == wanted and len(sent) - len(names) <= kills["digest"]
