"""Who saves a row has made it or holds it: a save writes every column, so a stale row undoes an edit.

Read from the code itself: for every `x.save()` without `update_fields` the name must come from a constructor,
from a query that locks, or from a function that does.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("core", "chapters", "ksm", "monitoring", "agreements", "events", "planning", "aksansi")
# Functions that return a row held (or made) by them.
HOLDERS = {"hold_row", "lock", "_held", "_draft", "_locked", "create"}
LOCKING = {"select_for_update"}
# Who saves what it got, and why it may: module.function.
TRUSTED = {
    "agreements.services.stages.store": "every caller made the row or holds it",
    "core.records.merging._archive_with_pointer": "merge holds both",
    "core.records.merging._move": "merge holds the rows that move",
    "core.records.merging.merge": "both are taken from a query that locks, by key",
    "agreements.telling.hear": "its rows are new or from a query that locks",
    "core.importing.jobs._put_in_line": "both callers hold it",
    "core.importing.walk.carry_out": "only the run of an import's job writes it, by its claim",
    "core.views.imports.post": "its table was read ahead of the write and is new",
    "core.records.journal.keep": "its claim holds it",
    "chapters.services.replace_official": "the successor is new",
    "events.services.programme._archive": "callers hold the rows",
    "events.services.records._archive": "callers hold the rows",
    "ksm.services.hand_over": "the operation is new",
    "ksm.telling.lay_down": "its rows are new or from a query that locks",
    "ksm.services.record_tariffs": "its rows are new",
    "ksm.services.record_works": "its form's page holds it, or it is new",
    "ksm.services.register_facility": "the facility is new",
    "monitoring.services.instruments._made": "the row is new",
    "monitoring.services.instruments.add_part": "the part is new",
    "monitoring.services.reviews._open": "follow_up holds the facility's findings, or the row is new",
    "monitoring.services.reviews._propose": "follow_up holds the facility's findings",
    "monitoring.services.reviews._withdraw": "follow_up holds the facility's findings",
    "planning.services.checkins.record_check_in": "the check-in is new",
    "planning.services.years.keep_achievement": "its form's page holds it, or it is new",
    "planning.services.years.set_vision": "the vision is new",
    "planning.services.years.start_annual_report": "the probe is new",
    "planning.services.years.start_strategy": "the edition is new",
}
# Forms are saved by pages that hold their row (core.pages.forms); reference rows at an installation's start.
APART = {"forms", "reference.py", "migrations", "demo", "forms.py"}


class Names(ast.NodeVisitor):
    """What each name of a function is set to: values of assignments and what loops run over."""

    def __init__(self, function: ast.AST) -> None:
        self.values: dict[str, list[ast.expr]] = {}
        self.visit(function)

    def _put(self, target: ast.expr, value: ast.expr) -> None:
        for one in ast.walk(target):
            if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store):
                self.values.setdefault(one.id, []).append(value)

    def visit_Assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            pair = isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
            many = (
                zip(target.elts, node.value.elts, strict=True) if pair else [(target, node.value)]
            )
            for one, value in many:
                self._put(one, value)
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self._put(node.target, node.value)
        self.generic_visit(node)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self._put(node.target, node.value)
        self.generic_visit(node)

    def visit_For(self, node: ast.For) -> None:
        self._put(node.target, node.iter)
        self.generic_visit(node)

    def is_held(self, value: ast.expr, seen: frozenset[str] = frozenset()) -> bool:
        match value:
            case ast.Constant(value=None):
                return True
            case ast.BoolOp(values=many):
                return all(self.is_held(one, seen) for one in many)
            case ast.IfExp(body=body, orelse=other):
                return self.is_held(body, seen) and self.is_held(other, seen)
            case ast.Name(id=name):
                values = self.values.get(name, [])
                return name in seen or (
                    bool(values) and all(self.is_held(one, seen | {name}) for one in values)
                )
            case ast.Call(func=ast.Name(id=name), args=given):
                made = name[:1].isupper() or name in HOLDERS
                return made or any(self.is_held(one, seen) for one in given)
            case ast.Call(func=ast.Attribute(attr=name, value=of)):
                return name in HOLDERS | LOCKING or self.is_held(of, seen)
            case ast.Attribute(value=of) | ast.Subscript(value=of):
                return self.is_held(of, seen)
            case ast.ListComp() | ast.DictComp() | ast.GeneratorExp() | ast.SetComp():
                return self.is_held(value.generators[0].iter, seen)
        return False


def bare_saves(tree: ast.Module, name: str) -> Iterator[tuple[str, int, bool]]:
    """Yield (module.function, line, whether what is saved is held or new) for every save of all columns."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        names = Names(function)
        for call in ast.walk(function):
            match call:
                case ast.Call(func=ast.Attribute(attr="save", value=ast.Name(id=obj)), keywords=kw):
                    if (
                        obj == "form"
                        or call.args
                        or any(k.arg in ("update_fields", "save") for k in kw)
                    ):
                        continue
                    held = names.is_held(ast.Name(id=obj))
                    yield f"{name}.{function.name}", call.lineno, held


def modules() -> Iterator[Path]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if not APART & {*path.relative_to(ROOT).parts}:
                yield path


def test_whoever_saves_a_row_made_it_or_holds_it() -> None:
    trusted, faults, seen = set(TRUSTED), [], 0
    for path in modules():
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for where, line, held in bare_saves(ast.parse(path.read_text()), name):
            seen += 1
            if where in TRUSTED:
                trusted.discard(where)
            elif not held:
                faults.append(f"{where}:{line}")
    assert faults == []
    assert trusted == set(), "no longer needed"
    assert seen > 50


@pytest.mark.parametrize(
    ("body", "held"),
    [
        ("row = Row.objects.get(pk=1)", False),
        ("row = Row.objects.select_for_update().get(pk=1)", True),
        ("row = Row()", True),
        ("row = hold_row(row)", True),
        ("row = kept.get(1) or Row()", False),
        ("kept = {r.pk: r for r in Row.objects.select_for_update()}\n row = kept.get(1) or Row()", True),
        ("pass", False),
    ],
)  # fmt: skip
def test_the_reading_of_the_code_tells_them_apart(body: str, held: bool) -> None:
    tree = ast.parse(f"def f(row):\n {body}\n row.save()")
    assert [one for _name, _line, one in bare_saves(tree, "m")] == [held]
