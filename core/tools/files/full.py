"""A disk without room: how it is told from other faults, and no torn file is left on it."""

from __future__ import annotations

import errno
from typing import Any

from django.core.files.storage import FileSystemStorage

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_SQLITE_SAYS = "database or disk is full"
_POSTGRES_SAYS = "53100"  # disk_full, PostgreSQL: Appendix A, Error Codes


def is_full(error: BaseException | None) -> bool:
    """Return whether an error, or one it came from, is that there is no room for a file or for the database."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            return True
        if getattr(error, "pgcode", None) == _POSTGRES_SAYS or _SQLITE_SAYS in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


class Folder(FileSystemStorage):
    """Files in a folder; one that could not be written whole is gone."""

    # What Django's own storages override; the stubs leave it out.
    def _save(self, name: str, content: Any) -> str:
        try:
            kept: str = super()._save(name, content)  # type: ignore[misc]
            return kept
        except OSError as error:
            # A name that was taken meanwhile is somebody else's file.
            if is_full(error):
                self.delete(name)
            raise
