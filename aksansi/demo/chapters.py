"""Chapters, boards and offices that the source documents and public pages name."""

from __future__ import annotations

import datetime as dt

from aksansi.demo.entering import enter, rows
from chapters import services
from chapters.forms import BoardSeatForm, ChapterForm, OfficeForm, OfficialForm
from chapters.models import BoardSeat, Chapter, Office, Official
from core.access import Reader
from core.people.users import User


def load(actor: User) -> None:
    """Enter what is missing; what somebody changed or archived since stays as it is."""
    _chapters(actor)
    _seats(actor)
    _offices(actor)
    _officials(actor)


def _chapters(actor: Reader) -> None:
    known = set(Chapter.objects.values_list("region_id", flat=True))
    for row in rows("chapters.csv"):
        code = row.pop("code")
        if code not in known:
            enter(ChapterForm, actor, {**row, "region": code})


def _seats(actor: Reader) -> None:
    for row in rows("board_seats.csv"):
        chapter = Chapter.objects.filter(region_id=row.pop("code")).first()
        same = BoardSeat.objects.filter(
            chapter=chapter, role=row["role"], group_name=row["group_name"]
        )
        if chapter is not None and not same.exists():
            enter(BoardSeatForm, actor, row, parent=chapter)


def _offices(actor: Reader) -> None:
    for row in rows("offices.csv"):
        code = row.pop("code") or None
        here = Office.objects.filter(region_id=code)
        if here.filter(name=row["name"]).exists():
            continue
        before = here.filter(name=row.pop("successor_of") or None).first()
        enter(OfficeForm, actor, {**row, "region": code, "successor_of": before})


def _officials(actor: User) -> None:
    """Enter example posts, one of them handed over: nobody's name is in them."""
    for row in rows("officials.csv"):
        office = Office.objects.filter(short_name=row.pop("office")).first()
        replaced_on = row.pop("replaced_on")
        if office is None or office.officials.filter(position=row["position"]).exists():
            continue
        official = enter(OfficialForm, actor, {**row, "is_example": True}, parent=office)
        if replaced_on:
            services.replace_official(
                official=official,
                by=actor,
                on=dt.date.fromisoformat(replaced_on),
                successor=Official(
                    office=office,
                    position=official.position,
                    handles_sanitation=True,
                    source=official.source,
                    is_example=True,
                ),
            )
