"""Long and timed work: taken once, taken up where it stopped, told truly, and nothing of it twice."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection
from django.urls import reverse
from django.utils import timezone

from core.records.jobs import kinds, queue, runs, tidying, timed
from core.records.jobs.kinds import JobKind, JobOutcome, TakenOver, Work
from core.records.jobs.models import RESULT_KEPT, SILENCE, Job, JobPart, JobState, TimedWork, Worker
from core.records.jobs.timed import MONDAY, Rhythm
from core.records.jobs.worker import WorkerProcess
from core.tools.press import LayoutEnded
from core.tools.turns import Busy

pytestmark = pytest.mark.django_db


class Death(BaseException):
    """Ends a run as kill -9 does: nothing of it is caught."""


class Letters:
    """A kind of work that writes letters a to e, and dies where it is told to."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.dies_at = self.fails_at = ""
        self.at_each: Any = lambda work: None

    def __call__(self, work: Work) -> JobOutcome:
        for name in work.left("abcde"):
            work.tell(len(work.finished()), 5, step=name)
            self.at_each(work)
            if name == self.dies_at:
                raise Death
            if name == self.fails_at:
                raise RuntimeError(name)
            self.written.append(name)
            work.finish(name, name.encode())
        return JobOutcome("written", b"abcde", "surat.txt", "text/plain")


@pytest.fixture
def letters(settings: Any) -> Iterator[Letters]:
    settings.TASK_WORKER = True
    found = Letters()
    kinds.register(JobKind("letters", "Surat", found, short=10))
    yield found
    kinds._kinds.pop("letters")


def asked(owner: Any, **more: Any) -> Job:
    return queue.ask(kind="letters", owner=owner, title="Surat", args={}, total=5, **more)


def drain() -> int:
    return WorkerProcess().run(is_drain=True)


def silent(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(beat_at=timezone.now() - SILENCE * 2)


def test_a_worker_does_what_waits_and_leaves_in_good_order(officer: Any, letters: Letters) -> None:
    job = asked(officer)
    assert (job.state, drain()) == (JobState.WAITING, 1)
    job.refresh_from_db()
    assert (job.state, job.said, job.share, job.runs) == ("done", "written", 100, 1)
    assert job.result.read() == b"abcde" and letters.written == list("abcde")
    assert JobPart.objects.exclude(file="").count() == 0  # of the parts only their names are kept
    worker = Worker.objects.get()
    assert worker.ended_at is not None and not worker.is_alive


def test_the_same_asked_again_is_the_same_and_too_many_are_refused(
    officer: Any, letters: Letters, settings: Any
) -> None:
    first = asked(officer)
    assert asked(officer) == first
    for number in range(queue.MOST_OF_ONE - 1):
        queue.ask(kind="letters", owner=officer, title="x", args={"n": number})
    with pytest.raises(ValidationError):
        queue.ask(kind="letters", owner=officer, title="x", args={"n": 99})


def test_what_a_dead_run_left_is_taken_up_and_nothing_is_done_twice(
    officer: Any, letters: Letters
) -> None:
    job, letters.dies_at = asked(officer), "c"
    with pytest.raises(Death):
        drain()
    job.refresh_from_db()
    assert job.state == JobState.RUNNING and not job.is_stopped
    assert drain() == 0  # a run that beat just now is not taken from anybody
    silent(job)
    job.refresh_from_db()
    assert job.is_stopped and "2" in queue.progress(job)
    letters.dies_at = ""
    assert drain() == 1
    job.refresh_from_db()
    assert letters.written == list("abcde") and (job.state, job.runs) == ("done", 2)


def test_a_run_that_only_seemed_dead_writes_nothing_any_more(
    officer: Any, letters: Letters
) -> None:
    job = asked(officer)
    slow = runs.take(job)
    assert slow is not None
    silent(job)
    fast = runs.take(job)
    assert fast is not None and runs.take(job) is None
    fast.finish("a", b"a")
    for write in (
        lambda: slow.tell(1),
        lambda: slow.finish("b", b"b"),
        lambda: runs._keep(slow, JobOutcome("late")),
    ):
        with pytest.raises(TakenOver):
            write()
    runs.do(slow)  # ends without a word
    job.refresh_from_db()
    assert (job.state, job.claim) == (JobState.RUNNING, fast.claim)
    assert set(JobPart.objects.values_list("name", flat=True)) == {"a"}


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_takes_a_job(officer: Any, letters: Letters) -> None:
    job, count = asked(officer), 6
    together, got = threading.Barrier(count), []

    def take() -> None:
        try:
            together.wait()
            got.append(runs.take(Job.objects.get(pk=job.pk)))
        finally:
            connection.close()

    # The database of tests in memory serves one thread at a time; there they come one after another.
    threads = [threading.Thread(target=take) for _n in range(count)]
    if connection.vendor == "postgresql":
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    else:
        got = [runs.take(Job.objects.get(pk=job.pk)) for _n in range(count)]
    assert len([work for work in got if work]) == 1


def test_a_fault_is_told_in_words_and_a_retry_doubles_nothing(
    officer: Any, letters: Letters
) -> None:
    job, letters.fails_at = asked(officer), "d"
    drain()
    job.refresh_from_db()
    assert job.state == JobState.FAILED and job.failure and "RuntimeError" not in job.failure
    letters.fails_at = ""
    assert queue.retry(job, by=officer) and not queue.retry(job, by=officer)
    drain()
    job.refresh_from_db()
    assert (job.state, job.failure, letters.written) == ("done", "", list("abcde"))


def test_work_that_waits_or_runs_can_be_cancelled(officer: Any, letters: Letters) -> None:
    waiting = asked(officer)
    assert queue.cancel(waiting) and not queue.cancel(waiting)
    assert drain() == 0
    running = queue.ask(kind="letters", owner=officer, title="x", args={"n": 1}, total=5)
    letters.at_each = lambda work: queue.cancel(running) if len(letters.written) == 2 else None
    drain()
    running.refresh_from_db()
    # It ends at its next step, before the letter after the one at hand.
    assert (running.state, letters.written) == (JobState.CANCELLED, list("abc"))
    assert JobPart.objects.exclude(file="").count() == 0


def test_a_worker_that_is_asked_to_end_hands_its_work_back(officer: Any, letters: Letters) -> None:
    job, process = asked(officer), WorkerProcess()
    letters.at_each = lambda work: process.end() if len(letters.written) == 1 else None
    process.run(is_drain=True)
    job.refresh_from_db()
    assert (job.state, letters.written) == (JobState.WAITING, list("ab"))
    drain()  # at once, without any silence
    assert letters.written == list("abcde")


def test_a_full_line_at_the_press_is_no_failure(officer: Any, letters: Letters) -> None:
    job = asked(officer)

    def busy(work: Work) -> None:
        raise Busy

    letters.at_each = busy
    assert queue.run_now(job)
    job.refresh_from_db()
    assert job.state == JobState.WAITING


@pytest.mark.parametrize("error", [OperationalError("database is locked"), LayoutEnded()])
def test_what_is_no_fault_of_the_work_does_not_fail_it(
    officer: Any, letters: Letters, error: Exception
) -> None:
    job, faults = asked(officer), [error]

    def away(work: Work) -> None:
        if faults:
            raise faults.pop()

    letters.at_each = away
    drain()
    job.refresh_from_db()
    assert (job.state, letters.written) == ("done", list("abcde"))


def test_work_that_ends_every_worker_is_given_up(officer: Any, letters: Letters) -> None:
    job, letters.dies_at = asked(officer), "b"
    for _time in range(runs.MOST_IN_VAIN + 1):
        with pytest.raises(Death):
            drain()
        silent(job)
    drain()
    job.refresh_from_db()
    assert job.state == JobState.FAILED and str(runs.MOST_IN_VAIN) in job.failure
    assert letters.written == ["a"]


def test_who_presses_again_has_its_killers_counted_on(
    officer: Any, secretariat: Any, letters: Letters
) -> None:
    """Tried again by its owner or asked for anew, it is given up as before; the Secretariat may have it tried."""
    job, letters.dies_at = asked(officer), "a"
    Job.objects.filter(pk=job.pk).update(in_vain=runs.MOST_IN_VAIN, runs=runs.MOST_IN_VAIN)
    for press in ("", "retry", "anew"):
        if press == "retry":
            assert queue.retry(job, by=officer)
        elif press == "anew":
            assert asked(officer) != job
        drain()  # no run, no death
        job = Job.objects.latest("pk")
        assert job.state == JobState.FAILED and "Sekretariat" in job.failure
        assert job.in_vain > runs.MOST_IN_VAIN
    assert Job.objects.count() == 2
    letters.dies_at = ""
    assert queue.retry(job, by=secretariat)
    drain()
    job.refresh_from_db()
    assert (job.state, job.in_vain) == (JobState.DONE, 0)


def test_the_line_lets_accounts_take_turns(
    officer: Any, other_officer: Any, letters: Letters
) -> None:
    """The oldest work of whoever had the fewest turns lately; timed work goes by its age."""
    for user, count in ((officer, 3), (other_officer, 2)):
        for number in range(count):
            queue.ask(kind="letters", owner=user, title=f"{user} {number}", args={"n": number})
    Job.objects.create(kind="letters", title="jam")
    turns: list[str] = []
    letters.at_each = lambda work: turns.append(work.job.title) if not work.finished() else None
    assert drain() == 6
    mine, others = [f"{officer} {n}" for n in range(3)], [f"{other_officer} {n}" for n in range(2)]
    assert turns == [mine[0], others[0], "jam", mine[1], others[1], mine[2]]


@pytest.mark.django_db(transaction=True)
def test_asked_at_the_same_moment_no_more_stand_in_line(officer: Any, letters: Letters) -> None:
    count, refused = queue.MOST_OF_ONE + 4, []
    together = threading.Barrier(count)

    def ask(number: int, *, waits: bool = True) -> None:
        try:
            if waits:
                together.wait()
            queue.ask(kind="letters", owner=officer, title="x", args={"n": number})
        except ValidationError:
            refused.append(number)
        finally:
            if waits:
                connection.close()

    if connection.vendor == "postgresql":
        threads = [threading.Thread(target=ask, args=[number]) for number in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    else:  # the database of tests in memory serves one thread at a time
        for number in range(count):
            ask(number, waits=False)
    assert (Job.objects.count(), len(refused)) == (queue.MOST_OF_ONE, 4)


def test_without_a_worker_short_work_can_be_done_at_once(
    officer: Any, as_user: Any, letters: Letters
) -> None:
    job, browser = asked(officer), as_user(officer)
    page = browser.get(job.get_absolute_url())
    assert b'name="now"' in page.content
    Job.objects.filter(pk=job.pk).update(total=11)
    assert b'name="now"' not in browser.get(job.get_absolute_url()).content
    browser.post(job.get_absolute_url(), {"now": "1"})
    assert letters.written == []  # eleven are not short
    Job.objects.filter(pk=job.pk).update(total=5)
    worker = Worker.objects.create(name="w")
    assert b'name="now"' not in browser.get(job.get_absolute_url()).content
    worker.delete()
    browser.post(job.get_absolute_url(), {"now": "1"})
    assert letters.written == list("abcde")


def test_the_page_tells_every_state_as_it_is(officer: Any, as_user: Any, letters: Letters) -> None:
    job, browser = asked(officer), as_user(officer)

    def told() -> str:
        return str(browser.get(job.get_absolute_url()).content.decode())

    assert "Tidak ada pelaksana" in told()
    Worker.objects.create(name="w")
    assert "Menunggu" in told() and "Tidak ada pelaksana" not in told()
    letters.dies_at = "c"
    with pytest.raises(Death):
        drain()
    assert "Tanda kehidupan terakhir" in told() and "(40%)" in told()
    silent(job)
    assert "Terhenti" in told() and "yang selesai tetap selesai" in told()
    letters.dies_at = ""
    drain()
    assert "Selesai" in told() and reverse("job-result", args=[job.uuid]) in told()
    assert browser.get(reverse("job-list")).status_code == 200


def test_a_result_is_its_owners_and_the_secretariats_for_a_week(
    officer: Any, official: Any, secretariat: Any, as_user: Any, letters: Letters
) -> None:
    job = asked(officer)
    drain()
    place = reverse("job-result", args=[job.uuid])
    assert as_user(official).get(place).status_code == 404
    assert as_user(secretariat).get(place).status_code == 200
    job.refresh_from_db()
    assert job.noted_at is None  # the Secretariat's look is not its owner's
    answer = as_user(officer).get(place)
    assert b"".join(answer.streaming_content) == b"abcde"
    assert answer["Content-Disposition"] == 'attachment; filename="surat.txt"'
    Job.objects.update(finished_at=timezone.now() - RESULT_KEPT)
    assert as_user(officer).get(place).status_code == 404
    job.refresh_from_db()
    storage, name = job.result.storage, str(job.result)
    assert tidying.forget_results() == 1 and not storage.exists(name)
    assert tidying.forget_results() == 0


# --- By the clock ---------------------------------------------------------------------------


class Clock:
    """A clock that tests move, for everything that asks the time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = dt.datetime(2026, 3, 2, 0, 0, tzinfo=dt.UTC)  # a Monday, 07.00 WIB
        monkeypatch.setattr(timezone, "now", lambda: self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def ticking(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dt.datetime]]:
    """Timed work of every day at 07.10 WIB; returns the slots it was done for."""
    done: list[dt.datetime] = []

    def run(work: Work) -> JobOutcome:
        assert work.job.slot is not None
        done.append(work.job.slot)
        return JobOutcome("tick")

    monkeypatch.setattr(timed, "_rhythms", {})
    timed.register("tick", "Detak", Rhythm(dt.time(7, 10)), run, short=1)
    yield done
    kinds._kinds.pop("tick")


@pytest.mark.parametrize(
    ("rhythm", "last", "next_"),
    [
        (Rhythm(dt.time(7, 0)), "2026-03-02T00:00", "2026-03-03T00:00"),
        (Rhythm(dt.time(7, 1)), "2026-03-01T00:01", "2026-03-02T00:01"),
        (Rhythm(dt.time(6, 0), MONDAY), "2026-03-01T23:00", "2026-03-08T23:00"),
        (Rhythm(dt.time(8, 0), MONDAY), "2026-02-23T01:00", "2026-03-02T01:00"),
        (Rhythm(dt.time(23, 30), 6), "2026-03-01T16:30", "2026-03-08T16:30"),
    ],
)
def test_rhythms_go_by_the_clock_of_jakarta(
    clock: Clock, rhythm: Rhythm, last: str, next_: str
) -> None:
    def utc(text: str) -> dt.datetime:
        return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)

    assert (rhythm.last(clock.now), rhythm.next(clock.now)) == (utc(last), utc(next_))


def test_two_schedulers_through_an_hour_put_nothing_in_line_twice(
    clock: Clock, ticking: list[dt.datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both read the clocks before either moves one, at every minute of the hour; one alone finds it unmoved."""
    put: list[Any] = []
    real = Job.objects.create

    def create(**given: Any) -> Job:
        put.append(given)
        return real(**given)

    monkeypatch.setattr(Job.objects, "create", create)
    for _minute in range(60):
        seen = {row.kind: row for row in TimedWork.objects.all()}
        for _scheduler in range(2):
            timed._put_one("tick", seen.get("tick"), clock.now)
        drain()
        clock.now += dt.timedelta(minutes=1)
    assert ticking == [dt.datetime(2026, 3, 2, 0, 10, tzinfo=dt.UTC)] and len(put) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_two_schedulers_at_the_same_moment(clock: Clock, ticking: list[dt.datetime]) -> None:
    timed.put_due()
    for _minute in range(60):
        both = threading.Barrier(2)

        def schedule(both: threading.Barrier = both) -> None:
            try:
                both.wait()
                timed.put_due()
            finally:
                connection.close()

        threads = [threading.Thread(target=schedule) for _n in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        drain()
        clock.now += dt.timedelta(minutes=1)
    assert len(ticking) == Job.objects.count() == 1


def test_what_was_missed_is_caught_up_once_and_told(
    clock: Clock, ticking: list[dt.datetime], secretariat: Any, as_user: Any
) -> None:
    timed.put_due()
    assert timed.put_due() == []  # not due yet
    clock.now += dt.timedelta(days=4)  # nobody ran
    (job,) = timed.put_due()
    assert timed.put_due() == []
    drain()
    assert len(ticking) == 1 and "Disusulkan" in timed.was_missed(job)
    page = as_user(secretariat).get(reverse("job-list")).content.decode()
    assert "Disusulkan" in page and "Detak" in page
    clock.now += dt.timedelta(minutes=15)  # its next time, and kept
    (job,) = timed.put_due()
    assert timed.was_missed(job) == ""


def test_timed_work_done_by_hand_is_that_of_its_time(
    clock: Clock, ticking: list[dt.datetime], secretariat: Any, officer: Any, as_user: Any
) -> None:
    place = reverse("job-list")
    assert as_user(officer).post(place, {"timed": "tick"}).status_code == 404
    browser = as_user(secretariat)
    assert browser.post(place, {"timed": "tock"}).status_code == 404
    for _time in range(2):
        assert browser.post(place, {"timed": "tick"}).status_code == 302
    assert ticking == [dt.datetime(2026, 3, 1, 0, 10, tzinfo=dt.UTC)] * 2
    assert Job.objects.count() == 1  # a second time it finds what the first one finished


def test_the_secretariat_reads_how_the_system_is(
    secretariat: Any, officer: Any, as_user: Any, client: Any
) -> None:
    Worker.objects.create(name="w")
    saved = timezone.now() - dt.timedelta(hours=30)
    Job.objects.create(kind="backup", state=JobState.DONE, finished_at=saved)
    Job.objects.create(kind="backup", state=JobState.FAILED, finished_at=timezone.now())
    stopped = Job.objects.create(kind="paper", state=JobState.RUNNING)
    silent(stopped)
    timed.put_now("checks")
    told = as_user(secretariat).get("/healthz").json()
    assert (told["workers"], told["backup_hours"], told["waiting"], told["stopped"]) == (
        1,
        30,
        1,
        1,
    )
    assert told["timed"]["checks"] == "waiting" and told["timed"]["digest"] is None
    short = {"status": "ok", "database": "ok"}
    assert client.get("/healthz").json() == as_user(officer).get("/healthz").json() == short
