"""The room's lines of the access matrix, and one full set of its objects in a region."""

from __future__ import annotations

import datetime as dt
from typing import Any

from agreements.models import ClauseTemplate, LegalBasis, QuietPeriod, RegionalPaper
from chapters.models import Office, Official
from tests.agreements.factories import (
    make_agreement,
    make_blocker,
    make_budget_line,
    make_contact,
    make_partner_office,
    make_partnership,
)
from tests.personas import ALL, NATIONAL, OWN, OWN_NATIONAL, OWN_WRITERS, WRITERS


def _record(noun: str, *, archive: bool = True) -> dict[str, dict[str, int]]:
    found = {
        f"agreements:{noun}-edit": OWN_WRITERS,
        f"agreements:{noun}-history": OWN,
        f"agreements:{noun}-note": OWN_WRITERS,
        f"agreements:{noun}-file": OWN_WRITERS,
    }
    if archive:
        found |= {
            f"agreements:{noun}-archive": OWN_WRITERS,
            f"agreements:{noun}-restore": OWN_NATIONAL,
        }
    return found


def _reference(noun: str) -> dict[str, dict[str, int]]:
    return {
        f"agreements:{noun}-list": ALL,
        f"agreements:{noun}-detail": ALL,
        f"agreements:{noun}-edit": NATIONAL,
        f"agreements:{noun}-history": ALL,
        f"agreements:{noun}-note": NATIONAL,
        f"agreements:{noun}-file": NATIONAL,
    }


def _kept(noun: str) -> dict[str, dict[str, int]]:
    """Return the rows of what everybody reads and the Secretariat alone keeps."""
    pages = ("create", "archive", "restore")
    return {**_reference(noun), **{f"agreements:{noun}-{page}": NATIONAL for page in pages}}


ROWS: dict[str, dict[str, int]] = {
    "agreements:board": ALL,
    "agreements:analysis": ALL,
    "agreements:blocker-matrix": ALL,
    "agreements:solved-list": ALL,
    "agreements:turnover-list": ALL,
    "agreements:turnover": OWN,
    "agreements:turnover-pdf": OWN,
    "agreements:turnover-docx": OWN,
    "agreements:turnover-follow": OWN_WRITERS,
    "agreements:partnership-suggested": OWN_WRITERS,
    "agreements:agreement-draft": OWN,
    "agreements:agreement-draft-pdf": OWN,
    "agreements:agreement-draft-docx": OWN,
    "agreements:agreement-signed-file": OWN_WRITERS,
    "agreements:partnership-list": ALL,
    "agreements:partnership-create": WRITERS,
    "agreements:partnership-detail": OWN,
    "agreements:partnership-move": OWN_WRITERS,
    **_record("partnership"),
    **_record("stage-entry", archive=False),
    "agreements:agreement-list": ALL,
    "agreements:agreement-create": OWN_WRITERS,
    "agreements:agreement-detail": OWN,
    "agreements:agreement-sign": OWN_WRITERS,
    **_record("agreement"),
    "agreements:stage-entry-create": OWN_WRITERS,
    "agreements:regional-paper-list": ALL,
    "agreements:regional-paper-detail": OWN,
    "agreements:regional-paper-create": WRITERS,
    **_record("regional-paper"),
    "agreements:partnership-office-create": OWN_WRITERS,
    **_record("partnership-office"),
    "agreements:budget-line-create": OWN_WRITERS,
    **_record("budget-line"),
    "agreements:blocker-list": ALL,
    "agreements:blocker-create": OWN_WRITERS,
    "agreements:blocker-detail": OWN,
    "agreements:blocker-resolve": OWN_WRITERS,
    **_record("blocker"),
    "agreements:contact-list": ALL,
    "agreements:contact-create": OWN_WRITERS,
    "agreements:contact-detail": OWN,
    **_record("contact"),
    **_reference("stage"),
    **_reference("blocker-reason"),
    **_kept("legal-basis"),
    **_kept("quiet-period"),
    **_kept("clause-template"),
    "agreements:clause-template-copy": NATIONAL,
    "agreements:clause-create": NATIONAL,
    **{
        name: row
        for name, row in _kept("clause").items()
        if not name.endswith(("-list", "-detail", "-create"))
    },
    "agreements:blocker-reason-create": NATIONAL,
    "agreements:blocker-reason-archive": NATIONAL,
    "agreements:blocker-reason-restore": NATIONAL,
}


def make_world(region_code: str, text: str) -> dict[str, dict[str, Any]]:
    """Create one of everything in a region with `text` in every text field; return the URL keys by name."""
    partnership = make_partnership(
        region_code,
        counterpart=text,
        subject=text,
        description=text,
        next_step=text,
        next_step_owner="pusat",
        next_step_due=dt.date(2026, 1, 5),
        source=text,
    )
    entry = partnership.stage_entries.get()
    entry.evidence = entry.by_whom = entry.reason = entry.source = text
    entry.save()
    names = (
        "number_ours",
        "number_theirs",
        "title",
        "place",
        "signatory_ours",
        "signatory_theirs",
        "legal_basis",
        "scope",
        "remarks",
        "source",
    )
    agreement = make_agreement(
        partnership,
        paper="handed_over",
        signed_on="",
        ends_on=dt.date(2099, 1, 1),
        **dict.fromkeys(names, text),
    )
    line = make_budget_line(agreement, note=text, source=text)
    make_agreement(
        partnership, "addendum", parent=agreement, title=text, amends="waktu", changes=text
    )
    blocker = make_blocker(partnership, note=text, action_taken=text, source=text)
    make_blocker(
        partnership,
        "B4_NO_BUDGET_LINE",
        note=text,
        resolved_on="2016-09",
        resolution="other",
        resolution_text=text,
    )
    contact = make_contact(
        partnership,
        people=text,
        outcome_text=text,
        next_step=text,
        next_step_owner="pemda",
        next_step_due=dt.date(2026, 1, 5),
        source=text,
    )
    office = Office.objects.create(region_id=region_code, name=text, kind="opd", source=text)
    part = make_partner_office(partnership, office=office, role=text, source=text)
    official = Official.objects.create(
        office=office,
        position=text,
        handles_sanitation=True,
        ended_on=dt.date(2026, 1, 5),
    )
    basis = LegalBasis.objects.order_by("pk").first()
    template = ClauseTemplate.objects.filter(kind="mou").first()
    assert basis and template
    keys: dict[str, Any] = {
        "legal-basis": basis.pk,
        "quiet-period": QuietPeriod.objects.order_by("pk")[0].pk,
        "clause-template": template.pk,
        "clause": template.clauses.order_by("number")[0].pk,
        "partnership": partnership.pk,
        "stage-entry": entry.pk,
        "agreement": agreement.pk,
        "budget-line": line.pk,
        "partnership-office": part.pk,
        "regional-paper": RegionalPaper.objects.create(
            region_id=region_code,
            kind="perda",
            number=text,
            title=text,
            parties=text,
            subject=text,
            signed_on="2015",
            source=text,
        ).pk,
        "blocker": blocker.pk,
        "contact": contact.pk,
        "stage": "mou",
        "blocker-reason": "B1_NO_RESPONSE_DRAFT",
    }
    found: dict[str, dict[str, Any]] = {}
    for name in ROWS:
        noun, _, page = name.removeprefix("agreements:").rpartition("-")
        if noun in keys and page not in ("list", "matrix"):
            found[name] = {"key": keys[noun]}
    for child in ("agreement", "blocker", "contact", "stage-entry", "partnership-office"):
        found[f"agreements:{child}-create"] = {"key": partnership.pk}
    found["agreements:budget-line-create"] = {"key": agreement.pk}
    for page in ("draft-pdf", "draft-docx", "signed-file"):
        found[f"agreements:agreement-{page}"] = {"key": agreement.pk}
    for name in ("turnover", "turnover-pdf", "turnover-docx", "turnover-follow"):
        found[f"agreements:{name}"] = {"key": partnership.pk, "official": official.pk}
    found["agreements:clause-create"] = {"key": template.pk}
    kept = (
        "partnership",
        "regional-paper",
        "blocker-reason",
        "legal-basis",
        "quiet-period",
        "clause-template",
    )
    for name in kept:
        found.pop(f"agreements:{name}-create", None)
    return found
