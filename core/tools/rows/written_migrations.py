"""The migrations this code holds, by the names of their files: none is imported, so that every start can ask."""

from __future__ import annotations

import pkgutil
from pathlib import Path

from django.apps import apps


def written_migrations() -> set[tuple[str, str]]:
    """Return (app, name) of every migration; what begins with "_" or "~" is none, as Django reads them."""
    return {
        (app.label, found.name)
        for app in apps.get_app_configs()
        for found in pkgutil.iter_modules([str(Path(app.path) / "migrations")])
        if found.name[0] not in "_~"
    }
