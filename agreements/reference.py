"""Reference rows of the room, from fixtures/reference: stages and reasons for standing still."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from django.conf import settings

from agreements.models import BlockerReason, Stage
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
    """Load or refresh the stages and blocker reasons. Reasons the Secretariat added stay."""
    for row in _rows("agreement_stages.csv"):
        step = STAGES[row.pop("code")]
        _put(Stage, step.code, {**row, "order": step.order, "kind": step.kind.value})
    for row in _rows("blocker_reasons.csv"):
        code, parent = row.pop("code"), row.pop("parent")
        _put(BlockerReason, code, {**row, "parent_id": parent or None})
