"""Cells of the table of events: its kind, what stands on its invitation, where it was read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from django.utils import translation
from django.utils.translation import gettext as __
from typing_extensions import override

from core.importing import Choice, RegionCell, Several, WebAddress
from core.importing.cells.choices import choice_key
from core.importing.rows import Raw
from core.people.users import User
from core.tools.files.spreadsheets import plain
from core.tools.rows.areas import EVERYWHERE
from events import lines
from events.models import EventKind, EventOffice, EventPurpose, EventRegion, OfficeRole


class OriginCell(WebAddress):
    """An address; what is none (a document) is the source in words."""

    @override
    def clean(self, value: Raw) -> object:
        text = " ".join(plain(value).split())
        return Several(source=text) if text.startswith("seed:") else super().clean(value)


class Invited(Protocol):
    """An event with what stands on its invitation loaded."""

    loaded_offices: list[EventOffice]
    loaded_purposes: list[EventPurpose]
    loaded_regions: list[EventRegion]


ROLES = {
    "organisers": OfficeRole.ORGANISER, "hosts": OfficeRole.HOST, "speakers": OfficeRole.SPEAKER,
    "funders": OfficeRole.FUNDER,
}  # fmt: skip


def of_role(role: OfficeRole) -> Callable[[Invited], str]:
    return lambda event: "; ".join(row.words for row in event.loaded_offices if row.role == role)


def purposes_of(event: Invited) -> str:
    return "; ".join(row.text for row in event.loaded_purposes)


def regions_of(event: Invited) -> list[str]:
    return [row.region_id for row in event.loaded_regions]


class RegionsCell(RegionCell):
    """Regions that take part, joined as prose joins them; whose they are is asked of a new event alone."""

    @override
    def prepare(self, user: User) -> None:
        super().prepare(user)
        self.scope = EVERYWHERE

    @override
    def clean(self, value: Raw) -> object:
        cut = lines.names(plain(value))
        parts = [p for one in cut for p in ([one] if self.is_name(one) else lines.joined(one))]
        return list(dict.fromkeys(self.code(one) for one in parts))

    @override
    def told(self, value: Raw) -> str:
        return ""

    @override
    def render(self, value: object) -> str:
        codes: list[str] = value if isinstance(value, list) else []
        return "; ".join(self.names.get(code, code) for code in codes)

    @override
    def choices(self) -> list[tuple[str, str]]:
        return []


class KindCell(Choice):
    """A kind of event; a word that ours do not hold, “alliance”, is told with what it was taken for."""

    @override
    def told(self, value: Raw) -> str:
        kind, key = EventKind(self.value(value)), choice_key(self.unsaid(value)[0])
        named = [kind.value]
        for language in ("id", "en"):
            with translation.override(language):
                named.append(str(kind.label))
        if any(key in choice_key(word) for word in named):
            return ""
        return __("“%(value)s” was read as “%(word)s”.") % {
            "value": plain(value)[:40], "word": kind.label,
        }  # fmt: skip
