"""A system of many parts, real ones, on this machine alone: does it hold together, and when one of them goes?

    python -m bench.grown [--keep]

Two PostgreSQL clusters (one follows the other), PgBouncer in transaction mode, Redis, a store of files that speaks
S3, two web servers of one process each and a worker, all on ports of the loopback. Every request goes to the other
web server than the one before: whoever kept something to itself would be found out. Prints a line for each proof
and ends with 1 at the first that fails. What is not installed is named and ends with 2.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from functools import partial
from itertools import cycle
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import boto3
from botocore.config import Config
from pypdf import PdfWriter
from typing_extensions import override

from bench.browsing import Browser
from bench.clusters import ROOT, Cluster, as_postgres, free_port, programs, proved, wait_for
from bench.filling import picture

LAG = 15  # seconds a replica may be behind, here


class Turns(Browser):
    """A browser behind a proxy that sends each request to another web server."""

    def __init__(self, bases: list[str]) -> None:
        super().__init__(bases[0])
        self.doors = cycle([(base, Browser(base).connection) for base in bases])

    @override
    def ask(
        self, method: str, url: str, body: bytes | None = None, kind: str = "", **given: int
    ) -> tuple[int, str, bytes]:
        self.base, self.connection = next(self.doors)
        return super().ask(method, url, body, kind, **given)


class Parts:
    """Every part of the system, started in order and ended in the other."""

    def __init__(self, place: Path) -> None:
        self.place, self.running = place, dict[str, subprocess.Popen[bytes]]()
        self.bin = programs()
        told = "-c fsync=off -c log_statement=all"
        self.primary = Cluster(self.bin, place / "primary", told)
        self.replica = Cluster(self.bin, place / "replica", told)
        self.pool, self.redis, self.store = free_port(), free_port(), free_port()
        self.webs = [free_port(), free_port()]
        self.env = {
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
            "DEMO": "1",
            "SITE_URL": "http://localhost",
            "BACKUP_DIR": str(place / "backups"),
            "MEDIA_ROOT": str(place / "media"),
            "REDIS_URL": f"redis://127.0.0.1:{self.redis}/0",
            "S3_BUCKET": "aksansi",
            "S3_ENDPOINT": f"http://127.0.0.1:{self.store}",
            "S3_REGION": "us-east-1",
            "S3_ACCESS_KEY": "key",
            "S3_SECRET_KEY": "secret",
            "DATABASE_URL": self.primary.url(),
        }
        self.grown = {
            **self.env,
            "DATABASE_URL": self.primary.url("aksansi_web", self.pool),
            "DATABASE_POOLED": "1",
            "REPLICA_URL": self.replica.url(),
            "REPLICA_FAR_BEHIND": str(LAG),
            "TASK_WORKER": "1",
        }

    def run(self, name: str, *command: str | Path, env: dict[str, str] | None = None) -> None:
        with open(self.place / f"{name}.log", "ab") as log:
            self.running[name] = subprocess.Popen(
                list(map(str, command)), cwd=ROOT, env=env or self.env,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def end(self, name: str, how: signal.Signals = signal.SIGTERM) -> None:
        process = self.running.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, how)
        process.wait(30)

    def databases(self) -> None:
        primary, replica = self.primary, self.replica
        primary.make()
        as_postgres(
            self.bin / "pg_basebackup", "-D", replica.folder, "-R", "-X", "stream", "-c", "fast",
            "-h", "127.0.0.1", "-p", str(primary.port), "-U", "postgres",
        )  # fmt: skip
        replica.start()

    def around(self) -> None:
        """Start what the application leans on besides."""
        told = (ROOT / "deploy/pgbouncer.ini").read_text()
        for old, new in (
            ("port=5432", f"port={self.primary.port} user=postgres"),
            ("listen_port = 6432", f"listen_port = {self.pool}\nunix_socket_dir ="),
            ("auth_type = scram-sha-256", "auth_type = any"),
            ("auth_file = /etc/pgbouncer/userlist.txt\n", ""),
            ("default_pool_size = 20", "default_pool_size = 3"),
        ):
            assert old in told
            told = told.replace(old, new)
        (self.place / "pgbouncer.ini").write_text(told)
        before = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        self.run("pgbouncer", *before, "pgbouncer", self.place / "pgbouncer.ini")
        self.run(
            "redis", "redis-server", "--port", str(self.redis), "--save", "", "--bind", "127.0.0.1"
        )
        self.run("store", Path(sys.executable).parent / "moto_server", "-p", str(self.store))
        wait_for(
            "the store answers",
            lambda: urlopen(f"{self.env['S3_ENDPOINT']}/", timeout=2).status == 200,
        )
        boto3.client(
            "s3", endpoint_url=self.env["S3_ENDPOINT"], region_name="us-east-1",
            aws_access_key_id="key", aws_secret_access_key="secret",
            config=Config(s3={"addressing_style": "path"}),
        ).create_bucket(Bucket="aksansi")  # fmt: skip

    def application(self) -> None:
        python = Path(sys.executable)
        subprocess.run(
            [python, "scripts/prepare.py"], cwd=ROOT, env=self.env, check=True, capture_output=True
        )
        for number, port in enumerate(self.webs):
            self.run(
                f"web {number}", python.parent / "gunicorn", "aksansi.wsgi", "--threads", "8",
                "--bind", f"127.0.0.1:{port}", "--timeout", "120", env=self.grown,
            )  # fmt: skip
        work = {**self.grown, "DATABASE_URL": self.primary.url("aksansi_work", self.pool)}
        self.run("worker", python, "manage.py", "worker", env=work)
        for port in self.webs:
            wait_for("a web server answers", partial(self.is_ready, port))

    def is_ready(self, port: int) -> bool:
        with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return b"replica" in answer.read()

    def browser(self, name: str) -> Turns:
        return Turns([f"http://127.0.0.1:{port}" for port in self.webs]).sign_in(name)  # type: ignore[return-value]

    def stop(self) -> None:
        for name in list(self.running):
            with suppress(subprocess.TimeoutExpired):
                self.end(name)
        for cluster in (self.replica, self.primary):
            cluster.stop()


def health(parts: Parts) -> dict[str, str]:
    import json

    told: dict[str, str] = json.loads(
        urlopen(f"http://127.0.0.1:{parts.webs[0]}/readyz", timeout=10).read()
    )["parts"]
    return told


def reads(parts: Parts) -> int:
    """Return how often the replica has been asked for rows of facilities."""
    told = (parts.place / "replica.log").read_text(errors="replace")
    return told.count('FROM "ksm_facility"')


def export(browser: Browser) -> bytes:
    status, _where, content = browser.ask("GET", "/ksm/facilities/?format=csv")
    assert status == 200, status
    return content


def a_facility(browser: Browser) -> str:
    """Return the address of a facility of Kab. Sleman that the browser's account sees."""
    _status, _where, content = browser.ask("GET", "/ksm/facilities/?q=34.04")
    found = re.search(rb"/ksm/facilities/34\.04-\d+/", content)
    assert found, content[-2000:]
    return found[0].decode()


def rename(browser: Browser, address: str, name: str) -> None:
    """Edit the facility at an address as its page does."""
    _status, page = browser.page(address + "edit/")
    (form,) = (f for f in page.writing() if any(x["name"] == "name" for x in f["fields"]))
    data = [
        (f["name"], name if f["name"] == "name" else f["value"])
        for f in form["fields"]
        if f["kind"] not in ("submit", "file", "button")
        and (f["kind"] not in ("checkbox", "radio") or f["checked"])
    ]
    status, _where, content = browser.send(address + "edit/", data, {})
    assert status == 302, (status, content[-3000:])


def read_where_it_should_be(parts: Parts) -> None:
    official, secretariat = parts.browser("pemda-sleman"), parts.browser("sekretariat")
    others = parts.browser("sekretariat")  # signing in is a write of one's own
    address = a_facility(secretariat)
    before = reads(parts)
    for url in ("/", "/ksm/facilities/", "/regions/34.04/"):
        assert official.page(url)[0] == 200
    middle = reads(parts)
    proved("an official reads from the replica", middle - before >= 3)
    secretariat.page("/ksm/facilities/")
    proved("a list of the Secretariat does not", reads(parts) == middle)
    export(secretariat)
    proved("its export does", reads(parts) > middle)

    parts.replica.ask("SELECT pg_wal_replay_pause()")
    rename(secretariat, address, "Nama sesudah jeda")
    proved(
        "who has just saved sees it in the export, whatever the replica knows",
        b"Nama sesudah jeda" in export(secretariat),
    )
    proved("at first others read what the replica has", b"Nama sesudah jeda" not in export(others))
    time.sleep(LAG + 6)
    proved("a replica that is far behind is told", health(parts)["replica"] == "late")
    proved(
        "and asked no more",
        b"Nama sesudah jeda" in export(others) and b"Nama sesudah jeda" in export(official),
    )
    parts.replica.ask("SELECT pg_wal_replay_resume()")
    wait_for("it catches up", lambda: health(parts)["replica"] == "ok")
    proved("and is told well again when it has caught up", True)


def upload(browser: Browser, address: str, name: str, content: bytes) -> str:
    """Put a file on a record as its page does; return the address it is handed out from."""
    before = files_at(browser, address)
    _status, page = browser.page(f"{address}file/")
    (form,) = page.writing()
    data = [(f["name"], f["value"]) for f in form["fields"] if f["kind"] == "hidden"]
    field = next(f["name"] for f in form["fields"] if f["kind"] == "file")
    status, _where, answer = browser.send(f"{address}file/", data, {field: (name, content)})
    assert status == 302, (status, answer[-3000:])
    (new,) = files_at(browser, address) - before
    return new


def files_at(browser: Browser, address: str) -> set[str]:
    _status, _where, content = browser.ask("GET", address)
    return {found.decode() for found in re.findall(rb"/files/[0-9a-f-]{36}/", content)}


def files_of_all(parts: Parts) -> None:
    officer = parts.browser("pengurus-sleman")
    address = a_facility(officer)
    photo = upload(officer, address, "gambar.png", picture(str(time.time())))
    answers = [officer.ask("GET", photo)[0] for _web in parts.webs]
    proved("a photo is shown by every web server", answers == [200] * 2)
    page = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(page)
    document = upload(officer, address, "surat.pdf", page.getvalue())
    for _web in parts.webs:
        status, signed, _content = officer.ask("GET", document)
        proved(
            "a document leaves by an address that ends",
            status == 302 and "X-Amz-Expires=60" in signed,
        )
        with urlopen(signed, timeout=10) as answer:
            held = (
                answer.read().startswith(b"%PDF")
                and "attachment" in answer.headers["Content-Disposition"]
            )
        proved("which hands it out as a download", held)
    stranger = Turns([f"http://127.0.0.1:{port}" for port in parts.webs])
    proved(
        "and only after our own check",
        stranger.ask("GET", document)[0] == 302 and "login" in stranger.ask("GET", document)[1],
    )
    folder = Path(parts.env["MEDIA_ROOT"])
    proved(
        "no file lies on this machine",
        not folder.exists() or not any(x.is_file() for x in folder.rglob("*")),
    )
    work = {**parts.env, "BACKUP_DIR": str(parts.place / "backups")}
    done = subprocess.run(
        [sys.executable, "manage.py", "backup", "--verify"],
        cwd=ROOT,
        env=work,
        capture_output=True,
        text=True,
    )
    print(done.stdout[-400:])
    proved("a backup takes the files of the bucket along", done.returncode == 0)


def parts_that_go(parts: Parts) -> None:
    official, secretariat = parts.browser("pemda-sleman"), parts.browser("sekretariat")
    parts.end("redis", signal.SIGKILL)
    answers = [
        secretariat.ask("GET", url)[0]
        for url in ("/", "/ksm/facilities/", "/board/", "/ksm/facilities/?format=csv")
    ]
    proved("without Redis every page is there", answers == [200] * 4)
    official.page("/ksm/facilities/")
    parts.replica.stop()
    answers = [
        official.ask("GET", url)[0] for url in ("/", "/ksm/facilities/", "/regions/34.04/", "/") * 2
    ]
    proved(
        "without the replica every page of an official is there, the next one too",
        answers == [200] * 8,
    )
    proved("it is told", health(parts)["replica"] == "late")
    parts.replica.start()
    wait_for("the replica follows again", lambda: health(parts)["replica"] == "ok")


def taken_over(parts: Parts) -> None:
    """The primary is lost; the replica becomes one (docs/scale.md, by hand)."""
    secretariat = parts.browser("sekretariat")
    address = a_facility(secretariat)
    rename(secretariat, address, "Sebelum primer hilang")
    wait_for(
        "the replica has it",
        lambda: bool(
            parts.replica.ask(
                "SELECT true FROM ksm_facility WHERE name = 'Sebelum primer hilang'", "aksansi"
            )
        ),
    )
    parts.primary.stop()
    as_postgres(parts.bin / "pg_ctl", "-D", parts.replica.folder, "-w", "promote")
    port = free_port()
    parts.run(
        "web after", Path(sys.executable).parent / "gunicorn", "aksansi.wsgi", "--threads", "4",
        "--bind", f"127.0.0.1:{port}", env={**parts.env, "DATABASE_URL": parts.replica.url()},
    )  # fmt: skip
    wait_for(
        "a web server answers",
        lambda: urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).status == 200,
    )
    browser = Browser(f"http://127.0.0.1:{port}").sign_in("sekretariat")
    proved(
        "the replica takes over with what was saved", b"Sebelum primer hilang" in export(browser)
    )
    rename(browser, address, "Sesudah beralih")
    proved("and is written to", b"Sesudah beralih" in export(browser))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", action="store_true", help="leave logs where they are")
    args = parser.parse_args()
    lacking = [name for name in ("pgbouncer", "redis-server") if not shutil.which(name)]
    if lacking:
        print(f"Not installed: {', '.join(lacking)}.", file=sys.stderr)
        sys.exit(2)
    place = Path(tempfile.mkdtemp(prefix="aksansi-grown-"))
    place.chmod(0o755)
    parts, began = Parts(place), time.monotonic()
    try:
        parts.databases()
        parts.around()
        parts.application()
        for proof in (read_where_it_should_be, files_of_all, parts_that_go, taken_over):
            proof(parts)
    finally:
        parts.stop()
        if args.keep:
            print(f"Logs: {urlsplit(str(place)).path}")
        else:
            shutil.rmtree(place, ignore_errors=True)
    print(f"All held, {time.monotonic() - began:.0f} s.")


if __name__ == "__main__":
    main()
