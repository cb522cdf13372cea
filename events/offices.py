"""Which office of the register a written name means."""

from __future__ import annotations

from chapters.models import Office
from core.land.regions import search_key
from core.people.users import User


def as_written(name: str, office: Office | None) -> str:
    """Return what to keep of a written name: nothing where it is just what the office is shown as."""
    return "" if office is not None and search_key(name) == search_key(str(office)) else name


def known_offices(user: User) -> dict[str, Office]:
    """Return the offices a user sees by what a list may call them; a name that two share means neither."""
    found: dict[str, Office | None] = {}
    for office in Office.objects.visible_to(user).current():
        for name in {search_key(office.name), search_key(office.short_name)} - {""}:
            found[name] = None if name in found else office
    return {name: office for name, office in found.items() if office}
