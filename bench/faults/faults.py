"""What goes wrong: each fault happens while people work, and is over when its function returns."""

from __future__ import annotations

import ctypes
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from bench.browsing import Browser, Page
from bench.clusters import ROOT, free_port, wait_for
from bench.faults.people import Ledger
from bench.faults.system import System
from bench.filling import changed_only

SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER, linux/prctl.h
CLOCK = "clock"  # the file that says how far the clock is off


def killed(system: System, ledger: Ledger, luck: random.Random, times: int) -> None:
    """Kill one process after the other; what kills faster than parts start proves only that nothing answers."""
    for number in range(times):
        what = ("web process", "worker", "web process", "web")[number % 4]
        ledger.phase = f"{what} killed"
        system.kill(what, luck)
        time.sleep(luck.uniform(0.1, 1.5))
        if what != "web process":
            system.wait()


def take_in() -> None:
    """Become the parent of what the parts leave behind, whatever the machine's first process does with such."""
    ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)


def database_killed(system: System, ledger: Ledger, luck: random.Random, times: int) -> None:
    """Kill every process of PostgreSQL at once and start it again."""
    assert system.cluster
    for _time in range(times):
        ledger.phase = "database killed"
        head = int((system.cluster.folder / "postmaster.pid").read_text().split()[0])
        # Else it starts others for the first that die, and these outlive it.
        os.kill(head, signal.SIGSTOP)
        dead = [*_children(head), head]
        for pid in dead:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        # What nobody asked after would still count as running (`take_in`).
        for pid in reversed(dead):
            with suppress(ChildProcessError):
                os.waitpid(pid, 0)
        time.sleep(luck.uniform(0.2, 1))
        system.cluster.start()
        system.wait()


def _children(pid: int) -> list[int]:
    return [int(x) for x in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def database_away(system: System, ledger: Ledger, seconds: float) -> None:
    """Stop PostgreSQL for a while; the health page says so within five seconds, each time it is asked."""
    assert system.cluster
    ledger.phase = "database away"
    system.cluster.stop()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        began = time.monotonic()
        with suppress(OSError):
            status = Browser(system.base).ask("GET", "/healthz")[0]
            if status != 503 or time.monotonic() - began > 5:
                ledger.fault(f"/healthz says {status} after {time.monotonic() - began:.1f} s")
        time.sleep(1)
    system.cluster.start()
    system.wait()


def disk_full(system: System, ledger: Ledger, seconds: float) -> None:
    """Fill the disk of files (and of the database, where it is SQLite), then make room again."""
    ledger.phase = "disk full"
    weight = system.place / "own" / "weight"
    with weight.open("wb") as file, suppress(OSError):
        while True:
            file.write(bytes(1 << 16))
            file.flush()
    time.sleep(seconds)
    weight.unlink()
    system.wait()


def clock_jumps(system: System, ledger: Ledger, seconds: float) -> None:
    """Set the clock back by a month, by a day, forward by two days, and right again."""
    ledger.phase = "clock jumps"
    for days in (-33, -1, 2, 0):
        # One rename: a process that reads half a number would be our fault.
        new = system.place / f"{CLOCK}.new"
        new.write_text(str(days * 86_400))
        new.rename(system.place / CLOCK)
        time.sleep(seconds / 4)


def with_clock(system: System) -> dict[str, str]:
    """Return the environment in which the clocks of web and worker follow a file."""
    (system.place / CLOCK).write_text("0")
    return {
        "PYTHONPATH": str(Path(__file__).parent / "clock"),
        "FAULTS_CLOCK": str(system.place / CLOCK),
    }


def slow_senders(system: System, ledger: Ledger, seconds: float, most: int = 20) -> None:
    """Send so many forms a byte a second through the proxy: others go on being answered."""
    ledger.phase = "slow senders"
    port, over = free_port(), threading.Event()
    env = {
        **os.environ,
        "AKSANSI_HOST": f"http://127.0.0.1:{port}",
        "AKSANSI_WEB": urlsplit(system.base).netloc,
        "AKSANSI_HTTP_PORT": str(free_port()),
        "AKSANSI_PAGES": str(ROOT / "deploy/pages"),
        "XDG_DATA_HOME": str(system.place),
        "XDG_CONFIG_HOME": str(system.place),
    }
    with (system.place / "proxy.log").open("ab") as log:
        proxy = subprocess.Popen(
            ["caddy", "run", "--config", ROOT / "deploy/Caddyfile", "--adapter", "caddyfile"],
            env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip

    def trickle() -> None:
        with socket.create_connection(("127.0.0.1", port), 5) as line:
            line.sendall(
                b"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000\r\n"
                b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
            )
            with suppress(OSError):
                while not over.wait(1):
                    line.sendall(b"a")

    try:
        front = f"http://127.0.0.1:{port}"
        wait_for("the proxy answers", lambda: Browser(front).ask("GET", "/healthz")[0] == 200)
        slow = [threading.Thread(target=trickle, daemon=True) for _one in range(most)]
        for one in slow:
            one.start()
        time.sleep(1)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            began = time.monotonic()
            status = Browser(front).ask("GET", "/accounts/login/")[0]
            took = time.monotonic() - began
            if status != 200 or took > 5:
                ledger.fault(f"beside {most} slow senders {status} after {took:.1f} s")
            time.sleep(0.5)
    finally:
        over.set()
        proxy.terminate()
        proxy.wait(30)


def backed_up(system: System, ledger: Ledger) -> str:
    """Make a backup while people write, restore it on trial; return what the command said."""
    ledger.phase = "backup while people write"
    return system.manage("manage.py", "backup", "--verify").strip().splitlines()[-1]


class Table:
    """An import of so many facilities by the Secretariat, walked through its pages."""

    def __init__(self, who: Browser, rows: int) -> None:
        self.who, self.job = who, ""
        lines = ["kode wilayah;nama;alamat;jenis;tahun dibangun"]
        lines += [f"34.04;IPAL UJI {n:05};Jalan Uji {n};ipal;2012" for n in range(rows)]
        place = "/imports/new/facilities/"
        form = who.page(place)[1].writing()[0]
        status, self.url, content = who.send(
            place, changed_only(form, "", ""), {"file": ("uji.csv", "\n".join(lines).encode())}
        )
        assert status == 302, content[-3000:]

    def check(self) -> None:
        """Send the columns as understood, and again where the page asks."""
        content = self.who.ask("GET", self.url)[2]
        for _turn in range(3):
            forms = [f for f in Page(content.decode()).forms if f["method"] == "post"]
            form = max(forms, key=lambda f: len(f["fields"]))
            to = urljoin(self.url, form["action"]) if form["action"] else self.url
            status, where, content = self.who.send(to, changed_only(form, "", ""), {})
            if status == 302:
                self.job = urljoin(self.url, where)
                return
        raise AssertionError(re.sub(r"<[^>]+>|\s+", " ", content.decode())[-3000:])

    def confirm(self) -> None:
        wait_for("the check is ready", lambda: b'name="confirm"' in self.page(), 180)
        (form,) = [
            f for f in Page(self.page().decode()).forms if f["method"] == "post" and not f["action"]
        ]
        sent = [*changed_only(form, "", ""), ("confirm", "1")]
        status, _where, content = self.who.send(self.job, sent, {})
        assert status == 302, content[-3000:]

    def page(self) -> bytes:
        return self.who.ask("GET", self.job)[2]


def room_for(place: Path) -> str:
    """Give the folder a small disk of its own; return why not where that cannot be."""
    if os.getuid() != 0 or not shutil.which("mount"):
        return "only root may mount a disk"
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=200m", "tmpfs", place], capture_output=True, text=True
    )
    return done.stderr.strip()
