"""Rows of the pages beneath lists in the access matrix: what is kept of a list, and changes of many of its rows."""

from __future__ import annotations

from typing import Any

from tests.personas import ALL, NATIONAL, WRITERS

# Whoever opens the list opens what is kept of it.
FILTERS = (
    "job",
    "core:change",
    "core:region",
    "chapters:office",
    "chapters:chapter",
    "ksm:desludging-schedule",
    "ksm:group",
    "ksm:facility-map",
    "ksm:facility",
    "ksm:status-record",
    "ksm:works",
    "ksm:desludging",
    "ksm:tariff",
    "ksm:cash-month",
    "monitoring:watch",
    "monitoring:instrument",
    "monitoring:round",
    "monitoring:round-target",
    "monitoring:visit",
    "monitoring:finding",
    "monitoring:sample",
    "monitoring:effluent-standard",
    "monitoring:office-duty",
    "ksm:dated-fact",
    "agreements:solved",
    "agreements:partnership",
    "agreements:agreement",
    "agreements:blocker",
    "agreements:contact",
    "agreements:stage",
    "agreements:blocker-reason",
    "agreements:legal-basis",
    "agreements:quiet-period",
    "agreements:clause-template",
    "events:event",
    "events:commitment",
    "events:alliance",
    "events:award",
    "events:practice",
    "events:key-date",
    "planning:annual-plan",
    "planning:activity",
    "planning:advice",
    "planning:annual-report",
    "planning:achievement",
    "planning:review-meeting",
    "planning:check-in",
    "planning:vision",
    "planning:goal",
    "planning:strategy-edition",
    "planning:development-plan",
    "planning:service",
    "planning:budget-proposal",
    "planning:archived-report",
)
EDIT = (
    "ksm:group",
    "ksm:facility-map",
    "ksm:facility",
    "ksm:status-record",
    "ksm:works",
    "ksm:desludging",
    "ksm:tariff",
    "monitoring:round-target",
)
ARCHIVE = (
    "ksm:cash-month",
    "chapters:office",
    "monitoring:round",
    "monitoring:visit",
    "monitoring:finding",
    "monitoring:office-duty",
    "monitoring:sample",
    "ksm:dated-fact",
    "agreements:solved",
    "agreements:partnership",
    "agreements:agreement",
    "agreements:blocker",
    "agreements:contact",
    "events:event",
    "events:commitment",
    "events:award",
    "events:practice",
    "events:key-date",
    "planning:annual-plan",
    "planning:activity",
    "planning:annual-report",
    "planning:achievement",
    "planning:review-meeting",
    "planning:vision",
    "planning:goal",
    "planning:strategy-edition",
    "planning:development-plan",
    "planning:budget-proposal",
)
# Of these the Secretariat alone archives.
ARCHIVE_NATIONAL = (
    "chapters:chapter",
    "monitoring:instrument",
    "monitoring:effluent-standard",
    "agreements:blocker-reason",
    "agreements:legal-basis",
    "agreements:quiet-period",
    "agreements:clause-template",
    "events:alliance",
    "planning:check-in",
    "planning:service",
)
MANY = {**dict.fromkeys(EDIT, "edit"), **dict.fromkeys((*ARCHIVE, *ARCHIVE_NATIONAL), "archive")}
ROWS: dict[str, dict[str, int]] = {
    **{f"{stem}-filters": ALL for stem in FILTERS},
    "core:security-event-filters": NATIONAL,
    "core:user-filters": NATIONAL,
    "chapters:validation-filters": NATIONAL,
    "chapters:affiliation-filters": NATIONAL,
    "core:import-job-filters": WRITERS,
    **{f"{stem}-bulk": WRITERS for stem in (*EDIT, *ARCHIVE)},
    **{f"{stem}-bulk": NATIONAL for stem in ARCHIVE_NATIONAL},
}


def make_world(code: str, text: str) -> dict[str, dict[str, Any]]:
    """Return the keys of the addresses; the rows are those of the other rooms."""
    return {f"{stem}-bulk": {"kind": kind} for stem, kind in MANY.items()}
