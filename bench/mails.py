"""Writes every mail the system sends, from the demonstration, with a picture at 360 and 1280 px, to be looked at.

Usage: DEMO=1 .venv/bin/python bench/mails.py FOLDER
Against the database of the demonstration (`make run` once); nothing is sent, and what is noted is taken back.
One text a mail, named by kind and account. Mails are plain text: the pictures show them as mail programs do.
"""

from __future__ import annotations

import argparse
import html
import os
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aksansi.settings")

import django  # noqa: E402

django.setup()

from django.core.mail import EmailMessage  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone, translation  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

from aksansi.home.home import tasks_for  # noqa: E402
from aksansi.jobs import digest, news  # noqa: E402
from core.people import mails  # noqa: E402
from core.people.users import User  # noqa: E402
from core.records.notices import sending  # noqa: E402
from core.records.notices.models import Notice  # noqa: E402
from core.records.review import ReviewMove, State  # noqa: E402
from core.records.steps import move  # noqa: E402
from monitoring.models import Finding, Visit  # noqa: E402
from planning.models import Advice, AnnualReport, ArchivedReport  # noqa: E402
from planning.telling import tell_of_advice  # noqa: E402

WIDTHS = (360, 1280)
WHO = ("sekretariat", "pengurus-sleman", "pemda-sleman")
# What a mail of an account is told beside the account itself.
TOLD: dict[str, dict[str, Any]] = {
    "invitation": {
        "by": "Sekretariat AKSANSI",
        "url": "{site}/accounts/password/reset/key/3-abc/",
        "days": 7,
    },
    "reset": {"url": "{site}/accounts/password/reset/key/3-abc/", "days": 3},
    "factor_code": {"code": "KF7Q2MXR", "minutes": 10},
    "factor_reset": {"by": "Sekretariat AKSANSI"},
    "address_asked": {"new": "baru@sleman.example"},
    "address_changed": {"old": "lama@sleman.example", "new": "baru@sleman.example"},
    "address_confirm": {"url": "{site}/me/address/abc/", "hours": 24},
}
HAPPENED = (
    "new_device",
    "address_asked",
    "address_changed",
    "factor_set",
    "factor_removed",
    "recovery_codes",
)


def noted() -> Iterator[tuple[str, EmailMessage]]:
    """Yield (name, mail) of each kind for each account that it is noted for by what the demonstration holds."""
    today = timezone.localdate()
    national, officer, official = (User.objects.get(username=name) for name in WHO)
    handed = AnnualReport.objects.filter(state=State.SUBMITTED).first() or Visit.objects.filter(
        state=State.SUBMITTED
    ).latest("pk")
    news.tell_of_step(handed, ReviewMove.SUBMIT, officer)
    with transaction.atomic():
        remark = "Mohon lengkapi realisasi per triwulan dan lampirkan foto."
        move(obj=handed, move_=ReviewMove.RETURN, by=national, remark=remark)
    type(handed).objects.filter(pk=handed.pk).update(state=State.SUBMITTED)
    move(obj=handed, move_=ReviewMove.APPROVE, by=national)
    news.tell_of_letter(ArchivedReport.objects.latest("pk"))
    for advice in Advice.objects.current().order_by("-pk")[:3]:
        tell_of_advice(advice)
    for row in Finding.objects.visible_to(official).current().order_by("-pk")[:3]:
        line, path = partial(news.found_words, row), row.get_absolute_url()
        sending.tell("finding", key=f"f{row.pk}", to=[official], line=line, path=path)
    for user in User.objects.filter(username__in=WHO):
        ends = f"{user}, sampai dengan 31 Desember {today.year}"
        sending.tell("account-ends", key=f"a{user.pk}", to=[user], line=ends.__str__, path="/me/")
    news.tell_of_quarter(today.replace(month=1, day=2))
    rows = Notice.objects.order_by("pk").select_related("recipient")
    grouped: dict[tuple[str, User], list[sending.Line]] = {}
    for one in rows:
        grouped.setdefault((one.kind, one.recipient), []).append(sending.Line(one.line, one.path))
    for (kind, user), lines in grouped.items():
        yield f"{kind}-{user.username}", _composed(kind, user, lines)
    for user in User.objects.filter(username__in=WHO[:2]):
        with translation.override(user.language):
            tasks = tasks_for(user, today=today)
            soon = [task for task in tasks if task.due and task.due >= today]
            told = {
                "digest": (digest.lines_of(tasks), len(tasks)),
                "reminders": (digest.lines_of(soon), len(soon)),
            }
        for kind, (lines, total) in told.items():
            yield f"{kind}-{user.username}", _composed(kind, user, lines, total)


def _composed(kind: str, user: User, lines: list[sending.Line], total: int = 0) -> EmailMessage:
    shown = lines[: sending.LISTED]
    return sending.composed(
        kind, user=user, lines=shown, total=total or len(lines), message_id="", connection=None
    )


def of_accounts() -> Iterator[tuple[str, EmailMessage]]:
    """Yield (name, mail) of each mail of an account."""
    user = User.objects.get(username=WHO[1])
    for path in sorted((ROOT / "templates/core/email").glob("[a-z]*.txt")):
        told = {
            name: value.format(site="http://localhost:8000") if isinstance(value, str) else value
            for name, value in TOLD.get(path.stem, {}).items()
        }
        if path.stem in HAPPENED:
            told |= {
                "when": timezone.now(),
                "address": "180.244.10.20",
                "device": "Chrome di Android",
            }
        yield f"account-{path.stem}", mails.written(path.stem, user=user, **told)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    with transaction.atomic():
        found = [*noted(), *of_accounts()]
        transaction.set_rollback(True)
    for name, letter in found:
        head = "\n".join(
            f"{key}: {value}" for key, value in letter.message().items() if key != "Content-Type"
        )
        (folder / f"{name}.txt").write_text(f"{head}\n\n{letter.body}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        for width in WIDTHS:
            page = browser.new_page(viewport={"width": width, "height": 640})
            for name, letter in found:
                page.set_content(as_shown(letter))
                page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
        browser.close()
    print(f"{len(found)} mails in {folder}")


def as_shown(letter: EmailMessage) -> str:
    """Return a mail as a page, as mail programs show plain text: its subject above, its lines as they are."""
    subject, body = html.escape(str(letter.subject)), html.escape(str(letter.body))
    style = "font: 15px/1.45 sans-serif; margin: 16px; max-width: 44rem"
    lines = "white-space: pre-wrap; overflow-wrap: anywhere; font: inherit"
    return f'<body style="{style}"><h1 style="font-size: 20px">{subject}</h1><pre style="{lines}">{body}</pre>'


if __name__ == "__main__":
    main()
