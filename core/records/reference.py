"""Reference rows from `fixtures/reference`: loaded once, kept up to date until somebody changes them."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "reference"


def rows(name: str) -> list[dict[str, str]]:
    """Return the lines of a file of `fixtures/reference`."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def put(model: type[models.Model], key: dict[str, Any], values: dict[str, Any]) -> Any:
    """Return the row of that key, made or brought up to date; what is the same is not written again.

    What a person changed stays as it is, whatever the file says now, and a row that was given another
    key meanwhile is not made anew.
    """
    manager: Any = model._default_manager
    row = manager.filter(**key).first() or _renamed(model, key)
    if row is None:
        row = model(**key, **values)
        row.save()
        return row
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if changed and not changed_by_hand(model, pk=row.pk):
        for name, value in changed.items():
            setattr(row, name, value)
        row.save()
    return row


def changed_by_hand(model: type[models.Model], **rows: object) -> bool:
    """Return whether a person has written one of these rows; a loader writes in nobody's name."""
    return bool(_told_of(model, rows).filter(history_user__isnull=False).exists())


def _renamed(model: type[models.Model], key: dict[str, Any]) -> Any:
    manager: Any = model._default_manager
    return manager.filter(pk__in=_told_of(model, key).values(_key_of(model))).first()


def _told_of(model: type[models.Model], rows: dict[str, object]) -> Any:
    """Return the history of rows; what they are called there is not what their history is."""
    history: Any = model.history  # type: ignore[attr-defined]
    return history.filter(
        **{_key_of(model) if name == "pk" else name: value for name, value in rows.items()}
    )


def _key_of(model: type[models.Model]) -> str:
    return str(model._meta.pk.attname)
