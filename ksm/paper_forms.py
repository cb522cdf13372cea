"""The form an officer takes along: one page per facility, known facts printed, the rest to fill in by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as __

from core.tools import formats, partial_dates
from core.tools.rough import of_row as is_rough
from core.tools.rows.values import value_class
from ksm.choices import Condition, FunctionStatus, LandStatus
from ksm.wording import operator_words, rough, type_word

MOST = 20  # pages in one print; the next ones come with `?part=2`
LINES = 4  # emptyings to write down


@value_class
class Tick:
    """A box to tick; `is_known` marks what the registry says now."""

    label: str
    is_known: bool


@value_class
class FactLine:
    """A fact: what is known, as of when, and room to write."""

    label: str
    known: str
    as_of: str = ""


@value_class
class FormPage:
    """One page."""

    code: str
    name: str
    where: str
    facts: tuple[FactLine, ...]
    counts: tuple[FactLine, ...]
    function: tuple[Tick, ...]
    function_on: str
    condition: tuple[Tick, ...]
    condition_on: str
    land: tuple[Tick, ...]
    contact: tuple[FactLine, ...]
    last_emptied: str
    is_example: bool

    @property
    def blank_lines(self) -> range:
        return range(LINES)


def build_sheets(rows: Any, *, contacts: dict[int, Any]) -> list[FormPage]:
    """Return a page for each facility (with `as_of`); `contacts`: operators the reader may see, by id."""
    return [_sheet(row, contacts.get(row.operator_id)) for row in rows]


def paper_of(*, at: dt.date, sheets: list[FormPage]) -> dict[str, object]:
    """Return what the print's frame shows."""
    return {
        "title": __("Facility form"),
        "subtitle": sheets[0].name if len(sheets) == 1 else "",
        "as_of": formats.day(at),
        "is_example": any(sheet.is_example for sheet in sheets),
    }


def _sheet(row: Any, operator: Any) -> FormPage:
    on = partial_dates.display
    return FormPage(
        code=row.code,
        name=row.name,
        where=", ".join(filter(None, (row.place, str(row.region)))),
        facts=(
            FactLine(__("Type"), type_word(row.type_at)),
            FactLine(__("Year built"), on(row.built_on)),
            FactLine(__("In use since"), on(row.commissioned_on)),
            FactLine(__("Operator"), operator_words(row), on(row.operator_since or "")),
            FactLine(__("Coordinates"), row.coordinates),
            FactLine(__("Treatment units"), str(row.technologies)),
            FactLine(__("Room for sludge (m³)"), _number(row.sludge_volume_m3)),
            FactLine(__("Distance to truck access (m)"), _number(row.truck_distance_m)),
        ),
        counts=(
            FactLine(__("Designed SR"), rough(row.design_sr_at, is_rough(row, "design_sr")) or ""),
            FactLine(__("Designed KK"), rough(row.design_kk_at, is_rough(row, "design_kk")) or ""),
            FactLine(
                __("Installed SR"), rough(row.installed_sr_at, is_rough(row, "installed_sr")) or ""
            ),
            FactLine(
                __("Active SR"),
                rough(row.latest_active_sr, row.latest_active_sr_rough) or "",
                on(row.latest_active_sr_on or ""),
            ),
            FactLine(
                __("KK served"),
                rough(row.latest_kk, row.latest_kk_rough) or "",
                on(row.latest_kk_on or ""),
            ),
            FactLine(
                __("People served"),
                rough(row.latest_jiwa, row.latest_jiwa_rough) or "",
                on(row.latest_jiwa_on or ""),
            ),
        ),
        function=_ticks(FunctionStatus, row.latest_function),
        function_on=on(row.latest_function_on or ""),
        condition=_ticks(Condition, row.latest_condition),
        condition_on=on(row.latest_condition_on or ""),
        land=_ticks(LandStatus, row.land_status),
        contact=(
            FactLine(__("Contact person"), operator.contact_name if operator else ""),
            FactLine(__("Phone"), operator.contact_phone if operator else ""),
        ),
        last_emptied=on(row.last_emptied or ""),
        is_example=row.is_example,
    )


def _number(value: object) -> str:
    return "" if value is None else formats.number(value)


def _ticks(choices: Any, known: str | None) -> tuple[Tick, ...]:
    return tuple(
        Tick(str(label), value == known)
        for value, label in choices.choices
        if value != "tidak_diketahui"
    )
