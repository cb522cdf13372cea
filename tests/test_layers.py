"""Arrows point down: every import of every module, function bodies included (design §2)."""

from __future__ import annotations

import ast
from collections.abc import Set
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("chapters", "ksm", "monitoring", "agreements", "events", "planning")
BELOW = {
    "tools": set(),
    "chapters": {"tools"},
    "ksm": {"tools", "chapters"},
    "monitoring": {"tools", "chapters", "ksm"},
    "agreements": {"tools", "chapters", "ksm"},
    "events": {"tools", "chapters", "ksm"},
    "planning": {"tools", "chapters", "ksm", "monitoring", "agreements", "events"},
    "roof": {"tools", *ROOMS},
}
# The two faces of aksansi/, told apart by file: what is not listed here is a tool.
ROOF_FILES = {
    "urls.py",
    "navigation.py",
    "views.py",
    "overview.py",
    "home.py",
    "report.py",
    "report_charts.py",
    "report_forms.py",
    "report_views.py",
    "verification.py",
    "calendars.py",
    "calendar_views.py",
    "comanagement.py",
    "comanagement_views.py",
    "award_scores.py",
    "award_views.py",
    "search.py",
    "adminsite.py",
}
ROOF_FOLDERS = {"demo", "management"}


def room_of_file(path: Path) -> str:
    parts = path.relative_to(ROOT).parts
    if parts[0] != "aksansi":
        return parts[0]
    if parts[1] in ROOF_FOLDERS or (len(parts) == 2 and parts[1] in ROOF_FILES):
        return "roof"
    return "tools"


def room_of_module(name: str) -> str | None:
    parts = name.split(".")
    if parts[0] in ROOMS:
        return parts[0]
    if parts[0] != "aksansi":
        return None
    if len(parts) > 1 and (parts[1] in ROOF_FOLDERS or f"{parts[1]}.py" in ROOF_FILES):
        return "roof"
    return "tools"


def modules() -> list[Path]:
    return [
        path
        for top in ("aksansi", *ROOMS)
        for path in sorted((ROOT / top).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def imported(tree: ast.AST, package: str, known: Set[str] = frozenset()) -> set[str]:
    """Return every module a file imports, by absolute name; "from aksansi import x" names aksansi.x.

    It names the bare package too, unless all that is taken from it is `known` to be a module.
    """
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                base = ".".join(
                    [*package.split(".")[: len(package.split(".")) - node.level + 1], base]
                ).strip(".")
            names = {f"{base}.{alias.name}" for alias in node.names}
            found |= names if names <= known else names | {base}
    return found


def a_round(sources: dict[str, str]) -> list[str]:
    """Return modules that import each other in a round, [] where none do; `sources`: texts by path."""
    paths = {
        path.removesuffix(".py").removesuffix("/__init__").replace("/", "."): path
        for path in sources
    }
    arrows = {}
    for name, path in paths.items():
        package = path.rpartition("/")[0].replace("/", ".")
        arrows[name] = paths.keys() & imported(ast.parse(sources[path]), package, paths.keys())
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def upward(path: Path, source: str) -> list[str]:
    own = room_of_file(path)
    package = ".".join(path.relative_to(ROOT).parent.parts)
    faults = []
    for name in imported(ast.parse(source), package):
        target = room_of_module(name)
        if target is None or target == own or target in BELOW[own]:
            continue
        if name == "aksansi":  # the bare package; what is taken from it is checked by its own name
            continue
        faults.append(f"{path.relative_to(ROOT)} ({own}) imports {name} ({target})")
    return faults


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path: Path) -> None:
    if path.relative_to(ROOT) == Path("aksansi/apps.py"):
        return
    assert upward(path, path.read_text()) == []


def test_no_modules_import_each_other() -> None:
    """Neither two nor more in a round; function bodies and TYPE_CHECKING count."""
    assert a_round({str(path.relative_to(ROOT)): path.read_text() for path in modules()}) == []


def test_a_round_of_imports_is_found() -> None:
    hidden = {
        "ksm/models/__init__.py": "from .works import Works",
        "ksm/models/works.py": "def f():\n    from ksm.sheet import load",
        "ksm/sheet.py": "if TYPE_CHECKING:\n    from ksm.models import Works",
    }
    assert set(a_round(hidden)) == {"ksm.models", "ksm.models.works", "ksm.sheet"}
    assert a_round({"ksm/a.py": "from . import b", "ksm/b.py": "import ksm.a"})
    assert not a_round(
        {**hidden, "ksm/models/works.py": "from . import rules"} | {"ksm/models/rules.py": ""}
    )


def test_an_upward_import_inside_a_function_is_found() -> None:
    source = "def f():\n    from planning.models import AnnualPlan\n"
    assert upward(ROOT / "ksm" / "views.py", source)
    assert upward(ROOT / "monitoring" / "x.py", "import events.models")
    assert upward(ROOT / "chapters" / "x.py", "from aksansi import overview")
    assert not upward(ROOT / "planning" / "x.py", "from ksm.models import Facility")


def test_reverse_accessors_do_not_climb() -> None:
    """No room reaches rows of a room above by a reverse accessor (`region.facility_set`)."""
    from django.apps import apps

    level = {
        name: index
        for index, names in enumerate(
            (("chapters",), ("ksm",), ("monitoring", "agreements", "events"), ("planning",))
        )
        for name in names
    }
    climbing: dict[str, set[str]] = {room: set() for room in ROOMS}
    for model in apps.get_models():
        room = model._meta.app_label
        if room not in level:
            continue
        for relation in model._meta.related_objects:
            above = relation.related_model._meta.app_label
            if above in level and above != room and level[above] >= level[room]:
                accessor = relation.get_accessor_name()
                if accessor and not accessor.startswith("historical"):
                    climbing[room].add(accessor)
    faults = []
    for path in modules():
        room = room_of_file(path)
        if room not in climbing:
            continue
        lower_or_same = {name for r in ROOMS if level[r] <= level[room] for name in climbing[r]}
        own_names = {
            relation.get_accessor_name()
            for model in apps.get_models()
            if model._meta.app_label in level and level[model._meta.app_label] <= level[room]
            for relation in model._meta.related_objects
            if level.get(relation.related_model._meta.app_label, 9) < level[room]
            or relation.related_model._meta.app_label == room
        }
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and node.attr in lower_or_same - own_names:
                owner = node.value
                if isinstance(owner, (ast.Name, ast.Attribute)):
                    name = owner.id if isinstance(owner, ast.Name) else owner.attr
                    if name in {
                        "region",
                        "chapter",
                        "facility",
                        "group",
                        "office",
                        "user",
                        "obj",
                        "self",
                    }:
                        faults.append(f"{path.relative_to(ROOT)}: .{node.attr}")
    assert faults == []
