"""Who gets what on the room's addresses, and one full set of the room's objects in a region."""

from __future__ import annotations

import datetime as dt
from typing import Any

from core.access import Role
from core.people.users import User
from planning.models import StrategyProcess, Vision
from tests.personas import ALL, NATIONAL, OWN, OWN_NATIONAL, OWN_OFFICER, OWN_WRITERS, WRITERS
from tests.planning import factories as make

_JOURNAL = {"history": OWN, "note": OWN_WRITERS, "file": OWN_WRITERS}
_ARCHIVE = {"archive": OWN_WRITERS, "restore": OWN_NATIONAL}
_PAGES = {"list": ALL, "create": WRITERS, "detail": OWN, "edit": OWN_WRITERS}
_LINE = {"create": OWN_WRITERS, "detail": OWN, "edit": OWN_WRITERS}


def _rows(noun: str, *parts: dict[str, Any]) -> dict[str, Any]:
    return {f"planning:{noun}-{page}": row for part in parts for page, row in part.items()}


ROWS: dict[str, dict[str, int]] = {
    **_rows(
        "annual-plan",
        _PAGES,
        _ARCHIVE,
        _JOURNAL,
        {
            "review": OWN_OFFICER,
            "carry": OWN_WRITERS,
            "activities": OWN_WRITERS,
            "advise": OWN_NATIONAL,
            "answer": OWN_OFFICER,
        },
    ),
    **_rows(
        "activity",
        {"list": ALL},
        _LINE,
        _ARCHIVE,
        _JOURNAL,
        {"stop": OWN_WRITERS, "advise": OWN_NATIONAL, "target": OWN_WRITERS},
    ),
    **_rows("activity-budget", {"create": OWN_WRITERS, "edit": OWN_WRITERS}, _ARCHIVE),
    **_rows("progress", _LINE, _ARCHIVE, _JOURNAL),
    **_rows("advice", {"list": ALL, "answer": OWN_OFFICER}),
    **_rows(
        "annual-report",
        _PAGES,
        _ARCHIVE,
        _JOURNAL,
        {
            "review": OWN_NATIONAL,
            "propose": OWN_WRITERS,
            "counted": OWN_WRITERS,
            "advise": OWN_NATIONAL,
            "answer": OWN_OFFICER,
        },
    ),
    **_rows("achievement", {"list": ALL}, _LINE, _ARCHIVE, _JOURNAL, {"advise": OWN_NATIONAL}),
    **_rows("vision", _PAGES, _ARCHIVE, _JOURNAL),
    **_rows("goal", _PAGES, _ARCHIVE, _JOURNAL),
    **_rows("strategy-edition", _PAGES, _ARCHIVE, _JOURNAL),
    **_rows("strategy-process", {"edit": OWN_WRITERS}),
    **_rows("strategy-programme", {"create": OWN_WRITERS, "edit": OWN_WRITERS}, _ARCHIVE),
    **_rows("development-plan", _PAGES, _ARCHIVE, _JOURNAL),
    **_rows(
        "check-in",
        {"list": ALL, "create": NATIONAL, "detail": OWN, "edit": OWN_NATIONAL, "keep": OWN_WRITERS},
        {"archive": OWN_NATIONAL, "restore": OWN_NATIONAL},
        _JOURNAL,
    ),
    **_rows(
        "service",
        {"list": ALL, "create": NATIONAL, "detail": ALL, "edit": NATIONAL, "history": ALL},
        {"archive": NATIONAL, "restore": NATIONAL, "note": NATIONAL, "file": NATIONAL},
    ),
    **_rows(
        "indicator",
        {"list": ALL, "create": NATIONAL, "detail": ALL, "edit": NATIONAL, "history": ALL},
        {"archive": NATIONAL, "restore": NATIONAL, "note": NATIONAL, "file": NATIONAL},
    ),
    **_rows(
        "deadline",
        {"list": ALL, "create": NATIONAL, "detail": ALL, "edit": NATIONAL, "history": ALL},
        {"archive": NATIONAL, "restore": NATIONAL, "note": NATIONAL, "file": NATIONAL},
    ),
    **{
        name: row
        for noun in ("sipd-code", "sipd-edition", "national-form")
        for name, row in _rows(
            noun,
            {"list": ALL, "create": NATIONAL, "detail": ALL, "edit": NATIONAL, "history": ALL},
            {"archive": NATIONAL, "restore": NATIONAL, "note": NATIONAL, "file": NATIONAL},
        ).items()
    },
    **_rows("form-column", {page: NATIONAL for page in ("create", "edit", "archive", "restore")}),
    "planning:national-export": ALL,
    "planning:national-form-export": OWN,
    **_rows("service-price", {"create": WRITERS, "edit": OWN_WRITERS}, _ARCHIVE),
    **_rows("budget-proposal", _PAGES, _ARCHIVE, _JOURNAL),
    **_rows("budget-proposal", {"pick": OWN_WRITERS, "pdf": OWN, "docx": OWN, "xlsx": OWN}),
    **_rows("proposal-line", _ARCHIVE),
    **_rows("review-meeting", {"list": ALL}, _LINE, _ARCHIVE, _JOURNAL),
    **_rows(
        "meeting",
        {
            **dict.fromkeys(("step", "projector", "minutes", "minutes-pdf", "minutes-docx"), OWN),
            "close": OWN_WRITERS,
        },
    ),
    "planning:chapter-advice": OWN_NATIONAL,
    "planning:annual-plan-approve": NATIONAL,
    "planning:annual-report-approve": NATIONAL,
    "planning:annual-plan-matrix": OWN,
    "planning:year-matrix": ALL,
    "planning:goal-matrix": ALL,
    "planning:indicator-matrix": ALL,
    "planning:annual-plan-targets": OWN_WRITERS,
    **_rows("indicator-target", {"list": ALL}),
    **_rows(
        "archived-report",
        {"list": ALL, "detail": OWN, "pdf": OWN, "delivery": OWN_WRITERS},
        _JOURNAL,
    ),
}


def make_world(region_code: str, text: str) -> dict[str, dict[str, Any]]:
    """Create the room's objects in a region with `text` in every text field; return the keys by URL name."""
    chapter = make.make_chapter(region_code)
    facts = {"source": text, "source_url": f"https://example.org/{text.replace(' ', '-')}"}
    vision = Vision.objects.in_force().filter(chapter=chapter).first() or make.make_vision(
        chapter=chapter, text=text, **facts
    )
    goal = make.make_goal(chapter=chapter, title=text, indicator=text, unit=text, **facts)
    plan = make.make_plan(chapter=chapter, year=2019, summary=text, **facts)
    words = {
        "title": text, "purpose": text, "target_group": text, "indicator": text, "unit": text, "place": text,
        "in_charge": text, "partners": text, "goal": goal, **facts,
    }  # fmt: skip
    activity = make.make_activity(plan=plan, **words)
    budget = make.make_budget(activity=activity, **facts)
    agreed = make.make_plan(chapter=chapter, year=2018, summary=text, **facts)
    running = make.make_activity(plan=agreed, stop_state="tertunda", stop_reason=text, **words)
    make.make_budget(activity=running, **facts)
    progress = make.make_progress(
        activity=running,
        evidence=text,
        obstacle=text,
        follow_up=text,
        cost=5,
        fund="aksansi",
        **facts,
    )
    make.approve(agreed)
    report = make.make_report(
        chapter=chapter, year=2018, summary=text, obstacles=text, recommendations=text, **facts
    )
    line = make.make_achievement(
        annual_report=report,
        name=text,
        unit=text,
        cause=text,
        obstacle=text,
        solution=text,
        **facts,
    )
    advice = make.make_advice(activity=activity, text=text, reason=text, is_released=True)
    make.make_advice(achievement=line, text=text, is_released=True)
    aimed = make.make_indicator_target(plan=plan, **facts)
    strategy = make.make_strategy(region_id=region_code, title=text, working_group=text, **facts)
    process = StrategyProcess.objects.filter(edition=strategy).first()
    StrategyProcess.objects.filter(edition=strategy).update(output=text, evidence=text)
    secretariat, _made = User.objects.get_or_create(
        username="penerbit", defaults={"role": Role.SECRETARIAT, "email": "penerbit@example.org"}
    )
    sealed = make.make_archived(
        secretariat,
        region=chapter.region,
        code=f"KODE-{region_code}",
        addressee=text,
        letter_date=dt.date(2019, 1, 20),
    )
    edition_line = make.make_programme(edition=strategy, title=text, unit=text, **facts)
    rpjmd = make.make_development_plan(region_id=region_code, number=text, **facts)
    check = make.make_check_in(
        chapter=chapter, activity=running, found=text, promise=text, promise_due=dt.date(2018, 9, 1),
        is_released=True,
    )  # fmt: skip
    unlocked = make.unlock(make.approve(make.make_plan(chapter=chapter, year=2017, summary=text)))
    changed = make.make_activity(plan=unlocked, programme=edition_line, **words)
    make.make_target_change(activity=changed, old_unit=text, new_unit=text, explanation=text)
    service = make.make_service()
    price = make.make_price(service=service, region_id=region_code, **facts)
    proposal = make.make_proposal(region_id=region_code, title=text, reasoning=text, **facts)
    picked = make.make_proposal_line(proposal=proposal, service=service, need=text, cost_basis=text)
    meeting = make.make_meeting(plan=plan, place=text, present=text, **facts)
    make.make_note(meeting=meeting, text=text)
    keys = {
        "meeting": meeting, "review-meeting": meeting,
        "strategy-programme": edition_line, "development-plan": rpjmd, "check-in": check, "service": service,
        "service-price": price, "indicator": make.make_indicator(), "deadline": make.make_deadline(),
        "sipd-code": (code := make.make_sipd_code()), "sipd-edition": code.edition,
        "form-column": (column := make.make_form_column()), "national-form": column.form,
        "indicator-target": aimed,
        "budget-proposal": proposal, "proposal-line": picked,
        "chapter": chapter, "annual-plan": plan, "activity": activity, "activity-budget": budget, "progress": progress, "advice": advice,
        "annual-report": report, "achievement": line, "vision": vision, "goal": goal, "strategy-edition": strategy,
        "strategy-process": process, "archived-report": sealed,
    }  # fmt: skip
    parents = {
        "strategy-programme-create": strategy, "review-meeting-create": plan, "service-price-create": service, "form-column-create": column.form, "activity-target": changed,
        "activity-create": plan, "activity-budget-create": activity, "progress-create": running,
        "achievement-create": report,
    }  # fmt: skip
    top = {
        "annual-plan-create",
        "annual-report-create",
        "vision-create",
        "goal-create",
        "strategy-edition-create",
        "development-plan-create",
        "check-in-create",
        "service-create",
        "indicator-create",
        "deadline-create",
        "sipd-code-create",
        "national-form-create",
        "sipd-edition-create",
        "budget-proposal-create",
    }
    found: dict[str, dict[str, Any]] = {}
    for name in ROWS:
        page = name.removeprefix("planning:")
        if page in ("year-matrix", "goal-matrix", "indicator-matrix", "national-export"):
            continue
        noun = max((noun for noun in keys if page.startswith(f"{noun}-")), key=len)
        if page in top or page in (f"{noun}-list", f"{noun}-approve"):
            continue
        found[name] = {"key": parents.get(page, keys[noun]).pk}
        if page in ("meeting-step", "meeting-projector"):
            found[name]["step"] = "capaian"
    found["planning:budget-proposal-pick"]["query"] = f"service={service.pk}"
    found["planning:national-form-export"]["query"] = f"region={region_code}&year=2018&format=csv"
    found["planning:annual-plan-review"]["query"] = "move=submit"
    found["planning:annual-report-review"]["query"] = "move=approve"
    return found
