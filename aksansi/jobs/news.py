"""Who is mailed of what: review steps and letters as they happen; findings, ending accounts, quarters each morning."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import partial

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as __

from aksansi.overview import overview
from chapters.models import Affiliation
from core.access import region_code_of, scope_of
from core.land.regions import Region
from core.pages.details import returned_with
from core.people.users import User
from core.records.jobs.kinds import JobOutcome, Work
from core.records.notices import sending
from core.records.notices.models import Notice, Reminded, ReminderRule
from core.records.notices.people import officers_of, readers_of
from core.records.review import Reviewed, ReviewMove
from core.records.steps import register_step
from core.tools.formats import day, number
from core.tools.rows.areas import in_scope
from monitoring.models import Finding, Visit
from planning.models import AnnualPlan, AnnualReport, ArchivedReport

REVIEWED = (AnnualPlan, AnnualReport, Visit)
_KINDS = {
    ReviewMove.SUBMIT: "submitted",
    ReviewMove.RETURN: "returned",
    ReviewMove.APPROVE: "approved",
}
NEWS_DAYS = 7  # a finding is news so long; what was found before the mails were there is none
QUARTERS = (1, 4, 7, 10)  # months in whose first week officials read how their region stands


def register() -> None:
    """Make known what is told when."""
    for model in REVIEWED:
        register_step(model, tell_of_step)


def tell_of_step(obj: Reviewed, move_: ReviewMove, by: User) -> None:
    """Note for whoever waits for it that something was handed in, returned or approved."""
    if (kind := _KINDS.get(move_)) is None:
        return
    if move_ == ReviewMove.SUBMIT:
        people: Iterable[User] = User.objects.nationals().working()
    else:
        people = officers_of(region_code_of(obj), first=obj.submitted_by)
    moment = obj.submitted_at if move_ == ReviewMove.SUBMIT else obj.reviewed_at
    sending.tell(
        kind,
        key=f"{kind}:{obj._meta.label_lower}:{obj.pk}:{moment:%Y%m%d%H%M%S%f}",
        to=[user for user in people if user.pk != by.pk],
        line=lambda: _stepped(obj),
        path=obj.get_absolute_url(),  # type: ignore[attr-defined]
    )


def _stepped(obj: Reviewed) -> str:
    """Return what was handed in or came back, with the remark it came back with."""
    what = f"{capfirst(str(obj._meta.verbose_name))}: {obj}"
    step = returned_with(obj)
    if step is None or not step.remark:
        return what
    return __("%(what)s. Remark: %(remark)s") % {"what": what, "remark": step.remark}


def tell_of_letter(letter: ArchivedReport) -> None:
    """Note for the officials who see a letter that it was issued."""
    sending.tell(
        "letter",
        key=f"letter:{letter.pk}",
        to=readers_of(letter.region_id),
        line=lambda: (
            __("Letter %(number)s of %(day)s: achievement report %(year)s of %(region)s")
            % {
                "number": letter.number,
                "day": day(letter.letter_date),
                "year": letter.year,
                "region": letter.region.name,
            }
        ),
        path=letter.get_absolute_url(),
    )


def send_morning_news(work: Work) -> JobOutcome:
    """Note what each morning brings; what was noted before is noted once. The worker then sends it."""
    today = timezone.localdate()
    tell_of_findings(today)
    tell_of_ending_accounts(today)
    tell_of_quarter(today)
    sent = sending.send_waiting(gathered=dt.timedelta())
    return JobOutcome(__("%(sent)s mails sent.") % {"sent": number(sent)})


def tell_of_findings(today: dt.date) -> None:
    """Note for the accounts of an office what of the last days was found for it, once."""
    since = timezone.now() - dt.timedelta(days=NEWS_DAYS)
    rows = Finding.objects.standing().open().filter(office__isnull=False, updated_at__gte=since)
    people: dict[int, list[User]] = {}
    for one in Affiliation.objects.filter(office__in=rows.values("office")).select_related("user"):
        if one.office_id is not None:
            people.setdefault(one.office_id, []).append(one.user)
    for row in rows.filter(office__in=people).select_related("region", "facility__region"):
        sending.tell(
            "finding",
            key=f"finding:{row.pk}:{row.office_id}",
            to=[u for u in people[row.office_id or 0] if in_scope(row.region_id, scope_of(u))],
            line=partial(found_words, row),
            path=row.get_absolute_url(),
        )


def found_words(row: Finding) -> str:
    """Return a finding with where it was made: “Tutup bak retak – IPAL Maju, Kab. Sleman”."""
    place = [row.facility.name] if row.facility else []
    return f"{row} – {', '.join([*place, row.region.short_name])}"


def tell_of_ending_accounts(today: dt.date) -> None:
    """Note for a person and for the Secretariat, on the days its reminders name, that the account ends."""
    days = ReminderRule.objects.days().get(Reminded.ACCOUNT, set())
    ends = [today + dt.timedelta(days=n) for n in days]
    nationals = list(User.objects.nationals().working())
    for user in User.objects.working(today).filter(valid_until__in=ends):
        for who, path in ((nationals, user.get_absolute_url()), ([user], reverse("core:me"))):
            sending.tell(
                "account-ends",
                key=f"account-ends:{user.pk}:{user.valid_until}:{(user.valid_until - today).days}",
                to=[one for one in who if who == [user] or one.pk != user.pk],
                line=partial(_ends, user),
                path=path,
            )


def _ends(user: User) -> str:
    return __("%(who)s, until %(day)s") % {"who": user, "day": day(user.valid_until)}


def tell_of_quarter(today: dt.date) -> None:
    """Note for officials, in the first week of a quarter, the figures their first page shows."""
    if today.month not in QUARTERS or today.day > 7:
        return
    quarter = f"{today.year}-{today.month:02d}"
    for user in User.objects.officials().working(today).order_by("pk"):
        if Notice.objects.filter(recipient=user, key__startswith=f"quarter:{quarter}:").exists():
            continue
        for place in user.places:
            for at, (line, path) in enumerate(_figures(user, place, today)):
                sending.tell(
                    "quarter",
                    key=f"quarter:{quarter}:{place.code}:{at}",
                    to=[user],
                    line=partial(str, line),
                    path=path,
                )


def _figures(user: User, place: Region, today: dt.date) -> list[tuple[str, str]]:
    """Return (words, address) of each figure at the top of a region's page, in the reader's language."""
    with translation.override(user.language):
        page = reverse("region-overview", args=[place.pk])
        stats = overview.build_overview(user=user, region=place, today=today).stats
        return [
            (
                f"{place.short_name} – {stat['label']}: {getattr(stat['value'], 'text', stat['value'])}",
                getattr(stat["value"], "url", "") or page,
            )
            for stat in stats
        ]
