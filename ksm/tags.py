"""Tags: an office's own words on a record ("lomba 2026, prioritas rehab"), to find a set of records again.

Kept as text in the record, so that history, imports, bulk changes and their undo know them like any other
column. Written small and in one order: the same tags are the same text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import django_filters as df
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet

LONGEST, MOST_TEXT = 40, 400
SEPARATOR = ", "
USED_SHOWN, USED_READ = 12, 500


def split(text: str) -> list[str]:
    """Return the tags of a text, small, each once, in the order of the alphabet."""
    parts = (" ".join(part.split()).lstrip("#").lower() for part in re.split(r"[,;\n]", text))
    return sorted({part for part in parts if part})


def tidy(text: str) -> str:
    """Return tags as they are kept. Raises ValidationError for a tag or a list that is too long."""
    found = split(text)
    for tag in found:
        if len(tag) > LONGEST:
            raise ValidationError(
                _("A tag has at most %(most)s letters: “%(tag)s…” has %(length)s."),
                params={"most": LONGEST, "tag": tag[:LONGEST], "length": len(tag)},
            )
    kept = SEPARATOR.join(found)
    if len(kept) > MOST_TEXT:
        raise ValidationError(
            _("These are too many tags: %(length)s letters, %(most)s have room."),
            params={"length": len(kept), "most": MOST_TEXT},
        )
    return kept


def both(one: str, other: str) -> str:
    """Return the tags of two records; those of the first alone where both have no room."""
    text = SEPARATOR.join(split(f"{one},{other}"))
    return text if len(text) <= MOST_TEXT else one


def without(text: str, off: Iterable[str]) -> str:
    """Return the tags that are left."""
    return SEPARATOR.join(tag for tag in split(text) if tag not in set(off))


def tagged(tag: str) -> Q:
    """Return the condition "has this tag", not as a part of another one."""
    return Q(tags__gt="") & (
        Q(tags=tag)
        | Q(tags__startswith=tag + SEPARATOR)
        | Q(tags__endswith=SEPARATOR + tag)
        | Q(tags__contains=SEPARATOR + tag + SEPARATOR)
    )


def used(rows: ScopedQuerySet) -> list[str]:
    """Return the most frequent tags among rows, the first in the alphabet where equal. One query."""
    texts = rows.filter(tags__gt="").order_by().values_list("tags", flat=True)[:USED_READ]
    counts = Counter(tag for text in texts for tag in split(text))
    return [tag for tag, _n in sorted(counts.items(), key=lambda one: (-one[1], one[0]))][
        :USED_SHOWN
    ]


class TagsField(models.CharField):
    """A model field of tags; blank is the empty string."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update({"max_length": MOST_TEXT, "blank": True})
        super().__init__(*args, **kwargs)

    @override
    def deconstruct(self) -> tuple[str, str, Sequence[object], dict[str, object]]:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"], kwargs["blank"]
        return name, path, args, kwargs

    @override
    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": TagsFormField, **kwargs})


class TagsFormField(forms.CharField):
    """Tags separated by commas, as they are kept."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("max_length", None)  # what is typed may be longer than what is kept
        super().__init__(**kwargs)

    @override
    def to_python(self, value: object) -> str:
        return tidy(super().to_python(value) or "")


class TagFilter(df.CharFilter):
    """Rows with this tag, or with all of several."""

    def filter(self, qs: Any, value: str) -> Any:
        for tag in split(value or ""):
            qs = qs.filter(tagged(tag))
        return qs
