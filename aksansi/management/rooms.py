"""The rooms in the order of the house, and what of each exists (roof)."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

ROOMS = ("chapters", "ksm", "agreements", "monitoring", "events", "planning")


def parts(pattern: str) -> Iterator[tuple[str, ModuleType]]:
    """Yield (room, module) for each room that has the module, e.g. `parts("{room}.reference")`."""
    for room in ROOMS:
        name = pattern.format(room=room)
        if find_spec(name) is not None:
            yield room, import_module(name)
