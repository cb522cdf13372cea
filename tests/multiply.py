"""Copies of every row that is there, so that a page meets three times as much of everything.

A copy keeps its parents: the object a test looks at gets three times the children, its list three times the rows.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction

from chapters.models.boards import SeatRole

ROOMS = ("core", "chapters", "ksm", "monitoring", "agreements", "events", "planning")
OTHER_PARAMETERS = (
    "ammonia",
    "temperature",
    "tss",
    "cod",
    "oil_grease",
    "e_coli",
    "total_coliform",
    "ph",
)
# What a copy must differ in beside the columns that are unique by themselves.
DIFFERS: dict[str, Any] = {
    "core.SavedFilter": lambda row, k: {"name": f"{row.name} {k}"},
    # One chair at a time: the copies sit beside it.
    "chapters.BoardSeat": lambda row, k: {
        "role": SeatRole.TREASURER if row.role == SeatRole.CHAIR else row.role
    },
    "chapters.Chapter": lambda row, k: {"status": "dissolved"},
    "ksm.Facility": lambda row, k: {
        "code": f"{row.code[:6]}{int(row.code[6:]) + k * 1000 - 9000:04}"
    },
    "ksm.Operation": lambda row, k: {"ended_on": row.ended_on or "2016"},
    "monitoring.EffluentLimit": lambda row, k: {"parameter": OTHER_PARAMETERS[k % 8]},
    "agreements.StageEntry": lambda row, k: {"sequence": row.sequence + 20 * k, "is_open": False},
    "events.AllianceMembership": lambda row, k: {"left_on": "2020"},
    "planning.Activity": lambda row, k: {},  # unique only where it is carried over
    "planning.DevelopmentPlan": lambda row, k: {"from_year": row.from_year - 10 * k},
    "planning.SipdCode": lambda row, k: {"code": f"{row.code[:-2]}{int(row.code[-2:]) + k:02}"},
    "planning.Achievement": lambda row, k: {"activity_id": None, "indicator_id": None},
}
# Rows whose number is fixed by their nature or by the reference data.
SINGLE = {
    "chapters.Affiliation",  # one an account: the rows of further regions bring their own
    "core.Region",
    "core.Submission",
    "core.UserSession",
    "ksm.FacilityNumber",
    "monitoring.ServerKey",  # one a server
    "agreements.Stage",
    "agreements.BlockerReason",
    "agreements.ClauseTemplate",
    "agreements.Clause",
    "planning.StrategyProcess",
}


def room_models() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models()
        if model._meta.app_label in ROOMS and model._meta.label not in SINGLE
    ]


def is_history(model: type[models.Model]) -> bool:
    return model.__name__.startswith("Historical")


def multiply(times: int, *, only_history: bool = False) -> dict[str, tuple[int, int]]:
    """Make `times` of every row; return {model: (before, after)} of those that did not get as many."""
    # All originals first: no copy of a copy.
    originals = {
        model: list(model._base_manager.all())
        for model in room_models()
        if is_history(model) or not only_history
    }
    short = {}
    for model, rows in originals.items():
        wanted = [_copy(row, k) for row in rows for k in range(1, times)]
        try:
            with transaction.atomic():
                model._base_manager.bulk_create(wanted)
        except IntegrityError:
            for row in wanted:
                try:
                    with transaction.atomic():
                        row.pk = None
                        model._base_manager.bulk_create([row])
                except IntegrityError:
                    pass
        after = model._base_manager.count()
        if after < times * len(rows):
            short[model._meta.label] = (len(rows), after)
    return short


def _copy(row: models.Model, k: int) -> models.Model:
    model = type(row)
    twin = model(**{f.attname: getattr(row, f.attname) for f in model._meta.concrete_fields})
    twin.pk = None
    for field in model._meta.concrete_fields:
        if field.unique and not field.primary_key:
            setattr(twin, field.attname, _other(field, getattr(row, field.attname), k))
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and model._meta.label not in DIFFERS:
            _differ(twin, constraint, k)
    if is_history(model):
        twin.history_type = "~"
        if hasattr(twin, "source"):
            twin.source = f"Sumber {k}"
    if model._meta.label == "monitoring.Answer":
        twin.value = "1"  # type: ignore[attr-defined]  # reads as a number, an option and a text
    for name, value in DIFFERS.get(model._meta.label, lambda row, k: {})(row, k).items():
        setattr(twin, name, value)
    return twin


def _differ(twin: models.Model, constraint: models.UniqueConstraint, k: int) -> None:
    """Change the first column of the constraint that can take another value."""
    fields = [twin._meta.get_field(name) for name in constraint.fields or _named(constraint)]
    free = [f for f in fields if not f.is_relation and not f.choices] or [
        f for f in fields if f.choices
    ]
    for field in free:
        value = getattr(twin, field.attname)
        if value not in (None, ""):
            setattr(twin, field.attname, _other(field, value, k))
            return
    for field in reversed(fields):
        if field.is_relation and len(others := _others(field, twin)) >= k:
            setattr(twin, field.attname, others[k - 1])
            return


def _named(constraint: models.UniqueConstraint) -> list[str]:
    """Return the columns in the constraint's expressions: F("region"), Lower("name")."""
    inner: list[Any] = [
        e if isinstance(e, models.F) else e.get_source_expressions()[0]
        for e in constraint.expressions
    ]
    return [f.name for f in inner]


def _others(field: Any, twin: models.Model) -> list[Any]:
    model, attname = type(twin), field.attname
    taken = set(model._base_manager.values_list(attname, flat=True))
    keys = field.related_model._base_manager.exclude(pk__in=taken).order_by("pk")
    return list(keys.values_list("pk", flat=True)[:9])


def _other(field: models.Field, value: Any, k: int) -> Any:
    if value is None or field.is_relation:
        return None
    if isinstance(value, uuid.UUID):
        return uuid.uuid4()
    if field.choices:
        words = [word for word, _label in field.flatchoices if word != value]
        return words[k % len(words)]
    if isinstance(value, int):
        return value + k * 10 if value > 1900 or value < 100 else value + k
    if isinstance(value, dt.date):
        return value + dt.timedelta(days=k)
    text = str(value)
    if text[:4].isdigit() and len(text) in (4, 7, 10):  # a partial date
        return f"{int(text[:4]) + k}{text[4:]}"
    tail = f"-{k}"
    return text[: (field.max_length or 200) - len(tail)] + tail
