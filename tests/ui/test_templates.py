"""Every template compiles, says what it is for, and holds nothing inline."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR) / "templates"
OWN = ("pages", "components", "layouts", "pdf", "account", "allauth", "bootstrap5", "mfa")
TEMPLATES = sorted(
    str(path.relative_to(ROOT))
    for path in ROOT.rglob("*.html")
    if path.parent == ROOT or path.relative_to(ROOT).parts[0] in OWN
)


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_compiles(name: str) -> None:
    get_template(name)


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_is_short_and_has_nothing_inline(name: str) -> None:
    text = (ROOT / name).read_text()
    assert text.count("\n") <= 120
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)", text), name
    assert not re.search(r"\{#[^#]*\n", text), "a {# comment #} must end on its line"
