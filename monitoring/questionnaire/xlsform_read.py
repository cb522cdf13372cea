"""An instrument read back from an XLSForm; pyxform must accept the form first."""

from __future__ import annotations

import io
from collections import defaultdict
from dataclasses import fields
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as __

from monitoring.entry import workbooks
from monitoring.models import QuestionType
from monitoring.questionnaire import showif, xlsform_spellings
from monitoring.questionnaire.spec import (
    PARTS,
    AspectSpec,
    CheckSpec,
    InstrumentSpec,
    OptionSpec,
    QuestionSpec,
)
from monitoring.questionnaire.xlsform import DATE_SHAPE, EN, ID, IDENTITY_NAMES, PART, WHOLE, WHY

SHEETS = ("survey", "choices", "settings", "aksansi_instrument", "aksansi_aspects")


def check(content: bytes) -> None:
    """Raise ValidationError in words where pyxform does not accept the form."""
    from pyxform.errors import PyXFormError  # a seventh of a process's start, and 7 MB
    from pyxform.xls2xform import convert

    try:
        convert(io.BytesIO(content), file_type=".xlsx")
    except PyXFormError as error:
        raise ValidationError(
            __("This is not a valid XLSForm: %(why)s") % {"why": str(error)[:400]}
        ) from error
    except Exception as error:  # a form tool's parser meets anything a stranger sends
        raise ValidationError(__("This file cannot be read as an XLSForm.")) from error


def read(content: bytes) -> InstrumentSpec:
    """Return the instrument of an XLSForm that was written here, perhaps edited since.

    Wording, order and show-if are taken from survey and choices, what XLSForm does not know from the
    sheets `aksansi_…`. Raises ValidationError in words.
    """
    sheets = workbooks.read(content)
    missing = [name for name in SHEETS if name not in sheets]
    if missing:
        raise ValidationError(
            __("Sheet “%(sheet)s” is missing. Start from an XLSForm downloaded here.")
            % {"sheet": missing[0]}
        )
    sheets = xlsform_spellings.in_one_spelling(sheets)
    check(content)
    head = sheets["aksansi_instrument"]
    settings = sheets["settings"]
    if len(head) != 1 or len(settings) != 1:
        raise ValidationError(__("This file does not say which instrument it is."))
    own = _values(InstrumentSpec, head[0])
    own |= {
        "title_id": settings[0].get("form_title", ""),
        "code": settings[0].get("form_id", ""),
        "edition": settings[0].get("version", ""),
    }
    checks = tuple(CheckSpec(**_values(CheckSpec, row)) for row in sheets.get("aksansi_checks", []))
    return InstrumentSpec(**own, aspects=_aspects(sheets), checks=checks)


def _aspects(sheets: dict[str, workbooks.Rows]) -> tuple[AspectSpec, ...]:
    known = {row.get("code", ""): row for row in sheets["aksansi_aspects"]}
    rows = {row.get("code", ""): row for row in sheets.get("aksansi_questions", [])}
    options = _options(sheets)
    found: list[tuple[dict[str, Any], list[QuestionSpec]]] = []
    done: set[str] = set()
    for line in sheets["survey"]:
        kind, name = line.get("type", ""), line.get("name", "")
        if kind == "begin group" and name.startswith("aspek_"):
            code = name.removeprefix("aspek_")
            row = known.get(code, {})
            words = _words(line, row)
            found.append(({**_values(AspectSpec, row), "code": code, **words}, []))
            continue
        code = name.removesuffix(PART)
        if not found or name in IDENTITY_NAMES or name.endswith((WHY, WHOLE)) or not name:
            continue
        if code in done:
            raise ValidationError(__("Code %(code)s is used twice.") % {"code": code})
        done.add(code)
        found[-1][1].append(_question(code, line, rows.get(code, {}), options[code]))
    return tuple(AspectSpec(**own, questions=tuple(parts)) for own, parts in found)


def _question(
    code: str, line: dict[str, str], row: dict[str, str], options: list[OptionSpec]
) -> QuestionSpec:
    own = _values(QuestionSpec, row)
    kind = own.get("kind") or _kind(line.get("type", ""))
    xlsform_spellings.check_type(code, kind, line.get("type", ""))
    if kind == QuestionType.NUMBER:
        limits = xlsform_spellings.limits_of(code, line.get("constraint", ""))
        own |= _values(QuestionSpec, limits)
    elif kind != QuestionType.RATIO and (limit := line.get("constraint", "").strip()) not in (
        "",
        DATE_SHAPE if kind == QuestionType.DATE else "",
    ):
        raise ValidationError(
            __("%(code)s, constraint “%(text)s”: limits are kept for numbers only.")
            % {"code": code, "text": limit[:80]}
        )
    try:
        rule = showif.to_text(showif.from_relevant(line.get("relevant", "")))
    except showif.BadRule as error:
        raise ValidationError(
            __("%(code)s, relevant: %(why)s") % {"code": code, "why": error}
        ) from error
    words = {} if kind == QuestionType.COMPUTED else _question_words(code, line, row, kind)
    return QuestionSpec(
        **{**own, "code": code, "kind": kind, **words, "show_if": rule, "options": tuple(options)}
    )


def _kind(written: str) -> str:
    """Return the kind of a question that was added in a form tool."""
    kinds = {
        "select_one": QuestionType.SINGLE,
        "select_multiple": QuestionType.MULTI,
        "integer": QuestionType.NUMBER,
        "decimal": QuestionType.NUMBER,
        "date": QuestionType.DATE,
        "text": QuestionType.TEXT,
    }
    word = written.split(" ", 1)[0]
    if word not in kinds:
        raise ValidationError(
            __("Questions of type “%(kind)s” cannot be copied.") % {"kind": written[:40]}
        )
    return kinds[word].value


def _words(line: dict[str, str], row: dict[str, str]) -> dict[str, str]:
    """Return both wordings; an English cell that only repeats the Indonesian was empty here."""
    local, english = line.get(f"label::{ID}", ""), line.get(f"label::{EN}", "")
    return {
        "label_id": local or row.get("label_id", ""),
        "label_en": "" if english == local and not row.get("label_en") else english,
    }


def _question_words(
    code: str, line: dict[str, str], row: dict[str, str], kind: str
) -> dict[str, str]:
    unit = f" ({row['unit']})" if row.get("unit") else ""
    ends = {
        f"label::{ID}": (f" – bagian{unit}" if kind == QuestionType.RATIO else unit),
        f"label::{EN}": (f" – part{unit}" if kind == QuestionType.RATIO else unit),
    }
    plain = {
        name: line.get(name, "").removeprefix(f"{code} ").removesuffix(end)
        for name, end in ends.items()
    }
    hints = line.get(f"hint::{ID}", ""), line.get(f"hint::{EN}", "")
    repeated = hints[0] == hints[1] and not row.get("help_en")
    return {
        **_words(plain, row),
        "help_id": hints[0],
        "help_en": "" if repeated else hints[1],
    }


def _options(sheets: dict[str, workbooks.Rows]) -> dict[str, list[OptionSpec]]:
    chosen = {(row.get("list_name", ""), row.get("name", "")): row for row in sheets["choices"]}
    found: dict[str, list[OptionSpec]] = defaultdict(list)
    kept = set()
    for row in sheets.get("aksansi_options", []):
        code, value = row.get("question", ""), row.get("value", "")
        kept.add((code, value))
        own = _values(OptionSpec, row)
        line = chosen.get((code, value))
        found[code].append(OptionSpec(**{**own, **(_words(line, row) if line else {})}))
    codes = {row.get("name", "") for row in sheets["survey"]}
    for (code, value), row in chosen.items():
        # An option added in a form tool: no score yet, which the checks before publishing point out.
        if code in codes and (code, value) not in kept and value not in ("na", "dk", "refused"):
            found[code].append(OptionSpec(value=value, **_words(row, {})))  # type: ignore[arg-type]
    return found


def _values(kind: Any, row: dict[str, str]) -> dict[str, Any]:
    """Return the cells of a row as the fields of a spec."""
    found: dict[str, Any] = {}
    for field in fields(kind):
        if field.name in PARTS or field.name not in row:
            continue
        text, wanted = row[field.name], str(field.type)
        try:
            if "Decimal" in wanted:
                found[field.name] = (
                    Decimal(text) if text else (None if "None" in wanted else Decimal(0))
                )
            elif wanted == "bool":
                found[field.name] = text == "1"
            elif "int" in wanted:
                found[field.name] = int(text) if text else None
            else:
                found[field.name] = text
        except (InvalidOperation, ValueError) as error:
            raise ValidationError(
                __("“%(value)s” in column %(name)s is not a number.")
                % {"value": text[:40], "name": field.name}
            ) from error
        if isinstance(found[field.name], Decimal) and not found[field.name].is_finite():
            raise ValidationError(
                __("“%(value)s” in column %(name)s is not a number.")
                % {"value": text[:40], "name": field.name}
            )
    return found
