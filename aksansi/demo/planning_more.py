"""Unit costs as their sources state them, and examples of meetings, check-ins and proposals (CONTOH)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from aksansi.demo.entering import enter
from chapters.models import Chapter
from core.access import Reader
from core.land.regions import Region
from core.people.users import User
from core.records.review import ReviewMove
from core.records.steps import move
from planning import services
from planning.forms import (
    BudgetProposalForm,
    CheckInForm,
    DevelopmentPlanForm,
    ReviewMeetingForm,
    ServicePriceForm,
    StrategyProgrammeForm,
)
from planning.models import (
    Activity,
    AnnualPlan,
    BudgetProposal,
    CheckIn,
    DevelopmentPlan,
    ReviewMeeting,
    Service,
    ServicePrice,
    StrategyEdition,
    StrategyProgramme,
)
from planning.national.codes import SipdCode
from planning.needs import needing


def load_programmes(actor: User, data: dict[str, Any]) -> None:
    """Enter programmes and development plans, which the activities and alerts stand on."""
    for row in data["programmes"]:
        facts = dict(row)
        edition = StrategyEdition.objects.filter(
            region_id=facts.pop("region"), year=facts.pop("year")
        ).first()
        if edition and not edition.programmes.filter(title=row["title"]).exists():
            enter(StrategyProgrammeForm, actor, facts, parent=edition)
    for row in data["development_plans"]:
        if not DevelopmentPlan.objects.filter(
            region_id=row["region"], from_year=row["from_year"]
        ).exists():
            region = Region.objects.get(code=row["region"])
            enter(DevelopmentPlanForm, actor, {**row, "region": region})


def programme(chapter: Chapter, row: dict[str, Any]) -> StrategyProgramme | None:
    rows = StrategyProgramme.objects.filter(edition__region=chapter.region_id)
    return rows.filter(title=row.get("programme", "")).first()


def change_target(activity: Activity, officer: User, actor: User, change: dict[str, Any]) -> None:
    """Unlock, change with its reasons, lock again: as the Secretariat and the chapter would."""
    move(obj=activity.plan, move_=ReviewMove.UNLOCK, by=actor, remark=change["explanation"])
    facts = {**change, "target": Decimal(change["target"])}
    services.change_target(activity=activity, by=officer, **facts)
    move(obj=activity.plan, move_=ReviewMove.RELOCK, by=actor)
    activity.refresh_from_db()


def load(actor: User, data: dict[str, Any]) -> None:
    for row in data["prices"]:
        _price(actor, dict(row))
    for row in data["check_ins"]:
        _check_in(actor, dict(row))
    for row in data["meetings"]:
        _meeting(actor, dict(row))
    for row in data["proposals"]:
        _proposal(actor, dict(row))


def sipd(row: dict[str, Any]) -> SipdCode | None:
    """Take the code out of a row and return it as its newest known edition has it: one whose words name the work.

    Only lines of years in which the list was in use carry one; most carry none, as in the offices.
    """
    return SipdCode.objects.to_choose().filter(code=row.pop("sipd", "")).first()


def _price(actor: Reader, row: dict[str, object]) -> None:
    service = Service.objects.filter(code=row.pop("service")).first()
    code = row.pop("region", None)
    region = Region.objects.filter(code=code).first()
    if service is None or (code and region is None):
        return
    known = ServicePrice.objects.filter(
        service=service, region=region, valid_from=row["valid_from"]
    )
    if not known.exists():
        enter(ServicePriceForm, actor, {**row, "region": region}, parent=service)


def _chapter(code: str) -> Chapter | None:
    return Chapter.objects.current().filter(region_id=code).first()


def _check_in(actor: User, row: dict[str, Any]) -> None:
    chapter = _chapter(row.pop("code"))
    if (
        chapter is None
        or CheckIn.objects.filter(chapter=chapter, checked_on=row["checked_on"]).exists()
    ):
        return
    kept, title = row.pop("kept", None), row.pop("activity", "")
    activity = Activity.objects.filter(plan__chapter=chapter, title=title).first()
    check = enter(CheckInForm, actor, {**row, "chapter": chapter, "activity": activity})
    if kept:
        day = dt.date.fromisoformat(kept["on"])
        services.keep_promise(check_in=check, by=actor, on=day, how=kept["how"])


def _meeting(actor: User, row: dict[str, Any]) -> None:
    chapter, notes = _chapter(row.pop("code")), row.pop("notes")
    plan = AnnualPlan.objects.filter(chapter=chapter, year=row.pop("year")).first()
    if plan is None or ReviewMeeting.objects.filter(plan=plan).exists():
        return
    meeting = enter(ReviewMeetingForm, actor, row, parent=plan)
    for step, text in notes.items():
        services.note_step(meeting=meeting, by=actor, step=step, text=text, is_done=True)


def _proposal(actor: Any, row: dict[str, Any]) -> None:
    code, year = row["region"], row["year"]
    region = Region.objects.filter(code=code).first()
    if region is None or BudgetProposal.objects.filter(region=code, year=year).exists():
        return
    service = Service.objects.filter(code=row.pop("service")).first()
    count, quantity, code_of_work = row.pop("facilities"), row.pop("quantity"), sipd(row)
    facts = {**row, "region": region, "sipd_code": code_of_work}
    proposal = enter(BudgetProposalForm, actor, facts)
    if service is None:
        return
    if code_of_work and not service.sipd_code_id:
        service.sipd_code = code_of_work
        service.save()
    today = timezone.localdate()
    needs = needing(user=actor, region=code, kind=service.kind, today=today)[:count]
    if needs:
        quantities = {need.facility.pk: quantity for need in needs}
        services.pick_facilities(
            proposal=proposal, service=service, quantities=quantities, by=actor
        )
