"""Which styles a page needs: the parts (classes) it holds against the sheets it asks for."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import tinycss2
from django.conf import settings

PLACE = Path(settings.BASE_DIR) / "static" / "css"
SHARED = ("base", "components")
# Asked for by the block `styles` of a layout (docs/look.md).
BY_PAGE = ("list", "record", "facility", "figures", "form", "door", "planning", "calendar")


@cache
def selectors(name: str) -> list[tuple[str, ...]]:
    """Return of each selector of a sheet the classes and ids it names, in order, those in @media too."""
    text = (PLACE / f"{name}.css").read_text()
    found, rules = [], tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
    while rules:
        rule = rules.pop(0)
        if rule.type == "at-rule" and rule.content is not None:
            rules += tinycss2.parse_rule_list(
                rule.content, skip_comments=True, skip_whitespace=True
            )
        elif rule.type == "qualified-rule":
            # Commas inside :not() and :has() are no token of the prelude itself.
            commas = [-1, *(i for i, token in enumerate(rule.prelude) if token == ",")]
            for start, end in zip(commas, [*commas[1:], None], strict=True):
                selector = tinycss2.serialize(rule.prelude[start + 1 : end])
                found.append(tuple(re.findall(r"[.#]([a-zA-Z][\w-]*)", selector)))
    return found


@cache
def owners() -> dict[str, str]:
    """Return {part: the one sheet that describes it}."""
    general = {part for name in SHARED for rule in selectors(name) for part in rule}
    return {
        own[0]: name
        for name in BY_PAGE
        for rule in selectors(name)
        if (own := [part for part in rule if part not in general])
    }


def missing(page: str) -> list[str]:
    """Return "sheet: part" for each part of a page of ours whose sheet the page does not ask for."""
    asked = set(re.findall(r"/css/(\w+)\.", page))
    if "components" not in asked:  # the admin, a paper
        return []
    held = {part for words in re.findall(r'class="([^"]*)"', page) for part in words.split()}
    return sorted(
        f"{owners()[part]}.css: {part}"
        for part in held & owners().keys()
        if owners()[part] not in asked
    )
