"""Templates without their indentation: it is a thirtieth of what a page weighs on the line."""

from __future__ import annotations

import re

from django.template import Origin
from django.template.loaders import filesystem
from typing_extensions import override

_INDENT = re.compile(r"\n[ \t]+")
# Where blanks are part of what is said: messages that are looked up, and text shown as it is typed.
_SAID = re.compile(
    r"({% blocktranslate\b.*?{% endblocktranslate %}|<(?P<kind>pre|textarea|script|style)\b.*?</(?P=kind)>)",
    re.DOTALL,
)


def without_indent(text: str) -> str:
    """Return a template of the same lines, none of which begins with a blank."""
    parts, at = [], 0
    for said in _SAID.finditer(text):
        parts += [_INDENT.sub("\n", text[at : said.start()]), said[0]]
        at = said.end()
    return "".join([*parts, _INDENT.sub("\n", text[at:])])


class Loader(filesystem.Loader):
    @override
    def get_contents(self, origin: Origin) -> str:
        text: str = super().get_contents(origin)
        return without_indent(text) if origin.name.endswith(".html") else text
