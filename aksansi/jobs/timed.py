"""What comes by the clock: the digest, tidying up, and a look at the system itself.

Each part tidies what is its own; here stands only how often.
"""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

from django.conf import settings
from django.core.checks import WARNING, run_checks
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from aksansi.jobs.digest import send_digest
from core.importing import jobs as imports
from core.pages import once
from core.people import limits, security, sessions
from core.records.jobs import tidying, timed
from core.records.jobs.kinds import Outcome, Work
from core.records.jobs.timed import MONDAY, Rhythm
from core.tools.formats import number

LEAST_FREE = 500 << 20  # bytes of storage


def tidy_accounts(work: Work) -> Outcome:
    """Delete sessions that are over, tries no limit counts any more, and old lines of the security log."""
    told = {"sessions": sessions.prune(), "tries": limits.prune(), "lines": security.prune()}
    return Outcome(
        __("%(sessions)s sessions, %(tries)s tries, %(lines)s lines of the log deleted.")
        % {name: number(count) for name, count in told.items()}
    )


def tidy_work(work: Work) -> Outcome:
    """Delete files of old imports, results of old jobs, and the tokens of forms that nobody sends again."""
    told = {
        "imports": imports.forget_old(),
        "results": tidying.forget_results(),
        "tokens": once.prune(),
    }
    tidying.forget_jobs()
    return Outcome(
        __("Files of %(imports)s imports, %(results)s results, %(tokens)s tokens deleted.")
        % {name: number(count) for name, count in told.items()}
    )


def look_at_system(work: Work) -> Outcome:
    """Say what the system's own checks, its storage and its jobs tell. Raises ValidationError with what is wrong."""
    found = [
        f"{check.id}: {check.msg}"
        for check in run_checks(include_deployment_checks=not settings.DEMO)
        if check.level >= WARNING and not check.is_silenced()
    ]
    media = Path(settings.MEDIA_ROOT)
    free = shutil.disk_usage(media if media.exists() else settings.BASE_DIR).free
    if free < LEAST_FREE:
        found.append(__("Only %(mb)s MB of storage are free.") % {"mb": number(free >> 20)})
    since = timezone.now() - dt.timedelta(days=1)
    failed = tidying.failed_since(since)
    if failed:
        found.append(__("%(count)s jobs failed in 24 hours.") % {"count": number(failed)})
    if found:
        raise ValidationError(found)
    return Outcome(__("Nothing to complain of."))


def register() -> None:
    """Make the timed work of the house known."""
    at = dt.time
    timed.register(
        "digest", _("Weekly mail of open tasks"), Rhythm(at(6, 0), MONDAY), send_digest, short=500
    )
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
    timed.register("checks", _("Checks of the system"), Rhythm(at(5, 0)), look_at_system, short=1)
