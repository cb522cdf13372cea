"""Servers to be measured, started here and signed in to, and the clock of what they work."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.browsing import PASSWORD, Browser

ROOT = Path(__file__).resolve().parent.parent.parent
ACCOUNT = "sekretariat"
OURS, FLOOR, ADMIN, BEFORE = "ours", "bare", "admin", "before"


@contextmanager
def served(
    name: str, module: str, database: str, size: tuple[int, int], place: Path = ROOT
) -> Iterator[tuple[str, int]]:
    """Yield the address and process number of an application that is served until the end.

    `size`: workers and threads of each; `name` is that of its connections in PostgreSQL."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    # gunicorn hands this on to Django: the floor would else read our settings.
    settings = f"{module.removesuffix('.wsgi')}.settings"
    env = {**os.environ, "DEMO": "1", "DATABASE_URL": database, "SITE_URL": base, "LOG_LEVEL": "CRITICAL",
           "DJANGO_SETTINGS_MODULE": settings, "TASK_WORKER": "1", "MALLOC_ARENA_MAX": "1",
           "PGAPPNAME": f"compare {name}"}  # fmt: skip
    program = [f"{ROOT}/.venv/bin/gunicorn", module, "--bind", f"127.0.0.1:{port}",
               "--workers", str(size[0]), "--threads", str(size[1]),
               "--timeout", "120", "--keep-alive", "60", "--log-level", "warning"]  # fmt: skip
    process = subprocess.Popen(program, cwd=place, env=env, stdout=subprocess.DEVNULL)
    try:
        for _try in range(120):
            time.sleep(0.5)
            try:
                if Browser(base).ask("GET", "/accounts/login/")[0] == 200:
                    break
            except OSError:
                continue
        yield base, process.pid
    finally:
        process.terminate()
        process.wait(timeout=60)


def sign_in(base: str) -> Browser:
    """Return a browser signed in to the floor, by its own page."""
    browser = Browser(base)
    _status, page = browser.page("/accounts/login/")
    hidden = [(f["name"], f["value"]) for f in page.forms[0]["fields"] if f["kind"] == "hidden"]
    typed = [("username", ACCOUNT), ("password", PASSWORD)]
    status, _where, _content = browser.send("/accounts/login/", [*hidden, *typed], {})
    assert status == 302, f"sign-in to the floor: {status}"
    return browser


Clock = Callable[[], float]


class Processor:
    """A clock of the seconds a server and its PostgreSQL processes have worked."""

    def __init__(self, name: str, parent: int) -> None:
        from django.db import connection

        self.connection, self.name, self.parent = connection, f"compare {name}", parent

    def __call__(self) -> float:
        with self.connection.cursor() as cursor:
            asked = "SELECT pid FROM pg_stat_activity WHERE application_name = %s"
            cursor.execute(asked, [self.name])
            found = [*children(self.parent), *(pid for (pid,) in cursor.fetchall())]
        tasks = [task for pid in found for task in Path(f"/proc/{pid}/task").glob("*/schedstat")]
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


@contextmanager
def in_one_process() -> Iterator[None]:
    """PostgreSQL answers a query in one process, so that all its work is seen, until the end."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.floor.settings"
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_database())")
        alter = f"ALTER DATABASE {cursor.fetchone()[0]}"
        cursor.execute(f"{alter} SET max_parallel_workers_per_gather = 0")
        try:
            yield
        finally:
            cursor.execute(f"{alter} RESET max_parallel_workers_per_gather")


def children(parent: int) -> list[str]:
    return Path(f"/proc/{parent}/task/{parent}/children").read_text().split()


def memory(parent: int) -> str:
    """Return the megabytes of each worker of a server, what it shares with its sister counted in full."""
    found = []
    for child in children(parent):
        for line in Path(f"/proc/{child}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                found.append(f"{int(line.split()[1]) / 1024:.0f}")
    return ", ".join(found)
