"""The served product with a keeper that starts again what ended, as an init system does."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from bench.browsing import Browser
from bench.clusters import ROOT, Cluster, free_port, programs, wait_for

PAUSE = 1.0  # seconds an init system waits before it starts a part again


class System:
    """Database, two web processes of eight threads and a worker, in one folder, on one port."""

    def __init__(self, place: Path, database: str) -> None:
        self.place, self.port = place, free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.cluster: Cluster | None = None
        url = f"sqlite:///{place}/own/aksansi.sqlite3"
        if database == "postgres":
            # Written to the disk before it is acknowledged: what a database does where it matters.
            self.cluster = Cluster(programs(), place / "cluster" / "data", "-c fsync=on")
            self.cluster.folder.parent.mkdir(mode=0o755)
            url = self.cluster.url()
        self.env = {
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
            "DEMO": "1",
            "TASK_WORKER": "1",
            "SITE_URL": self.base,
            "DATABASE_URL": url,
            "MEDIA_ROOT": f"{place}/own/media",
            "BACKUP_DIR": f"{place}/backups",
            "MALLOC_ARENA_MAX": "1",
        }
        self.parts: dict[str, subprocess.Popen[bytes]] = {}
        self.starts = 0
        self.over = threading.Event()

    def start(self, more: dict[str, str]) -> None:
        """Start it with the demonstration; `more` is the environment of web and worker besides."""
        if self.cluster:
            self.cluster.make()
        self.manage("scripts/prepare.py")
        self.env |= more
        for name in self.commands():
            self.run(name)
        self.wait()
        threading.Thread(target=self.keep, daemon=True).start()

    def commands(self) -> dict[str, list[str]]:
        python = Path(sys.executable)
        bind = ["--bind", f"127.0.0.1:{self.port}", "--workers", "2", "--threads", "8"]
        quiet = ["--timeout", "120", "--log-level", "warning"]
        return {
            "web": [str(python.parent / "gunicorn"), "aksansi.wsgi", *bind, *quiet],
            "worker": [str(python), "manage.py", "worker"],
        }

    def run(self, name: str) -> None:
        self.starts += 1
        with (self.place / f"{name}.log").open("ab") as log:
            self.parts[name] = subprocess.Popen(
                self.commands()[name], cwd=ROOT, env=self.env,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def keep(self) -> None:
        while not self.over.wait(PAUSE):
            for name, process in list(self.parts.items()):
                if process.poll() is not None and not self.over.is_set():
                    self.run(name)

    def manage(self, *words: str) -> str:
        """Run a command of the product; return what it said. Raises AssertionError where it failed."""
        done = subprocess.run(
            [sys.executable, *words], cwd=ROOT, env=self.env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        return done.stdout

    def is_alive(self) -> bool:
        return Browser(self.base).ask("GET", "/healthz")[0] == 200

    def wait(self, seconds: float = 120) -> None:
        wait_for("the system answers", self.is_alive, seconds)

    def web_processes(self) -> list[int]:
        """Return the numbers of the processes that answer, without their master."""
        master = self.parts["web"].pid
        with suppress(OSError):
            return [
                int(x) for x in Path(f"/proc/{master}/task/{master}/children").read_text().split()
            ]
        return []

    def memory(self) -> int:
        """Return what the web processes hold, in megabytes, the largest of them."""
        found = [0]
        for pid in self.web_processes():
            with suppress(OSError):
                words = Path(f"/proc/{pid}/status").read_text().split("VmRSS:")[1].split()
                found.append(int(words[0]) // 1024)
        return max(found)

    def kill(self, what: str, luck: random.Random) -> None:
        """Kill a process of the web server, the whole of it, or the worker with all it started, at once."""
        with suppress(ProcessLookupError):
            if what == "web process":
                if found := self.web_processes():
                    os.kill(luck.choice(found), signal.SIGKILL)
            else:
                os.killpg(self.parts[what].pid, signal.SIGKILL)

    def stop(self) -> None:
        self.over.set()
        time.sleep(PAUSE)
        for process in self.parts.values():
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                process.wait(30)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        if self.cluster:
            self.cluster.stop()
