"""Markup planted in every text column of every row, and how to tell that an answer obeys it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction
from django.http import HttpResponseBase

from core.tools.partial_dates import PartialDateField
from tests.reading import readable

ROOMS = ("core", "chapters", "ksm", "monitoring", "agreements", "events", "planning")
# Names in a column of text: another word would be another thing, or none.
NAMES = {
    "verification_code", "language", "password", "list_name", "noun", "sha256", "form", "path", "object_id",
    "mime_type", "result_type", "query", "regions",
}  # fmt: skip
# Columns of JSON that hold words; in the others codes and figures stand, and a word would be a fault.
WORDS_IN_JSON = {
    "preview",
    "notes",
    "words",
    "skipped",
    "aliases",
    "answers",
    "lines",
    "unanswered",
    "reasons",
}

RAW = re.compile(r"<i q7z(\d+)|<q7z(\d+)|q7zran", re.I)
SEEN = re.compile(r"q7z(\d+)")


def texts(number: int, most: int | None) -> Iterator[str]:
    """Yield what to plant, the fullest that has room first: it leaves any attribute, opens a tag, gives
    htmx an order and is a template that would tell of being run."""
    for text in (
        f"'\"><i q7z{number} onx=1 hx-get=/q7z hx-trigger=load>{{{{'q7zr'|add:'an'}}}}{{%q7z%}}",
        f"'\"><i q7z{number}>",
        f"<q7z{number}>",
    ):
        if most is None or len(text) <= most:
            yield text


@dataclass
class Planted:
    """`columns`: label by number; `cells`: how many values; `left`: columns nothing could be put in."""

    columns: dict[int, str] = field(default_factory=dict)
    cells: int = 0
    left: list[str] = field(default_factory=list)


def _is_text(column: models.Field[Any, Any]) -> bool:
    return (
        isinstance(column, models.CharField | models.TextField)
        and not isinstance(column, PartialDateField | models.FilePathField)
        and not (column.choices or column.primary_key or column.name in NAMES)
    )


def _takes(column: Any, text: str) -> bool:
    """Whether the column's own rules let the text in; addresses are planted whatever they say."""
    if isinstance(column, models.URLField | models.EmailField):
        return True
    try:
        column.run_validators(text)
    except ValidationError:
        return False
    return True


def _in_json(value: Any, text: str) -> Any:
    if isinstance(value, str):
        return text
    if isinstance(value, list):
        return [_in_json(part, text) for part in value]
    if isinstance(value, dict):
        return {key: _in_json(part, text) for key, part in value.items()}
    return value


def plant() -> Planted:
    """Put markup into each text column of each row of the rooms, as far as rules of the database allow.

    Every record gets a second line in its history, so that its pages tell the change.
    """
    done = Planted()
    for model in apps.get_models():
        if model._meta.app_label in ROOMS and hasattr(model, "history_object"):
            _tell_again(model)
    for model in apps.get_models():
        if model._meta.app_label not in ROOMS:
            continue
        for column in model._meta.concrete_fields:
            number = len(done.columns) + 1
            if _is_text(column):
                cells = _plant_column(model, column, number)
            elif isinstance(column, models.JSONField) and column.name in WORDS_IN_JSON:
                cells = _plant_json(model, column, number)
            else:
                continue
            if cells is None:
                continue
            done.columns[number] = f"{model._meta.label}.{column.name}"
            done.cells += cells
            if not cells:
                done.left.append(done.columns[number])
    return done


def _tell_again(model: Any) -> None:
    lines = list(model._base_manager.all())
    for line in lines:
        line.pk, line.history_type = None, "~"
        line.history_date += dt.timedelta(seconds=1)
    model._base_manager.bulk_create(lines)


def _rows(model: Any) -> Any:
    """Return the rows to plant in: of a history only the newer lines."""
    rows = model._base_manager.all()
    return rows.filter(history_type="~") if hasattr(model, "history_object") else rows


def _plant_column(model: Any, column: Any, number: int) -> int | None:
    """Return how many rows took it; None where the table is empty or the column is a name."""
    rows = _rows(model)
    keys = list(rows.values_list("pk", flat=True))
    most = column.max_length
    fit = [text for text in texts(number, most - 4 if most else None) if _takes(column, text)]
    if not keys or not fit:
        return None
    for text in fit:
        try:
            with transaction.atomic():
                return rows.update(**{column.name: text})
        except DatabaseError:
            pass
    done = 0  # one by one: unique among themselves, or forbidden for some
    for place, key in enumerate(keys):
        for text in fit:
            try:
                with transaction.atomic():
                    done += model._base_manager.filter(pk=key).update(
                        **{column.name: f"{text}{place}"}
                    )
                break
            except DatabaseError:
                continue
    return done


def _plant_json(model: Any, column: Any, number: int) -> int | None:
    text, done = next(texts(number, None)), 0
    rows = list(_rows(model).values_list("pk", column.name))
    for key, value in rows:
        done += model._base_manager.filter(pk=key).update(**{column.name: _in_json(value, text)})
    return done if rows else None


# --- Reading ---------------------------------------------------------------------------

# What a browser, a spreadsheet or an office program takes apart as markup; the rest is data or text.
_MARKUP = ("text/html", "image/svg", "xml", "spreadsheetml", "wordprocessingml")
_DATA = (
    "application/json",
    "text/csv",
    "text/calendar",
    "text/javascript",
    "application/manifest+json",
)


def faults(answer: HttpResponseBase) -> tuple[list[str], set[int]]:
    """Return what of the planted is obeyed in an answer, and the numbers of the columns it shows."""
    kind = answer.headers.get("Content-Type", "")
    text = readable(answer).decode(errors="replace")
    seen = {int(number) for number in SEEN.findall(text)}
    found = []
    if any(mark in kind for mark in _MARKUP):
        found += [match.group(0) for match in RAW.finditer(text)]
    elif kind.startswith("application/pdf"):
        # Printed as it was typed: where a tag was read as one, its letters are gone from the paper.
        flat = "".join(text.split()).lower()
        found += [
            f"swallowed: {part[:20]}" for part in re.findall(r"'\">(?!<iq7z)[^<]{0,20}", flat)
        ]
    elif kind and not kind.startswith(_DATA) and "q7z" in text:
        found.append(f"shown as {kind}")
    if answer.status_code >= 500:
        found.append(f"answered with {answer.status_code}")
    for name, value in answer.headers.items():
        if re.search(r"(?<!\\)\">?<i q7z|[\r\n]", value):
            found.append(f"header {name}: {value[:60]}")
    return found, seen
