"""Figures for Prometheus: requests counted by every web process, and the state of the system when asked.

Web processes write into files of `METRICS_DIR` (prometheus_client's way for several processes); `manage.py metrics`
reads them on a port of its own, so that no figure has an address on the public one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError, connection, models

from aksansi import __version__
from aksansi.watch import state
from core.records.jobs.models import Job, Worker

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry, Metric

SECONDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


def counter() -> Callable[[str, str, int, float], None] | None:
    """Return what counts a request (page, method, status, seconds); None where no METRICS_DIR is set."""
    if not settings.METRICS_DIR:
        return None
    # The library decides by this name, when it is imported, where its figures live.
    Path(settings.METRICS_DIR).mkdir(parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = settings.METRICS_DIR
    from prometheus_client import CollectorRegistry, Counter, Histogram

    own = CollectorRegistry()
    requests = Counter(
        "aksansi_requests", "Requests answered", ["page", "method", "status"], registry=own
    )
    seconds = Histogram(
        "aksansi_request_seconds", "Seconds to an answer", ["page"], buckets=SECONDS, registry=own
    )

    def count(page: str, method: str, status: int, took: float) -> None:
        requests.labels(page, method, str(status)).inc()
        seconds.labels(page).observe(took)

    return count


def registry() -> CollectorRegistry:
    """Return what `/metrics` tells: the figures of all web processes, and the state of the system."""
    from prometheus_client import CollectorRegistry
    from prometheus_client.multiprocess import MultiProcessCollector

    told = CollectorRegistry()
    if settings.METRICS_DIR and Path(settings.METRICS_DIR).is_dir():
        MultiProcessCollector(told, path=settings.METRICS_DIR)
    told.register(SystemCollector())
    return told


class SystemCollector:
    """The state of the system, asked anew whenever the collector comes."""

    def collect(self) -> Iterator[Metric]:
        from prometheus_client.core import GaugeMetricFamily

        version = GaugeMetricFamily("aksansi_info", "Version that runs", labels=["version"])
        version.add_metric([__version__], 1)
        yield version
        parts = GaugeMetricFamily(
            "aksansi_part_ok", "1: the part is as it should be", labels=["part"]
        )
        found = state.look()
        for name, part in found.parts.items():
            parts.add_metric([name], part is state.Health.OK)
        yield parts
        yield GaugeMetricFamily(
            "aksansi_storage_free_bytes", "Free where files are kept", value=state.free_storage()
        )
        if found.worst is state.Health.DOWN:
            return
        try:
            counts = dict(
                Job.objects.values_list("state").annotate(n=models.Count("pk")).order_by()
            )
            workers, age = Worker.alive().count(), state.backup_age()
        except DatabaseError:
            return
        finally:
            connection.close()  # minutes pass until the next time
        jobs = GaugeMetricFamily("aksansi_jobs", "Long work by state", labels=["state"])
        for name, count in counts.items():
            jobs.add_metric([name], count)
        yield jobs
        yield GaugeMetricFamily("aksansi_workers", "Workers alive", value=workers)
        if age is not None:
            yield GaugeMetricFamily(
                "aksansi_backup_age_seconds", "Since the last backup", value=age.total_seconds()
            )
