"""Putting the form of an instrument on a server as a job; what the server answered is told."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.people.users import User
from core.records.jobs import kinds, queue
from core.records.jobs.kinds import JobOutcome, Work
from core.records.jobs.models import Job
from monitoring.models import Instrument, ServerKind, SubmissionServer
from monitoring.questionnaire import xlsform
from monitoring.questionnaire.spec import spec_of
from monitoring.servers import central, kobo
from monitoring.servers.door import Door
from monitoring.servers.keys import key_of
from monitoring.servers.pulling import server_of


def ask(*, server: SubmissionServer, by: User) -> Job:
    """Return the job that puts the form of a server's instrument there. Raises ValidationError."""
    return queue.ask(kind=KIND.name, owner=by, title=server.title, args={"server": server.pk})


def _run(work: Work) -> JobOutcome:
    server = server_of(work.job)
    instrument = Instrument.objects.with_questions().get(pk=server.instrument_id)
    content = xlsform.write(spec_of(instrument), form_id=server.form)
    door = Door(server.address)
    if server.kind == ServerKind.CENTRAL:
        with central.session(door, server.account, key_of(server)):
            return JobOutcome(central.put_form(door, server, content))
    kobo.sign_in(door, key_of(server))
    return JobOutcome(kobo.put_form(door, server, content))


KIND = kinds.register(
    kinds.JobKind(
        "push-form",
        _("Form to a server"),
        _run,
        short=1,
        address=lambda job: reverse(
            "monitoring:submission-server-detail", args=[job.args["server"]]
        ),
    )
)
