"""Valid rows of the room with plain defaults; a test names only what it is about."""

from __future__ import annotations

import datetime as dt
from typing import Any

from agreements import reference
from agreements.models import (
    Agreement,
    AgreementKind,
    Blocker,
    BlockerReason,
    BudgetLine,
    Contact,
    Partnership,
    PartnershipOffice,
    Stage,
    StageEntry,
)
from agreements.pipeline import Move
from chapters.models import Office


def make_reference() -> None:
    if not Stage.objects.exists():
        reference.load()


def make_partnership(
    region: str = "34.04", stage: str = "mou", entered_on: str = "2015-02-02", **values: Any
) -> Partnership:
    make_reference()
    values.setdefault("followed_up", bool(values.get("next_step")))
    partnership = Partnership.objects.create(region_id=region, **values)
    StageEntry.objects.create(
        partnership=partnership,
        stage_id=stage,
        sequence=1,
        move=Move.START,
        entered_on=entered_on,
        reason="Earlier stages are not recorded.",
        as_of="" if entered_on else "2016",
    )
    return partnership


def make_partner_office(partnership: Partnership, **values: Any) -> PartnershipOffice:
    if "office" not in values:
        values["office"] = Office.objects.create(
            region_id=partnership.region_id, name=values.pop("name", "Dinas Ikut"), kind="opd"
        )
    return PartnershipOffice.objects.create(partnership=partnership, **values)


def make_agreement(
    partnership: Partnership, kind: str = AgreementKind.MOU, **values: Any
) -> Agreement:
    values = {
        "title": "Kesepakatan sanitasi",
        "paper": "signed",
        "signed_on": "2015-02-02",
        **values,
    }
    return Agreement.objects.create(partnership=partnership, kind=kind, **values)


def make_budget_line(agreement: Agreement, **values: Any) -> BudgetLine:
    return BudgetLine.objects.create(
        agreement=agreement, **{"year": 2016, "funding": "apbd", **values}
    )


def make_blocker(
    partnership: Partnership, reason: str = "B1_NO_RESPONSE_DRAFT", **values: Any
) -> Blocker:
    return Blocker.objects.create(
        partnership=partnership, reason_id=reason, **{"raised_on": "2016-03", **values}
    )


def make_contact(partnership: Partnership, held_on: str = "2016-01-10", **values: Any) -> Contact:
    values = {"kind": "audiensi", "people": "Bappeda", "outcome": "positive", **values}
    return Contact.objects.create(partnership=partnership, held_on=held_on, **values)


def make_reason(code: str = "B8_LAND", **values: Any) -> BlockerReason:
    return BlockerReason.objects.create(
        **{"code": code, "label_id": "Lahan", "label_en": "Land", "category": "other", **values}
    )


NEXT_STEP = {
    "next_step": "Kirim draf PKS",
    "next_step_owner": "pusat",
    "next_step_due": dt.date(2026, 12, 1),
}
