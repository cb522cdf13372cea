"""No text that a person typed is ever markup: what the code, the templates and the scripts may not do.

The templates escape by themselves; every way around that is refused here, but for the few of ALLOWED.
tests/test_planted_markup.py plants markup everywhere and looks for it on the pages.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from tests.test_policy import CODE, ROOT

# The only ways around, each with its reason: (file, what the finding says).
ALLOWED = {
    ("core/tools/drawn/charts.py", "mark_safe"): "SVG put together here; every word passes escape()",
    ("core/tools/drawn/charts.py", "markup in an f-string"): "as above",
    ("core/tools/rows/body.py", "mark_safe"): "rows of a table put together here; every word passes _escaped()",
    ("core/tools/rows/body.py", "markup in an f-string"): "as above",
    ("core/tools/rows/figures.py", "mark_safe"): "a sentence of figures; words and figures pass escape()",
    ("core/tools/rows/figures.py", "markup in an f-string"): "the link of a figure, hundreds a page; each part passes escape()",
    ("core/tools/drawn/line_charts.py", "markup in an f-string"): "shapes of numbers; words go by charts._text",
    ("templates/core/email/invitation.txt", "autoescape off"): "plain text, no markup",
    ("templates/core/email/_mail.txt", "autoescape off"): "plain text, no markup",
    ("static/js/map.js", "innerHTML"): "the answer of ksm/facility_popup.html, which escapes",
    ("static/js/map.js", "html:"): "numbers and words of the page's own template",
    ("static/js/map.js", "setContent("): "an element, no text",
    ("static/js/parts.js", "htmx.ajax("): "the one place that asks for parts of pages",
}  # fmt: skip
TEMPLATES = sorted(p for p in (ROOT / "templates").rglob("*") if p.suffix in (".html", ".txt"))
SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))

# --- Python -----------------------------------------------------------------------

_TRUSTED = {"mark_safe", "SafeString", "SafeText", "SafeData", "html_safe", "Markup"}
# No converter of an address ("<int:key>") and no group of a pattern ("(?P<day>…)").
_TAG = re.compile(r"(?<!\(\?P)</?[a-zA-Z][\w-]*([\s/>]|$)|<!")


def _name(node: ast.AST) -> str:
    return getattr(node, "id", "") or getattr(node, "attr", "")


def _is_literal(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _apart(tree: ast.AST) -> set[ast.AST]:
    """Return the nodes that name a type only, and calls of trust on a literal: both are harmless."""
    found: set[ast.AST] = set()
    for node in ast.walk(tree):
        for part in ("annotation", "returns"):
            if (kind := getattr(node, part, None)) is not None:
                found |= set(ast.walk(kind))
        if isinstance(node, ast.Call) and node.args and all(map(_is_literal, node.args)):
            found.add(node.func)
    return found


def faults_of_code(text: str) -> Iterator[str]:
    """Yield each way around escaping in a module's text."""
    tree = ast.parse(text)
    harmless = _apart(tree)
    for node in ast.walk(tree):
        name = _name(node)
        if isinstance(node, ast.Name | ast.Attribute) and node not in harmless and name in _TRUSTED:
            yield name
        elif (
            isinstance(node, ast.alias) and node.asname and node.name in _TRUSTED | {"format_html"}
        ):
            yield f"{node.name} under another name"
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("crispy_forms"):
            if {alias.name for alias in node.names} - {"FormHelper", "Fieldset", "Layout"}:
                yield "a part of crispy that reads text as template code"
        elif isinstance(node, ast.FunctionDef) and node.name == "__html__":
            yield "__html__"
        elif isinstance(node, ast.JoinedStr):
            if any(_is_literal(part) and _TAG.search(part.value) for part in node.values):  # type: ignore[attr-defined]
                yield "markup in an f-string"
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod | ast.Add):
            sides = (node.left, node.right)
            if any(_is_literal(side) and _TAG.search(side.value) for side in sides):  # type: ignore[attr-defined]
                yield "markup put together"
        elif isinstance(node, ast.Call):
            called, first = _name(node.func), node.args[0] if node.args else None
            if called == "format_html" and not _is_literal(first):
                yield "format_html without a literal"
            elif called == "format_html_join" and not all(map(_is_literal, node.args[:2])):
                yield "format_html_join without literals"
            elif called == "format" and isinstance(node.func, ast.Attribute):
                if _is_literal(node.func.value) and _TAG.search(node.func.value.value):  # type: ignore[attr-defined]
                    yield "markup put together"
            elif called in ("Fieldset", "Template", "from_string"):
                yield f"{called} reads its text as template code"
            elif called == "HttpResponse" and not (
                first is None
                or _is_literal(first)
                or _name(getattr(first, "func", first)) == "render_to_string"
                or any(word.arg == "content_type" for word in node.keywords)
            ):
                yield "HttpResponse of text without content_type"


# --- Templates and scripts ----------------------------------------------------------

_TEMPLATE = {
    "safe": re.compile(r"\|\s*safe(seq)?\b|\{%\s*filter\s[^%]*\bsafe"),
    "autoescape off": re.compile(r"\{%\s*autoescape\s+off"),
    "hx- attribute": re.compile(r"[\s\"'](data-)?hx-[a-z]"),
    "value without quotes": re.compile(r"<[a-z][^<>]*\s[a-z-]+=\{[{%]"),
    "script address": re.compile(r"=\s*[\"']?\s*(javascript|vbscript):", re.I),
    "page in an attribute": re.compile(r"\ssrcdoc\s*=", re.I),
}
_SCRIPT = {
    word: re.compile(pattern)
    for word, pattern in {
        "innerHTML": r"(?<!swap: \")\b(inner|outer)HTML\b",
        "insertAdjacentHTML": r"insertAdjacentHTML|createContextualFragment|parseFromString|srcdoc|setHTML",
        "document.write": r"document\.write",
        "eval": r"\beval\(|new Function\(|set(Timeout|Interval)\(\s*[\"'`]",
        "html:": r"\bhtml:",
        "bindPopup": r"bind(Popup|Tooltip)\(",
        "setContent(": r"setContent\(",
        "htmx.ajax(": r"htmx\.(ajax|swap|process)\(",
        "attribute of events or htmx": r"setAttribute\(\s*[\"'`](on|hx-|data-hx-)|\[[\"']on",
    }.items()
}


def faults_of_text(text: str, patterns: dict[str, re.Pattern[str]]) -> Iterator[str]:
    for word, pattern in patterns.items():
        if pattern.search(text):
            yield word


def found_everywhere() -> set[tuple[str, str]]:
    found = {(p, fault) for p in CODE for fault in faults_of_code(p.read_text())}
    found |= {(p, fault) for p in TEMPLATES for fault in faults_of_text(p.read_text(), _TEMPLATE)}
    found |= {(p, fault) for p in SCRIPTS for fault in faults_of_text(p.read_text(), _SCRIPT)}
    return {(str(path.relative_to(ROOT)), fault) for path, fault in found}


def test_nothing_goes_around_escaping_but_what_is_allowed() -> None:
    found = found_everywhere()
    assert sorted(found - set(ALLOWED)) == []
    assert sorted(set(ALLOWED) - found) == [], "no longer needed: take it off the list"


@pytest.mark.parametrize(
    "text",
    [
        "mark_safe(name)",
        "safestring.mark_safe(f'{name}')",
        "SafeString(name)",
        "map(SafeString, names)",
        "from django.utils.safestring import mark_safe as plain",
        "format_html(f'<b>{name}</b>')",
        "format_html(template, name)",
        "html.format_html('<b>' + name)",
        "format_html_join(mark, '<i>{}</i>', rows)",
        "field.help_text = f'<b>{name}</b>'",
        "'<b>%s</b>' % name",
        "'<b>{}</b>'.format(name)",
        "Fieldset(title, 'name')",
        "from crispy_forms.layout import HTML",
        "Template(text).render(context)",
        "HttpResponse(name)",
        "class A:\n    def __html__(self): return self.name",
    ],
)
def test_ways_around_in_code_are_seen(text: str) -> None:
    assert list(faults_of_code(text))


@pytest.mark.parametrize(
    "text",
    [
        "def badge(name) -> SafeString: return format_html('<b>{}</b>', name)",
        "SafeString('')",
        "HttpResponse(content, content_type='application/pdf')",
        "f'{a} < {b}'",
    ],
)
def test_honest_code_is_left_alone(text: str) -> None:
    assert list(faults_of_code(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "<p>{{ name|safe }}</p>",
        "{{ names|safeseq|join:', ' }}",
        "{% filter force_escape|safe %}",
        "{% autoescape off %}",
        '<a hx-get="/">',
        "<a class='x' data-hx-get='/'>",
        "<input value={{ name }}>",
        '<a href="javascript:void(0)">',
        '<iframe srcdoc="{{ page }}">',
    ],
)
def test_ways_around_in_templates_are_seen(text: str) -> None:
    assert list(faults_of_text(text, _TEMPLATE))


@pytest.mark.parametrize(
    "text",
    [
        "box.innerHTML = name",
        "box.insertAdjacentHTML('beforeend', name)",
        "marker.bindPopup(name)",
        "L.divIcon({ html: name })",
        "setTimeout('go()', 1)",
        "htmx.ajax('GET', name)",
        "box.setAttribute('onclick', name)",
    ],
)
def test_ways_around_in_scripts_are_seen(text: str) -> None:
    assert list(faults_of_text(text, _SCRIPT))


# --- What the browser is told ---------------------------------------------------------


def test_htmx_takes_no_orders_from_a_page(client: Any, db: None) -> None:
    page = client.get(reverse("account_login")).content.decode()
    told = json.loads(re.search(r"name=\"htmx-config\" content='([^']+)'", page)[1])  # type: ignore[index]
    assert told == {
        "disableSelector": "*",
        "disableInheritance": True,
        "allowEval": False,
        "allowScriptTags": False,
        "allowNestedOobSwaps": False,
        "selfRequestsOnly": True,
        "includeIndicatorStyles": False,
        "historyCacheSize": 0,
        "refreshOnHistoryMiss": True,
    }


def test_every_kind_of_source_is_named_and_none_may_be_inline(client: Any, db: None) -> None:
    header = client.get(reverse("account_login"))["Content-Security-Policy"]
    told = dict(line.strip().split(" ", 1) for line in header.split(";") if line.strip())
    assert told == {
        name: " ".join(to) for name, to in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
    }
    assert "unsafe" not in header
    assert told["default-src"] == "'none'"
    for name in ("script", "style", "font", "connect", "manifest", "worker"):
        assert told[f"{name}-src"] == "'self'"
    for name in ("frame-src", "object-src", "base-uri", "frame-ancestors"):
        assert told[name] == "'none'"
