"""What comes by the clock: the mail of what is due, tidying up, backups, and a look at the system itself.

Each part tidies what is its own; here stands only how often.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.checks import WARNING, run_checks
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

import ksm.kept
from aksansi.backup import backup, strays
from aksansi.jobs.digest import send_digest, send_reminders
from aksansi.jobs.news import send_morning_news
from aksansi.watch import state
from core.importing import walk
from core.pages import once
from core.people import limits, security, sessions
from core.records.jobs import tidying, timed
from core.records.jobs.kinds import JobOutcome, Work
from core.records.jobs.timed import MONDAY, SUNDAY, Rhythm
from core.records.notices import sending
from core.records.notices.models import Notice
from core.tools.formats import moment, number
from monitoring.recap import kept
from monitoring.servers.pulling import pull_timed


def tidy_accounts(work: Work) -> JobOutcome:
    """Delete sessions that are over, tries no limit counts any more, and old lines of the security log."""
    told = {"sessions": sessions.prune(), "tries": limits.prune(), "lines": security.prune()}
    return JobOutcome(
        __("%(sessions)s sessions, %(tries)s tries, %(lines)s lines of the log deleted.")
        % {name: number(count) for name, count in told.items()}
    )


def tidy_work(work: Work) -> JobOutcome:
    """Delete files of old imports, results of old jobs, tokens of forms that nobody sends again, and stray files."""
    told = {
        "imports": walk.forget_old(),
        "results": tidying.forget_results(),
        "tokens": once.prune(),
        "mails": Notice.prune(),
        "strays": strays.forget(),
    }
    tidying.forget_jobs()
    return JobOutcome(
        __(
            "Files of %(imports)s imports, %(results)s results, %(tokens)s tokens, %(mails)s mails, "
            "%(strays)s files of nobody deleted."
        )
        % {name: number(count) for name, count in told.items()}
    )


def back_up(work: Work) -> JobOutcome:
    """Write a backup, once however many runs it takes, and delete those that are kept no longer.

    Raises ValidationError with words.
    """
    made = backup.make(moment=work.job.started_at, tell=work.tell)
    backup.forget_old()
    return JobOutcome(backup.told(made))


def try_backup(work: Work) -> JobOutcome:
    """Restore the newest backup on trial. Raises ValidationError with what is wrong with it."""
    newest = next(iter(backup.kept()), None)
    if newest is None:
        raise ValidationError(__("There is no backup yet."))
    return JobOutcome(backup.told(backup.verify(newest)))


def look_at_system(work: Work) -> JobOutcome:
    """Say what the system's own checks, its storage and its jobs tell. Raises ValidationError with what is wrong."""
    found: list[str] = []
    free = state.free_storage()
    if free < state.LEAST_FREE:
        found.append(__("Only %(mb)s MB of storage are free.") % {"mb": number(free >> 20)})
    saved = tidying.last_done("backup")
    if saved is None:
        found.append(__("There is no backup yet."))
    elif saved < timezone.now() - state.OLDEST_BACKUP:
        found.append(__("The last backup was made %(at)s.") % {"at": moment(saved)})
    since = timezone.now() - dt.timedelta(days=1)
    failed = tidying.failed_since(
        since, but=work.job.kind
    )  # or its own failure would fail it for good
    if failed:
        found.append(__("%(count)s jobs failed in 24 hours.") % {"count": number(failed)})
    found += [
        f"{check.id}: {check.msg}"
        for check in run_checks(include_deployment_checks=not settings.DEMO)
        if check.level >= WARNING and not check.is_silenced()
    ]
    if found:
        raise ValidationError(found)
    return JobOutcome(__("Nothing to complain of."))


def register() -> None:
    """Make the timed work of the house known."""
    at = dt.time
    timed.register(
        "digest", _("Weekly mail of open tasks"), Rhythm(at(6, 0), MONDAY), send_digest, short=500
    )
    timed.register(
        "reminders", _("Reminders of what falls due"), Rhythm(at(6, 15)), send_reminders, short=500
    )
    timed.register(
        "news",
        _("Mails of findings, ending accounts and the quarter"),
        Rhythm(at(6, 30)),
        send_morning_news,
        short=500,
    )
    timed.register_upkeep(sending.send_waiting)
    timed.register(
        "tidy-accounts",
        _("Tidying: sessions, tries, security log"),
        Rhythm(at(1, 30)),
        tidy_accounts,
        short=1,
    )
    timed.register(
        "tidy-work", _("Tidying: imports, results, tokens"), Rhythm(at(1, 45)), tidy_work, short=1
    )
    timed.register("backup", _("Backup"), Rhythm(at(2, 30)), back_up, short=1)
    timed.register(
        "backup-trial",
        _("Restoring the newest backup on trial"),
        Rhythm(at(3, 30), SUNDAY),
        try_backup,
        short=1,
    )
    timed.register_upkeep(kept.refresh)
    timed.register_upkeep(ksm.kept.refresh)
    timed.register(
        "pull-timed", _("Submissions from servers"), Rhythm(at(4, 0)), pull_timed, short=1
    )
    timed.register("checks", _("Checks of the system"), Rhythm(at(5, 0)), look_at_system, short=1)
