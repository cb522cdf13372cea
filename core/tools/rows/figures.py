"""A number over records, and the way to exactly those records: the one form every page prints such numbers in.

A figure without an address prints as a plain number; `tests/roof/test_figures.py` names the few that may.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from functools import cache
from html import escape
from typing import Self
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from typing_extensions import override

from core.tools import formats
from core.tools.formats import Words
from core.tools.rows.values import value_class

RUPIAH, PERCENT = "Rp", "%"
Value = int | float | Decimal | None


@value_class
class Figure:
    """A count, sum, share, mean or median over records. None prints as a dash: not known is not zero.

    `unit`: RUPIAH, PERCENT or "" (a number as it is). `n`: how many records state what is added or averaged; of a
    share the whole it is of, `part` being its numerator. `as_of`: the day it holds for. `url`: the list of exactly
    the records that are counted, added or are the part (`address`); "" where there is none. `name`: what it
    counts, for whoever hears the link alone. `is_own`: no number over records but what one record says; it opens that.
    `is_derived`: worked out of what `n` records say together; it opens those.
    """

    value: Value
    unit: str = ""
    n: Value = None
    as_of: str | dt.date = ""
    url: str = ""
    part: Value = None
    is_rough: bool = False
    name: Words = ""
    is_own: bool = False
    is_derived: bool = False

    @classmethod
    def share(cls, part: Value, whole: Value, url: str = "", name: Words = "") -> Self:
        """Return a part of a whole in per cent; a dash where either is missing or the whole is 0."""
        value = None if part is None or not whole else Decimal(part) / Decimal(whole) * 100
        return cls(value, PERCENT, whole, url=url, part=part, name=name)

    @property
    def text(self) -> str:
        if self.unit == PERCENT:
            return formats.per_cent(self.value, 0)
        if self.unit == RUPIAH:
            return formats.rupiah(self.value)
        return formats.about(self.value, self.is_rough)

    def named(self, name: Words) -> Self:
        return replace(self, name=name)

    @property
    def html(self) -> SafeString:
        """Return the number as a link to its records, as text where it has no address or is not known."""
        text = escape(self.text)
        if not self.url or self.value is None:
            return mark_safe(text)  # escaped above
        behind = self.n if self.part is None else f"{self.part}/{self.n}"
        kind = "one" if self.is_own else "derived" if self.is_derived else "figure"
        told = f' aria-label="{text}: {escape(str(self.name))}"' if self.name else ""
        behind = "" if behind is None else escape(str(behind))
        return mark_safe(  # every part was escaped above
            f'<a data-{kind}="{behind}" href="{escape(self.url)}"{told}>{text}</a>'
        )

    @override
    def __str__(self) -> str:
        return self.text


def sentence(text: Words, **parts: Figure | str) -> SafeString:
    """Return words with figures in their named places: `sentence(__("%(n)s of %(all)s"), n=figure, all=3)`."""
    told = {
        key: part.html if isinstance(part, Figure) else conditional_escape(part)
        for key, part in parts.items()
    }
    # Words and parts are escaped above; a figure brings its own escaped link.
    return mark_safe(escape(str(text)) % told)


def address(name: str, **query: object) -> str:
    """Return the address of a list by its URL name, narrowed by its filters; what is empty is left out.

    `sum`, `mean` and `median` name the column whose total the list tells (`core.tools.rows.totals`).
    """
    return narrower(_place(name), **query)


@cache
def _place(name: str) -> str:
    return reverse(name)  # a board asks for some hundred addresses of a dozen lists


def narrower(url: str, **query: object) -> str:
    """Return an address of `address` narrowed further; "" stays "": what has no list has none of its parts."""
    if not url:
        return ""
    more = urlencode(_filled(query))
    return f"{url}{'&' if '?' in url else '?'}{more}" if more else url


def _filled(query: dict[str, object]) -> dict[str, str]:
    return {key: str(value) for key, value in query.items() if value not in (None, "", False)}
