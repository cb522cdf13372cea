"""Noting what somebody is to be told, and sending it: claimed before it leaves, so that nothing leaves twice.

What of one kind waits for one person goes in one mail. Whether the mail server took it is known, or it is not: then it
is never sent again by itself, but shown to the Secretariat (`Notice.objects.unsure`).
"""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone, translation

from core.access import is_current
from core.people import mails
from core.people.users import User
from core.records.notices import kinds, switches
from core.records.notices.models import MailText, Notice, NoticeState
from core.tools.formats import number
from core.tools.rows.values import value_class

log = logging.getLogger(__name__)
# What happens within so short a time comes in one mail: a chapter hands in its visits of an evening one by one.
GATHERED = dt.timedelta(minutes=5)
MOST = 50  # mails at one look of the worker
LISTED = 20  # things named in one mail
WORDED_IN = "id"  # the language the Secretariat words mails in


_SILENT = ContextVar("silent", default=False)


@contextmanager
def silent() -> Iterator[None]:
    """Let nothing be noted meanwhile: what fills a demonstration is news to nobody."""
    token = _SILENT.set(True)
    try:
        yield
    finally:
        _SILENT.reset(token)


@value_class
class Line:
    """One thing a mail names: words, what else there is to say of it, where it is."""

    text: str
    path: str = ""
    note: str = ""


def tell(kind: str, *, key: str, to: Iterable[User], line: Callable[[], object], path: str) -> None:
    """Note for each of the persons who want it that something happened; once for each, whatever is noted again.

    It leaves only once what it tells of stands. `line` gives the words in the language of whoever reads them.
    """
    if _SILENT.get():
        return
    rows = []
    for user in switches.without(to, kind):
        if user.email and is_current(user):
            with translation.override(user.language):
                words = " ".join(str(line()).split())[:400]
            rows.append(Notice(recipient=user, kind=kind, key=key[:200], line=words, path=path))
    if not rows:
        return
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    if not settings.TASK_WORKER:
        # Nobody else would send it.
        transaction.on_commit(lambda: mails.beside(lambda: send_waiting(gathered=dt.timedelta())))


def composed(
    kind: str, *, user: User, lines: list[Line], total: int, message_id: str, connection: Any
) -> EmailMessage:
    """Return a mail of a kind to a person, in the person's language, with the switch that turns the kind off."""
    worded = MailText.objects.current().filter(kind=kind).first() or MailText()
    off = switches.address_for(user, kind)
    with translation.override(user.language):
        mine = worded if user.language == WORDED_IN else MailText()
        values = {
            "nama": str(user),
            "jumlah": number(total),
            "daftar": "\n\n".join(_shown(line) for line in lines),
            "situs": settings.SITE_URL,
        }
        subject = kinds.filled(mine.subject or str(kinds.KINDS[kind].subject), values)
        worded_here = f"{kinds.KINDS[kind].body}\n\n{kinds.closing()}\n{{situs}}"
        body = kinds.filled(mine.body or worded_here, values)
        foot = f"{kinds.switch_words()} {off}"
    headers = {
        "List-Unsubscribe": f"<{off}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return mails.made(
        subject,
        f"{body}\n\n{foot}",
        to=user.email,
        connection=connection,
        message_id=message_id,
        headers=headers,
    )


def _shown(line: Line) -> str:
    """Return a thing as it stands in the list: not set in, a phone breaks its lines anyway."""
    link = f"{settings.SITE_URL}{line.path}" if line.path else ""
    return "\n".join(filter(None, (f"- {line.text}", line.note, link)))


def send_waiting(*, gathered: dt.timedelta = GATHERED) -> int:
    """Send what waits, a mail for each person and kind; return how many left. The worker does it at every look."""
    ripe = Notice.objects.filter(
        state=NoticeState.WAITING, created_at__lte=timezone.now() - gathered
    )
    pairs = list(ripe.order_by("recipient", "kind").values_list("recipient", "kind").distinct())
    if not pairs:
        return 0
    connection = get_connection()
    try:
        connection.open()
    except OSError:
        log.exception("No mail left: the mail server does not answer")
        return 0  # nothing is claimed, all of it waits
    try:
        return sum(_send_one(key, kind, connection) for key, kind in pairs[:MOST])
    finally:
        connection.close()


def _send_one(key: int, kind: str, connection: Any) -> bool:
    """Claim and send what of a kind waits for a person; return whether it left."""
    claim = uuid.uuid4()
    mine = Notice.objects.filter(recipient=key, kind=kind, state=NoticeState.WAITING)
    mine.update(state=NoticeState.CLAIMED, claim=claim, claimed_at=timezone.now())
    rows = list(Notice.objects.filter(claim=claim).select_related("recipient").order_by("pk"))
    if not rows:
        return False  # another worker was faster
    user = rows[0].recipient
    known = [row for row in rows if not user.rights_since or row.created_at >= user.rights_since]
    if not known or not is_current(user) or not user.email or kind not in switches.wanted(user):
        _keep(claim, NoticeState.UNWANTED)
        return False
    lines = [Line(row.line, row.path) for row in known[:LISTED]]
    letter = composed(
        kind,
        user=user,
        lines=lines,
        total=len(known),
        message_id=f"notice-{claim}",
        connection=connection,
    )
    return _post(letter, claim) == NoticeState.SENT


def send_now(
    kind: str, *, user: User, key: str, lines: list[Line], total: int, connection: Any
) -> NoticeState:
    """Send a mail made up beforehand, at most once for its `key`; return what became of it, now or earlier.

    One the mail server refused is tried again.
    """
    claim = uuid.uuid4()
    claimed = {"state": NoticeState.CLAIMED, "claim": claim, "claimed_at": timezone.now()}
    first = {"kind": kind, "line": lines[0].text[:400], "path": lines[0].path[:300], **claimed}
    row, is_new = Notice.objects.get_or_create(recipient=user, key=key, defaults=first)
    refused = Notice.objects.filter(pk=row.pk, state=NoticeState.REFUSED)
    if not is_new and not refused.update(**claimed):
        return NoticeState(row.state)
    letter = composed(
        kind,
        user=user,
        lines=lines,
        total=total,
        message_id=f"notice-{claim}",
        connection=connection,
    )
    return _post(letter, claim)


def _post(letter: EmailMessage, claim: uuid.UUID) -> NoticeState:
    """Send what was claimed and keep what became of it; return that."""
    try:
        letter.send()
    except (SMTPRecipientsRefused, SMTPResponseException) as refusal:
        log.warning("The mail of claim %s was refused: %s", claim, refusal)
        return _keep(claim, NoticeState.REFUSED, failure=str(refusal)[:300])
    except OSError as error:
        # It may have left: it stays claimed, and is shown as unsure.
        log.exception("Whether the mail of claim %s was taken is not known", claim)
        return _keep(claim, NoticeState.CLAIMED, failure=str(error)[:300])
    return _keep(claim, NoticeState.SENT, sent_at=timezone.now(), failure="")


def _keep(claim: uuid.UUID, state: NoticeState, **more: object) -> NoticeState:
    Notice.objects.filter(claim=claim, state=NoticeState.CLAIMED).update(state=state, **more)
    return state


@transaction.atomic
def settle(*, notice: Notice, again: bool) -> Notice:
    """Let an unsure one be sent again, or keep that somebody told the person by hand; return it as it is now."""
    held = Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if held.is_unsure:
        held.state = NoticeState.WAITING if again else NoticeState.BY_HAND
        held.claim, held.failure = None, ""
        held.save()
    return held
