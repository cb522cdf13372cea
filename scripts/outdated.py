"""`make outdated`: which pinned packages have a newer version, and which have a known hole.

Asks the package index with uv, and the advisories with pip-audit where a network reaches them; where it does not,
that is said and is no failure. Ends with 1 only where a package of the real system has a known hole.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCK, DEV_LOCK = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.M)


def pins(lock: Path) -> dict[str, str]:
    """Return the versions a lock file holds, by package."""
    return {name.lower(): version for name, version in PIN.findall(lock.read_text())}


def older(found: list[dict[str, Any]], real: set[str]) -> list[str]:
    """Return a line for each outdated package of `uv pip list --outdated`, those of the real system first."""
    lines = [
        (
            row["name"].lower() not in real,
            f"{row['name']} {row['version']} → {row['latest_version']}",
        )
        for row in found
    ]
    return [f"{line}{'  (development only)' if dev else ''}" for dev, line in sorted(lines)]


def holes(found: list[dict[str, Any]]) -> tuple[list[str], int]:
    """Return a line for each known hole in an answer of pip-audit, and how many packages it could not look up."""
    lines = [
        f"{row['name']} {row['version']}: {hole['id']}, mended in {', '.join(hole['fix_versions']) or '–'}"
        for row in found
        for hole in row.get("vulns", [])
    ]
    return lines, sum("skip_reason" in row for row in found)


def answer_of(command: list[str]) -> Any:
    """Return the JSON a command prints; None where it did not answer within two minutes."""
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
        return json.loads(done.stdout)
    except (OSError, subprocess.TimeoutExpired, json.JSONDecodeError):
        return None


def main() -> int:
    uv = shutil.which("uv") or str(ROOT / ".tools" / "bin" / "uv")
    real = set(pins(LOCK))
    listed = [uv, "pip", "list", "--outdated", "--format", "json", "--python", sys.executable]
    newer = answer_of(listed)
    if newer is None:
        print("Newer versions: the package index was not reached.")
    else:
        print(
            f"Newer versions: {len(newer)} of {len(pins(DEV_LOCK))} packages (make lock takes them)"
        )
        print(*(f"  {line}" for line in older(newer, real)), sep="\n")
    audit = [uv, "tool", "run", "pip-audit", "--requirement", str(LOCK), "--require-hashes"]
    audit += ["--disable-pip", "--format", "json", "--progress-spinner", "off"]
    asked = answer_of(audit)
    if asked is None:
        print("Known holes: the advisories were not reached.")
        return 0
    lines, unknown = holes(asked["dependencies"])
    print(
        f"Known holes: {len(lines)}; not looked up: {unknown} of {len(asked['dependencies'])} packages"
    )
    print(*(f"  {line}" for line in lines), sep="\n")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
