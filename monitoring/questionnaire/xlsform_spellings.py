"""The legal ways to write an XLSForm, made one: `begin_group`, `label`, `list name`, `disabled` (xlsform.org/en).

What is legal and has no place here is refused by its name, never passed over.
"""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as __

from monitoring.entry.workbooks import Rows
from monitoring.models import QuestionType
from monitoring.questionnaire.xlsform import DATE_WORDS, EN, ID, SURVEY

_TOLD = re.compile(r"(label|hint)\s*(?:::?\s*(.*))?", re.I)
_GROUP = re.compile(r"(begin|end)[\s_]+(group)", re.I)
_YES = {"yes", "true", "1", "true()", "ya"}
_LIMIT = re.compile(r"\.\s*(>=|<=)\s*(-?\d+(?:\.\d+)?)")
# The first word of the type of a question, by its kind.
TYPES = {
    QuestionType.SINGLE: ("select_one",),
    QuestionType.MULTI: ("select_multiple",),
    QuestionType.NUMBER: ("decimal", "integer"),
    QuestionType.RATIO: ("decimal", "integer"),
    QuestionType.DATE: ("text", "date"),
    QuestionType.COMPUTED: ("calculate",),
}


def in_one_spelling(sheets: dict[str, Rows]) -> dict[str, Rows]:
    """Return the sheets of a form as this house writes them. Raises ValidationError in words."""
    found = dict(sheets)
    for name in ("survey", "choices"):
        found[name] = [_row(line) for line in sheets[name]]
    found["survey"] = _asked(found["survey"])
    return found


def _row(line: dict[str, str]) -> dict[str, str]:
    row: dict[str, str] = {}
    late: dict[str, str] = {}
    for head, cell in line.items():
        name, is_plain = _head(head)
        (late if is_plain else row).setdefault(name, cell)
    return {**late, **row}


def _head(head: str) -> tuple[str, bool]:
    """Return a heading as it is written here, and whether it names no language."""
    if re.fullmatch(r"list[\s_]+name", head, re.I):
        return "list_name", False
    match = _TOLD.fullmatch(head.strip())
    if match is None:
        return head, False
    kind, language = match[1].lower(), (match[2] or "").strip()
    if not language:
        return f"{kind}::{ID}", True
    if re.search(r"\(id\)|indonesia", language, re.I):
        return f"{kind}::{ID}", False
    if re.search(r"\(en\)|english|inggris", language, re.I):
        return f"{kind}::{EN}", False
    raise ValidationError(
        __("Column “%(column)s”: only Indonesian (id) and English (en) are kept.")
        % {"column": head}
    )


def _asked(lines: Rows) -> Rows:
    """Return the lines that are asked, groups in one spelling; a question that is disabled is left out."""
    for head in {head: 1 for line in lines for head, cell in line.items() if cell.strip()}:
        # What form tools keep for themselves begins with a sign: “$kuid”.
        is_told = all(line.get(head, "").strip() in ("", DATE_WORDS.get(head)) for line in lines)
        is_ours = head in (*SURVEY, "disabled") and (is_told or head not in DATE_WORDS)
        if not is_ours and not head.startswith(("$", "_")):
            raise ValidationError(
                __(
                    "Column “%(column)s” of the survey has no place here. Empty it: what it says would be lost."
                )
                % {"column": head[:60]}
            )
    found = []
    for line in lines:
        kind, is_off = line.get("type", ""), line.get("disabled", "").strip().lower() in _YES
        if match := _GROUP.fullmatch(kind.strip()):
            if not kind.islower():
                raise ValidationError(
                    __(
                        "“%(kind)s” is no type of XLSForm. Write begin group or end group in small letters."
                    )
                    % {"kind": kind}
                )
            if is_off:
                raise ValidationError(
                    __("Group “%(name)s” is disabled. Disable its questions one by one.")
                    % {"name": line.get("name", "")}
                )
            line = {**line, "type": f"{match[1].lower()} group"}
        elif re.match(r"(begin|end)[\s_]*repeat", kind, re.I):
            raise ValidationError(
                __("Questions of type “%(kind)s” cannot be copied.") % {"kind": kind[:40]}
            )
        elif is_off:
            continue
        found.append(line)
    return found


def limits_of(code: str, constraint: str) -> dict[str, Any]:
    """Return minimum and maximum as a constraint states them, as text. Raises ValidationError for another one."""
    found = {"minimum": "", "maximum": ""}
    for part in filter(None, re.split(r"\s+and\s+", constraint.strip())):
        match = _LIMIT.fullmatch(part.strip())
        if match is None:
            raise ValidationError(
                __("%(code)s, constraint “%(text)s”: only “. >= number and . <= number” is kept.")
                % {"code": code, "text": constraint[:80]}
            )
        found["minimum" if match[1] == ">=" else "maximum"] = match[2]
    return found


def check_type(code: str, kind: str, written: str) -> None:
    """Raise ValidationError where a form tool gave a known question another type."""
    first = written.split(" ", 1)[0]
    if first not in TYPES.get(QuestionType(kind), ("text",)):
        raise ValidationError(
            __("%(code)s: the type was changed to “%(kind)s”. Make it a question of its own code.")
            % {"code": code, "kind": first[:40]}
        )
