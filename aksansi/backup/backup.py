"""Making a backup, trying it out, bringing it back, and how many are kept.

Database first, then files: a file is written before the row that names it, so nothing a row names can be missing but
what was missing before or deleted meanwhile, and that is told. Keys are no part of it: they lie in `.env`.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as __

from aksansi.backup import archive, databases, strays
from core.people import sessions
from core.tools.formats import number
from core.tools.rows.values import value_class
from core.tools.rows.written_migrations import written_migrations

FILES = "media/"
# So many days, weeks and months have their newest backup kept.
KEPT = (("%Y-%m-%d", 7), ("%G-%V", 4), ("%Y-%m", 12))
_NAME = re.compile(r"aksansi-(\d{8}T\d{6}Z)\.tar\.gz(\.sealed)?")
_STAMP = "%Y%m%dT%H%M%SZ"


@value_class
class Made:
    """A backup that is there: its file, and what it holds."""

    path: Path
    rows: int
    files: int
    missing: tuple[str, ...]
    marks: tuple[str, ...]

    @property
    def has_foreign_key(self) -> bool:
        """Whether the signing key it was made under is none of those in use: its codes and secrets are unreadable."""
        return self.marks[0] not in map(_mark, _keys())

    @property
    def size(self) -> int:
        """Its size in bytes."""
        return self.path.stat().st_size


def file_name(moment: dt.datetime) -> str:
    end = ".sealed" if settings.BACKUP_KEYS[0] else ""
    return f"aksansi-{moment.astimezone(dt.UTC):{_STAMP}}.tar.gz{end}"


def made_at(path: Path) -> dt.datetime | None:
    """Return the moment of a backup by its name; None for a file that is none."""
    found = _NAME.fullmatch(path.name)
    return dt.datetime.strptime(found[1], _STAMP).replace(tzinfo=dt.UTC) if found else None


def make(
    *,
    folder: Path | None = None,
    moment: dt.datetime | None = None,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> Made:
    """Write a backup of this moment and return it; one that has the name of `moment` already is not made again.

    `tell` hears how many of how many files are in. Raises ValidationError with words.
    """
    place, at = folder or Path(settings.BACKUP_DIR), moment or timezone.now()
    while moment is None and (place / file_name(at)).exists():
        at += dt.timedelta(seconds=1)
    target = place / file_name(at)
    if target.resolve().is_relative_to(Path(settings.MEDIA_ROOT).resolve()):
        raise ValidationError(
            __("Backups must not lie among the files they hold: %(folder)s.")
            % {"folder": target.parent}
        )
    if not target.exists():
        try:
            _write(target, tell)
        except (OSError, archive.Broken) as error:
            raise ValidationError(
                __("The backup could not be written to %(folder)s: %(error)s")
                % {"folder": target.parent, "error": error}
            ) from error
    return _described(target, _checked(target, {}))


def _write(target: Path, tell: Callable[[int, int], None]) -> None:
    with _own_folder() as place:
        copy = place / databases.member()
        with archive.packing(target, settings.BACKUP_KEYS[0]) as pack:
            with databases.snapshot(copy) as seen:
                facts: dict[str, Any] = {
                    "made_at": timezone.now().isoformat(timespec="seconds"),
                    "database": connection.vendor,
                    "migrations": databases.migrations(seen),
                    "contents": databases.contents(seen),
                    "keys": [_mark(key) for key in _keys()],
                }
                named = databases.named_files(seen)
            with copy.open("rb") as content:
                pack.add(copy.name, content, copy.stat().st_size)
            copy.unlink()
            names = sorted(strays.stored())
            for done, name in enumerate(names):
                if done % 100 == 0:
                    tell(done, len(names))
                _add(pack, name)
            here = {name.removeprefix(FILES) for name in pack.names if name.startswith(FILES)}
            pack.finish({**facts, "files": len(here), "missing": sorted(named - here)})


@contextmanager
def _own_folder() -> Iterator[Path]:
    """Yield a folder for a copy of the database; what killed processes have left of theirs is deleted."""
    for left in Path(tempfile.gettempdir()).glob("aksansi-copy-*"):
        with suppress(OSError), open(left / "held", "r+b") as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left)
    with tempfile.TemporaryDirectory(prefix="aksansi-copy-") as name:
        place = Path(name)
        with open(place / "held", "wb") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield place


def _add(pack: archive.Packing, name: str) -> None:
    try:
        with default_storage.open(name, "rb") as content:
            pack.add(FILES + name, content, content.size)
    except FileNotFoundError:
        return  # deleted meanwhile; told where a row names it


def _checked(path: Path, keep: dict[str, Path]) -> dict[str, Any]:
    try:
        return archive.check(path, *settings.BACKUP_KEYS, keep=keep)
    except (archive.Broken, OSError) as error:
        raise ValidationError(
            __("%(file)s is no whole backup: %(error)s") % {"file": path.name, "error": error}
        ) from error


def _described(path: Path, facts: dict[str, Any]) -> Made:
    rows = sum(count for count, _digest in facts["contents"].values())
    return Made(path, rows, facts["files"], tuple(facts["missing"]), tuple(facts["keys"]))


def verify(path: Path) -> Made:
    """Restore a backup beside the system and compare every table with what was backed up; return what it holds.

    Raises ValidationError with what differs.
    """
    with _own_folder() as place:
        copy = place / databases.member()
        facts = _checked(path, {copy.name: copy})
        _same_kind(facts)
        with databases.restored(copy) as found:
            now = databases.contents(found)
    then = facts["contents"]
    wrong = sorted(table for table in then.keys() | now.keys() if then.get(table) != now.get(table))
    if wrong:
        raise ValidationError(
            __("Restored on trial, these tables are not as they were: %(tables)s")
            % {"tables": ", ".join(wrong)}
        )
    return _described(path, facts)


def restore(path: Path) -> Made:
    """Bring a backup back: files first, then the database in one step; whoever was signed in signs in again.

    Files that no row of the backup names stay where they are. Raises ValidationError with words; nothing was changed
    then, but for files that were put back.
    """
    with _own_folder() as place:
        copy = place / databases.member()
        facts = _checked(path, {copy.name: copy})
        _same_kind(facts)
        known = {f"{app}.{name}" for app, name in written_migrations()}
        if newer := [name for name in facts["migrations"] if name not in known]:
            raise ValidationError(
                __(
                    "The backup is of a newer version (%(name)s is not known here). Bring that one up first."
                )
                % {"name": newer[-1]}
            )
        for name, content in archive.members(path, *settings.BACKUP_KEYS):
            if name.startswith(FILES):
                _put_back(name.removeprefix(FILES), content)
        databases.replace(copy)
    # A session that was ended since must not live again.
    sessions.end_all()
    return _described(path, facts)


def _put_back(name: str, content: Any) -> None:
    if default_storage.exists(name):
        default_storage.delete(name)
    kept = default_storage.save(name, File(content, name=name))
    if kept != name:
        raise ValidationError(f"{name} → {kept}")


def _same_kind(facts: dict[str, object]) -> None:
    if facts["database"] != connection.vendor:
        raise ValidationError(
            __("The backup is of %(then)s, and DATABASE_URL names %(now)s.")
            % {"then": facts["database"], "now": connection.vendor}
        )


def _keys() -> Iterable[str]:
    return (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


def _mark(key: str) -> str:
    """Return a mark by which a key is known again and that does not give it away."""
    return HKDF(SHA256(), 8, salt=None, info=b"aksansi.backup.mark").derive(key.encode()).hex()


def kept(folder: Path | None = None) -> list[Path]:
    """Return the backups of a folder, the newest first."""
    place = folder or Path(settings.BACKUP_DIR)
    found = place.iterdir() if place.is_dir() else iter(())
    return sorted(
        (path for path in found if made_at(path)), key=lambda path: path.name, reverse=True
    )


def to_keep(moments: Iterable[dt.datetime]) -> set[dt.datetime]:
    """Return which backups are kept: the newest of each of the last 7 days, 4 weeks and 12 months that have one."""
    newest_first = sorted(moments, reverse=True)
    found: set[dt.datetime] = set()
    for period, most in KEPT:
        best: dict[str, dt.datetime] = {}
        for moment in newest_first:
            best.setdefault(f"{timezone.localtime(moment):{period}}", moment)
        found |= set(list(best.values())[:most])
    return found


def forget_old(folder: Path | None = None) -> int:
    """Delete the backups that are kept no longer; return how many went."""
    paths = kept(folder)
    moments = {path: moment for path in paths if (moment := made_at(path))}
    stay = to_keep(moments.values())
    gone = [path for path, moment in moments.items() if moment not in stay]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def told(made: Made) -> str:
    """Return in a sentence what a backup holds."""
    words = __("%(rows)s rows, %(files)s files, %(mb)s MB: %(name)s.") % {
        "rows": number(made.rows),
        "files": number(made.files),
        "mb": number(made.size / (1 << 20), 1),
        "name": made.path.name,
    }
    if made.missing:
        words += " " + __(
            "%(count)s files that rows name were not there, the first is %(name)s."
        ) % {
            "count": number(len(made.missing)),
            "name": made.missing[0],
        }
    return words
