"""Reference rows of the room, from fixtures/reference: stages, reasons, legal bases and clause templates."""

from __future__ import annotations

import datetime as dt
import json

from agreements.models import BlockerReason, Clause, ClauseTemplate, LegalBasis, QuietPeriod, Stage
from agreements.pipeline import STAGES
from core.records.reference import FOLDER, put, rows


def load() -> None:
    """Load or refresh stages, blocker reasons and legal bases; what a person changed or added stays.

    Clause templates are starting texts: each is loaded once, what was made of it stays.
    """
    for row in rows("agreement_stages.csv"):
        step = STAGES[row.pop("code")]
        put(Stage, {"pk": step.code}, {**row, "order": step.order, "kind": step.kind.value})
    for row in rows("blocker_reasons.csv"):
        code, parent = row.pop("code"), row.pop("parent")
        put(BlockerReason, {"pk": code}, {**row, "parent_id": parent or None})
    for row in rows("quiet_periods.csv"):
        days = {name: dt.date.fromisoformat(row[name]) for name in ("starts_on", "ends_on")}
        put(QuietPeriod, {"name": row["name"]}, {**days, "source": row["source"]})
    _legal_bases()
    _clause_templates()


def _legal_bases() -> None:
    file = rows("legal_bases.csv")
    rules = {
        row["short_name"]: put(
            LegalBasis,
            {"short_name": row["short_name"]},
            {
                **{name: row[name] for name in LEGAL_TEXTS},
                "is_cited": row["is_cited"] == "yes",
                "is_checked": row["is_checked"] == "yes",
            },
        )
        for row in file
    }
    for row in file:
        if row["replaced_by"]:
            later = rules[row["replaced_by"]].pk
            put(LegalBasis, {"pk": rules[row["short_name"]].pk}, {"replaced_by_id": later})


def _clause_templates() -> None:
    for told in json.loads((FOLDER / "clauses.json").read_text(encoding="utf-8")):
        clauses = told.pop("clauses")
        if ClauseTemplate.objects.filter(kind=told["kind"]).exists():
            continue
        told["valid_from"] = dt.date.fromisoformat(told["valid_from"])
        template = ClauseTemplate.objects.create(**told, source=STARTING_TEXT)
        for number, clause in enumerate(clauses, start=1):
            Clause.objects.create(template=template, number=number, **clause)


LEGAL_TEXTS = ("title", "subject", "valid_from", "valid_to", "meaning", "to_check", "source")
STARTING_TEXT = "Naskah awal; isi hukumnya ditelaah dan dipelihara Sekretariat"
