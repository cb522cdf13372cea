"""The list of outdated packages: what it reads from the lock files and from the answers of its tools."""

from __future__ import annotations

from scripts import outdated


def test_every_pin_of_the_lock_files_is_read() -> None:
    real, dev = outdated.pins(outdated.LOCK), outdated.pins(outdated.DEV_LOCK)
    assert real["django"].startswith("5.2.")
    assert set(real) < set(dev)
    lines = outdated.LOCK.read_text().splitlines()
    assert len(real) == sum("==" in line for line in lines if line[:1].isalnum())


def test_packages_of_the_real_system_come_first() -> None:
    newer = [
        {"name": "djlint", "version": "1.49", "latest_version": "1.54"},
        {"name": "Pillow", "version": "13.0.0", "latest_version": "13.0.1"},
    ]
    assert outdated.older(newer, {"pillow"}) == [
        "Pillow 13.0.0 → 13.0.1",
        "djlint 1.49 → 1.54  (development only)",
    ]


def test_a_known_hole_is_told_and_what_was_not_looked_up_is_counted() -> None:
    found = [
        {"name": "a", "version": "1", "vulns": [{"id": "CVE-1", "fix_versions": ["1.1", "2"]}]},
        {"name": "b", "version": "1", "vulns": [{"id": "CVE-2", "fix_versions": []}]},
        {"name": "c", "version": "1", "vulns": []},
        {"name": "d", "skip_reason": "not found"},
    ]
    assert outdated.holes(found) == (
        ["a 1: CVE-1, mended in 1.1, 2", "b 1: CVE-2, mended in –"],
        1,
    )


def test_a_tool_that_does_not_answer_is_no_failure() -> None:
    assert outdated.answer_of(["false"]) is None
    assert outdated.answer_of(["no-such-program"]) is None
