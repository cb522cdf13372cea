"""The rows of a model's children, without importing the child: it stands on the parent, never the reverse."""

from __future__ import annotations

from typing import Any

from django.db import models


def children(parent: type[models.Model], relation: str) -> Any:
    """Return all rows of the model behind a reverse relation ("activities"), as its own queryset."""
    related: Any = parent._meta.get_field(relation).related_model
    return related._default_manager.all()
