"""Reference rows of the room: questionnaires and effluent standards, from `fixtures/reference`."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from core.land.regions import Region
from monitoring.models import Aspect, EffluentLimit, EffluentStandard, Instrument, Option, Question

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "reference"


def load() -> None:
    """Write instruments and standards as the files say; what is the same is not written again.

    A frozen instrument is left as it is: results exist by it.
    """
    _load_instruments()
    _load_standards()


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _put(model: type[models.Model], key: dict[str, Any], values: dict[str, Any]) -> Any:
    """Return the row of that key with these values; history gets a line only for a change."""
    manager: Any = model._default_manager
    row = manager.filter(**key).first()
    if row is None:
        return manager.create(**key, **values)
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(row, name, value)
        row.save()
    return row


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _load_instruments() -> None:
    questions, options = _rows("instrument_questions.csv"), _rows("instrument_options.csv")
    aspects = _rows("instrument_aspects.csv")
    for line in _rows("instruments.csv"):
        key = {"code": line["code"], "edition": line["edition"]}
        if Instrument.objects.filter(**key, frozen_at__isnull=False).exists():
            continue
        instrument = _put(
            Instrument,
            key,
            {
                "title_id": line["title_id"],
                "title_en": line["title_en"],
                "is_proposal": line["is_proposal"] == "1",
                "weakest_caps": line["weakest_caps"] == "1",
                "description": line["description"],
                "source": line["source"],
            },
        )
        _publish(instrument)
        own = [row for row in aspects if row["instrument"] == line["code"]]
        for order, row in enumerate(own, start=1):
            aspect = _put(
                Aspect,
                {"instrument": instrument, "code": row["code"]},
                {
                    "order": order,
                    "label_id": row["label_id"],
                    "label_en": row["label_en"],
                    "weight": _number(row["weight"]),
                },
            )
            asked = [question for question in questions if question["aspect"] == row["code"]]
            _load_questions(aspect, asked, options)


def _publish(instrument: Instrument) -> None:
    if not instrument.is_published:
        instrument.published_at = timezone.now()
        instrument.save()


def _load_questions(
    aspect: Aspect, questions: list[dict[str, str]], options: list[dict[str, str]]
) -> None:
    for order, row in enumerate(questions, start=1):
        question = _put(
            Question,
            {"aspect": aspect, "code": row["code"]},
            {
                "order": order,
                "weight": _number(row["weight"]),
                "minimum": _number(row["minimum"]),
                "maximum": _number(row["maximum"]),
                **{
                    name: row[name]
                    for name in (
                        "label_id",
                        "label_en",
                        "kind",
                        "unit",
                        "show_if",
                        "formula",
                        "records",
                        "help_id",
                        "help_en",
                    )
                },
            },
        )
        own = [option for option in options if option["question"] == row["code"]]
        for place, line in enumerate(own, start=1):
            _put(
                Option,
                {"question": question, "value": line["value"]},
                {
                    "order": place,
                    "score": _number(line["score"]),
                    "at_least": _number(line["at_least"]),
                    "above": line["above"] == "1",
                    "opens_finding": line["opens_finding"] == "1",
                    "due_days": int(line["due_days"]) if line["due_days"] else None,
                    **{
                        name: line[name]
                        for name in (
                            "label_id",
                            "label_en",
                            "cap",
                            "recorded",
                            "advice_id",
                            "advice_en",
                            "severity",
                            "responsible",
                        )
                    },
                },
            )


def _load_standards() -> None:
    limits = _rows("effluent_limits.csv")
    known = set(Region.objects.provinces().values_list("code", flat=True))
    for line in _rows("effluent_standards.csv"):
        place = line["jurisdiction"] or None
        if place and place not in known:
            continue  # regions are loaded first; without its province a rule holds nowhere
        standard = _put(
            EffluentStandard,
            {"code": line["code"]},
            {
                "jurisdiction_id": place,
                "is_complete": line["is_complete"] == "1",
                **{
                    name: line[name]
                    for name in (
                        "name",
                        "valid_from",
                        "valid_to",
                        "volume",
                        "water",
                        "note",
                        "source",
                        "source_url",
                    )
                },
            },
        )
        for row in limits:
            if row["standard"] == line["code"]:
                _put(
                    EffluentLimit,
                    {"standard": standard, "parameter": row["parameter"]},
                    {
                        "unit": row["unit"],
                        "minimum": _number(row["minimum"]),
                        "maximum": _number(row["maximum"]),
                    },
                )
