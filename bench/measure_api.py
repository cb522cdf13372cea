"""Measures a list read through by the API, page after page, against its export as CSV: the same rows and columns.

Usage: DEMO=1 DATABASE_URL=… .venv/bin/python bench/measure_api.py [--runs 3]
Fill the database by `manage.py load_reference` and `bench/generate_national.py` before. Processor time of this
process, the smallest of some runs taken in turns (design §8: at most 1.3 × the export for each row).
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aksansi.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from aksansi.api.asking import PAGE_MOST  # noqa: E402
from core.people.tokens import services  # noqa: E402
from core.people.tokens.models import EVERY_LIST, TokenKind  # noqa: E402
from core.people.users import User  # noqa: E402

LIST = "/api/v1/ksm/facilities/"
COLUMNS = ("name,type,region,function,active_sr,operator", "all")


def through(browser: Client, columns: str) -> tuple[float, int]:
    """Read every page of the list as JSON; return the seconds the answers took, and how many rows came."""
    took, rows, url = 0.0, 0, f"{LIST}?limit={PAGE_MOST}&columns={columns}"
    while url:
        started = time.process_time()
        answer = browser.get(url)
        took += time.process_time() - started
        told = answer.json()  # the reader's work
        rows += len(told["rows"])
        url = (told["next"] or "").removeprefix(settings.SITE_URL)
    return took, rows


def table(browser: Client, columns: str) -> tuple[float, int]:
    """Read the list as CSV; return the seconds it took, and how many rows came."""
    started = time.process_time()
    parts = list(browser.get(f"{LIST}?format=csv&columns={columns}").streaming_content)  # type: ignore[attr-defined]
    took = time.process_time() - started
    return took, sum(part.count(b"\n") for part in parts) - 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    settings.ALLOWED_HOSTS = ["testserver"]
    user, _made = User.objects.get_or_create(
        username="ukur", defaults={"role": "secretariat", "email": "ukur@example.org"}
    )
    given = {"kind": TokenKind.API, "name": "ukur", "lists": [EVERY_LIST]}
    settings.SECOND_FACTOR_REQUIRED = False
    token, secret = services.make(user=user, expires_on=timezone.localdate(), **given)  # type: ignore[arg-type]
    browser = Client(headers={"Authorization": f"Bearer {secret}"})
    print("| columns | rows | CSV s | JSON s | for each row |\n|---|---|---|---|---|")
    for columns in COLUMNS:
        found: dict[str, list[tuple[float, int]]] = {"csv": [], "json": []}
        for _run in range(runs):
            found["csv"].append(table(browser, columns))
            found["json"].append(through(browser, columns))
        (csv, rows), (json, again) = min(found["csv"]), min(found["json"])
        assert rows == again, (rows, again)
        print(f"| {columns} | {rows} | {csv:.2f} | {json:.2f} | {json / csv:.2f} × |")
    services.revoke(token=token, by=user)


if __name__ == "__main__":
    main()
