"""The January 2016 planning, real achievements of Sleman, SSK editions; a whole example year (CONTOH).

Source 000 names the 16 chapters and their three horizons but not the contents: those are examples,
for two chapters only, and marked as such.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from aksansi.demo import planning_more
from aksansi.demo.accounts import who_enters
from aksansi.demo.entering import enter, tree
from chapters.models import Chapter
from core.access import Reader
from core.land.regions import Region
from core.people.users import User
from core.records.review import ReviewMove
from core.records.steps import move
from planning import services
from planning.forms import (
    AchievementForm,
    ActivityBudgetForm,
    ActivityForm,
    AnnualPlanForm,
    AnnualReportForm,
    AnnualReportStartForm,
    GoalForm,
    ProgressForm,
    StrategyEditionForm,
    VisionForm,
)
from planning.models import (
    Achievement,
    AnnualPlan,
    AnnualReport,
    Goal,
    Indicator,
    StrategyEdition,
    Vision,
)

EXAMPLE = {"is_example": True}


def load(actor: User) -> None:
    """Enter what is missing; what somebody changed or archived since stays as it is."""
    data = tree("planning.json")
    for row in data["strategies"]:
        known = StrategyEdition.objects.filter(region_id=row["region"], year=row["year"])
        if not known.exists():
            region = Region.objects.get(code=row["region"])
            enter(StrategyEditionForm, actor, {**row, "region": region})
    planning_more.load_programmes(actor, data)
    for part in data["examples"]:
        _example(actor, part)
    for part in data["facts"]:
        _facts(actor, part)
    _meeting(actor, data["meeting_2016"])
    planning_more.load(actor, data)


def _chapter(code: str) -> Chapter | None:
    return Chapter.objects.current().filter(region_id=code).first()


def _meeting(actor: Reader, part: dict[str, Any]) -> None:
    facts = {name: part[name] for name in ("source", "source_url", "as_of")}
    for code in part["chapters"]:
        chapter = _chapter(code)
        if chapter is None:
            continue
        if not AnnualPlan.objects.filter(chapter=chapter, year=2016).exists():
            enter(
                AnnualPlanForm,
                actor,
                {"chapter": chapter, "year": 2016, "summary": part["plan"], **facts},
            )
        _report(actor, chapter, 2015, {"summary": part["report"], **facts}, propose=False)


def _facts(actor: User, part: dict[str, Any]) -> None:
    chapter = _chapter(part["code"])
    if chapter is None:
        return
    report = _report(actor, chapter, part["year"], part["report"], propose=False)
    if report is not None:
        for row in part["achievements"]:
            _achievement(actor, report, row)


def _report(
    actor: Reader, chapter: Chapter, year: int, facts: dict[str, object], *, propose: bool
) -> AnnualReport | None:
    """Return the report of the year if it was made here, None if it was there."""
    if AnnualReport.objects.filter(chapter=chapter, year=year).exists():
        return None
    origin: dict[str, Any] = {
        name: facts[name]
        for name in ("source", "source_url", "as_of", "is_example")
        if name in facts
    }
    start: dict[str, Any] = {"chapter": chapter, "year": year, "propose": propose, **origin}
    report = enter(AnnualReportStartForm, actor, start)
    text: dict[str, Any] = {
        name: facts[name] for name in ("summary", "obstacles", "recommendations") if name in facts
    }
    return enter(AnnualReportForm, actor, text, instance=report)


def _achievement(actor: Reader, report: AnnualReport, row: dict[str, object]) -> Achievement:
    data = dict(row)
    if code := data.pop("indicator", ""):
        data["indicator"] = Indicator.objects.get(code=code)
    return enter(AchievementForm, actor, data, parent=report)


def _example(actor: User, part: dict[str, Any]) -> None:
    chapter = _chapter(part["code"])
    if chapter is None:
        return
    if not Vision.objects.filter(chapter=chapter).exists():
        enter(VisionForm, actor, {"chapter": chapter, **part["vision"], **EXAMPLE})
    for place, row in enumerate(part["goals"], start=1):
        if not Goal.objects.filter(chapter=chapter, title=row["title"]).exists():
            enter(GoalForm, actor, {"chapter": chapter, "order": place, **row, **EXAMPLE})
    officer = who_enters(username=part["officer"])
    for row in part["plans"]:
        enter_plan(actor, officer, chapter, row)


def enter_plan(actor: User, officer: User | None, chapter: Chapter, part: dict[str, Any]) -> None:
    year = part["year"]
    if AnnualPlan.objects.filter(chapter=chapter, year=year).exists():
        return
    facts = {"chapter": chapter, "year": year, "summary": part["summary"]}
    plan = enter(AnnualPlanForm, actor, {**facts, **EXAMPLE})
    made = []
    for place, row in enumerate(part["activities"], start=1):
        line = {
            key: value
            for key, value in row.items()
            if key not in ("progress", "more", "stop", "goal", "change", "programme")
        }
        goal = Goal.objects.filter(chapter=chapter, title=row.get("goal", "")).first()
        activity = enter(
            ActivityForm,
            actor,
            {
                "sipd_code": planning_more.sipd(line),
                **line,
                "goal": goal,
                "programme": planning_more.programme(chapter, row),
                "order": place,
                **EXAMPLE,
            },
            parent=plan,
        )
        for budget in row.get("more", []):
            enter(ActivityBudgetForm, actor, {**budget, **EXAMPLE}, parent=activity)
        made.append((activity, row))
    if targets := part.get("targets"):
        known = Indicator.objects.filter(code__in=targets).values_list("pk", "code")
        wanted = {key: Decimal(targets[code]) for key, code in known}
        services.set_targets(plan=plan, by=actor, targets=wanted)
    if not part.get("approve") or officer is None:
        return
    _agree(plan, officer, actor)
    for activity, row in made:
        activity.refresh_from_db()
        for step in row.get("progress", []):
            enter(ProgressForm, actor, {**EXAMPLE, **step}, parent=activity)
        if change := row.get("change"):
            planning_more.change_target(activity, officer, actor, change)
        if stop := row.get("stop"):
            services.stop_activity(activity=activity, by=officer, **stop)
    if "report" in part:
        _example_report(actor, officer, chapter, year, part["report"])


def _example_report(
    actor: User, officer: User, chapter: Chapter, year: int, part: dict[str, Any]
) -> None:
    report = _report(actor, chapter, year, {**part, **EXAMPLE}, propose=True)
    if report is None:
        return
    for line in Achievement.objects.current().filter(annual_report=report):
        if more := part.get("explain", {}).get(line.name):
            enter(AchievementForm, actor, more, instance=line)
    for row in part.get("achievements", []):
        _achievement(actor, report, {**EXAMPLE, **row})
    if part.get("submit"):
        _agree(AnnualReport.objects.get(pk=report.pk), officer, actor)


def _agree(obj: Any, officer: User, actor: User) -> None:
    """Hand in as the chapter's officer, approve as the Secretariat, as two people would."""
    handed_in = move(obj=obj, move_=ReviewMove.SUBMIT, by=officer)
    move(obj=handed_in, move_=ReviewMove.APPROVE, by=actor)
