"""A region with a whole working year behind it, another that is late; all of it made up, its days move with the clock.

What is there of a region and year stays as people keep it: a second run, and a run of next year, add what is missing.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeAlias

from django.utils import timezone

from aksansi.demo import monitoring_examples, planning
from aksansi.demo.accounts import who_enters
from aksansi.demo.drawn import photo
from aksansi.demo.entering import enter, rows, tree
from aksansi.demo.ksm import enter_example
from aksansi.demo.relative import resolved, working_year
from chapters.models import Chapter, Office
from core.land.regions import Region
from core.people.users import User
from core.records.journal import Attachment
from core.records.services import add_file
from events.forms import EventForm
from events.models import Event
from ksm.forms import CashMonthForm
from ksm.models import CashMonth, Facility, Group
from monitoring import services as monitoring
from monitoring.forms import FindingForm, RoundForm
from monitoring.models import Finding, Instrument, Round, Visit
from planning import services
from planning.models import Activity, Advice, AnnualPlan

Row: TypeAlias = dict[str, Any]  # as the set holds it
EXAMPLE = {"is_example": True, "source": "Contoh untuk latihan"}


def load(actor: User) -> None:
    """Enter what is missing of the working year, as the people of the demonstration would."""
    today = timezone.localdate()
    data = resolved(tree("living.json"), today=today)
    region = Region.objects.get(pk=data["region"])
    officer = who_enters(username=data["officer"])
    chapter = Chapter.objects.current().filter(region=region).first()
    if officer is None or chapter is None:
        return
    for item in data["registry"]:
        enter_example(actor, item)
        _cash(actor, item, today)
    _visits(actor, officer, region, data)
    _findings(actor, region, data["findings"])
    _close_old(actor, region, data["old_findings"])
    _photos(officer, region, [item["facility"]["name"] for item in data["registry"]])
    _events(actor, region, data["events"])
    for part in data["plans"]:
        year = working_year(today) - part["back"]
        planning.enter_plan(actor, officer, chapter, {**part, "year": year})
    _advice(actor, chapter, working_year(today), data["advice"])
    _late(actor, data["late"], working_year(today))


def _cash(actor: User, item: Row, today: dt.date) -> None:
    """Enter the cash book of a group, month by month up to the last one that is over."""
    group = Group.objects.current().filter(name=item["group"]["name"], is_example=True).first()
    if group is None or CashMonth.objects.filter(group=group).exists():
        return
    payers, balance = item["statuses"][-1]["active_sr"], 1_400_000
    first = today.replace(day=1)
    for back in range(item["months"], 0, -1):
        month = (first.year * 12 + first.month - 1) - back
        fees, spent = (payers - back % 4) * 10_000, 420_000 + (back % 3) * 45_000
        balance += fees - spent
        told = {
            "month": f"{month // 12}-{month % 12 + 1:02}",
            "fees": fees,
            "payers": payers - back % 4,
            "billed": payers + 4,
            "pay": 300_000,
            "power": spent - 300_000,
            "balance": balance,
        }
        enter(CashMonthForm, actor, {**told, **EXAMPLE}, parent=group)


def _visits(actor: User, officer: User, region: Region, data: Row) -> None:
    instrument = Instrument.objects.published().filter(code="aksansi-2021").order_by("-pk").first()
    if instrument is None or not data["visits"]:
        return
    about = data["round"]
    year = about["starts_on"][:4]
    name = about["name"].replace("tahun berjalan", year)
    round_ = Round.objects.filter(name=name).first() or enter(
        RoundForm,
        actor,
        {**about, **EXAMPLE, "name": name, "region": region, "instrument": instrument},
    )
    profiles = {row["code"]: row for row in rows("example_profiles.csv")}
    for row in data["visits"]:
        facility = Facility.objects.current().filter(name=row["facility"], region=region).first()
        known = Visit.objects.filter(facility=facility, visited_on=row["visited_on"]).exists()
        if facility is not None and not known:
            monitoring_examples.enter_visit(actor, officer, facility, round_, row, profiles)


def _findings(actor: User, region: Region, lines: list[Row]) -> None:
    for line in lines:
        row = dict(line)
        facility = Facility.objects.current().filter(name=row.pop("facility"), region=region)
        office = Office.objects.filter(short_name=row.pop("office")).first()
        closed_on, action_taken = row.pop("closed_on", ""), row.pop("action_taken", "")
        if Finding.objects.filter(region=region, title=row["title"]).exists():
            continue
        about = {"region": region, "facility": facility.first(), "office": office}
        finding = enter(FindingForm, actor, {**row, **about, **EXAMPLE})
        if closed_on:
            monitoring.close_finding(
                finding=finding,
                by=actor,
                on=dt.date.fromisoformat(closed_on),
                action_taken=action_taken,
            )


def _close_old(actor: User, region: Region, about: dict[str, str]) -> None:
    """Close the made-up findings of long ago: where people work, nothing lies open for years."""
    old = Finding.objects.current().filter(region=region, is_example=True, closed_on=None)
    for finding in old.filter(opened_on__lt=about["before"]):
        monitoring.close_finding(
            finding=finding,
            by=actor,
            on=dt.date.fromisoformat(about["on"]),
            action_taken=about["action_taken"],
        )


def _photos(officer: User, region: Region, names: list[str]) -> None:
    for facility in Facility.objects.current().filter(name__in=names, region=region):
        if not Attachment.objects.of(facility).exists():
            for view in ("dari depan", "bak kontrol"):
                add_file(
                    obj=facility,
                    by=officer,
                    upload=photo(f"{facility.name} {view}"),
                    title=f"{facility.name}, {view}",
                    taken_on=timezone.localdate() - dt.timedelta(days=120),
                )


def _advice(actor: User, chapter: Chapter, year: int, lines: list[Row]) -> None:
    for line in lines:
        activity = Activity.objects.filter(
            plan__chapter=chapter, plan__year=year, title=line["activity"]
        ).first()
        if activity and not Advice.objects.filter(activity=activity).exists():
            released = line.get("is_released", False)
            services.advise(line=activity, by=actor, text=line["text"], is_released=released)


def _events(actor: User, region: Region, lines: list[Row]) -> None:
    """Enter what was held in the working year (`date`: its day, once that is over) and what is to come."""
    for line in lines:
        row = {name: value for name, value in line.items() if name != "date"}
        if not Event.objects.filter(title=row["title"], region=region).exists():
            state = "held" if "date" in line else "planned"
            enter(EventForm, actor, {**row, **EXAMPLE, "region": region, "state": state})


def _late(actor: User, part: Row, year: int) -> None:
    """Leave another chapter with a plan it never handed in."""
    chapter = Chapter.objects.current().filter(region_id=part["code"]).first()
    officer = who_enters(username=part["officer"])
    if chapter and officer and not AnnualPlan.objects.filter(chapter=chapter, year=year).exists():
        planning.enter_plan(actor, officer, chapter, {**part["plan"], "year": year})
