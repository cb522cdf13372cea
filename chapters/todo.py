"""What waits for the reader in this room; nothing of it is stored."""

from __future__ import annotations

import datetime as dt

from django.db.models import Max, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as __
from django.utils.translation import ngettext

from chapters.models import CORE_SEATS, Affiliation, BoardSeat, Chapter, Official, SeatRole
from chapters.validation import SOON
from core.access import Action, Reader, is_national, may
from core.people.users import User
from core.tools import partial_dates
from core.tools.todo import Task

TERM_SOON = 60  # days before the end of a term of office
MOST = 5  # accounts told of one by one


def tasks_for(user: Reader, *, today: dt.date) -> list[Task]:
    """Return the tasks of an account; none for who only reads. At most six queries."""
    if not may(user, Action.CHANGE):
        return []
    found = _of_secretariat(user, today) if is_national(user) else _of_officer(user, today)
    return [task for task in found if task is not None]


def _of_secretariat(user: Reader, today: dt.date) -> list[Task | None]:
    return [
        _chapters_without_officer(user, today),
        *_outliving_accounts(user, today),
        *_ending_accounts(user, today),
    ]


def _outliving_accounts(user: Reader, today: dt.date) -> list[Task]:
    rows = Affiliation.objects.visible_to(user).outliving_their_term(today=today)
    rows = rows.select_related("user", "official__office").order_by("official__ended_on", "pk")
    found = list(rows[: MOST + 1])
    note = __("They still sign in. Set the end date, or link the account to the post now held.")
    tasks = [
        Task(
            __("End the account of %(who)s: the term of office is over") % {"who": row.user},
            row.get_absolute_url(),
            note,
            room="chapters",
        )
        for row in found[:MOST]
    ]
    if len(found) > MOST:
        count = rows.count() - MOST
        title = ngettext(
            "End %(count)s more account whose term of office is over",
            "End %(count)s more accounts whose terms of office are over",
            count,
        ) % {"count": count}
        address = f"{reverse('chapters:affiliation-list')}?outliving=on"
        tasks.append(Task(title, address, note, count=count, room="chapters"))
    return tasks


def _chapters_without_officer(user: Reader, today: dt.date) -> Task | None:
    officers = User.objects.visible_to(user).working(today).officers()
    held = {code for codes in officers.values_list("regions", flat=True) for code in codes}
    rows = Chapter.objects.visible_to(user).current().working()
    count = rows.exclude(Q(region__in=held) | Q(region__parent__in=held)).count()
    if not count:
        return None
    title = ngettext(
        "Make an account for the officer of %(count)s chapter",
        "Make accounts for the officers of %(count)s chapters",
        count,
    ) % {"count": count}
    note = __("Without one, nobody there can enter or submit.")
    address = reverse("chapters:validation", query={"lacks": "officer"})
    return Task(title, address, note, count=count, room="chapters")


def _ending_accounts(user: Reader, today: dt.date) -> list[Task]:
    rows = User.objects.visible_to(user).ending_within(SOON, today=today).order_by("valid_until")
    ending = list(rows[: MOST + 1])
    if len(ending) > MOST:
        return [
            Task(
                __("Extend the accounts that end within %(days)s days") % {"days": SOON},
                f"{reverse('core:user-list')}?validity=soon",
                due=ending[0].valid_until,
                tone="soon",
                count=rows.count(),
                room="chapters",
            )
        ]
    return [
        Task(
            __("Extend the account of %(who)s") % {"who": person},
            reverse("core:user-extend", args=[person.pk]),
            __("It ends on %(day)s.") % {"day": date_format(person.valid_until, "DATE_FORMAT")},
            due=person.valid_until,
            tone="soon",
            room="chapters",
        )
        for person in ending
    ]


def _of_officer(user: Reader, today: dt.date) -> list[Task | None]:
    return [*_boards(user, today), *_vacant_posts(user, today)]


def _boards(user: Reader, today: dt.date) -> list[Task]:
    seats = BoardSeat.objects.core().current().filter(chapter=OuterRef("pk"))
    ended = seats.former(today).order_by().values("chapter").annotate(last=Max("term_to"))
    chapters = Chapter.objects.visible_to(user).current().working().with_core_seats(today)
    found = []
    for chapter in chapters.select_related("region").annotate(ended=Subquery(ended.values("last"))):
        vacant = len(CORE_SEATS) - chapter.core_filled
        if vacant:
            found.append(_board_task(chapter, vacant))
    return found + _ending_terms(user, today)


def _board_task(chapter: Chapter, vacant: int) -> Task:
    ended = chapter.ended  # type: ignore[attr-defined]
    title = ngettext(
        "Fill %(count)s vacant core seat of %(chapter)s",
        "Fill %(count)s vacant core seats of %(chapter)s",
        vacant,
    ) % {"count": vacant, "chapter": chapter}
    note = ""
    if ended:
        note = __("The last term ended: %(day)s.") % {"day": partial_dates.display(ended)}
    return Task(title, chapter.get_absolute_url(), note, count=vacant, room="chapters")


def _ending_terms(user: Reader, today: dt.date) -> list[Task]:
    last = (today + dt.timedelta(days=TERM_SOON)).isoformat()
    rows = (
        BoardSeat.objects.visible_to(user)
        .filled(today)
        .core()
        .filter(term_to__gt=today.isoformat(), term_to__lte=last)
    )
    return [
        Task(
            __("Prepare the election: the term of the %(seat)s ends")
            % {"seat": SeatRole(seat.role).label},
            seat.chapter.get_absolute_url(),
            capfirst(partial_dates.display(seat.term_to)),
            due=partial_dates.first_day(seat.term_to),
            tone="soon",
            room="chapters",
        )
        for seat in rows.select_related("chapter__region").order_by("term_to")
    ]


def _vacant_posts(user: Reader, today: dt.date) -> list[Task]:
    posts = (
        Official.objects.visible_to(user)
        .current()
        .filter(handles_sanitation=True, office__region__isnull=False)
    )
    return [
        Task(
            __("Ask who is now in charge of sanitation at %(office)s") % {"office": post.office},
            post.office.get_absolute_url(),
            # `vacated` takes rows that ended
            __("The post is vacant since %(day)s.")
            % {"day": date_format(post.ended_on, "DATE_FORMAT")},  # type: ignore[arg-type]
            room="chapters",
        )
        for post in posts.vacated(today).select_related("office").order_by("ended_on")
    ]
