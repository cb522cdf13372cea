"""Codes of regions: what lies within what, in Python and as a condition of the database."""

from __future__ import annotations

import re
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, TypeAlias

from django.db.models import Q

if TYPE_CHECKING:
    from collections.abc import Iterable


CODE_PATTERN = r"\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?"  # of a region, by Kemendagri
_SCOPE = re.compile(CODE_PATTERN, re.ASCII)

# The codes below which an account's rows lie, none within another; None stands for no row at all.
Reach: TypeAlias = tuple[str, ...]
EVERYWHERE: Reach = ("",)  # of the Secretariat: every code starts with the empty string


def outermost(codes: Iterable[str]) -> Reach:
    """Return the codes in order, each once, without empty ones and those that lie within another."""
    found: list[str] = []
    for code in sorted(filter(None, codes)):  # a province comes before what lies in it
        if not in_scope(code, found):
            found.append(code)
    return tuple(found)


def within(code: str | None, area: str) -> bool:
    """Return whether a region code lies in an area (another code), by whole levels ("34.0" holds nothing)."""
    return code is not None and (area == "" or code == area or code.startswith(f"{area}."))


def in_scope(code: str | None, scope: Iterable[str] | None) -> bool:
    """Return whether a region code lies inside a scope."""
    return any(within(code, area) for area in scope or ())


def prefix_q(path: str, area: str) -> Q:
    """Return the condition "the code at `path` (a Region relation, or "" for Region itself) is in an area".

    A stretch of an index: the levels of a code have fixed widths (`Region`'s constraint), so "34.04" and
    all below it lie from "34.04" to "34.05", whether a database heeds the dots in its order or not.
    """
    code = f"{path}__code" if path else "code"
    above, dot, last = area.rpartition(".")
    beyond = f"{above}{dot}{int(last) + 1:0{len(last)}}" if last.isdecimal() else ""
    if _SCOPE.fullmatch(area) and len(beyond) == len(area):
        return Q(**{f"{code}__gte": area, f"{code}__lt": beyond})
    return Q(**{code: area}) | Q(**{f"{code}__startswith": f"{area}."})


def scope_q(path: str, scope: Reach) -> Q:
    """Return the condition "the code at `path` lies in a scope" other than EVERYWHERE: a stretch for each area."""
    return reduce(or_, (prefix_q(path, area) for area in scope))


def codes_q(path: str, codes: Iterable[str]) -> Q:
    """Return the condition "the Region at `path` is one of these, or lies in one that is a province".

    For the kabupaten and kota of a page of a list: one choice of keys, however many they are.
    """
    codes = list(codes)
    provinces = [prefix_q(path, code) for code in codes if "." not in code]
    return reduce(or_, provinces, Q(**{f"{path}__in": [code for code in codes if "." in code]}))
