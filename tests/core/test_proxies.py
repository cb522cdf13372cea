"""What the deployment check says of the proxies in front."""

from __future__ import annotations

from typing import Any

import pytest

from core.tools import checks


@pytest.mark.parametrize(
    ("secure", "count", "told"),
    [
        (True, 1, []),
        (True, 2, []),
        (True, 0, ["aksansi.E004"]),
        (True, -1, ["aksansi.E004"]),
        (False, 0, ["aksansi.W003"]),
        (False, 1, ["aksansi.W003", "aksansi.E004"]),
    ],
)
def test_count_and_switch_must_agree(
    settings: Any, secure: bool, count: int, told: list[str]
) -> None:
    settings.SECURE_PROXY, settings.PROXY_COUNT = secure, count
    assert [found.id for found in checks.proxies_are_told()] == told


def test_a_demonstration_needs_no_proxy(settings: Any) -> None:
    settings.SECURE_PROXY, settings.PROXY_COUNT, settings.DEMO = False, 0, True
    assert checks.proxies_are_told() == []
