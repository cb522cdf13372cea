"""PostgreSQL clusters and waiting, for drills that start and break real parts on this machine alone."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg2

ROOT = Path(__file__).resolve().parents[1]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def as_postgres(*command: str | Path) -> None:
    """Run a command of PostgreSQL, which refuses to be root."""
    before = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    done = subprocess.run(
        [*before, *map(str, command)], cwd="/", stdin=subprocess.DEVNULL, capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode() or done.stdout.decode()


def proved(what: str, holds: bool) -> None:
    print("yes" if holds else "NO ", what, flush=True)
    if not holds:
        sys.exit(1)


def wait_for(what: str, holds: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(OSError, psycopg2.Error):
            if holds():
                return
        time.sleep(0.2)
    proved(what, False)


def programs() -> Path:
    """Return the folder of initdb, pg_ctl and their neighbours, which are not all linked."""
    found = subprocess.run(
        [ROOT / "scripts/postgres.sh", "find"], check=True, capture_output=True, text=True
    ).stdout.strip()
    return (Path(found) / "initdb").resolve().parent


class Cluster:
    """One PostgreSQL in a folder of its own, whose parent its user may write to."""

    def __init__(self, bin_: Path, folder: Path, settings: str = "-c fsync=off") -> None:
        self.bin, self.folder, self.port, self.settings = bin_, folder, free_port(), settings

    def make(self) -> None:
        """Make it, start it, and an empty database "aksansi" in it."""
        if os.getuid() == 0:
            shutil.chown(self.folder.parent, "postgres")
        as_postgres(
            self.bin / "initdb", "-D", self.folder, "-U", "postgres", "-A", "trust", "--no-sync"
        )
        self.start()
        self.ask("CREATE DATABASE aksansi")
        for name, value in (("jit", "off"), ("random_page_cost", "1.1")):
            self.ask(f"ALTER ROLE postgres SET {name} = {value}")

    def start(self) -> None:
        place = f"-c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder.parent}"
        own = f"-p {self.port} {place} {self.settings}"
        log = self.folder.parent / f"{self.folder.name}.log"
        as_postgres(self.bin / "pg_ctl", "-D", self.folder, "-l", log, "-w", "-o", own, "start")

    def stop(self) -> None:
        with suppress(AssertionError):
            as_postgres(self.bin / "pg_ctl", "-D", self.folder, "-m", "immediate", "stop")

    def ask(self, sql: str, database: str = "postgres") -> object:
        with self.connected(database) as cursor:
            cursor.execute(sql)
            row = cursor.fetchone() if cursor.description else None
            return row[0] if row else None

    @contextmanager
    def connected(self, database: str) -> Iterator[psycopg2.extensions.cursor]:
        connection = psycopg2.connect(
            host="127.0.0.1", port=self.port, user="postgres", dbname=database, connect_timeout=3
        )
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()

    def url(self, database: str = "aksansi", port: int | None = None) -> str:
        return f"postgres://postgres@127.0.0.1:{port or self.port}/{database}"
