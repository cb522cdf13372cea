"""The documents of whoever runs the system, followed from an empty folder: install, backup, upgrade, restore.

    python -m bench.installed [--keep]

What `docs/install.md` says, step by step, with a PostgreSQL and a Caddy of its own on ports of the loopback: the code
as committed, packages by their hashes, a `.env` made from `.env.example`, the lines of the document itself. Prints
what held and how long each part took; ends with 1 at the first that did not, with 2 where a program is missing.
"""

from __future__ import annotations

import argparse
import os
import re
import secrets
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path

from bench.grown import ROOT, free_port, proved, wait_for

NAME, PASSWORD = "sekretariat", "panjang-dan-rahasia-91"


class House:
    """An installed system in a folder, with what stands around it."""

    def __init__(self, place: Path) -> None:
        self.place, self.app = place, place / "app"
        self.web, self.tls, self.plain = free_port(), free_port(), free_port()
        self.running: list[subprocess.Popen[bytes]] = []
        self.env = {
            **{name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ},
            "HOME": str(place),
            "XDG_DATA_HOME": str(place / "caddy"),
            "AKSANSI_HOST": f"https://localhost:{self.tls}",
            "AKSANSI_HTTP_PORT": str(self.plain),
            "AKSANSI_WEB": f"127.0.0.1:{self.web}",
            "AKSANSI_PAGES": str(self.app / "deploy/pages"),
        }

    def do(self, *command: str | Path, typed: str = "", **env: str) -> str:
        done = subprocess.run(
            list(map(str, command)), cwd=self.app if self.app.exists() else self.place, text=True,
            env={**self.env, **env}, input=typed, capture_output=True,
        )  # fmt: skip
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout

    def manage(self, *given: str, **env: str) -> str:
        return self.do(self.app / ".venv/bin/python", "manage.py", *given, **env)

    def run(self, *command: str | Path) -> subprocess.Popen[bytes]:
        with open(self.place / "log", "ab") as log:
            found = subprocess.Popen(
                list(map(str, command)), cwd=self.app, env=self.env,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        self.running.append(found)
        return found

    def serve(self) -> None:
        """Start web and worker as their units do."""
        for unit in ("web", "worker"):
            told = (self.app / f"deploy/aksansi-{unit}.service").read_text().replace("\\\n", " ")
            (line,) = re.findall(r"^ExecStart=(.*)$", told, re.M)
            line = line.replace("/srv/aksansi/app", str(self.app)).replace(":8000", f":{self.web}")
            self.run(*line.split())
        wait_for("the system answers", lambda: self.ask("/healthz")[0] == 200)

    def end(self, *kept: subprocess.Popen[bytes]) -> None:
        for process in reversed(self.running):
            if process not in kept:
                process.terminate()
                process.wait(60)
        self.running = list(kept)

    @property
    def trusted(self) -> Path:
        return self.place / "caddy/caddy/pki/authorities/local/root.crt"

    def ask(self, path: str) -> tuple[int, dict[str, str], bytes]:
        trust = ssl.create_default_context(cafile=self.trusted)
        line = HTTPSConnection("localhost", self.tls, context=trust, timeout=60)
        line.request("GET", path)
        answer = line.getresponse()
        return answer.status, dict(answer.headers), answer.read()


@contextmanager
def timed(what: str) -> Iterator[None]:
    began = time.monotonic()
    print(f"--- {what}", flush=True)
    yield
    print(f"    {time.monotonic() - began:.0f} s", flush=True)


def install(house: House, database: str) -> None:
    told = (ROOT / "docs/install.md").read_text()
    house.do("git", "clone", "--quiet", ROOT, house.app)
    house.do(sys.executable, "-m", "venv", ".venv")
    house.do(".venv/bin/pip", "install", "--quiet", "--require-hashes", "-r", "requirements.txt")
    values = {
        "SECRET_KEY": secrets.token_urlsafe(60),
        "BACKUP_KEY": secrets.token_urlsafe(60),
        "ALLOWED_HOSTS": "localhost",
        "SITE_URL": f"https://localhost:{house.tls}",
        "CSRF_TRUSTED_ORIGINS": f"https://localhost:{house.tls}",
        "DATABASE_URL": database,
        "EMAIL_URL": f"filemail:///{house.place}/mails",
        "SECURE_PROXY": "1",
        "TASK_WORKER": "1",
        "MEDIA_ROOT": str(house.place / "media"),
        "BACKUP_DIR": str(house.place / "backups"),
    }
    text = (house.app / ".env.example").read_text()
    for name, value in values.items():
        assert f"`{name}`" in told, f"docs/install.md does not tell of {name}"
        text, found = re.subn(rf"^(# )?{name}=.*$", f"{name}={value}", text, flags=re.M)
        assert found == 1, name
    (house.app / ".env").write_text(text)
    (steps,) = re.findall(r"^for step in .*$", told, re.M)
    house.do("sh", "-ec", steps)
    house.manage(
        "createsuperuser", "--no-input", f"--username={NAME}", "--email=s@example.org",
        DJANGO_SUPERUSER_PASSWORD=PASSWORD,
    )  # fmt: skip


def opened(house: House) -> None:
    status, told, page = house.ask("/accounts/login/")
    proved("the sign-in page comes over TLS", status == 200 and b'name="login"' in page)
    proved("and says that it always will", "max-age" in told.get("Strict-Transport-Security", ""))
    line = HTTPConnection("localhost", house.plain, timeout=10)
    line.request("GET", "/", headers={"Host": f"localhost:{house.plain}"})
    proved("plain http leads there", line.getresponse().status in (301, 308))
    large = house.place / "large"
    large.write_bytes(b"x" * (13 << 20))
    # By HTTP/2 curl may hear that the rest is not wanted before the sentence, and ends with an error of its own.
    refusal = house.do(
        "curl", "--silent", "--http1.1", "--cacert", house.trusted, "--data-binary", f"@{large}",
        "--write-out", "%{http_code}", f"https://localhost:{house.tls}/accounts/login/",
    )  # fmt: skip
    proved("what is too large is refused in words", refusal.endswith("413") and "12 MB" in refusal)
    proved("it is ready", house.ask("/readyz")[0] == 200)


def counted(house: House) -> str:
    """Return how many rows each table has that people fill; what a worker notes by the clock is none of them."""
    code = (
        "from django.apps import apps; rooms = ('chapters', 'ksm', 'monitoring', 'agreements', 'events', 'planning'); "
        "print(sorted((m._meta.label, m._base_manager.count()) for m in apps.get_models()"
        " if m._meta.app_label in rooms or m.__name__ in ('User', 'Region')))"
    )
    return house.manage("shell", "--no-imports", "-c", code)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", action="store_true", help="leave everything where it is")
    args = parser.parse_args()
    lacking = [name for name in ("caddy", "curl", "git", "pg_dump") if not shutil.which(name)]
    if lacking:
        print(f"Not installed: {', '.join(lacking)}.", file=sys.stderr)
        sys.exit(2)
    place = Path(tempfile.mkdtemp(prefix="aksansi-installed-"))
    house, cluster = House(place), place / "cluster"
    place.chmod(0o755)
    try:
        database = subprocess.run(
            [ROOT / "scripts/postgres.sh", "start", cluster],
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        house.do(
            "createdb", "--maintenance-db", database.replace("/aksansi", "/postgres"), "aksansi"
        )
        with timed("install"):
            install(house, database)
            proxy = house.run(
                "caddy", "run", "--config", house.app / "deploy/Caddyfile", "--adapter", "caddyfile"
            )
            house.serve()
            opened(house)
        with timed("backup"):
            house.manage("backup", "--verify")
            (kept,) = (place / "backups").iterdir()
            before = counted(house)
        with timed("upgrade"):
            house.end(proxy)
            status, _told, page = house.ask("/")
            proved("while it is away a page says so", status == 502 and b'lang="id"' in page)
            told = (ROOT / "docs/upgrade.md").read_text().replace("\n", " ")
            (step,) = re.findall(r"`(python manage\.py compile.*?)`", told)
            house.do("sh", "-ec", step, PATH=f"{house.app}/.venv/bin:{house.env['PATH']}")
            house.serve()
            proved("the same rows are there", counted(house) == before)
        with timed("restore"):
            house.end(proxy)
            house.manage(
                "shell",
                "--no-imports",
                "-c",
                "from core.people.users import User; User.objects.all().delete()",
            )
            proved("the account was lost", counted(house) != before)
            house.manage("restore", str(kept), "--replace")
            house.serve()
            proved("and is there again, with all else", counted(house) == before)
            opened(house)
    finally:
        house.end()
        subprocess.run([ROOT / "scripts/postgres.sh", "stop", cluster], check=False)
        if args.keep:
            print(place)
        else:
            shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    main()
