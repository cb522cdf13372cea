"""What differs between two versions of an instrument, field by field. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as __

from core.tools import formats
from core.tools.rows.values import value_class
from monitoring.models import Aspect, CrossCheck, Instrument, Option, Question
from monitoring.questionnaire.spec import InstrumentSpec, own


@value_class
class QuestionChange:
    """`where`: code of the part; `what`: name of the field, or that the part is new or gone."""

    where: str
    what: str
    before: str
    after: str
    is_example = False


def differences(old: InstrumentSpec, new: InstrumentSpec) -> list[QuestionChange]:
    """Return the differences in the order of the new version; a moved part is told once."""
    found = [*_fields("", own(old), own(new), Instrument, skip=("code", "edition"))]
    found += _parts(_aspects(old), _aspects(new), Aspect)
    found += _parts(_questions(old), _questions(new), Question)
    found += _parts(_options(old), _options(new), Option)
    found += _parts(_checks(old), _checks(new), CrossCheck)
    return found


def _aspects(spec: InstrumentSpec) -> dict[str, object]:
    return {aspect.code: aspect for aspect in spec.aspects}


def _questions(spec: InstrumentSpec) -> dict[str, object]:
    return {question.code: question for question in spec.questions}


def _options(spec: InstrumentSpec) -> dict[str, object]:
    return {f"{q.code} · {option.value}": option for q in spec.questions for option in q.options}


def _checks(spec: InstrumentSpec) -> dict[str, object]:
    return {check.code: check for check in spec.checks}


def _parts(old: dict[str, Any], new: dict[str, Any], model: Any) -> Iterator[QuestionChange]:
    for where, part in new.items():
        if where in old:
            yield from _fields(where, own(old[where]), own(part), model)
        else:
            yield QuestionChange(where, __("new"), "", part.label_id)
    for where, part in old.items():
        if where not in new:
            yield QuestionChange(where, __("removed"), part.label_id, "")
    kept_old = [where for where in old if where in new]
    kept_new = [where for where in new if where in old]
    if kept_old != kept_new:
        yield QuestionChange("", __("order"), ", ".join(kept_old), ", ".join(kept_new))


def _fields(
    where: str,
    old: dict[str, object],
    new: dict[str, object],
    model: Any,
    skip: tuple[str, ...] = (),
) -> Iterator[QuestionChange]:
    for name, value in new.items():
        if name not in skip and value != old[name]:
            word = str(model._meta.get_field(name).verbose_name)
            yield QuestionChange(where, word, _said(old[name]), _said(value))


def _said(value: object) -> str:
    if value is None or value == "":
        return ""
    if value is True:
        return __("yes")
    if value is False:
        return __("no")
    return formats.number(value) if isinstance(value, Decimal) else str(value)
