"""Cooperation as the source document of the eight MoU tells it, later dated facts, and one example."""

from __future__ import annotations

from agreements import services
from agreements.forms import (
    AgreementForm,
    BlockerForm,
    BudgetLineForm,
    ContactForm,
    OpenPartnershipForm,
)
from agreements.models import Agreement, Blocker, BudgetLine, Contact, Partnership
from aksansi.demo.entering import enter, rows
from core.access import Reader
from core.people.users import User


def load(actor: User) -> None:
    """Enter what is missing; what somebody changed or archived since stays as it is."""
    _partnerships(actor)
    _agreements(actor)
    _budget(actor)
    _contacts(actor)
    _blockers(actor)


def _find(row: dict[str, str]) -> Partnership:
    return Partnership.objects.get(region_id=row.pop("region"), counterpart=row.pop("counterpart"))


def _partnerships(actor: User) -> None:
    """Enter each partnership at its first known stage, then the moves told later."""
    new = set()
    for row in rows("partnerships.csv"):
        if not Partnership.objects.filter(
            region_id=row["region"], counterpart=row["counterpart"]
        ).exists():
            new.add(enter(OpenPartnershipForm, actor, {**row, "only_known": "on"}).pk)
    for row in rows("partnership_moves.csv"):
        partnership = _find(row)
        if partnership.pk in new:
            stage = row.pop("stage")
            told = services.Stay(**row)
            services.move_stage(partnership=partnership, to=stage, by=actor, told=told)


def _agreements(actor: Reader) -> None:
    for row in rows("agreements.csv"):
        partnership = _find(row)
        mine = Agreement.objects.filter(partnership=partnership)
        below = mine.filter(kind=row.pop("rests_on") or None).first()
        if not mine.filter(kind=row["kind"], title=row["title"]).exists():
            enter(AgreementForm, actor, {**row, "parent": below}, parent=partnership)


def _budget(actor: Reader) -> None:
    for row in rows("agreement_budget.csv"):
        agreement = Agreement.objects.get(
            partnership__region_id=row.pop("region"), kind=row.pop("kind"), title=row.pop("title")
        )
        row["kind"] = row.pop("what")
        same = BudgetLine.objects.filter(
            agreement=agreement, year=row["year"], funding=row["funding"], kind=row["kind"]
        )
        if not same.exists():
            enter(BudgetLineForm, actor, row, parent=agreement)


def _contacts(actor: Reader) -> None:
    for row in rows("contacts.csv"):
        partnership = _find(row)
        same = Contact.objects.filter(
            partnership=partnership, kind=row["kind"], held_on=row["held_on"]
        )
        if not same.exists():
            enter(ContactForm, actor, row, parent=partnership)


def _blockers(actor: User) -> None:
    """Enter example blockers: the source names its seven for all MoU together, not by region."""
    for row in rows("blockers.csv"):
        partnership = _find(row)
        how = {name: row.pop(name) for name in ("resolved_on", "resolution", "resolution_text")}
        if Blocker.objects.filter(
            partnership=partnership, reason_id=row["reason"], raised_on=row["raised_on"]
        ).exists():
            continue
        blocker = enter(
            BlockerForm, actor, {**row, "source": "Contoh", "is_example": True}, parent=partnership
        )
        if how["resolved_on"]:
            services.resolve_blocker(
                blocker=blocker,
                by=actor,
                on=how["resolved_on"],
                resolution=how["resolution"],
                text=how["resolution_text"],
            )
