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


# Papers of many sheets: each sheet is a place of its own.
EACH_ITS_PAPER = {"events/papers/certificates.html", "ksm/paper_form.html"}


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.html")), ids=lambda path: path.name)
def test_what_is_made_up_is_said_once_a_place(path: Path) -> None:
    """Rows bear the sign (or on paper the star); the word stands once, with what the sign means."""
    depth = 0
    told = r"\{% (for|endfor)\b|components/example_mark\.html|\"example(?:-strip)?\">CONTOH"
    for found in re.finditer(told, path.read_text()):
        depth += {"for": 1, "endfor": -1}.get(found[1], 0)
        if found[1] is None and str(path.relative_to(ROOT)) not in EACH_ITS_PAPER:
            assert depth == 0, f"{path.relative_to(ROOT)}: {found[0]} in a loop"
