"""Breaks one line of the product after the other and tells which test sees it (docs: bench/README.md).

    python bench/breaks.py [--only NAME …] [--near | --wide] [--table]

Works on a copy of the checkout in a temporary folder; nothing here is changed. A break is looked for by the tests
named beside it, then (or, with --wide, at once) by all tests of its rooms. Ends with 1 where one is seen by no test,
or where its line is no longer there: then `bench/broken.py` is mended.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
from bench.broken import BREAKS, Break  # noqa: E402


@dataclass(frozen=True)
class Found:
    """What came of one break. `test`: the first that failed; "" where none did."""

    broken: Break
    test: str
    seconds: float


class Copy:
    """A copy of the checkout in which lines are broken and mended."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, check=True, capture_output=True, text=True,
        )  # fmt: skip
        for name in filter(None, listed.stdout.split("\0")):
            if (ROOT / name).is_file():
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, target)
        for compiled in ROOT.glob("locale/*/LC_MESSAGES/*.mo"):
            shutil.copy2(compiled, folder / compiled.relative_to(ROOT))
        (folder / ".venv").symlink_to(ROOT / ".venv")
        self.environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}

    def run(self, tests: tuple[str, ...]) -> str:
        """Return the first test that fails; "" where all pass."""
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-x", "-q", "-m", "not browser", *tests],
            cwd=self.folder, capture_output=True, text=True,
            env={**self.environment, "PYTHONPYCACHEPREFIX": str(self.folder / "var/pycache")},
        )  # fmt: skip
        if done.returncode == 0:
            return ""
        named = re.search(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.M)
        return named[1] if named else f"(pytest ended with {done.returncode})"

    def look_for(self, broken: Break, *, near: bool = False, wide: bool = False) -> Found:
        path = self.folder / broken.file
        sound = path.read_text()
        if sound.count(broken.line) != 1:
            return Found(broken, "(the line is not there once)", 0)
        began = time.monotonic()
        path.write_text(sound.replace(broken.line, broken.instead))
        try:
            rooms = tuple(f"tests/{room}" for room in broken.rooms)
            steps = (rooms,) if wide else (broken.tests,) if near else (broken.tests, rooms)
            seen = next((test for step in steps if step and (test := self.run(step))), "")
        finally:
            path.write_text(sound)
        return Found(broken, seen, time.monotonic() - began)


def main() -> int:
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--only", nargs="+", default=[], metavar="NAME")
    asked.add_argument("--near", action="store_true", help="only the tests named beside a break")
    asked.add_argument("--wide", action="store_true", help="all tests of the rooms at once")
    asked.add_argument("--table", action="store_true", help="end with the table of the README")
    args = asked.parse_args()
    chosen = [one for one in BREAKS if not args.only or one.name in args.only]
    found = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Copy(Path(folder))
        for one in chosen:
            found.append(copy.look_for(one, near=args.near, wide=args.wide))
            print(f"{one.name}: {found[-1].test or 'NOT SEEN'} ({found[-1].seconds:.0f} s)", flush=True)  # fmt: skip
    if args.table:
        for got in found:
            test = got.test.removeprefix("tests/")
            print(f"| {got.broken.what} | `{got.broken.file}` | `{test or 'none'}` |")
    missed = [got.broken.name for got in found if not got.test or got.test.startswith("(")]
    print(f"{len(found) - len(missed)} of {len(found)} seen. {', '.join(missed)}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
