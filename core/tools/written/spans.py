"""Where what begins in one field ends in another: “2015/2016” under the first is both."""

from __future__ import annotations

from collections.abc import Mapping

ENDS: Mapping[str, tuple[str, ...]] = {
    "from_year": ("to_year",),
    "period_from": ("period_to",),
    "valid_from": ("valid_to", "valid_until"),
    "term_from": ("term_to",),
    "starts_on": ("ends_on",),
    "started_on": ("finished_on", "ended_on"),
}
