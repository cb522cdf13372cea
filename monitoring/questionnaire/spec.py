"""An instrument as plain values: what is copied into a new version, compared, checked, sent as XLSForm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from decimal import Decimal
from typing import Any

from core.tools.rows.values import value_class
from monitoring.models import Instrument


@value_class
class OptionSpec:
    """Fields of `monitoring.models.Option`, in its own words."""

    value: str
    label_id: str
    label_en: str = ""
    score: Decimal | None = None
    at_least: Decimal | None = None
    above: bool = False
    cap: str = ""
    recorded: str = ""
    advice_id: str = ""
    advice_en: str = ""
    opens_finding: bool = False
    severity: str = ""
    responsible: str = ""
    due_days: int | None = None


@value_class
class QuestionSpec:
    """Fields of `monitoring.models.Question`."""

    code: str
    label_id: str
    kind: str
    label_en: str = ""
    unit: str = ""
    weight: Decimal = Decimal(0)
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    show_if: str = ""
    formula: str = ""
    records: str = ""
    practice: str = ""
    done_if: str = ""
    help_id: str = ""
    help_en: str = ""
    options: tuple[OptionSpec, ...] = ()


@value_class
class AspectSpec:
    code: str
    label_id: str
    label_en: str = ""
    weight: Decimal = Decimal(0)
    questions: tuple[QuestionSpec, ...] = ()


@value_class
class CheckSpec:
    """Fields of `monitoring.models.CrossCheck`."""

    code: str
    label_id: str
    left: str
    relation: str
    right: str
    label_en: str = ""
    margin: Decimal | None = None
    applies_if: str = ""


@value_class
class InstrumentSpec:
    code: str
    edition: str
    title_id: str
    title_en: str = ""
    description: str = ""
    is_proposal: bool = False
    weakest_caps: bool = False
    aspects: tuple[AspectSpec, ...] = ()
    checks: tuple[CheckSpec, ...] = ()

    @property
    def questions(self) -> Iterator[QuestionSpec]:
        return (question for aspect in self.aspects for question in aspect.questions)


PARTS = ("aspects", "questions", "options", "checks")


def own(spec: Any) -> dict[str, Any]:
    """Return a spec's own fields, its parts left out."""
    return {f.name: getattr(spec, f.name) for f in fields(spec) if f.name not in PARTS}


def _take(kind: Any, row: Any, **parts: object) -> Any:
    names = [f.name for f in fields(kind) if f.name not in PARTS]
    return kind(**{name: _plain(getattr(row, name)) for name in names}, **parts)


def _plain(value: object) -> object:
    # 15 and 15.00 are one number, whatever the database gives back.
    if isinstance(value, Decimal):
        return Decimal(f"{value.normalize():f}")
    return value


def spec_of(instrument: Instrument) -> InstrumentSpec:
    """Return the plain values of an instrument loaded by `with_questions`."""
    return _take(
        InstrumentSpec,
        instrument,
        aspects=tuple(
            _take(
                AspectSpec,
                aspect,
                questions=tuple(
                    _take(
                        QuestionSpec,
                        question,
                        options=tuple(_take(OptionSpec, one) for one in question.loaded_options),
                    )
                    for question in aspect.loaded_questions
                ),
            )
            for aspect in instrument.loaded_aspects  # type: ignore[attr-defined]
        ),
        checks=tuple(
            _take(CheckSpec, check)
            for check in instrument.loaded_checks  # type: ignore[attr-defined]
        ),
    )
