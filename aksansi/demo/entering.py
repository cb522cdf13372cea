"""How demonstration data come in: through the same forms as a user's entry, or not at all."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.forms import model_to_dict
from django.utils import translation
from django.utils.datastructures import MultiValueDict

from core.access import Reader, recheck

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "demo"


class NotEntered(ValueError):
    """The form refused a row of the demonstration set; str() says which field and why."""


def rows(name: str) -> list[dict[str, str]]:
    """Return the lines of `fixtures/demo/<name>` (CSV with a header line), texts stripped."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return [
            {key: (value or "").strip() for key, value in row.items()}
            for row in csv.DictReader(file)
        ]


def tree(name: str) -> Any:
    """Return the content of `fixtures/demo/<name>` (JSON)."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def enter(
    form_class: Callable[..., Any],
    user: Reader,
    data: Mapping[str, Any],
    instance: models.Model | None = None,
    parent: models.Model | None = None,
    files: Mapping[str, Any] | None = None,
) -> Any:
    """Return the record that a user's form makes of `data`; the scope is checked as on a page.

    Values are plain: model objects, dates, numbers (decimal point), lists for multiple choices, or
    text as in the CSV. What `data` does not name keeps its default or, with `instance`, its value;
    an instance that would not change is not written again. Raises NotEntered with the form's words.
    """
    sent: MultiValueDict[str, Any] = MultiValueDict()
    given = dict(data)
    # Fixtures write 1234.5; the English form reads it so, the Indonesian one would not.
    with translation.override("en"), transaction.atomic():
        empty = form_class(user=user, instance=instance, parent=parent)
        start = model_to_dict(instance) if instance is not None else {}
        for name, field in empty.fields.items():
            if name in given:
                value = given.pop(name)
            else:
                value = start.get(name, empty.initial.get(name, field.initial))
                value = value() if callable(value) else value
                if name == "row_version":
                    value = field.initial
            _put(sent, name, value)
        if given:
            raise NotEntered(f"{form_class.__name__} has no field {', '.join(given)}")
        form = form_class(
            data=sent,
            files=MultiValueDict(files or {}),
            user=user,
            instance=instance,
            parent=parent,
        )
        if not form.is_valid():
            raise NotEntered(f"{form_class.__name__} {dict(data)}: {form.errors.as_json()}")
        if instance is not None and not form.has_changed():
            return instance
        record = form.save()
        recheck(user, record)
        return record


def _put(sent: MultiValueDict, name: str, value: Any) -> None:
    if value is None or value == "" or value is False:
        return
    if isinstance(value, (list, tuple, set)) or hasattr(value, "all"):
        sent.setlist(
            name, [_plain(item) for item in (value.all() if hasattr(value, "all") else value)]
        )
    else:
        sent[name] = _plain(value)


def _plain(value: object) -> str:
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    return "on" if value is True else str(value)
