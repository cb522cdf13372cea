"""Reference rows of the room, from fixtures/reference: stages, reasons, legal bases and clause templates."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path
from typing import Any

from django.conf import settings

from agreements.models import BlockerReason, Clause, ClauseTemplate, LegalBasis, Stage
from agreements.pipeline import STAGES

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "reference"


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _put(model: Any, code: str, values: dict[str, Any]) -> None:
    """Create the row, or change it where the file says something else; nothing is written for nothing."""
    row = model.objects.filter(pk=code).first()
    if row is None:
        model.objects.create(pk=code, **values)
        return
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(row, name, value)
        row.save()


def load() -> None:
    """Load or refresh the stages and blocker reasons. Reasons the Secretariat added stay.

    Legal bases and clause templates are starting texts: each is loaded once, what was made of it stays.
    """
    for row in _rows("agreement_stages.csv"):
        step = STAGES[row.pop("code")]
        _put(Stage, step.code, {**row, "order": step.order, "kind": step.kind.value})
    for row in _rows("blocker_reasons.csv"):
        code, parent = row.pop("code"), row.pop("parent")
        _put(BlockerReason, code, {**row, "parent_id": parent or None})
    _legal_bases()
    _clause_templates()


def _legal_bases() -> None:
    file = _rows("legal_bases.csv")
    known = set(LegalBasis.objects.values_list("short_name", flat=True))
    for row in file:
        if row["short_name"] not in known:
            cited = row["is_cited"] == "yes"
            LegalBasis.objects.create(
                **{
                    name: value
                    for name, value in row.items()
                    if name not in ("replaced_by", "is_cited")
                },
                is_cited=cited,
                source=STARTING_TEXT,
            )
    rules = {rule.short_name: rule for rule in LegalBasis.objects.all()}
    for row in file:
        rule = rules[row["short_name"]]
        if row["replaced_by"] and row["short_name"] not in known:
            rule.replaced_by = rules[row["replaced_by"]]
            rule.save()


def _clause_templates() -> None:
    for told in json.loads((FOLDER / "clauses.json").read_text(encoding="utf-8")):
        clauses = told.pop("clauses")
        if ClauseTemplate.objects.filter(kind=told["kind"]).exists():
            continue
        told["valid_from"] = dt.date.fromisoformat(told["valid_from"])
        template = ClauseTemplate.objects.create(**told, source=STARTING_TEXT)
        for number, clause in enumerate(clauses, start=1):
            Clause.objects.create(template=template, number=number, **clause)


STARTING_TEXT = "Naskah awal; isi hukumnya ditelaah dan dipelihara Sekretariat"
