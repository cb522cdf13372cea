"""The rows of a table as HTML, written in one go.

Fifty rows of six cells through the template engine took longer than all the rest of a list; the words are the
same as a template's: whatever is not marked as safe is escaped.
"""

from __future__ import annotations

import html
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from core.tools.tables import TONES, Badge, Column, Table, TableCell


def pill(word: Any, tone: str) -> SafeString:
    """Return a state as word, shape and colour; a tone that is none of ours says nothing."""
    return mark_safe(  # the tone is one of ours, the word escaped
        f'<span class="st {tone if tone in TONES else "none"}">{_escaped(word)}</span>'
    )


def body(table: Table, *, tick_form: str = "", mark: str = "") -> SafeString:
    """Return the `<tr>` of every row. `tick_form`: id of the form the ticked rows go to, "" for none to tick;
    `mark`: what made-up rows carry, as HTML."""
    starts = [_start(column) for column in table.columns]
    tick = html.escape(gettext("Tick"))
    found = []
    for row in table.rows:
        name = _escaped(row.cells[0].text) if row.cells else ""
        found.append('<tr role="row">')
        if tick_form:
            found.append(
                '<td role="cell" class="tick"><label><input type="checkbox" class="form-check-input" name="row" '
                f'value="{_escaped(row.record.pk)}" form="{tick_form}"><span class="sr">{tick}: {name}</span>'
                "</label></td>"
            )
        for number, cell in enumerate(row.cells):
            note = f" <small>{_escaped(cell.note)}</small>" if cell.note else ""
            example = f" {mark}" if row.is_example and not number else ""
            start, kind = starts[number]
            shown = _value(cell, name if number else "")
            found.append(
                f'{start}{cell.role}{kind}"><div class="v">{shown}{example}{note}</div></td>'
            )
        found.append("</tr>\n")
    return mark_safe("".join(found))  # every word was escaped above, in _value or _start


def _escaped(value: Any) -> str:
    text = str(value)
    return text if hasattr(text, "__html__") else html.escape(text)


def _start(column: Column) -> tuple[str, str]:
    """Return what stands before and behind the role of a column's cells."""
    kind = " r" if column.is_number else " d" if column.is_date else ""
    return f'<td role="cell" data-label="{html.escape(str(column.label))}" class="', kind


def _value(cell: TableCell, name: str) -> str:
    """Return what stands in a cell. `name`: of the row, for a link to it that is not its first cell."""
    if cell.figure is not None and not cell.is_missing:
        return cell.figure.html
    badge: Badge | None = cell.badge
    if cell.figure is not None and cell.figure.url:
        return cell.figure.named(f"{cell.column.label}, {name}").html
    shown = pill(badge.word, badge.tone) if badge else _escaped(cell.text)
    if cell.column.is_deed:
        to = f'<a class="btn quiet" href="{_escaped(cell.url)}">{shown}<span class="sr">: {name}</span></a>'
        return to if cell.url else ""
    if cell.url:
        told = (
            f'<span class="sr">: {name}</span>' if cell.column.link and name and not badge else ""
        )
        return f'<a href="{_escaped(cell.url)}">{shown}{told}</a>'
    return f'<span class="miss">{shown}</span>' if cell.is_missing and not badge else shown
