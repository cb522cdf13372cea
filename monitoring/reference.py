"""Reference rows of the room: questionnaires and effluent standards, from `fixtures/reference`."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone

from core.land.regions import Region
from core.records.reference import changed_by_hand, put, rows
from monitoring.models import (
    Aspect,
    CrossCheck,
    EffluentClass,
    EffluentLimit,
    EffluentStandard,
    Instrument,
    Option,
    Question,
)
from monitoring.questionnaire import contradictions


def load() -> None:
    """Write instruments and standards as the files say; what is the same is not written again.

    A frozen instrument is left as it is: results exist by it. So is one a person worked on.
    """
    _load_instruments()
    _load_standards()


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _load_instruments() -> None:
    questions, options = rows("instrument_questions.csv"), rows("instrument_options.csv")
    aspects = rows("instrument_aspects.csv")
    for line in rows("instruments.csv"):
        key = {"code": line["code"], "edition": line["edition"]}
        if _is_settled(Instrument.objects.filter(**key).first()):
            continue
        instrument = put(
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
        codes = {q["code"] for q in questions if q["aspect"] in {row["code"] for row in own}}
        load_checks(instrument, codes)
        for order, row in enumerate(own, start=1):
            aspect = put(
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


def load_checks(instrument: Instrument, asked: set[str]) -> None:
    """Put the checks that look at nothing but what this instrument asks."""
    for order, row in enumerate(rows("instrument_checks.csv"), start=1):
        row["margin"] = _number(row["margin"])  # type: ignore[assignment]
        check = CrossCheck(**{**row, "order": order})
        if set(contradictions.codes(check.plain)) <= asked:
            key = {"instrument": instrument, "code": row.pop("code")}
            put(CrossCheck, key, {**row, "order": order})


def _is_settled(row: Instrument | None) -> bool:
    if row is None:
        return False
    parts = (
        (Instrument, {"pk": row.pk}),
        (Aspect, {"instrument": row.pk}),
        (Question, {"aspect__instrument": row.pk}),
        (Option, {"question__aspect__instrument": row.pk}),
        (CrossCheck, {"instrument": row.pk}),
    )
    return row.is_frozen or any(changed_by_hand(model, **of) for model, of in parts)


def _publish(instrument: Instrument) -> None:
    if not instrument.is_published:
        instrument.published_at = timezone.now()
        instrument.save()


def _load_questions(
    aspect: Aspect, questions: list[dict[str, str]], options: list[dict[str, str]]
) -> None:
    for order, row in enumerate(questions, start=1):
        question = put(
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
                        "practice",
                        "done_if",
                        "help_id",
                        "help_en",
                    )
                },
            },
        )
        own = [option for option in options if option["question"] == row["code"]]
        for place, line in enumerate(own, start=1):
            put(
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
    classes, limits = rows("effluent_classes.csv"), rows("effluent_limits.csv")
    known = set(Region.objects.provinces().values_list("code", flat=True))
    for line in rows("effluent_standards.csv"):
        place = line["jurisdiction"] or None
        if place and place not in known:
            continue  # regions are loaded first; without its province a rule holds nowhere
        standard = put(
            EffluentStandard,
            {"code": line["code"]},
            {
                "jurisdiction_id": place,
                "is_complete": line["is_complete"] == "1",
                "is_checked": line["is_checked"] == "1",
                **{
                    name: line[name]
                    for name in ("name", "valid_from", "valid_to", "note", "source", "source_url")
                },
            },
        )
        for row in classes:
            if row["standard"] == line["code"]:
                put(
                    EffluentClass,
                    {"standard": standard, "name": row["name"]},
                    {
                        "above": _number(row["above"]),
                        "up_to": _number(row["up_to"]),
                        "water": row["water"],
                        "receiver": row["receiver"],
                        "is_complete": row["is_complete"] == "1",
                    },
                )
        for row in limits:
            if row["standard"] == line["code"]:
                put(
                    EffluentLimit,
                    {"standard": standard, "of_class": None, "parameter": row["parameter"]},
                    {
                        "unit": row["unit"],
                        "minimum": _number(row["minimum"]),
                        "maximum": _number(row["maximum"]),
                    },
                )
