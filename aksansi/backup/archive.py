"""One file that holds everything: a packed tar, sealed where a key is given, its list of checksums and facts last.

Without a key any `tar xzf` opens it, and `sha256sum -c SHA256SUMS` checks it. A file without its last member was not
finished, and is none.
"""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import io
import json
import os
import tarfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from aksansi.backup.sealed import MAGIC, PIECE, NotOpened, Opening, Sealing

FORMAT = 1
SUMS, FACTS = "SHA256SUMS", "manifest.json"
UNFINISHED = ".part"


class Broken(ValueError):
    """The file is no backup, or not whole; the text says what."""


class Hashing:
    """Reads through a file and keeps the digest of what went by."""

    def __init__(self, raw: Any) -> None:
        self._raw, self._digest = raw, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        content: bytes = self._raw.read(size)
        self._digest.update(content)
        return content

    def sum(self) -> str:
        return self._digest.hexdigest()


class Packing:
    """Puts members into an archive; `names` are those it holds."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar, self._sums = tar, dict[str, str]()

    @property
    def names(self) -> set[str]:
        return set(self._sums)

    def add(self, name: str, content: Any, size: int) -> None:
        """Put in so many bytes of an open file."""
        member = tarfile.TarInfo(name)
        member.size, member.mtime, member.mode = size, int(time.time()), 0o600
        read = Hashing(content)
        self._tar.addfile(member, read)
        self._sums[name] = read.sum()

    def finish(self, facts: dict[str, Any]) -> None:
        """Put in the checksums and, last, the facts."""
        sums = "".join(f"{digest}  {name}\n" for name, digest in self._sums.items()).encode()
        self.add(SUMS, io.BytesIO(sums), len(sums))
        told = json.dumps({"format": FORMAT, SUMS: self._sums[SUMS], **facts}, indent=1).encode()
        self.add(FACTS, io.BytesIO(told), len(told))


@contextmanager
def packing(target: Path, key: str) -> Iterator[Packing]:
    """Write an archive; it has its name when it is whole and on the disk, and never before."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _sweep(target.parent)
    unfinished = target.with_name(target.name + UNFINISHED)
    try:
        with open(os.open(unfinished, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as raw:
            fcntl.flock(raw, fcntl.LOCK_EX | fcntl.LOCK_NB)
            raw.truncate()
            sink: Any = Sealing(raw, key) if key else raw
            with (
                gzip.GzipFile(fileobj=sink, mode="wb", compresslevel=1, filename="") as packed,
                tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
            ):
                yield Packing(tar)
            if key:
                sink.close()
            raw.flush()
            os.fsync(raw.fileno())
            os.replace(unfinished, target)
    except BlockingIOError as error:
        raise Broken(f"{unfinished} is being written by another process.") from error
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def _sweep(folder: Path) -> None:
    """Delete what a killed process left behind: an unfinished file that nobody holds."""
    for left in folder.glob(f"*{UNFINISHED}"):
        with suppress(OSError), open(left, "r+b") as raw:
            fcntl.flock(raw, fcntl.LOCK_EX | fcntl.LOCK_NB)
            left.unlink()


def is_sealed(source: Path) -> bool:
    with source.open("rb") as raw:
        return raw.read(len(MAGIC)) == MAGIC


def opens(source: Path, key: str) -> bool:
    """Return whether a key opens a sealed archive, by its first piece."""
    try:
        with source.open("rb") as raw:
            Opening(raw, key).read(1)
    except (NotOpened, OSError):
        return False
    return True


def members(source: Path, *keys: str) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield the members in their order, each to be read before the next; one of the keys opens it.

    Raises Broken where it cannot be read on.
    """
    try:
        with source.open("rb") as raw:
            content: Any = raw
            if is_sealed(source):
                content = io.BufferedReader(Opening(raw, *keys), PIECE)
            with (
                gzip.GzipFile(fileobj=content, mode="rb") as unpacked,
                tarfile.open(fileobj=unpacked, mode="r|") as tar,
            ):
                for member in tar:
                    opened = tar.extractfile(member)
                    if opened is None:
                        raise Broken(f"{member.name} is no plain file.")
                    yield member.name, opened
                # To the very end, where the packing's own checksum stands.
                while unpacked.read(PIECE):
                    pass
    except NotOpened as error:
        raise Broken(
            "It cannot be opened: BACKUP_KEY is another one, or the file was changed."
        ) from error
    except (OSError, EOFError, tarfile.TarError, zlib.error) as error:
        raise Broken(f"It cannot be read: {error}") from error


def check(source: Path, *keys: str, keep: dict[str, Path]) -> dict[str, object]:
    """Read an archive through and return its facts; members named in `keep` are written to the paths beside them.

    Raises Broken where a checksum differs, a member is missing, or the archive was not finished.
    """
    sums: dict[str, str] = {}
    told, facts = b"", b""
    for name, content in members(source, *keys):
        read = Hashing(content)
        if name in (SUMS, FACTS):
            whole = read.read()
            told, facts = (whole, facts) if name == SUMS else (told, whole)
        elif name in keep:
            with keep[name].open("wb") as target:
                while piece := read.read(PIECE):
                    target.write(piece)
        else:
            while read.read(PIECE):
                pass
        sums[name] = read.sum()
    if not facts:
        raise Broken("It was not finished: its last part is missing.")
    found: dict[str, Any] = json.loads(facts)
    if found.get("format") != FORMAT or found.get(SUMS) != sums.pop(SUMS, None):
        raise Broken("Its list of checksums is not the one it was made with.")
    del sums[FACTS]
    listed: dict[str, str] = {}
    for line in told.decode().splitlines():
        digest, _space, name = line.partition("  ")
        listed[name] = digest
    if wrong := sorted(name for name in listed.keys() | sums if listed.get(name) != sums.get(name)):
        raise Broken(f"{len(wrong)} parts are not as they were put in, the first is {wrong[0]}.")
    return found
