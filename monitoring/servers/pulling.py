"""Fetching submissions as a job: what the server tells becomes a table, and the import of files reads it.

A run that dies before its table is kept fetches anew; one that dies later goes on behind the last batch that stands.
The mark up to which everything is known moves last, so nothing is lost, and what is fetched twice is known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from core.access import is_current
from core.importing import Kind, Row, walk
from core.importing import jobs as imports
from core.importing.models import ImportJob
from core.people.users import User
from core.records.jobs import kinds, queue
from core.records.jobs.kinds import JobOutcome, Work
from core.records.jobs.models import Job
from core.tools import formats
from monitoring.entry.submission_batch import SubmissionRow
from monitoring.models import ServerKind, Submission, SubmissionServer
from monitoring.resources import sheet_name
from monitoring.servers import central, kobo, rows
from monitoring.servers.door import Door
from monitoring.servers.keys import key_of

MOST_LEFT_OUT = 5000


def ask(*, server: SubmissionServer, by: User, anew: bool = False, is_limited: bool = True) -> Job:
    """Return the job that fetches what is new on a server, or everything. Raises ValidationError."""
    return queue.ask(
        kind=KIND.name,
        owner=by,
        title=server.title,
        args={"server": server.pk, "anew": anew},
        is_limited=is_limited,
    )


def server_of(job: Job) -> SubmissionServer:
    """Return the server of a job. Raises ValidationError where its owner does not see it any more."""
    seen = SubmissionServer.objects.visible_to(job.owner).current() if job.owner else None
    found = seen and seen.select_related("instrument").filter(pk=job.args["server"]).first()
    if not found:
        raise ValidationError(__("This server is not entered any more."))
    return found


def _run(work: Work) -> JobOutcome:
    server = server_of(work.job)
    assert work.job.owner is not None
    if not ImportJob.objects.filter(work=work.job).exists():
        found = fetch(work, server, anew=bool(work.job.args.get("anew")))
        if not found:
            with transaction.atomic():
                work.hold()
                _mark(server, pulled_at=timezone.now())
            return JobOutcome(__("Nothing new on the server."))
        imports.hand_in(
            work=work,
            user=work.job.owner,
            sheet_name=sheet_name(server.instrument),
            table=rows.table(found, server.pk),
            name=f"{server.title}, {formats.moment(timezone.now())}.csv",
        )
    seen: list[SubmissionRow] = []
    outcome = walk.carry_out(work, also=lambda row: _note(seen, row))
    with transaction.atomic():
        work.hold()
        _move_on(server, seen)
    return outcome


def fetch(work: Work, server: SubmissionServer, *, anew: bool) -> list[rows.Told]:
    """Return what a server tells that is not known yet. Raises ValidationError with words."""
    known = Submission.objects.filter(server=server)
    left_out = set() if anew else set(server.left_out)
    found: list[rows.Told] = []
    for page in _pages(server, known, left_out, anew=anew):
        found += [one for one in page if _mark_of(one.cells) not in left_out]
        if len(found) > settings.IMPORT_MAX_ROWS:
            raise ValidationError(
                __(
                    "The server has more than %(count)s new submissions. Take the older ones in as a file first."
                )
                % {"count": formats.number(settings.IMPORT_MAX_ROWS)}
            )
        work.tell(
            0, step=__("%(count)s submissions fetched") % {"count": formats.number(len(found))}
        )
    if anew:
        return found
    stands = {str(key): stand for key, stand in known.values_list("visit__client_uuid", "stand")}
    return [one for one in found if stands.get(rows.bare(one.cells.get("KEY"))) != one.stand]


def _pages(
    server: SubmissionServer, known: object, left_out: set[str], *, anew: bool
) -> Iterator[list[rows.Told]]:
    door = Door(server.address)
    if server.kind == ServerKind.CENTRAL:
        with central.session(door, server.account, key_of(server)):
            yield from central.submissions(door, server, None if anew else server.pulled_to)
        return
    kobo.sign_in(door, key_of(server))
    told = Submission.objects.filter(server=server).values_list(
        "edition", "review", "visit__client_uuid"
    )
    marks = {f"{edition} {review}": str(root) for edition, review, root in told}
    yield from kobo.submissions(door, server, {**dict.fromkeys(left_out, ""), **marks}, anew=anew)


def _mark_of(cells: dict[str, str]) -> str:
    """Return which edition with which review a line is: what was told of it is not told again."""
    edition = cells.get(kobo.EDITION) or cells.get("meta/instanceID") or cells.get("KEY")
    review = cells.get(kobo.REVIEW) or cells.get("ReviewState") or ""
    return rows.mark(edition, review)


def _note(seen: list[SubmissionRow], row: Row) -> None:
    assert isinstance(row, SubmissionRow)
    seen.append(row)


def _move_on(server: SubmissionServer, seen: list[SubmissionRow]) -> None:
    """Move the mark behind what was taken or told; before what may still be taken once its fault is mended here."""
    left = [row for row in seen if row.kind == Kind.FAULTY]
    told = [row for row in left if row.is_rejected or row.obj is not None]
    open_ = [row.stand for row in left if row not in told]
    stands = [row.stand for row in seen if row.stand is not None]
    mark: dt.datetime | None = server.pulled_to
    if None not in open_ and stands:
        mark = min([one for one in open_ if one is not None], default=max(stands))
    marks = [f"{row.edition} {row.review_word}" for row in told]
    _mark(
        server,
        pulled_at=timezone.now(),
        pulled_to=max(mark, server.pulled_to) if mark and server.pulled_to and not open_ else mark,
        left_out=[*dict.fromkeys([*server.left_out, *marks])][-MOST_LEFT_OUT:],
    )


def _mark(server: SubmissionServer, **told: object) -> None:
    SubmissionServer.objects.filter(pk=server.pk).update(**told)


def _address(job: Job) -> str:
    if ImportJob.objects.filter(work=job).exists():
        return walk.address(job)
    return reverse("monitoring:submission-server-detail", args=[job.args["server"]])


def pull_timed(work: Work) -> JobOutcome:
    """Put in line what is fetched by the clock, a job a server, in the name of whoever entered its key."""
    asked, left = 0, []
    for server in SubmissionServer.objects.current().filter(is_timed=True).select_related("owner"):
        if server.owner is None or not is_current(server.owner):
            left.append(server.title)
            continue
        ask(server=server, by=server.owner, is_limited=False)
        asked += 1
    words = __("%(count)s servers asked.") % {"count": formats.number(asked)}
    if left:
        words += " " + __("Nobody's any more; enter their keys anew: %(names)s.") % {
            "names": ", ".join(left)
        }
    return JobOutcome(words)


KIND = kinds.register(
    kinds.JobKind(
        "pull-submissions",
        _("Submissions from a server"),
        _run,
        counted=_("%(done)s of %(total)s rows"),
        stopped=_("Stopped at row %(done)s of %(total)s; what is in stays in."),
        short=settings.IMPORT_MAX_ROWS,
        ended=walk.ended,
        address=_address,
    )
)
