"""Whether this system can do its work now, part by part."""

from __future__ import annotations

import datetime as dt
import shutil
from enum import StrEnum
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from aksansi import replica, scale
from core.records.jobs import tidying
from core.records.jobs.models import Worker
from core.tools.rows.values import value_class
from core.tools.rows.written_migrations import written_migrations

LEAST_FREE = 500 << 20  # bytes of storage: below, whoever runs the system is told
NO_ROOM = 50 << 20  # bytes of storage: below, nothing may be written any more
OLDEST_BACKUP = dt.timedelta(days=2)


class Health(StrEnum):
    """How a part is: LATE is to be looked after, DOWN means that people cannot work."""

    OK = "ok"
    LATE = "late"
    DOWN = "down"


@value_class
class Checkup:
    """The parts by name, and the worst of them."""

    parts: dict[str, Health]

    @property
    def worst(self) -> Health:
        return max(self.parts.values(), key=list(Health).index)


def pending_migrations() -> list[str]:
    """Return the migrations that this code has and the database has not seen ("app.name"). Raises DatabaseError."""
    seen = set(MigrationRecorder(connection).applied_migrations())
    return sorted(f"{app}.{name}" for app, name in written_migrations() - seen)


def missing_tables() -> list[str]:
    """Return the tables of models that are not in the database, sorted. Raises DatabaseError."""
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor, include_views=True))
    named = {model._meta.db_table for model in apps.get_models() if model._meta.managed}
    return sorted(named - there)


def free_storage() -> int:
    """Return the bytes that are free where uploads are kept, or backups, whichever is less."""
    places = [
        place if place.exists() else Path(settings.BASE_DIR)
        for place in (Path(settings.MEDIA_ROOT), Path(settings.BACKUP_DIR))
    ]
    return min(shutil.disk_usage(place).free for place in places)


def backup_age() -> dt.timedelta | None:
    """Return how old the last good backup is; None where there is none."""
    saved = tidying.last_done("backup")
    return timezone.now() - saved if saved else None


def look() -> Checkup:
    """Return how every part is, in five queries; where the database is away, nothing more is asked of it."""
    parts: dict[str, Health] = {}
    free = free_storage()
    parts["storage"] = (
        Health.DOWN if free < NO_ROOM else Health.LATE if free < LEAST_FREE else Health.OK
    )
    try:
        parts["migrations"] = Health.DOWN if pending_migrations() else Health.OK
        parts["database"] = Health.OK
        lacking = missing_tables()
        parts["tables"] = Health.DOWN if lacking else Health.OK
        if not lacking:
            parts["cache"] = _cache()
            parts["worker"] = _worker()
            if scale.REPLICA in settings.DATABASES:
                parts["replica"] = _replica()
            age = backup_age()
            parts["backup"] = Health.OK if age and age <= OLDEST_BACKUP else Health.LATE
    except DatabaseError:
        parts["database"] = Health.DOWN
    return Checkup(parts)


def _cache() -> Health:
    mark = timezone.now().isoformat()
    cache.set("readyz", mark, 60)
    if cache.get("readyz") is not None:
        return Health.OK
    return Health.LATE if getattr(cache, "may_go", False) else Health.DOWN


def _replica() -> Health:
    """One that is away or far behind is not asked: whoever would read there waits longer, nothing else."""
    behind = replica.lag()
    return (
        Health.OK if behind is not None and behind <= settings.REPLICA_FAR_BEHIND else Health.LATE
    )


def _worker() -> Health:
    """Without a worker of its own a system does short work in the request: nothing is late."""
    return Health.OK if not settings.TASK_WORKER or Worker.alive().exists() else Health.LATE
