"""Plain valid rows of the planning room; a test names only what it is about."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from chapters.models import Chapter
from core.people.users import User
from core.records.review import State
from planning.models import (
    Achievement,
    Activity,
    ActivityBudget,
    Advice,
    AnnualPlan,
    AnnualReport,
    ArchivedReport,
    BudgetProposal,
    CheckIn,
    Deadline,
    DevelopmentPlan,
    FormColumn,
    Goal,
    Indicator,
    IndicatorTarget,
    MeetingNote,
    NationalForm,
    Progress,
    ProposalLine,
    ReviewMeeting,
    Service,
    ServicePrice,
    SipdCode,
    SipdEdition,
    StrategyEdition,
    StrategyProcess,
    StrategyProgramme,
    TargetChange,
    Vision,
)
from planning.services import archive_report
from tests import files
from tests.ksm.factories import make_facility

PDF = files.pdf()


def make_chapter(region: str = "34.04", **extra: Any) -> Chapter:
    found = Chapter.objects.filter(region_id=region, archived_at=None).first()
    return found or Chapter.objects.create(**{"region_id": region, "status": "active", **extra})


def make_vision(**extra: Any) -> Vision:
    chapter = extra.pop("chapter", None) or make_chapter()
    return Vision.objects.create(
        **{"chapter": chapter, "text": "Semua IPAL terawat", "set_on": "2016", **extra}
    )


def make_goal(**extra: Any) -> Goal:
    chapter = extra.pop("chapter", None) or make_chapter()
    facts = {
        "title": "Semua KPP didampingi",
        "field": "kelembagaan",
        "from_year": 2016,
        "to_year": 2018,
    }
    return Goal.objects.create(chapter=chapter, **{**facts, **extra})


def make_deadline(duty: str = "plan", day: int = 31, month: int = 1, **extra: Any) -> Deadline:
    facts = {"duty": duty, "from_year": extra.pop("from_year", 2000)}
    found = Deadline.objects.filter(**facts, archived_at=None).first()
    return found or Deadline.objects.create(day=day, month=month, **facts, **extra)


def make_deadlines() -> None:
    """The deadlines that the reference data gives."""
    make_deadline("plan")
    make_deadline("visits", month=12)
    make_deadline("report", years_after=1)
    make_deadline("letter", month=3, years_after=1)


def make_plan(**extra: Any) -> AnnualPlan:
    chapter = extra.pop("chapter", None) or make_chapter()
    return AnnualPlan.objects.create(**{"chapter": chapter, "year": 2018, **extra})


def approve(obj: Any, by: User | None = None, at: dt.datetime | None = None) -> Any:
    """Set a reviewed row to approved as the review would leave it, without its steps."""
    now = at or timezone.now()
    obj.state, obj.submitted_at, obj.reviewed_at, obj.reviewed_by = State.APPROVED, now, now, by
    obj.save()
    type(obj)._default_manager.filter(pk=obj.pk).update(reviewed_at=timezone.now())
    obj.refresh_from_db()
    return obj


def make_activity(**extra: Any) -> Activity:
    plan = extra.pop("plan", None) or make_plan()
    facts = {
        "field": "kelembagaan", "title": "Pendampingan pascakonstruksi", "target": Decimal(35), "unit": "KPP",
        "month_from": 3, "month_to": 11,
    }  # fmt: skip
    return Activity.objects.create(plan=plan, **{**facts, **extra})


def make_budget(**extra: Any) -> ActivityBudget:
    activity = extra.pop("activity", None) or make_activity()
    return ActivityBudget.objects.create(
        activity=activity, **{"fund": "apbd", "amount": 10_000_000, **extra}
    )


def make_progress(**extra: Any) -> Progress:
    activity = extra.pop("activity", None) or make_activity()
    return Progress.objects.create(
        activity=activity,
        **{"date": dt.date(2018, 5, 5), "volume": Decimal(10), "evidence": "Notula", **extra},
    )


def make_indicator(**extra: Any) -> Indicator:
    facts = {
        "code": "ksm-dibina",
        "label_id": "KSM dibina",
        "label_en": "Groups supported",
        "unit": "KPP",
        "field": "kelembagaan",
    }
    facts |= extra
    found = Indicator.objects.filter(code=facts["code"]).first()
    return found or Indicator.objects.create(**facts)


def make_indicator_target(**extra: Any) -> IndicatorTarget:
    plan = extra.pop("plan", None) or make_plan()
    indicator = extra.pop("indicator", None) or make_indicator()
    return IndicatorTarget.objects.create(
        plan=plan, indicator=indicator, **{"target": Decimal(35), **extra}
    )


def make_report(**extra: Any) -> AnnualReport:
    chapter = extra.pop("chapter", None) or make_chapter()
    return AnnualReport.objects.create(
        **{"chapter": chapter, "year": 2018, "summary": "Tahun yang baik.", **extra}
    )


def make_achievement(**extra: Any) -> Achievement:
    report = extra.pop("annual_report", None) or make_report()
    facts = {
        "name": "KPP didampingi",
        "unit": "KPP",
        "target": Decimal(35),
        "realised": Decimal(33),
    }
    return Achievement.objects.create(annual_report=report, **{**facts, **extra})


def make_advice(**extra: Any) -> Advice:
    if "achievement" not in extra:
        extra.setdefault("activity", None)
        extra["activity"] = extra["activity"] or make_activity()
    line = extra.get("activity") or extra["achievement"]
    return Advice.objects.create(
        **{"chapter": line.review_root.chapter, "text": "Sebutkan lokasinya.", **extra}
    )


def make_strategy(**extra: Any) -> StrategyEdition:
    facts = {
        "region_id": "34.04",
        "title": "SSK",
        "year": 2015,
        "period_from": 2016,
        "period_to": 2020,
    }
    edition = StrategyEdition.objects.create(**{**facts, **extra})
    for number in range(1, 6):
        StrategyProcess.objects.create(edition=edition, number=number)
    return edition


def make_archived(by: User, **extra: Any) -> ArchivedReport:
    facts = {
        "year": 2018, "addressee": "Bupati Sleman c.q. Bappeda", "letter_date": dt.date(2019, 1, 20), "pdf": PDF,
        "code": "KODE-1", "digest": "d",
    }  # fmt: skip
    facts |= extra
    region = facts.pop("region", None) or make_chapter().region
    return archive_report(region=region, by=by, **facts)


def unlock(obj: Any) -> Any:
    """Open an approved row for edits, as the Secretariat's unlocking does, for two weeks."""
    obj.unlocked_until = timezone.now() + dt.timedelta(days=14)
    obj.unlock_reason = "Perbaikan"
    obj.save()
    return obj


def make_target_change(**extra: Any) -> TargetChange:
    activity = extra.pop("activity", None) or make_activity()
    facts = {
        "old_target": Decimal(35), "old_unit": "KPP", "new_target": Decimal(20), "new_unit": "KPP", "reasons": "dana",
        "explanation": "Dana datang lebih lambat", "changed_on": dt.date(2018, 8, 1),
    }  # fmt: skip
    return TargetChange.objects.create(activity=activity, **{**facts, **extra})


def make_check_in(**extra: Any) -> CheckIn:
    chapter = extra.pop("chapter", None) or make_chapter()
    facts = {
        "checked_on": dt.date(2018, 6, 1),
        "means": "telepon",
        "found": "Laporan kas belum ada",
    }
    return CheckIn.objects.create(chapter=chapter, **{**facts, **extra})


def make_meeting(**extra: Any) -> ReviewMeeting:
    plan = extra.pop("plan", None) or make_plan()
    return ReviewMeeting.objects.create(plan=plan, **{"held_on": dt.date(2018, 1, 15), **extra})


def make_note(**extra: Any) -> MeetingNote:
    meeting = extra.pop("meeting", None) or make_meeting()
    return MeetingNote.objects.create(meeting=meeting, **{"step": "capaian", **extra})


def make_programme(**extra: Any) -> StrategyProgramme:
    edition = extra.pop("edition", None) or make_strategy()
    return StrategyProgramme.objects.create(edition=edition, **{"title": "IPAL komunal", **extra})


def make_development_plan(**extra: Any) -> DevelopmentPlan:
    facts = {"region_id": "34.04", "from_year": 2016, "to_year": 2021}
    return DevelopmentPlan.objects.create(**{**facts, **extra})


def make_service(**extra: Any) -> Service:
    facts = {
        "code": "pengurasan", "kind": "pengurasan", "label_id": "Pengurasan lumpur", "label_en": "Desludging",
        "unit": "rit",
    }  # fmt: skip
    facts |= extra
    found = Service.objects.filter(code=facts["code"]).first()
    return found or Service.objects.create(**facts)


def make_price(**extra: Any) -> ServicePrice:
    service = extra.pop("service", None) or make_service()
    facts = {"amount": 250_000, "valid_from": "2018", "source": "Perda"}
    return ServicePrice.objects.create(service=service, **{**facts, **extra})


def make_proposal(**extra: Any) -> BudgetProposal:
    facts = {
        "region_id": "34.04",
        "title": "Pengurasan bersama",
        "year": 2027,
        "forum": "musrenbang_kab",
    }
    return BudgetProposal.objects.create(**{**facts, **extra})


def make_proposal_line(**extra: Any) -> ProposalLine:
    proposal = extra.pop("proposal", None) or make_proposal()
    service = extra.pop("service", None) or make_service()
    facility = extra.pop("facility", None) or make_facility(proposal.region_id)
    facts = {"quantity": 3, "unit_cost": 250_000, "cost_basis": "Perda", "need": "Jatuh tempo 2017"}
    return ProposalLine.objects.create(
        proposal=proposal, service=service, facility=facility, **{**facts, **extra}
    )


def make_sipd_code(code: str = "1.03.05.2.01.0033", **extra: Any) -> SipdCode:
    title = extra.pop("edition", "Kepmendagri 900.1.15.5-1317/2023")
    since = extra.pop("valid_from", "2023-06-23")
    edition, _made = SipdEdition.objects.get_or_create(title=title, defaults={"valid_from": since})
    facts = {"name": "Penyediaan Jasa Penyedotan Lumpur Tinja", "unit": "Rumah Tangga", **extra}
    return SipdCode.objects.get_or_create(edition=edition, code=code, defaults=facts)[0]


def make_form_column(column: str = "kode", field: str = "kode_sarana", **extra: Any) -> FormColumn:
    title, dataset = extra.pop("form", "Lembar IPAL"), extra.pop("dataset", "facilities")
    form, _made = NationalForm.objects.get_or_create(title=title, defaults={"dataset": dataset})
    return FormColumn.objects.get_or_create(
        form=form, column=column, defaults={"field": field, **extra}
    )[0]
