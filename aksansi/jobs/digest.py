"""Each person's open tasks by mail: all once a week, what falls due when it does (design §5)."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

from django.conf import settings
from django.core.mail import get_connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as __

from aksansi.home.home import SHOWN, tasks_for
from core.access import is_current, reads_only
from core.people import mails
from core.people.users import User
from core.records.jobs.kinds import JobOutcome, Work
from core.records.jobs.timed import MONDAY
from core.tools.formats import number
from core.tools.todo import Task

log = logging.getLogger(__name__)


# So many days before a thing is due somebody is reminded of it, beside the weekly mail.
REMINDED = (0, 3)


def send_digest(work: Work) -> JobOutcome:
    """Mail the open tasks to everybody who has some and wants the mail."""
    return _send(work, lambda task, today: True)


def send_reminders(work: Work) -> JobOutcome:
    """Mail what falls due today or in three days; on Mondays the weekly mail tells it."""
    if timezone.localdate().weekday() == MONDAY:
        return JobOutcome(__("The weekly mail tells it today."))
    return _send(work, _falls_due)


def _falls_due(task: Task, today: dt.date) -> bool:
    return task.due is not None and (task.due - today).days in REMINDED


def _send(work: Work, is_told: Callable[[Task, dt.date], bool]) -> JobOutcome:
    """Mail each person the chosen ones of the own tasks; nobody twice for one slot of the clock.

    A person is kept as a finished part right after the mail server took the mail. Where a run was ended between the
    two, the mail goes out again under the same Message-ID: it is the same mail, and programs show it once.
    """
    today = timezone.localdate()
    wanting: QuerySet[User] = User.objects.filter(wants_digest=True, is_active=True).exclude(
        email=""
    )
    people: dict[str, User] = {str(user.pk): user for user in wanting}
    sent = failed = 0
    left = work.left(people)
    with get_connection() as connection:
        for number_, key in enumerate(left):
            user = people[key]
            work.tell(len(people) - len(left) + number_, len(people))
            if not is_current(user) or reads_only(user):
                continue
            with translation.override(user.language):
                tasks = [task for task in tasks_for(user, today=today) if is_told(task, today)]
            if tasks:
                try:
                    mails.send(
                        "aksansi/email/digest.txt",
                        user=user,
                        connection=connection,
                        message_id=f"{work.job.kind}-{work.job.uuid}-{user.pk}",
                        is_reminder=is_told is _falls_due,
                        tasks=tasks[:SHOWN],
                        total=len(tasks),
                        switch=f"{settings.SITE_URL}{reverse('core:me')}",
                    )
                    sent += 1
                except OSError:  # one full mailbox must not keep the others waiting
                    log.exception("The digest to account %s was not taken", user.pk)
                    failed += 1
                    continue
            work.finish(key)
    return JobOutcome(
        __("%(sent)s sent, %(failed)s not taken by the mail server.")
        % {"sent": number(sent), "failed": number(failed)}
    )
