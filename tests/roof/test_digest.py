"""The weekly mail: the same tasks as at home, only to those who have some and want it."""

from __future__ import annotations

import datetime as dt
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from aksansi.home.home import tasks_for
from aksansi.jobs import digest
from chapters.models import Chapter
from core.access import Role
from core.records.notices.models import Notice, NoticeState, ReminderRule
from core.tools.todo import Task
from tests.conftest import make_user


@pytest.fixture
def chapter(regions: Any) -> Chapter:
    return Chapter.objects.create(region_id="34.04", status="active")


def test_the_mail_lists_the_tasks_of_the_home_page(
    chapter: Chapter, officer: Any, official: Any, expired: Any
) -> None:
    call_command("timed", "digest")
    assert [message.to for message in mail.outbox] == [[officer.email]]
    body = mail.outbox[0].body
    tasks = tasks_for(officer, today=timezone.localdate())
    assert tasks
    assert tasks[0].url in body
    assert "/mails/off/" in body


def test_nobody_is_mailed_who_switched_it_off_or_has_no_task(
    chapter: Chapter, officer: Any
) -> None:
    officer.wants_digest = False
    officer.save()
    call_command("timed", "digest")
    assert mail.outbox == []


def test_one_failing_address_does_not_stop_the_others(
    chapter: Chapter, officer: Any, monkeypatch: Any, caplog: Any
) -> None:
    from django.core.mail import EmailMessage

    colleague = make_user("colleague", Role.CHAPTER, "34.04")
    real = EmailMessage.send

    def send(self: EmailMessage, *args: Any, **kwargs: Any) -> int:
        if self.to == [officer.email]:
            raise SMTPRecipientsRefused({officer.email: (552, b"mailbox full")})
        return real(self, *args, **kwargs)

    monkeypatch.setattr(EmailMessage, "send", send)
    call_command("timed", "digest")
    assert [message.to for message in mail.outbox] == [[colleague.email]]
    assert "mailbox full" in caplog.text
    # Again in the same week: only to whom nothing went yet.
    monkeypatch.setattr(EmailMessage, "send", real)
    call_command("timed", "digest")
    call_command("timed", "digest")
    assert [message.to for message in mail.outbox] == [[colleague.email], [officer.email]]
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 2


def test_a_mail_that_may_have_left_is_not_sent_again(
    chapter: Chapter, officer: Any, monkeypatch: Any
) -> None:
    from django.core.mail import EmailMessage

    def lost(self: EmailMessage, *args: Any, **kwargs: Any) -> int:
        raise SMTPServerDisconnected("gone")

    with monkeypatch.context() as patch:
        patch.setattr(EmailMessage, "send", lost)
        call_command("timed", "digest")
    call_command("timed", "digest")
    assert mail.outbox == []
    assert Notice.objects.get().state == NoticeState.CLAIMED


@pytest.mark.parametrize(
    ("days", "weekday", "is_told"),
    [(0, 1, True), (3, 1, True), (1, 1, False), (4, 2, False), (-1, 3, False), (0, 0, False)],
)
def test_what_falls_due_is_told_on_its_day_and_three_days_before(
    chapter: Chapter, officer: Any, monkeypatch: Any, days: int, weekday: int, is_told: bool
) -> None:
    today = dt.date(2026, 3, 2 + weekday)  # the 2nd is a Monday
    for days_before in (0, 3):
        ReminderRule.objects.create(what="task", days_before=days_before)
    due = Task("Hubungi OPD", "/agreements/", due=today + dt.timedelta(days=days))
    monkeypatch.setattr(timezone, "localdate", lambda: today)
    monkeypatch.setattr(digest, "tasks_for", lambda user, today: [Task("Lain", "/x/"), due])
    for _again in range(2):
        call_command("timed", "reminders")
    assert len(mail.outbox) == is_told
    if is_told:
        message = mail.outbox[0]
        assert "jatuh tempo" in message.subject and "Hubungi OPD" in message.body
        assert "Lain" not in message.body


def test_what_ends_is_told_as_many_days_before_as_the_rows_say(
    chapter: Chapter, officer: Any, monkeypatch: Any
) -> None:
    today = dt.date(2026, 3, 3)
    ReminderRule.objects.create(what="agreements", days_before=90)
    due = today + dt.timedelta(days=90)
    tasks = [Task("MoU berakhir", "/a/", due=due, room="agreements"), Task("Lain", "/b/", due=due)]
    monkeypatch.setattr(timezone, "localdate", lambda: today)
    monkeypatch.setattr(digest, "tasks_for", lambda user, today: tasks)
    call_command("timed", "reminders")
    assert "MoU berakhir" in mail.outbox[0].body and "Lain" not in mail.outbox[0].body
