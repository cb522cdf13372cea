"""The style guide's own templates, beside the product's."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _guide_templates(settings: Any) -> None:
    """Assigned anew, not changed in place: only so the template engine notices."""
    first = settings.TEMPLATES[0]
    folders = [*first["DIRS"], settings.BASE_DIR / "tests/ui/templates"]
    settings.TEMPLATES = [{**first, "DIRS": folders}]
