"""What another source than a record's own may change: the first source stays named, remarks are added."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import models
from django.utils import translation
from django.utils.translation import gettext as __

from core.tools import partial_dates

# Attribute or column → (old, new).
Changes = dict[str, tuple[object, object]]
SOURCE = ("source", "source_url", "as_of")


def settled(
    obj: Any,
    values: Mapping[str, Any],
    changed: Changes,
    *,
    note: str,
    words: Callable[[str, object], str],
) -> Changes:
    """Return the changes a row makes to a record it names by its words.

    Remarks are added to those that stand. Under the name and date of the first source nothing of a second
    one goes unsaid: `note` (else the source itself) tells what it brought. An earlier one never takes
    over a fact. `words`: what is told of a change, by attribute and new value ("" for nothing).
    """
    found = dict(changed)
    if not is_second(obj, values):
        if note in found and found[note][1]:
            found |= _added(obj, note, str(found.pop(note)[1]))
        return found
    is_earlier = partial_dates.lies_before(values.get("as_of", ""), obj.as_of)
    told = [
        text
        for name, (_old, new) in found.items()
        if name not in SOURCE and (text := words(name, new))
    ]
    for name, (old, _new) in changed.items():
        if name in (*SOURCE, note) or (is_earlier and old not in ("", None)):
            del found[name]
    if note in changed and str(changed[note][1]) in getattr(obj, note):
        told.remove(words(note, changed[note][1]))
    return found | _added(obj, note or "source", according_to(values, told)) if told else found


def is_second(obj: models.Model, values: Mapping[str, object]) -> bool:
    """Return whether values name another source than the one that is recorded."""
    return any(
        values.get(name) and getattr(obj, name) and values[name] != getattr(obj, name)
        for name in ("source", "source_url")
    )


def _added(obj: models.Model, name: str, text: str) -> Changes:
    old = getattr(obj, name)
    return {} if text in old else {name: (old, "; ".join(filter(None, (old, text))))}


def according_to(values: Mapping[str, str], told: Iterable[str]) -> str:
    """Return “Menurut Dinas PU, 2018 (https://…): …”; stored text, so not in the reader's language."""
    with translation.override("id"):
        day = partial_dates.display(values.get("as_of", ""))
        by = ", ".join(filter(None, (values.get("source", ""), day)))
        url = values.get("source_url", "")
        source = " ".join(filter(None, (by, f"({url})" if by and url else url)))
        return __("According to %(source)s: %(facts)s") % {
            "source": source,
            "facts": "; ".join(told),
        }
