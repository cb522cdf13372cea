"""One folder is one floor, and every arrow points down: every import, function bodies included (design §2)."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# From the ground up; rooms of one floor are siblings and do not know each other.
FLOORS = (
    ("core",),
    ("chapters",),
    ("ksm",),
    ("monitoring", "agreements", "events"),
    ("planning",),
    ("aksansi",),
)
LEVEL = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}
PARTS = ("tools", "access", "land", "people", "records", "importing", "pages", "views")
# What Django asks an app for names everything in it and stands above its parts.
DJANGO_ASKS = ("apps", "models", "admin", "urls", "templatetags")


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules() -> dict[str, Path]:
    return {
        module_of(path): path
        for room in LEVEL
        for path in sorted((ROOT / room).rglob("*.py"))
        if "migrations" not in path.parts
    }


def imported(source: str, module: str, *, is_package: bool, known: set[str]) -> set[str]:
    """Return the modules of the house that a source imports; "from a import b" names a.b where that is one."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = module.split(".")
                above = parts[: len(parts) - node.level + is_package]
                base = ".".join([*above, *([base] if base else [])])
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                found.add(whole if whole in known else base)
    return {name for name in found if name.split(".")[0] in LEVEL}


@cache
def arrows() -> dict[str, set[str]]:
    """Return every module of the house with the modules it imports."""
    known = set(modules())
    return {
        name: imported(path.read_text(), name, is_package=path.name == "__init__.py", known=known)
        - {name}
        for name, path in modules().items()
    }


def floor(module: str) -> tuple[int, int]:
    """Return how high a module stands: the floor of its room and, in core, the place of its part."""
    room, *rest = module.split(".")
    if room != "core" or not rest or rest[0] in DJANGO_ASKS:
        return LEVEL[room], len(PARTS)
    return LEVEL[room], PARTS.index(rest[0])


def fault(module: str, target: str) -> str:
    """Return what is wrong with an arrow: "up", "sideways", or "" where it points down or stays at home."""
    room, other = module.split(".")[0], target.split(".")[0]
    if floor(target) > floor(module):
        return "up"
    return "sideways" if LEVEL[room] == LEVEL[other] and room != other else ""


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Return every set of two or more modules that import each other, directly or in a round (Tarjan)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(name: str) -> None:
        index[name] = low[name] = len(index)
        stack.append(name)
        for target in graph.get(name, ()):
            if target not in index:
                visit(target)
                low[name] = min(low[name], low[target])
            elif target in stack:
                low[name] = min(low[name], index[target])
        if low[name] == index[name]:
            at = stack.index(name)
            ring = stack[at:]
            del stack[at:]
            if len(ring) > 1:
                found.append(sorted(ring))

    for name in graph:
        if name not in index:
            visit(name)
    return found


def test_every_arrow_points_down() -> None:
    faults = [
        f"{module} → {target} ({word})"
        for module, targets in arrows().items()
        for target in sorted(targets)
        if target in modules() and (word := fault(module, target))
    ]
    assert faults == []


def test_no_two_modules_import_each_other() -> None:
    assert circles(arrows()) == []


def test_the_house_has_the_rooms_of_its_plan() -> None:
    assert len(modules()) > 500
    parts = {path.stem for path in (ROOT / "core").iterdir() if not path.name.startswith("_")}
    assert parts - {"migrations"} <= {*PARTS, *DJANGO_ASKS}


@pytest.mark.parametrize(
    ("module", "source", "word"),
    [
        ("ksm.views.lists", "def f():\n    from planning.models import AnnualPlan\n", "up"),
        ("monitoring.recap.recap", "import events.models", "sideways"),
        ("core.tools.formats", "from core.land import regions", "up"),
        ("core.records.review", "from core.pages.base import Page", "up"),
        ("chapters.models.boards", "from aksansi.overview import overview", "up"),
        ("planning.views.plans", "from ksm.models import Facility", ""),
        ("core.pages.lists", "from ..importing import links", ""),
    ],
)
def test_a_wrong_arrow_is_found(module: str, source: str, word: str) -> None:
    found = imported(source, module, is_package=False, known=set(modules()))
    assert {fault(module, target) for target in found} == {word}


def test_a_circle_is_found() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c"]]


def test_no_folder_is_a_heap() -> None:
    """A folder holds about twenty modules; beyond, it is divided by noun."""
    heaps: dict[Path, int] = {}
    for path in modules().values():
        if path.name != "__init__.py":
            heaps[path.parent] = heaps.get(path.parent, 0) + 1
    assert {str(f.relative_to(ROOT)): n for f, n in heaps.items() if n > 22} == {}
