"""Bring database, texts and static files up to date before serving, in one process.

Called by scripts/run.sh. Every step may be repeated; nothing that users entered is touched.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aksansi.settings")

import django  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.exceptions import ImproperlyConfigured  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from aksansi.management.commands.compile_catalogues import compile_if_newer  # noqa: E402


def compile_catalogues(folder: Path = ROOT / "locale") -> None:
    """Compile every catalogue below a folder; needs no settings.

    To be called before `django.setup()`: a process keeps for good the catalogue that it read first, and the
    demonstration stores sentences.
    """
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        compile_if_newer(source)


def static_fingerprint() -> str:
    """Return a digest that changes when any static file of the project or of a package does."""
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for finder in get_finders():
        for path, storage in finder.list(["*.map"]):
            stat = os.stat(storage.path(path))
            digest.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def collect_static() -> None:
    """Collect and compress the static files, unless nothing changed since the last time."""
    target = Path(settings.STATIC_ROOT)
    stamp = target / ".fingerprint"
    fingerprint = static_fingerprint()
    if stamp.exists() and stamp.read_text() == fingerprint:
        return
    call_command("collectstatic", interactive=False, clear=target.is_dir(), verbosity=0)
    stamp.write_text(fingerprint)


def require_own_database() -> None:
    """End with a sentence where the database was made before 0.2.0, whose tables have other names."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    if "chapters_region" in tables:
        name = connection.settings_dict["NAME"]
        sys.exit(
            f"The database {name} was made by version 0.1, which this version cannot go on with. Nothing was changed. "
            "Move the folder var/ away (mv var var-0.1), or name a new database in DATABASE_URL, and start again."
        )


def main() -> None:
    require_own_database()
    steps: list[tuple[str, Callable[[], object]]] = [
        ("migrate", lambda: call_command("migrate", interactive=False, verbosity=0)),
        ("cache table", lambda: call_command("createcachetable", verbosity=0)),
        ("reference data", lambda: call_command("load_reference")),
    ]
    if settings.DEMO:
        steps.append(("demonstration data", lambda: call_command("load_demo")))
    steps.append(("static files", collect_static))
    for name, run in steps:
        started = time.monotonic()
        print(f"==> {name} ", end="", flush=True)
        run()
        print(f"({time.monotonic() - started:.1f} s)", flush=True)
    if settings.DEMO:
        call_command("demo_accounts")


if __name__ == "__main__":
    compile_catalogues()
    try:
        django.setup()
    except ImproperlyConfigured as error:
        # A message for whoever runs the system, without the way through the code.
        sys.exit(f"The settings are not safe to start with: {error} See .env.example.")
    main()
