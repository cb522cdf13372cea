"""Write each room's joined migration anew, from the state that all its steps lead to (docs/decisions/0008).

Run it from the project's root when a new database takes too long; `tests/test_migrations.py` and a comparison of the
two schemas tell whether something was forgotten.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aksansi.settings")

import django  # noqa: E402
from django.db.migrations import Migration  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402
from django.db.migrations.operations import CreateModel  # noqa: E402
from django.db.migrations.state import ModelState  # noqa: E402
from django.db.migrations.writer import MigrationWriter  # noqa: E402
from django.utils import translation  # noqa: E402

from core.tools.rows.tables_at_once import CreateTables  # noqa: E402

ROOMS = ("core", "chapters", "ksm", "monitoring", "agreements", "events", "planning")
# What stands behind the tables of a room and belongs to no model: what it needs, and its operations.
BEHIND = {
    "ksm": (
        "from core.tools.rows.trigrams import trigram_index\nfrom ksm.migrations import _counts",
        'trigram_index("ksm_facility", ("name", "code", "village", "district", "hamlet"), name="ksm_facility_words"),',
        'trigram_index("ksm_group", ("name", "village", "district", "hamlet"), name="ksm_group_words"),',
        "migrations.RunPython(_counts.make, _counts.drop),",
    ),
    "monitoring": (
        "from monitoring.migrations import _counts, _guards, _touches",
        "migrations.RunPython(_guards.make, _guards.drop),",
        "migrations.RunPython(_touches.make, _touches.drop),",
        "migrations.RunPython(_counts.make, _counts.drop),",
    ),
}
IMPORT = "from django.db import migrations, models\n"


def table(found: ModelState) -> CreateModel:
    options = {name: value for name, value in found.options.items() if value}
    return CreateModel(found.name, list(found.fields.items()), options, found.bases, found.managers)


def join(loader: MigrationLoader, room: str, names: dict[str, str]) -> str:
    """Return the text of a room's joined migration."""
    before = next(
        one for (label, name), one in loader.disk_migrations.items()
        if label == room and one.replaces
    )  # fmt: skip
    models = {name: one for (label, name), one in loader.project_state().models.items() if label == room}  # fmt: skip
    tables = before.operations[0]
    assert isinstance(tables, CreateTables)
    first = [one.name.lower() for one in tables.models]
    order = [name for name in first if name in models]
    order += [name for name in models if name not in order]
    said = {
        "initial": True,
        "replaces": [(room, name) for name in steps(loader, room)],
        "dependencies": [(label, names.get(label, name)) for label, name in before.dependencies],
        "operations": [CreateTables(models=[table(models[name]) for name in order])],
    }
    made = type("Migration", (Migration,), said)(names[room], room)
    text = MigrationWriter(made, include_header=False).as_string()
    if room in BEHIND:
        needed, *behind = BEHIND[room]
        head, _bracket, _rest = text.rpartition("    ]")
        lines = "".join(f"        {line}\n" for line in behind)
        text = f"{head}{lines}    ]\n".replace(IMPORT, f"{IMPORT}{needed}\n", 1)
    return text


def steps(loader: MigrationLoader, room: str) -> list[str]:
    return sorted(
        name for (label, name), one in loader.disk_migrations.items() if label == room and not one.replaces
    )  # fmt: skip


def main() -> None:
    django.setup()
    translation.deactivate_all()  # words are kept as the code has them
    loader = MigrationLoader(None)
    names = {room: f"0001_squashed_{steps(loader, room)[-1][:4]}" for room in ROOMS}
    texts = {room: join(loader, room, names) for room in ROOMS}
    for room, text in texts.items():
        folder = ROOT / room / "migrations"
        for old in folder.glob("0001_squashed_*.py"):
            old.unlink()
        (folder / f"{names[room]}.py").write_text(text)
        print(f"{room}: {names[room]}")


if __name__ == "__main__":
    main()
