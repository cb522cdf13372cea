"""A draft of an MoU or PKS as it goes on paper: clauses of its day filled in, legal bases in force, budget."""

from __future__ import annotations

import datetime as dt

from agreements import clauses
from agreements.clauses import Paragraph
from agreements.models import (
    Agreement,
    AgreementKind,
    BudgetLine,
    Clause,
    ClauseTemplate,
    LegalBasis,
    PaperState,
)
from core.people.users import User
from core.tools import partial_dates
from core.tools.formats import day, per_cent, rupiah
from core.tools.rows.values import value_class

PRINTED = (AgreementKind.MOU, AgreementKind.PKS)
"""Kinds a draft is printed of; an addendum changes single words and is written by hand."""


@value_class
class Article:
    number: int
    heading: str
    paragraphs: tuple[Paragraph, ...]


@value_class
class BudgetRow:
    """One line of the annex; `amount` in words ("Rp …", a share, or both, BLANK where neither is known)."""

    year: int
    source: str
    given: str
    amount: str
    note: str


@value_class
class Draft:
    """`template`: the version printed from; `day`: the day it and the legal bases are taken of.

    `blanks`: placeholders nobody has filled yet, in words.
    """

    agreement: Agreement
    template: ClauseTemplate
    day: dt.date
    heading: str
    counterpart: str
    opening: tuple[Paragraph, ...]
    bases: tuple[LegalBasis, ...]
    articles: tuple[Article, ...]
    closing: tuple[Paragraph, ...]
    budget: tuple[BudgetRow, ...]
    signatory_ours: str
    signatory_theirs: str
    blanks: tuple[str, ...]
    is_example: bool


def counterpart_name(agreement: Agreement) -> str:
    """Return the counterpart in full: "Pemerintah Daerah" alone does not say whose."""
    partnership = agreement.partnership
    if partnership.counterpart.casefold() == "pemerintah daerah":
        return f"Pemerintah {partnership.region.name}"
    return partnership.counterpart


def _values(agreement: Agreement) -> dict[str, str]:
    parent = agreement.parent
    signed = partial_dates.display(parent.signed_on) if parent and parent.signed_on else ""
    found = {
        "daerah": agreement.partnership.region.name,
        "mitra": counterpart_name(agreement),
        "judul": agreement.title,
        "ruang_lingkup": agreement.scope,
        "nomor_aksansi": agreement.number_ours,
        "nomor_mitra": agreement.number_theirs,
        "penandatangan_aksansi": agreement.signatory_ours,
        "penandatangan_mitra": agreement.signatory_theirs,
        "tempat": agreement.place,
        "tanggal": partial_dates.display(agreement.signed_on),
        "mulai": day(agreement.starts_on) if agreement.starts_on else "",
        "akhir": day(agreement.ends_on) if agreement.ends_on else "",
        "induk": ", ".join(
            part
            for part in (
                parent.title,
                parent.numbers and f"Nomor {parent.numbers}",
                signed and f"tanggal {signed}",
            )
            if part
        )
        if parent
        else "",
    }
    # A value of several lines must not become paragraphs of their own.
    return {name: " ".join(value.split()) for name, value in found.items()}


def _amount(line: BudgetLine) -> str:
    parts = []
    if line.share_percent is not None:
        parts.append(per_cent(line.share_percent))
    if line.amount is not None:
        parts.append(rupiah(line.amount))
    return " · ".join(parts) or clauses.BLANK


def build_draft(*, user: User, agreement: Agreement, at: dt.date) -> Draft | None:
    """Return the draft; None where no template of this kind was in use on its day.

    The day is that of handing over where it is known, else `at`: what was handed over keeps its wording
    when the template changes. `agreement` brings `partnership__region` and `parent`. 4 queries.
    """
    on = at
    if agreement.paper != PaperState.DRAFT:
        on = partial_dates.last_day(agreement.handed_over_on) or at
    template = ClauseTemplate.objects.visible_to(user).for_draft(agreement.kind, at=min(on, at))
    if template is None:
        return None
    values = _values(agreement)
    rows = list(
        Clause.objects.visible_to(user).current().filter(template=template).order_by("number")
    )
    told = "\n".join(
        [template.heading, template.opening, template.closing, *(row.body for row in rows)]
    )
    bases = LegalBasis.objects.visible_to(user).current().cited().in_force(min(on, at))
    lines = BudgetLine.objects.visible_to(user).current().filter(agreement=agreement)
    return Draft(
        agreement=agreement,
        template=template,
        day=min(on, at),
        heading=clauses.fill(template.heading, values),
        counterpart=values["mitra"],
        opening=clauses.paragraphs(clauses.fill(template.opening, values)),
        bases=tuple(bases.order_by("valid_from", "pk")),
        articles=tuple(
            Article(
                row.number,
                clauses.fill(row.heading, values),
                clauses.paragraphs(clauses.fill(row.body, values)),
            )
            for row in rows
        ),
        closing=clauses.paragraphs(clauses.fill(template.closing, values)),
        budget=tuple(
            BudgetRow(
                line.year,
                line.get_funding_display(),
                line.get_kind_display(),
                _amount(line),
                line.note,
            )
            for line in lines.order_by("year", "funding", "pk")
        ),
        signatory_ours=agreement.signatory_ours,
        signatory_theirs=agreement.signatory_theirs,
        blanks=tuple(
            str(words)
            for name, words in clauses.PLACEHOLDERS.items()
            if f"{{{name}}}" in told and not values[name]
        ),
        is_example=agreement.is_example,
    )
