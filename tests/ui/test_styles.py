"""Styles by page type: what every page has is in components.css, the rest is asked for by the layouts that need it."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

from tests.styles import BY_PAGE, PLACE, SHARED, missing, selectors


def test_a_sheet_of_a_page_type_speaks_of_its_own_parts_alone() -> None:
    """Every rule starts from a part (class) that no other sheet describes: what a page needs is read from its classes."""
    general = {part for name in SHARED for rule in selectors(name) for part in rule}
    shared, owners = [], {}
    for name in BY_PAGE:
        for rule in selectors(name):
            own = [part for part in rule if part not in general]
            if not own:
                shared.append(f"{name}.css: {rule}")
            elif owners.setdefault(own[0], name) != name:
                shared.append(f"{own[0]} in {owners[own[0]]}.css and {name}.css")
    assert shared == []
    assert len(BY_PAGE) == 8


def test_a_page_without_the_sheet_of_its_parts_is_told() -> None:
    head = '<link href="/static/css/components.css">'
    page = f'{head}<link href="/static/css/list.css"><ul class="chips"><li class="a narrow"></ul>'
    assert missing(page) == []
    assert missing(page + '<dl class="stats"></dl>') == ["figures.css: stats"]
    assert missing(f'{head}<ol class="x"></ol>') == []
    assert missing('<dl class="stats"></dl>') == []  # the admin's page


def test_a_part_a_template_names_is_described() -> None:
    """A class that no style and no script knows is a part that lost its style: the steps of the import did."""
    root = Path(settings.BASE_DIR)
    styles = [*PLACE.glob("*.css"), *(root / "static" / "vendor").rglob("*.css")]
    known = {
        word for sheet in styles for word in re.findall(r"\.([a-zA-Z][\w-]*)", sheet.read_text())
    }
    scripts = " ".join(path.read_text() for path in (root / "static" / "js").rglob("*.js"))
    known |= set(re.findall(r"[\w-]+", scripts))
    unknown = {
        f"{path.relative_to(root)}: {word}"
        for path in (root / "templates").rglob("*.html")
        if path.parent.parent.name != "admin"
        for words in re.findall(r'class="([^"]*)"', re.sub(r"{[{%].*?[%}]}", " ", path.read_text()))
        for word in words.split()
        if word not in known and not word.endswith("-")
    }
    assert unknown == set()


def test_no_table_of_a_paper_is_laid_out_by_a_sheet_of_the_screen() -> None:
    """The letter stands on the screen too: `facts` is a grid there, and took the head of a table beside its rows."""
    templates = (Path(settings.BASE_DIR) / "templates").rglob("*.html")
    tables = [re.findall(r'<table class="rt ([a-z -]+)', page.read_text()) for page in templates]
    names = {name for found in tables for one in found for name in one.split()}
    assert {"tight", "published"} <= names
    sheets = [page for page in PLACE.glob("*.css") if page.stem not in ("report", "pdf")]
    laid_out = {
        f"{page.name}: {name}"
        for page in sheets
        for name in names
        if re.search(rf"(?m)(^|, )\.{name}(, [^{{]*)? {{[^}}]*display:", page.read_text())
    }
    assert laid_out == set()
