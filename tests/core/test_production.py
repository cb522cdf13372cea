"""What a real system answers, with the settings of one: headers, cookies, refusals. No database is asked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from core.tools import checks

KEY = "k" * 50
REAL = {"SECRET_KEY": KEY, "ALLOWED_HOSTS": "aksansi.test", "SECURE_PROXY": "1"}
PROBE = """
import json, pathlib, sys
from django.conf import settings
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
import django
django.setup()
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.core.cache import cache
browser = Client(raise_request_exception=False)
def ask(method, path, secure=True):
    answer = browser.generic(method, path, secure=secure, HTTP_HOST="aksansi.test")
    cookies = {n: {k: v for k, v in c.items() if v} for n, c in answer.cookies.items()}
    return {"status": answer.status_code, "headers": dict(answer.headers), "cookies": cookies}
print(json.dumps({
    "sign_in": ask("GET", "/accounts/login/"),
    "sign_in_clear": ask("GET", "/accounts/login/", secure=False),
    "feed_clear": ask("GET", "/calendar/any.ics", secure=False),
    "health_clear": ask("GET", "/healthz", secure=False),
    "trace": ask("TRACE", "/accounts/login/"),
    "css": ask("GET", "/static/a.css"),
    "svg": ask("GET", "/static/a.svg"),
    "folder": ask("GET", "/static/"),
    "git": ask("GET", "/.git/config"),
    "media": ask("GET", "/media/"),
    "hash": make_password("x").split("$")[:2],
    "names": [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME,
              __import__("core.people.devices", fromlist=["x"]).COOKIE,
              __import__("core.tools.flash", fromlist=["x"]).FlashCookie.cookie_name],
    "line": settings.LOGGING["formatters"]["line"],
    "debug": settings.DEBUG,
}))
"""


def run(code: str, typed: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    """Run code as a process of its own, with nothing of this one's environment but the path."""
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "aksansi.settings", **env},
        input=typed,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Any:
    place: Path = tmp_path_factory.mktemp("static")
    (place / "a.css").write_text("a{}")
    (place / "a.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    done = run(PROBE, **REAL, STATIC_ROOT=str(place), DATABASE_URL="sqlite://:memory:")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("name", ["sign_in", "css", "svg", "git"])
def test_every_answer_tells_the_browser_what_it_may(answers: Any, name: str) -> None:
    told = answers[name]["headers"]
    assert told["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert told["X-Content-Type-Options"] == "nosniff"
    assert told["Referrer-Policy"] == "same-origin"
    assert told["Cross-Origin-Opener-Policy"] == "same-origin"
    for part in (
        "default-src 'none'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ):
        assert part in told["Content-Security-Policy"]
    assert "charset=utf-8" in told["Content-Type"].replace('"', "")
    # The style sheets and pictures of the pages are public; nothing else is open to other origins.
    assert told.get("Access-Control-Allow-Origin") in (
        (None, "*") if name in ("css", "svg") else (None,)
    )


def test_every_cookie_is_bound_to_this_host_and_to_https(answers: Any) -> None:
    assert all(name.startswith("__Host-") for name in answers["names"])
    assert answers["sign_in"]["cookies"], "the page sets the cookie of its form"
    for name, told in answers["sign_in"]["cookies"].items():
        assert name.startswith("__Host-")
        assert told["path"] == "/" and told["secure"] and told["httponly"]
        assert told["samesite"] == "Lax" and "domain" not in told


def test_people_are_led_to_https_and_programs_are_not(answers: Any) -> None:
    told = answers["sign_in_clear"]
    assert (told["status"], told["headers"]["Location"]) == (
        301,
        "https://aksansi.test/accounts/login/",
    )
    assert answers["feed_clear"]["status"] == 404
    assert answers["health_clear"]["status"] == 200


def test_nothing_is_shown_that_is_no_page(answers: Any) -> None:
    assert answers["trace"]["status"] == 405
    assert [answers[name]["status"] for name in ("folder", "git", "media")] == [404, 404, 404]
    assert answers["debug"] is False


def test_passwords_are_hashed_slowly(answers: Any) -> None:
    """PBKDF2 with SHA-256, at least 600,000 rounds (OWASP ASVS 5.0, appendix C)."""
    kind, rounds = answers["hash"]
    assert kind == "pbkdf2_sha256" and int(rounds) >= 600_000


def test_a_line_of_the_log_tells_its_zone(answers: Any) -> None:
    assert answers["line"]["datefmt"].endswith("%z")


START = """
import json, os, runpy, sys
from django.core.exceptions import ImproperlyConfigured
for env in json.loads(sys.stdin.read()):
    for name in ("SECRET_KEY", "ALLOWED_HOSTS"):
        os.environ.pop(name, None)
    os.environ.update(env)
    try:
        runpy.run_path("aksansi/settings.py")
        print("started")
    except ImproperlyConfigured as error:
        print(error)
"""


def test_unsafe_values_refuse_to_start() -> None:
    tries = {
        "Set SECRET_KEY": {"ALLOWED_HOSTS": "a.test"},
        "SECRET_KEY must hold at least 40": {"SECRET_KEY": "short", "ALLOWED_HOSTS": "a.test"},
        "Set ALLOWED_HOSTS": {"SECRET_KEY": KEY},
        "Set ALLOWED_HOSTS to": {"SECRET_KEY": KEY, "ALLOWED_HOSTS": "*"},
        "started": {"SECRET_KEY": KEY, "ALLOWED_HOSTS": "a.test"},
    }
    told = run(START, json.dumps(list(tries.values()))).stdout.splitlines()
    assert [line[: len(words)] for line, words in zip(told, tries, strict=True)] == list(tries)


@pytest.mark.parametrize(
    ("host", "options", "mail", "is_safe", "told"),
    [
        ("", {}, "localhost", False, []),
        ("/var/run/postgresql", {}, "127.0.0.1", False, []),
        ("db.test", {"sslmode": "verify-full"}, "mail.test", True, []),
        ("db.test", {"sslmode": "require"}, "mail.test", True, ["aksansi.W005"]),
        ("db.test", {}, "mail.test", False, ["aksansi.W005", "aksansi.W006"]),
    ],
)
def test_far_servers_are_spoken_to_over_tls(
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
    host: str,
    options: dict[str, str],
    mail: str,
    is_safe: bool,
    told: list[str],
) -> None:
    database = {"ENGINE": "django.db.backends.postgresql", "HOST": host, "OPTIONS": options}
    monkeypatch.setitem(settings.DATABASES, "default", database)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = mail, is_safe, False
    assert [found.id for found in checks.lines_are_encrypted()] == told
