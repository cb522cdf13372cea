"""What whoever runs the system reads: alive, ready, numbered lines, slow requests, figures, faults without persons."""

from __future__ import annotations

import gzip
import json
import logging
import logging.config
import os
import re
import socket
import subprocess
import sys
import threading
import tomllib
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.conf import settings as project
from django.core.cache import cache
from django.core.management import load_command_class
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from aksansi import __version__
from aksansi.watch import middleware, starting, state
from core.records.jobs.models import Job, JobState, Worker
from core.tools import logs


@pytest.fixture
def migrated(db: None) -> None:
    """The tables of tests are made without migrations: here every one is said to have run."""
    recorder = MigrationRecorder(connection)
    key = "serial" if connection.vendor == "postgresql" else "integer"
    with (
        connection.cursor() as cursor
    ):  # the recorder's own way needs to be outside of a transaction
        cursor.execute(
            f"CREATE TABLE IF NOT EXISTS django_migrations (id {key} PRIMARY KEY, app varchar(255), "
            "name varchar(255), applied timestamp with time zone)"
        )
    for name in state.pending_migrations():
        recorder.record_applied(*name.split(".", 1))


def parts(client: Any) -> tuple[int, dict[str, str]]:
    answer = client.get("/readyz")
    return answer.status_code, answer.json()["parts"]


# --- Ready ------------------------------------------------------------------------


def test_ready_says_how_every_part_is(migrated: None, client: Any, settings: Any) -> None:
    settings.TASK_WORKER = True
    status, told = parts(client)
    assert status == 200
    assert told == {
        "storage": "ok", "migrations": "ok", "database": "ok", "tables": "ok", "cache": "ok",
        "worker": "late", "backup": "late",
    }  # fmt: skip
    Worker.objects.create(name="w")
    Job.objects.create(kind="backup", state=JobState.DONE, finished_at=timezone.now())
    assert client.get("/readyz").json()["status"] == "ok"
    Job.objects.update(finished_at=timezone.now() - state.OLDEST_BACKUP * 1.1)
    assert parts(client)[1]["backup"] == "late"


def test_not_ready_while_a_migration_waits(migrated: None, client: Any) -> None:
    MigrationRecorder(connection).record_unapplied("ksm", "0001_initial")
    assert state.pending_migrations() == ["ksm.0001_initial"]
    status, told = parts(client)
    assert (status, told["migrations"]) == (503, "down")


def test_not_ready_without_a_table(migrated: None, client: Any, monkeypatch: Any) -> None:
    there = connection.introspection.table_names

    def but_one(*args: Any, **kwargs: Any) -> list[str]:
        return [name for name in there(*args, **kwargs) if name != "ksm_facility"]

    monkeypatch.setattr(connection.introspection, "table_names", but_one)
    assert state.missing_tables() == ["ksm_facility"]
    assert parts(client)[0] == 503


@pytest.mark.parametrize(
    ("free", "status", "word"), [(10 << 20, 503, "down"), (100 << 20, 200, "late")]
)
def test_a_disk_that_fills_is_told(
    migrated: None, client: Any, monkeypatch: Any, free: int, status: int, word: str
) -> None:
    monkeypatch.setattr(state, "free_storage", lambda: free)
    assert parts(client) == (status, parts(client)[1] | {"storage": word})


def test_a_cache_that_forgets_is_told(migrated: None, client: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(type(cache._connections[cache._alias]), "get", lambda *args, **more: None)
    assert parts(client)[1]["cache"] == "down"


def test_a_database_that_is_away_is_told_and_no_start_refused(
    db: None, client: Any, monkeypatch: Any
) -> None:
    def gone(*args: Any) -> None:
        raise DatabaseError

    with monkeypatch.context() as broken:
        broken.setattr(connection, "cursor", gone)
        status, told = parts(client)
        starting.start()
    assert (status, told["database"]) == (503, "down")


# --- Start, version ---------------------------------------------------------------


def test_a_start_on_waiting_migrations_ends_with_a_sentence(tmp_path: Path) -> None:
    """As a process of its own: gunicorn takes exit 3 for "do not try again"."""
    code = "import aksansi.wsgi"
    done = run_apart(code, tmp_path)
    assert done.returncode == starting.NOT_STARTED
    assert "does not start: the database lacks" in done.stderr
    assert "manage.py migrate" in done.stderr and "Traceback" not in done.stderr


FEW = [
    "PIL",
    "cattrs",
    "django.test",
    "docx",
    "icalendar",
    "import_export.admin",
    "jinja2",
    "ksm.admin",
    "openpyxl",
    "pypdf",
    "qrcode",
    "tablib",
    "weasyprint",
    "xlsxwriter",
    "yaml",
]


def test_a_start_loads_nothing_that_few_pages_need(tmp_path: Path) -> None:
    """The admin and its libraries come with its first address, and are looked at by the checks nevertheless."""
    told = f"""if True:
        import django, sys
        django.setup()
        import aksansi.urls
        print([name for name in {FEW} if name in sys.modules])
        from django.core.checks import run_checks
        print(run_checks(tags=["admin"]), "ksm.admin" in sys.modules)"""
    done = run_apart(told, tmp_path)
    assert done.stdout == "[]\n[] True\n", done.stderr


def test_what_runs_as_a_service_asks_no_checks() -> None:
    """They load the admin and every address, which a command that runs each minute needs as little as gunicorn does."""
    names = ("backup", "metrics", "timed", "worker")
    assert not any(load_command_class("aksansi", name).requires_system_checks for name in names)


def test_the_command_line_puts_aside_what_is_loaded(tmp_path: Path) -> None:
    code = "import gc, sys, manage; sys.argv[1:] = ['help', 'timed']; manage.main(); print(gc.isenabled(), gc.get_freeze_count() > 100_000)"
    done = run_apart(code, tmp_path)
    assert done.stdout.endswith("\nTrue True\n"), done.stderr


def test_a_start_on_a_migrated_database_goes_on(migrated: None, monkeypatch: Any) -> None:
    monkeypatch.setattr(connection, "close", lambda: None)
    starting.start()


def test_the_version_is_one_and_told(as_user: Any, officer: Any) -> None:
    written = tomllib.loads((Path(project.BASE_DIR) / "pyproject.toml").read_text())
    assert written["project"]["version"] == __version__
    assert f"· {__version__}</p>" in as_user(officer).get("/").content.decode()
    told = subprocess.run(
        [sys.executable, "manage.py", "--version"],
        cwd=project.BASE_DIR,
        capture_output=True,
        text=True,
    )
    assert told.stdout == f"AKSANSI {__version__}\n"


# --- Numbers, slow requests, log lines ---------------------------------------------


def test_every_answer_has_a_number_and_only_a_proxy_of_ours_may_give_it(
    client: Any, settings: Any
) -> None:
    ask = lambda: client.get("/accounts/login/", HTTP_X_REQUEST_ID="proxy-1234")["X-Request-ID"]  # noqa: E731
    own = ask()
    assert re.fullmatch(r"[0-9a-f]{32}", own) and ask() != own
    settings.PROXY_COUNT = 1
    assert ask() == "proxy-1234"
    bad = client.get("/accounts/login/", HTTP_X_REQUEST_ID="a\tb log line")["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{32}", bad)
    assert logs.request_id() == ""


def test_a_fault_tells_its_number(monkeypatch: Any, db: None, caplog: Any) -> None:
    from aksansi.verify.views import VerifyPage

    def broken(*args: Any, **more: Any) -> None:
        raise ValueError("Bu Siti, 0812")

    monkeypatch.setattr(VerifyPage, "get", broken)
    noted: list[str] = []
    monkeypatch.setattr(
        logging.getLogger("django.request"), "handle", lambda r: noted.append(logs.request_id())
    )
    answer = Client(raise_request_exception=False).get("/verify/")
    assert answer.status_code == 500
    number = answer["X-Request-ID"]
    assert f"<code>{number}</code>" in answer.content.decode()
    assert noted == [number]


def test_a_refusal_told_after_the_last_middleware_keeps_its_number(
    monkeypatch: Any, db: None
) -> None:
    from aksansi.verify.views import VerifyPage

    monkeypatch.setattr(VerifyPage, "get", lambda *args, **more: HttpResponse(status=429))
    noted: list[Any] = []
    monkeypatch.setattr(logging.getLogger("django.request"), "handle", noted.append)
    answer = Client().get("/verify/")
    (record,) = noted
    assert logs.Numbered().filter(record)
    assert record.request_id == answer["X-Request-ID"]


def test_a_slow_request_is_told_by_the_name_of_its_page(
    client: Any, settings: Any, caplog: Any
) -> None:
    client.get("/accounts/login/?q=rahasia")
    assert not [r for r in caplog.records if r.name == middleware.__name__]
    settings.SLOW_SECONDS = 0
    client.get("/accounts/login/?q=rahasia")
    (told,) = [r.getMessage() for r in caplog.records if r.name == middleware.__name__]
    assert "GET account_login" in told and "rahasia" not in told


def test_log_lines_plain_and_as_json_for_a_collector(settings: Any) -> None:
    record = logging.makeLogRecord(
        {"name": "x", "levelname": "WARNING", "msg": "kata %s", "args": ("satu",)}
    )
    record.request = RequestFactory().get("/")
    with logs.numbered("abcdefgh"):
        assert logs.Numbered().filter(record)
    configured = logging.config.DictConfigurator(settings.LOGGING)
    told = {
        name: configured.configure_formatter(dict(settings.LOGGING["formatters"][name])).format(
            record
        )
        for name in ("line", "json")
    }
    assert told["line"].endswith(" WARNING x abcdefgh: kata satu")
    line = json.loads(told["json"])
    assert line.pop("time")
    assert line == {
        "level": "WARNING",
        "logger": "x",
        "request_id": "abcdefgh",
        "message": "kata satu",
    }


def test_the_collector_reads_jobs_workers_and_backup(migrated: None, monkeypatch: Any) -> None:
    from aksansi.watch import metrics

    monkeypatch.setattr(connection, "close", lambda: None)
    Worker.objects.create(name="w")
    Job.objects.create(kind="paper", state=JobState.WAITING)
    Job.objects.create(kind="backup", state=JobState.DONE, finished_at=timezone.now())
    read = {
        (sample.name, *sample.labels.values()): sample.value
        for family in metrics.SystemCollector().collect()
        for sample in family.samples
    }
    assert read["aksansi_workers",] == 1 and read["aksansi_jobs", "waiting"] == 1
    assert 0 <= read["aksansi_backup_age_seconds",] < 60
    assert read["aksansi_part_ok", "tables"] == 1


def run_apart(code: str, place: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run code in a process with settings of its own."""
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=project.BASE_DIR,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "aksansi.settings",
            "DEMO": "1",
            "SECRET_KEY": "k" * 50,
            "DATABASE_URL": f"sqlite:///{place}/apart.sqlite3",
            **env,
        },
        capture_output=True,
        text=True,
        timeout=120,
    )


# --- Figures for a collector --------------------------------------------------------

COUNT = """
import os, django; django.setup()
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve
from aksansi.watch.middleware import WatchMiddleware
def answer(request):
    request.resolver_match = resolve("/accounts/login/")
    return HttpResponse("x")
counting = WatchMiddleware(answer)
for _ in range(3): counting(RequestFactory().get("/accounts/login/?q=rahasia"))
if not os.fork():  # a second web process
    for _ in range(3): counting(RequestFactory().get("/accounts/login/?q=rahasia"))
    os._exit(0)
os.wait()
"""
SERVE = """
import django; django.setup()
from django.core.management import call_command
call_command("metrics", bind="127.0.0.1:%s")
"""


def test_figures_of_several_processes_on_a_port_of_their_own(tmp_path: Path) -> None:
    env = {"METRICS_DIR": str(tmp_path / "figures")}
    counted = run_apart(COUNT, tmp_path, **env)
    assert counted.returncode == 0, counted.stderr
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    served = subprocess.Popen(
        [sys.executable, "-c", SERVE % port],
        cwd=project.BASE_DIR,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "aksansi.settings",
            "DEMO": "1",
            "SECRET_KEY": "k" * 50,
            "DATABASE_URL": f"sqlite:///{tmp_path}/served.sqlite3",
            **env,
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert served.stdout and "/metrics on" in served.stdout.readline()
        told = (
            urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=20).read().decode()
        )
    finally:
        served.kill()
        served.wait()
    assert 'aksansi_requests_total{method="GET",page="account_login",status="200"} 6.0' in told
    assert 'aksansi_request_seconds_count{page="account_login"} 6.0' in told
    assert 'aksansi_part_ok{part="storage"} 1.0' in told
    assert 'aksansi_part_ok{part="migrations"} 0.0' in told  # its database is an empty file
    assert f'aksansi_info{{version="{__version__}"}} 1.0' in told
    assert "rahasia" not in told


def test_without_a_folder_nothing_is_counted(settings: Any) -> None:
    assert settings.METRICS_DIR == "" and middleware.metrics.counter() is None
    handled = middleware.WatchMiddleware(lambda request: HttpResponse())(RequestFactory().get("/"))
    assert handled.status_code == 200


# --- Faults without persons ---------------------------------------------------------

FAULT = """
import django; django.setup()
from aksansi.watch import starting
starting.report_faults()
from aksansi.verify.views import VerifyPage
def broken(self, request, **more):
    note = "Bu Siti di baris ini"
    raise ValueError("nilai Bu Siti 0812-000")
VerifyPage.get = broken
from django.test import Client
answer = Client(raise_request_exception=False).get("/verify/?q=Bu+Siti", HTTP_COOKIE="sessionid=rahasia")
print(answer["X-Request-ID"])
import logging
logging.getLogger("x").error("Gagal untuk %s", "Bu Siti")
import sentry_sdk; sentry_sdk.flush(10)
"""


PACKED = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}


def test_a_fault_is_reported_without_persons(tmp_path: Path) -> None:
    taken: list[bytes] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            taken.append(PACKED[self.headers.get("Content-Encoding", "")](body))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Collector)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        done = run_apart(
            FAULT, tmp_path, DEBUG="1", SENTRY_DSN=f"http://key@127.0.0.1:{server.server_port}/1"
        )
    finally:
        server.shutdown()
        server.server_close()
    assert done.returncode == 0, done.stderr
    sent = b"\n".join(taken).decode()
    number = done.stdout.splitlines()[-1]
    assert "ValueError" in sent and "verify" in sent and number in sent
    assert f"aksansi@{__version__}" in sent and "Gagal untuk %s" in sent
    for word in ("Siti", "0812", "rahasia"):
        assert word not in sent


def test_the_request_number_is_set_back(db: None) -> None:
    def look(request: HttpRequest) -> HttpResponse:
        return HttpResponse(logs.request_id())

    answer = middleware.WatchMiddleware(look)(RequestFactory().get("/"))
    assert answer.content.decode() == answer["X-Request-ID"]
    assert logs.request_id() == ""
