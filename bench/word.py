"""Turns every paper of the demonstration that offices edit into Word files, and these into pictures to look at.

Usage: .venv/bin/python -m bench.word OUT [code of a region …]   (DEMO=1, DATABASE_URL of a demonstration)

Needs LibreOffice and poppler-utils. Prints per file: seconds of writing it beside those of the PDF, kilobytes, pages;
leaves OUT/<name>.docx, .pdf (by LibreOffice) and -<page>.png.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import django

DPI = 70
LETTERS = ("34.04", "34.01", "35.73")


def papers(codes: list[str]) -> Iterator[tuple[str, list[object]]]:
    """Yield name and keys of the address of each paper, without its format."""
    from django.utils import timezone

    from agreements.models import Agreement
    from agreements.turnover import turnovers
    from core.people.users import User
    from events.models import Event
    from planning.models import BudgetProposal, ReviewMeeting

    user = User.objects.filter(role="secretariat").first()
    for code in codes:
        yield "region-report", [code, 2018]
    for key in Agreement.objects.values_list("pk", flat=True):
        yield "agreements:agreement-draft", [key]
    for row in turnovers(user=user, at=timezone.localdate()):
        yield "agreements:turnover", [row.partnership.pk, row.official.pk]
    for name, model in (
        ("planning:meeting-minutes", ReviewMeeting),
        ("planning:budget-proposal", BudgetProposal),
        ("events:event-record", Event),
    ):
        for key in model.objects.order_by("pk").values_list("pk", flat=True)[:5]:
            yield name, [key]


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aksansi.settings")
    django.setup()
    from django.http import Http404
    from django.test import RequestFactory
    from django.urls import resolve, reverse

    from core.people.users import User

    if len(sys.argv) < 2 or not all(map(shutil.which, ("soffice", "pdftoppm"))):
        sys.exit(__doc__)
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    user = User.objects.filter(role="secretariat").first()

    def answer(name: str, keys: list[object]) -> tuple[bytes, float]:
        address = reverse(name, args=keys)
        request, match = RequestFactory().get(address), resolve(address)
        request.user = user
        started = time.perf_counter()
        content = match.func(request, *match.args, **match.kwargs).content
        return content, time.perf_counter() - started

    made = []
    for name, keys in papers(sys.argv[2:] or list(LETTERS)):
        try:
            _paper, of_paper = answer(f"{name}-pdf", keys)
        except Http404:
            continue  # an agreement without a template to print from
        word, of_word = answer(f"{name}-docx", keys)
        file = out / f"{name.rpartition(':')[2]}-{'-'.join(map(str, keys))}.docx"
        file.write_bytes(word)
        made.append((file, of_paper, of_word))
    # A profile of its own: an office program that is open stays as it is.
    home = f"-env:UserInstallation=file://{(out / 'libreoffice').resolve()}"
    subprocess.run(
        [
            "soffice",
            home,
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            out,
            *(row[0] for row in made),
        ],
        check=True,
        capture_output=True,
    )
    print(f"{'file':44} {'KB':>5} {'Word s':>7} {'PDF s':>6} pages")
    for file, of_paper, of_word in made:
        printed = file.with_suffix(".pdf")
        subprocess.run(
            ["pdftoppm", "-r", str(DPI), "-png", printed, file.with_suffix("")], check=True
        )
        pages = len(list(out.glob(f"{file.stem}-*.png")))
        print(
            f"{file.name:44} {file.stat().st_size / 1024:5.0f} {of_word:7.2f} {of_paper:6.2f} {pages}"
        )


if __name__ == "__main__":
    main()
