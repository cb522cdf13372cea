"""Who may do what where: per chapter its officers, reviewers, readers and what is lacking (F56)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as __

from chapters.models import CORE_SEATS, Chapter
from core.access import Reader
from core.people.users import User
from core.tools.rows.areas import in_scope

SOON = 30  # days


@dataclass
class ValidationLine:
    """One chapter; `gaps` are sentences, none where everything is in place."""

    chapter: Chapter
    officers: list[User] = field(default_factory=list)
    reviewers: list[User] = field(default_factory=list)
    readers: list[User] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)

    def get_absolute_url(self) -> str:
        return self.chapter.get_absolute_url()

    @property
    def is_example(self) -> bool:
        return self.chapter.is_example


def build_validation(user: Reader, *, today: dt.date) -> list[ValidationLine]:
    """Return a line per standing chapter the user sees, those with gaps first; two queries."""
    chapters = Chapter.objects.visible_to(user).current().standing()
    chapters = chapters.select_related("region").with_core_seats(today)
    people = list(User.objects.visible_to(user).working(today).order_by("username"))
    nationals = [person for person in people if not person.regions]
    lines = []
    for chapter in chapters:
        here = [p for p in people if in_scope(chapter.region_id, p.regions)]
        officers = [person for person in here if person.keeps_records]
        readers = [person for person in here if not person.keeps_records]
        line = ValidationLine(chapter, officers, nationals, readers)
        line.gaps = _gaps(line, today)
        lines.append(line)
    return sorted(lines, key=lambda line: (not line.gaps, line.chapter.region_id))


def _gaps(line: ValidationLine, today: dt.date) -> list[str]:
    found = []
    if not line.officers:
        found.append(__("No officer has an account: nobody can enter or submit."))
    if not line.reviewers:
        found.append(__("No account of the Secretariat can review."))
    if not line.readers:
        found.append(__("No government official can read."))
    for person in [*line.officers, *line.readers]:
        if person.valid_until and (person.valid_until - today).days <= SOON:
            day = date_format(person.valid_until, "DATE_FORMAT")
            found.append(
                __("The account of %(who)s ends on %(day)s.") % {"who": person, "day": day}
            )
        if person.last_login is None:
            found.append(capfirst(__("%(who)s has never signed in.") % {"who": person}))
    filled = line.chapter.core_filled
    if not line.chapter.core_recorded:
        found.append(__("Who holds the core seats of the board is not recorded."))
    elif filled < len(CORE_SEATS):
        found.append(
            __("Only %(filled)s of %(total)s core seats of the board are held.")
            % {"filled": filled, "total": len(CORE_SEATS)}
        )
    return found
