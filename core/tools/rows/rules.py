"""The rules a table holds by itself, asked before a row is written."""

from __future__ import annotations

from collections.abc import Collection
from functools import reduce
from operator import and_

from django.core.exceptions import FieldError, ValidationError
from django.db import models, router


def validate(row: models.Model, exclude: Collection[str] | None = None) -> None:
    """Judge a row by the constraints of its model. Raises ValidationError with the words of each that is broken.

    Django asks the database for each check on its own, between a savepoint and its release: a quarter of saving a form.
    Here all are asked at once, and each only where one does not hold; as with Django, those of `exclude` are not.
    """
    using, left = router.db_for_write(type(row), instance=row), set(exclude or ())
    stated = row._get_field_expression_map(meta=row._meta, exclude=left)  # type: ignore[attr-defined]
    told: dict[str, list[ValidationError]] = {}
    for model, constraints in row.get_constraints():
        checks = [one for one in constraints if isinstance(one, models.CheckConstraint)]
        others = [one for one in constraints if one not in checks]
        for one in others if _hold(checks, stated, using) else constraints:
            try:
                one.validate(model, row, exclude=left, using=using)
            except ValidationError as error:
                names: tuple[str, ...] = getattr(one, "fields", ())
                if getattr(error, "code", None) == "unique" and len(names) == 1:
                    told.setdefault(names[0], []).append(error)
                else:
                    told = error.update_error_dict(told)
    if told:
        raise ValidationError(told)


def _hold(
    checks: list[models.CheckConstraint], stated: dict[str, models.Expression], using: str
) -> bool:
    """Return whether all checks hold of what a row states; those of other columns are left out."""
    named = [
        (models.Q(one.condition), models.Q(one.condition).referenced_base_fields) for one in checks
    ]
    asked = [(condition, names) for condition, names in named if names <= stated.keys()]
    if not asked:
        return True
    values = {name: stated[name] for _condition, names in asked for name in names}
    try:
        return reduce(and_, (condition for condition, _names in asked)).check(values, using=using)
    except FieldError:
        return False
