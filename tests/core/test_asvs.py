"""docs/security/asvs.md: every requirement once, every test it names exists, its sums are those of its rows."""

from __future__ import annotations

import re
from collections import Counter

from django.conf import settings

ROOT = settings.BASE_DIR
PAGE = (ROOT / "docs" / "security" / "asvs.md").read_text()
ROWS = re.findall(r"^\| ([\d., ]+) \| (met|not met|n/a|installation) \| (.+) \|$", PAGE, re.M)
ALL = 253  # requirements of levels 1 and 2 in version 5.0.0


def numbers(state: str = "") -> list[str]:
    return [
        n for told, found, _why in ROWS if not state or found == state for n in told.split(", ")
    ]


def test_every_requirement_has_one_row() -> None:
    assert len(numbers()) == len(set(numbers())) == ALL
    assert {n.partition(".")[0] for n in numbers()} == {str(chapter) for chapter in range(1, 18)}


def test_the_sums_are_those_of_the_rows() -> None:
    told = dict(re.findall(r"^\| (met|not met|n/a|installation) \| (\d+) \|", PAGE, re.M))
    counted = Counter(state for told, state, _why in ROWS for _n in told.split(", "))
    assert {state: int(sum_) for state, sum_ in told.items()} == dict(counted)
    listed = re.findall(r"^- ([\d., ]+):", PAGE, re.M)
    assert {n for line in listed for n in line.split(", ")} == set(numbers("not met"))


def test_every_test_it_names_exists() -> None:
    named = set(re.findall(r"`([\w/]+\.py)::(\w+)`", PAGE))
    assert len(named) > 50
    missing = [
        f"{path}::{name}"
        for path, name in sorted(named)
        if not re.search(rf"^def {name}\(", (ROOT / "tests" / path).read_text(), re.M)
    ]
    assert missing == []


def test_its_links_lead_somewhere() -> None:
    for page in ("asvs.md", "rules.md"):
        place = ROOT / "docs" / "security" / page
        for link, part in re.findall(r"\]\(([\w./-]*)(?:#([\w-]+))?\)", place.read_text()):
            target = (place.parent / link).resolve() if link else place
            assert target.exists(), link
            if part:
                heads = re.findall(r"^#+ (.+)$", target.read_text(), re.M)
                assert part in {_anchor(head) for head in heads}, f"{link}#{part}"


def _anchor(head: str) -> str:
    """Return the name a hosting site gives a heading."""
    return re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-")
