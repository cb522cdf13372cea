"""What the house is made of, at any commit: lines per room, modules per folder, `Any`, classes above Django's.

    python bench/house.py [COMMIT …]

Reads the files out of git, runs nothing of them. Product lines: Python of the rooms without migrations; blank
lines and comments count.
"""

from __future__ import annotations

import ast
import io
import re
import statistics
import subprocess
import sys
import tarfile
from collections import Counter, defaultdict
from pathlib import PurePosixPath

ROOMS = ("aksansi", "core", "chapters", "ksm", "monitoring", "agreements", "events", "planning")
WALLS = {"View", "Form", "ModelForm", "BaseForm"}


def sources(commit: str) -> dict[PurePosixPath, str]:
    """Return the text of every Python file and template of a commit."""
    packed = subprocess.run(
        ["git", "archive", commit, *[*ROOMS, "templates"]], check=False, capture_output=True
    )
    if packed.returncode:  # a room that was not there yet
        packed = subprocess.run(["git", "archive", commit], check=True, capture_output=True)
    found = {}
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as tar:
        for member in tar:
            path = PurePosixPath(member.name)
            if path.suffix in {".py", ".html"} and path.parts[0] in (*ROOMS, "templates"):
                text = tar.extractfile(member)
                assert text is not None
                found[path] = text.read().decode()
    return found


def heights(trees: list[ast.Module]) -> list[int]:
    """Return for each page and form how many classes of the house stand above it; names are taken as one."""
    bases: dict[str, list[str]] = {}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                names = [ast.unparse(base).rpartition(".")[2] for base in node.bases]
                bases.setdefault(node.name, names)

    def above(name: str, seen: frozenset[str]) -> set[str]:
        found: set[str] = set()
        for base in bases.get(name, []):
            if base in bases and base not in seen:
                found |= {base} | above(base, seen | {base})
            elif base in WALLS:
                found.add("")
        return found

    towers = [above(name, frozenset({name})) for name in bases]
    return sorted(len(tower - {""}) for tower in towers if "" in tower)


def tell(commit: str) -> None:
    files = sources(commit)
    python = {
        path: text
        for path, text in files.items()
        if path.suffix == ".py" and "migrations" not in path.parts
    }
    lines: Counter[str] = Counter()
    folders: defaultdict[PurePosixPath, int] = defaultdict(int)
    for path, text in python.items():
        lines[path.parts[0]] += text.count("\n")
        folders[path.parent] += path.name != "__init__.py"
    steps = [p for p in files if "migrations" in p.parts and p.name != "__init__.py"]
    towers = heights([ast.parse(text) for text in python.values()])
    markup = [line for p, text in files.items() if p.suffix == ".html" for line in text.split("\n")]
    print(f"{commit}")
    print(f"  product lines {sum(lines.values())}: {dict(lines.most_common())}")
    print(
        f"  fullest folders {sorted(((n, str(p)) for p, n in folders.items()), reverse=True)[:6]}"
    )
    named = sum(len(re.findall(r"\bAny\b", text)) for text in python.values())
    print(f"  Any {named}")
    print(
        f"  pages and forms {len(towers)}, classes above: median {statistics.median(towers)}, most {towers[-1]}"
    )
    print(f"  migrations {len(steps)}, their lines {sum(files[p].count(chr(10)) for p in steps)}")
    print(f"  template lines above 160 characters {sum(len(line) > 160 for line in markup)}")


if __name__ == "__main__":
    for name in sys.argv[1:] or ["HEAD"]:
        tell(name)
