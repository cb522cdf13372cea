"""Names of people as lists write them: the sex beside or behind a name."""

from __future__ import annotations

import re

SEX = {
    **dict.fromkeys(("l", "lk", "laki-laki", "laki laki", "pria", "m", "male"), "L"),
    **dict.fromkeys(("p", "pr", "perempuan", "wanita", "f", "female"), "P"),
}
_BEHIND = re.compile(
    rf"\s*[(\[/]\s*({'|'.join(sorted(map(re.escape, SEX), key=len, reverse=True))})\s*[)\]/]?(?=,|$)",
    re.IGNORECASE,
)


def sex_of(cell: str) -> str:
    """Return "L" or "P" for a cell that says nothing else: “L”, “(P)”, “perempuan”; "" for any other."""
    return SEX.get(cell.lower().strip(" ()[]."), "")


def without_sex(name: str) -> tuple[str, str]:
    """Return “Siti” and “P” of “Siti (P)”, the commonest way to write it; a degree after it stays with the name."""
    found = _BEHIND.search(name)
    if found is None:
        return name, ""
    return f"{name[: found.start()].strip()}{name[found.end() :]}", SEX[found[1].lower()]
