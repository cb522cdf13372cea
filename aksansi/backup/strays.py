"""Files that no row names: left by processes that were killed, and by forms refused after their file was written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from aksansi.backup import databases

# Whatever is under way has a row by then.
OLD_ENOUGH = dt.timedelta(days=2)


def stored(folder: str = "") -> Iterator[str]:
    """Yield the names of all stored files; what begins with a dot is nobody's."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}{name}" for name in files if not name.startswith("."))
    for inner in folders:
        if not inner.startswith("."):
            yield from stored(f"{folder}{inner}/")


def forget() -> int:
    """Delete stored files that no row names for two days; return how many."""
    before, found = timezone.now() - OLD_ENOUGH, sorted(stored())
    # Asked after the files: a row that came since names its file.
    named, deleted = databases.named_files(connection), 0
    for name in found:
        if name in named:
            continue
        try:
            if default_storage.get_modified_time(name) < before:
                default_storage.delete(name)
                deleted += 1
        except FileNotFoundError:
            continue  # somebody else tidied it
    return deleted
