"""Backups: whole or none, sealed, made while people write, restored on trial and in earnest."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import shutil
import subprocess
import tarfile
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.urls import reverse
from django.utils import timezone

from aksansi.backup import archive, backup, databases, sealed, strays
from aksansi.jobs.timed import back_up
from core.people.user_sessions import UserSession
from core.people.users import User
from core.records.jobs import queue, runs, timed
from core.records.jobs.models import SILENCE, Job, JobPart, Worker
from ksm.models import Group
from tests.conftest import make_user
from tests.ksm import factories as f

KEY = "k" * 40


# --- The sealed stream --------------------------------------------------------------------


@pytest.fixture
def pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed, "PIECE", 8)


def seal(content: bytes, key: str = KEY) -> bytes:
    raw = io.BytesIO()
    with sealed.Sealing(raw, key) as sink:
        for at in range(0, len(content), 5):
            sink.write(content[at : at + 5])
    return raw.getvalue()


def unseal(content: bytes, key: str = KEY) -> bytes:
    return io.BufferedReader(sealed.Opening(io.BytesIO(content), key)).read()


@pytest.mark.parametrize("size", [0, 1, 7, 8, 9, 16, 17, 40])
def test_what_is_sealed_is_opened(pieces: None, size: int) -> None:
    content = bytes(range(size))
    assert unseal(seal(content)) == content
    assert seal(content) != seal(content)  # the same twice does not look the same


def test_what_was_changed_cut_off_or_mixed_is_not_opened(pieces: None) -> None:
    whole = seal(bytes(range(24)))
    head, size = len(sealed.MAGIC) + sealed.SALT, sealed.PIECE + sealed.TAG
    first, second, last = (whole[head + n * size :][:size] for n in range(3))
    assert whole == whole[:head] + first + second + last
    wrong = [
        *(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in range(len(whole))),
        *(whole[:at] for at in range(len(whole))),
        whole[:head] + first + last,
        whole[:head] + second + first + last,
        whole + last,
    ]
    for content in wrong:
        with pytest.raises(sealed.NotOpened):
            unseal(content)
    with pytest.raises(sealed.NotOpened):
        unseal(whole, "another" * 8)


# --- The one file -------------------------------------------------------------------------


def pack(target: Path, key: str = "") -> None:
    with archive.packing(target, key) as packed:
        packed.add("a", io.BytesIO(b"eins"), 4)
        packed.add("media/b", io.BytesIO(b"zwei" * 1000), 4000)
        packed.finish({"told": 1})


@pytest.mark.parametrize("key", ["", KEY])
def test_an_archive_is_checked_part_by_part(tmp_path: Path, key: str) -> None:
    target, out = tmp_path / "x.tar.gz", tmp_path / "a"
    pack(target, key)
    assert archive.check(target, key, keep={"a": out})["told"] == 1
    assert out.read_bytes() == b"eins" and target.stat().st_mode & 0o077 == 0
    whole = target.read_bytes()
    for content in (
        whole[:-9],
        whole[: len(whole) // 2],
        b"",
        b"what is this",
        whole[:-20] + whole[-4:],
    ):
        target.write_bytes(content)
        with pytest.raises(archive.Broken):
            archive.check(target, key, keep={})
    if key:
        target.write_bytes(whole)
        with pytest.raises(archive.Broken, match="BACKUP_KEY"):
            archive.check(target, "other" * 10, keep={})


def test_the_programs_everybody_has_open_an_archive(tmp_path: Path) -> None:
    pack(tmp_path / "x.tar.gz")
    subprocess.run(["tar", "xzf", "x.tar.gz"], cwd=tmp_path, check=True)
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=tmp_path, check=True)


@pytest.mark.parametrize("part", ["changed", "added", "left out", "list", "changed with its sum"])
def test_a_part_that_is_not_as_it_was_put_in_is_found(tmp_path: Path, part: str) -> None:
    """Packed anew by hand, so that the packing itself is whole."""
    target = tmp_path / "x.tar.gz"
    pack(target)
    with tarfile.open(target) as tar:
        found = {m.name: tar.extractfile(m).read() for m in tar}  # type: ignore[union-attr]
    if part.startswith("changed"):
        found["a"] = b"vier"
    if part == "changed with its sum":
        before, now = hashlib.sha256(b"eins").hexdigest(), hashlib.sha256(b"vier").hexdigest()
        found[archive.SUMS] = found[archive.SUMS].replace(before.encode(), now.encode())
    if part == "added":
        found = {"c": b"drei", **found}
    elif part == "left out":
        del found["media/b"]
    elif part == "list":
        found[archive.SUMS] = found[archive.SUMS].replace(b"  a", b"  z")
    with tarfile.open(target, "w:gz") as tar:
        for name, content in found.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    with pytest.raises(archive.Broken):
        archive.check(target, "", keep={})


def test_an_unfinished_file_has_no_name_and_is_swept_away(tmp_path: Path) -> None:
    target = tmp_path / "x.tar.gz"
    with pytest.raises(OSError), archive.packing(target, "") as packed:
        packed.add("a", io.BytesIO(b"too short"), 100)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "killed.part").write_bytes(b"left by a process that was killed")
    with archive.packing(target, "") as packed:
        held = tmp_path / "x.tar.gz.part"
        archive._sweep(tmp_path)  # another one that begins leaves alone what is held
        assert held.exists() and not (tmp_path / "killed.part").exists()
        packed.finish({})
    assert [path.name for path in tmp_path.iterdir()] == ["x.tar.gz"]


# --- How many are kept --------------------------------------------------------------------


def test_seven_days_four_weeks_and_twelve_months_are_kept() -> None:
    first = dt.datetime(2025, 1, 1, 19, 30, tzinfo=dt.UTC)  # 02.30 of the next day in Jakarta
    daily = [first + dt.timedelta(days=n) for n in range(800)]
    there: set[dt.datetime] = set()
    for moment in daily:  # as they come, one a day
        there = backup.to_keep(there | {moment})
    newest_first = sorted(there, reverse=True)
    assert newest_first[:7] == daily[:-8:-1]
    days = {timezone.localtime(moment).date() for moment in there}
    assert len({(day.year, day.month) for day in days}) == 12
    assert len(there) <= 7 + 4 + 12
    # The newest of each month that is over.
    assert dt.date(2026, 1, 31) not in days and dt.date(2026, 12, 31) in days


def test_old_backups_go_and_other_files_stay(tmp_path: Path) -> None:
    now = dt.datetime(2026, 11, 28, 19, 30, tzinfo=dt.UTC)
    for days in range(60):
        (tmp_path / backup.file_name(now - dt.timedelta(days=days))).write_bytes(b"")
    other = tmp_path / "aksansi-notes.tar.gz"
    other.write_bytes(b"")
    gone = backup.forget_old(tmp_path)
    assert gone == 60 - len(backup.kept(tmp_path)) and other.exists()
    assert backup.made_at(backup.kept(tmp_path)[0]) == now


# --- The drill ----------------------------------------------------------------------------


@pytest.fixture
def world(
    shared: dict[str, str], regions: Any, secretariat: Any, settings: Any, tmp_path: Path
) -> Iterator[Any]:
    """A system with records and files, on a database another process may see."""
    settings.BACKUP_KEYS = [KEY]
    f.make_facility(name="IPAL Lama")
    job = Job.objects.create(kind="x", owner=secretariat)
    for number in range(3):
        JobPart.objects.create(job=job, name=str(number), file=ContentFile(b"isi %d" % number, "x"))
    yield job
    connection.close()


def files() -> dict[str, bytes]:
    return {name: default_storage.open(name).read() for name in strays.stored()}


@pytest.mark.django_db(transaction=True)
def test_a_backup_is_made_tried_and_brought_back(world: Job, as_user: Any, settings: Any) -> None:
    browser = as_user(world.owner)
    made = backup.make()
    assert archive.is_sealed(made.path) and made.files == 3 and made.missing == ()
    assert b"IPAL Lama" not in made.path.read_bytes()
    before, then = files(), _contents()
    assert backup.verify(made.path).rows == made.rows == sum(rows for rows, _d in then.values())
    # Everything goes wrong.
    Group.objects.all().delete()
    make_user("baru", "secretariat")
    world.parts.earliest("pk").file.delete()
    changed = str(world.parts.latest("pk").file)
    default_storage.delete(changed)
    default_storage.save(changed, ContentFile(b"rusak"))
    later = default_storage.save("later/x", ContentFile(b"later"))
    assert _contents() != then
    backup.restore(made.path)
    now = _contents()
    del then["core_usersession"], now["core_usersession"]
    assert now == then
    assert files() == {**before, later: b"later"}
    assert UserSession.objects.count() == 0
    assert browser.get("/").status_code == 302  # signed in before, and not any more
    # What was restored goes on: keys that count up begin behind the last one.
    make_user("sesudah", "secretariat")
    backup.restore(backup.make().path)  # and once more, from what was restored
    assert User.objects.filter(username="sesudah").exists()


def _contents() -> dict[str, Any]:
    with databases._beside() as own:
        return databases.contents(own)


@pytest.mark.django_db(transaction=True)
def test_people_write_while_a_backup_is_made(world: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row and its file, again and again, from before the copy of the database until after the files."""
    over = threading.Event()
    written: list[int] = []
    faults: list[Exception] = []
    where = connections["default"].settings_dict

    def write() -> None:
        own: Any = connections.create_connection("default")
        own.settings_dict, connections["default"] = where, own
        try:
            while not over.is_set():
                number = len(written) + 10
                JobPart.objects.create(job=world, name=str(number), file=ContentFile(b"isi", "x"))
                written.append(number)
        except Exception as error:
            faults.append(error)
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    real = databases.contents

    def slowly(seen: Any) -> Any:
        """Somebody writes between the copy and the counting of it."""
        count = len(written)
        while len(written) < count + 5 and writer.is_alive():
            over.wait(0.01)
        return real(seen)

    monkeypatch.setattr(databases, "contents", slowly)
    writer.start()
    try:
        while len(written) < 5 and writer.is_alive():
            over.wait(0.01)
        made = backup.make()
    finally:
        over.set()
        writer.join()
    assert faults == [] and made.missing == ()
    monkeypatch.setattr(databases, "contents", real)
    backup.verify(made.path)
    assert made.files > 3


@pytest.mark.django_db(transaction=True)
def test_a_file_that_was_missing_before_is_told(world: Job) -> None:
    gone = str(world.parts.earliest("pk").file)
    default_storage.delete(gone)
    made = backup.make()
    assert made.missing == (gone,) and gone in backup.told(made)


@pytest.mark.django_db(transaction=True)
def test_a_trial_that_finds_another_row_says_which_table(
    world: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, real = backup.make(), databases.contents

    def other(seen: Any) -> Any:
        with seen.cursor() as cursor:
            cursor.execute("UPDATE ksm_facility SET name = 'IPAL Palsu'")
        return real(seen)

    monkeypatch.setattr(databases, "contents", other)
    with pytest.raises(ValidationError, match="ksm_facility"):
        backup.verify(made.path)


@pytest.mark.django_db(transaction=True)
def test_what_killed_processes_left_is_swept_away(
    world: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left = tmp_path / "aksansi-copy-killed"
    left.mkdir()
    (left / "held").write_bytes(b"")
    (left / "database.sqlite3").write_bytes(b"everything")
    stem = f"{connection.settings_dict['NAME'][:40]}_try_"
    with databases._beside() as own:
        if connection.vendor == "postgresql":
            databases._execute(own, f'CREATE DATABASE "{stem}killed"')
        with backup._own_folder() as held:
            backup.verify(backup.make().path)
            assert held.exists() and not left.exists()
        assert not list(tmp_path.glob("aksansi-copy-*"))
        assert connection.vendor == "sqlite" or databases._databases(own, stem) == []


@pytest.mark.django_db(transaction=True)
def test_a_restore_that_breaks_changes_nothing(world: Job, tmp_path: Path) -> None:
    made, then = backup.make(), _contents()
    broken = tmp_path / made.path.name
    shutil.copy(made.path, broken)
    with broken.open("r+b") as raw:
        raw.truncate(made.size - 30)
    with pytest.raises(ValidationError):
        backup.restore(broken)
    if connection.vendor == "postgresql":
        with pytest.raises(ValidationError):
            source = tmp_path / "database.dump"
            archive.check(made.path, KEY, keep={source.name: source})
            source.write_bytes(source.read_bytes()[:-2000])
            databases.replace(source)
    assert _contents() == then


@pytest.mark.django_db(transaction=True)
def test_what_does_not_fit_is_refused_in_words(
    world: Job, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made = backup.make()
    facts = archive.check(made.path, KEY, keep={})
    newer = {**facts, "migrations": [*facts["migrations"], "ksm.9999_later"]}
    other = {**facts, "database": "oracle"}
    for given, word in ((newer, "9999_later"), (other, "oracle")):
        with monkeypatch.context() as patch:
            patch.setattr(archive, "check", lambda *a, given=given, **k: given)
            with pytest.raises(ValidationError, match=word):
                backup.restore(made.path)
    settings.BACKUP_DIR = Path(settings.MEDIA_ROOT) / "backups"
    with pytest.raises(ValidationError, match="backups"):
        backup.make()
    monkeypatch.setenv("PATH", str(tmp_path))
    if connection.vendor == "postgresql":
        with pytest.raises(ValidationError, match="pg_dump"):
            backup.make(folder=tmp_path / "elsewhere")


@pytest.mark.django_db(transaction=True)
def test_the_commands(world: Job, secretariat: Any, settings: Any, capsys: Any) -> None:
    call_command("backup", "--verify")
    call_command("backup", "--list")
    (path,) = backup.kept()
    assert capsys.readouterr().out.count(path.name) == 3
    with pytest.raises(CommandError, match="--replace"):
        call_command("restore", path)
    worker = Worker.objects.create(name="w")
    with pytest.raises(CommandError, match="worker"):
        call_command("restore", path, "--replace")
    worker.delete()
    settings.SECRET_KEY, before = "another" * 10, settings.SECRET_KEY
    User.objects.filter(pk=secretariat.pk).update(username="berubah")
    call_command("restore", path, "--replace")
    told = capsys.readouterr().out
    assert "What was here" in told and "SECRET_KEY_FALLBACKS" in told and "migrate" in told
    assert len(backup.kept()) == 2 and User.objects.get().username == secretariat.username
    settings.SECRET_KEY_FALLBACKS = [before]
    call_command("restore", path, "--replace", "--no-backup")
    assert "SECRET_KEY_FALLBACKS" not in capsys.readouterr().out and len(backup.kept()) == 2
    with pytest.raises(CommandError, match="no file"):
        call_command("restore", path.with_name("none"))


@pytest.mark.django_db(transaction=True)
def test_the_clock_makes_one_backup_a_night_and_tries_one_a_week(
    world: Job, secretariat: Any, as_user: Any, settings: Any
) -> None:
    settings.DEMO = True  # what Django says of the settings of tests is not asked here
    Job.objects.create(kind="checks", state="failed", finished_at=timezone.now())  # of yesterday
    checks = timed.put_now("checks")
    for name in ("checks", "backup", "backup-trial", "checks"):
        job = timed.put_now(name)
        queue.run_now(job)
        job.refresh_from_db()
        is_without = name == "checks" and not backup.kept()
        assert job.state == ("failed" if is_without else "done"), job.failure
        assert ("cadangan" in job.failure) is is_without
    assert job == checks
    (path,) = backup.kept()
    page = as_user(secretariat).get(reverse("job-list")).content.decode()
    assert path.name in page


@pytest.mark.django_db(transaction=True)
def test_a_night_killed_after_its_backup_makes_no_second_one(world: Job) -> None:
    job = timed.put_now("backup")
    work = runs.take(job)
    assert work is not None
    back_up(work)
    (made,) = backup.kept()
    Job.objects.filter(pk=job.pk).update(beat_at=timezone.now() - SILENCE * 2)  # killed here
    queue.run_now(job)
    job.refresh_from_db()
    assert (job.state, job.runs, backup.kept()) == ("done", 2, [made])


@pytest.mark.django_db(transaction=True)
def test_a_backup_of_a_key_of_before_is_opened_while_that_key_is_named(
    settings: Any, tmp_path: Path, capsys: Any
) -> None:
    settings.BACKUP_DIR, settings.BACKUP_KEYS = tmp_path, [KEY]
    made = backup.make()
    settings.BACKUP_KEYS = ["new-key-" * 6, KEY]
    assert backup.verify(made.path).rows == made.rows
    call_command("rotate_keys")
    told = capsys.readouterr().out
    assert "does not open: 1." in told and made.path.name in told
    settings.BACKUP_KEYS = ["new-key-" * 6]
    with pytest.raises(ValidationError, match="BACKUP_KEY"):
        backup.verify(made.path)
