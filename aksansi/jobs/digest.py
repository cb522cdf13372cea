"""Each person's open tasks by mail: all once a week, what falls due when it does (design §5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.core.mail import get_connection
from django.utils import timezone, translation
from django.utils.translation import gettext as __

from aksansi.home.home import SHOWN, tasks_for
from core.access import is_current, reads_only
from core.people.users import User
from core.records.jobs.kinds import JobOutcome, Work
from core.records.jobs.timed import MONDAY
from core.records.notices import sending, switches
from core.records.notices.models import NoticeState, Reminded, ReminderRule
from core.tools.formats import day, number
from core.tools.todo import Task, first_of


def send_digest(work: Work) -> JobOutcome:
    """Mail the open tasks to everybody who has some and wants the mail."""
    return _send(work, "digest", lambda task, today: True)


def send_reminders(work: Work) -> JobOutcome:
    """Mail what falls due in as many days as the reminders say; on Mondays the weekly mail tells it."""
    if timezone.localdate().weekday() == MONDAY:
        return JobOutcome(__("The weekly mail tells it today."))
    days = ReminderRule.objects.days()
    always = days.get(Reminded.TASK, set())

    def falls_due(task: Task, today: dt.date) -> bool:
        return task.due is not None and (task.due - today).days in always | days.get(
            task.room, set()
        )

    return _send(work, "reminders", falls_due)


def _send(work: Work, kind: str, is_told: Callable[[Task, dt.date], bool]) -> JobOutcome:
    """Mail each person the chosen ones of the own tasks, at most once for one slot of the clock."""
    today = timezone.localdate()
    wanting = switches.without(User.objects.current().exclude(email=""), kind)
    people: dict[str, User] = {str(user.pk): user for user in wanting}
    counted = dict.fromkeys(NoticeState, 0)
    left = work.left(people)
    with get_connection() as connection:
        for place, key in enumerate(left):
            user = people[key]
            work.tell(len(people) - len(left) + place, len(people))
            if not is_current(user) or reads_only(user):
                continue
            with translation.override(user.language):
                tasks = [task for task in tasks_for(user, today=today) if is_told(task, today)]
                lines = lines_of(tasks)
            if lines:
                became = sending.send_now(
                    kind,
                    user=user,
                    key=f"{kind}:{work.job.uuid}",
                    lines=lines,
                    total=len(tasks),
                    connection=connection,
                )
                counted[became] += 1
                if became == NoticeState.REFUSED:
                    continue  # one full mailbox keeps nobody waiting, and is tried in the next run
            work.finish(key)
    failed = counted[NoticeState.REFUSED] + counted[NoticeState.CLAIMED]
    return JobOutcome(
        __("%(sent)s sent, %(failed)s not taken by the mail server.")
        % {"sent": number(counted[NoticeState.SENT]), "failed": number(failed)}
    )


def lines_of(tasks: list[Task]) -> list[sending.Line]:
    """Return the first of the tasks as a mail names them, with the way to all of them where there are more."""
    found = [
        sending.Line(
            f"{task.title} ({day(task.due)})" if task.due else str(task.title),
            task.url,
            str(task.note or ""),
        )
        for task in first_of(tasks, SHOWN)
    ]
    return [*found, sending.Line(__("All tasks"), "/?all=1")] if len(tasks) > SHOWN else found
