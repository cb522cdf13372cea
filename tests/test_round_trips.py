"""Whatever a table brings in goes out and comes back: every kind of table, rows made at random.

The same columns into a database without them give the same values; into the same database nothing; an edited
cell changes that cell.
"""

from __future__ import annotations

import datetime as dt
import io
import random

import openpyxl
import pytest

from core.importing import Choice, FullDate, PartialDate, Sheet, SheetField, all_sheets, template
from core.importing.cells.choices import YesNo
from core.importing.cells.quantities import FigureCell, Whole
from core.importing.cells.text import Line, Phone, Text, WebAddress
from core.importing.parents import Known
from core.people.users import User
from tests.importing import walk
from tests.test_every_import import NATIONAL, OWN_PARENTS, SHEETS, parents

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.once]
__all__ = ["parents"]
ROWS = 16
OFFICER = "officer"
PERSONAS = ("secretariat", OFFICER)
ONCE = (
    "chapters",
    "board-seats",
    "status-records",
    "desludgings",
    "operations",
    "works",
    "blockers",
    "contacts",
    "cash-months",
    "stages",
    "lab-results",
    "annual-plans",
    "activity-budgets",
    "progress",
    "memberships",
    "dues",
    "member-dues",
    "deadlines",
    "programmes",
    "indicators",
    "services",
    "listed-words",
    "quiet-periods",
    "check-ins",
    "visions",
    "partnership-offices",
    "agreement-budgets",
    "service-prices",
    "strategies",
    "development-plans",
    "funding",
    "sipd-codes",
    "national-forms",
    "form-columns",
    "round-targets",
    "proposal-lines",
    "indicator-targets",
)
# Words of a natural key that tell one row from the next.
NAMES = (
    "name", "number", "title", "person", "position", "subject", "customer", "entrant", "text", "funder",
)  # fmt: skip
# What only goes with other columns: a row that has it by chance is refused, as it must be.
ALONE = {
    "code", "id", "latitude", "longitude", "coordinate_source", "parent", "left_on", "closed_on", "cancelled_on",
    "resolved_on", "resolution", "resolution_text", "signed_on", "handed_over_on", "paper", "village", "village_kind",
    "district", "hamlet", "member_from", "member_to", "membership", "dissolved_on", "commissioned_on", "built_on",
    "stage", "observed_on", "function_status", "physical_condition", "active_sr", "kk", "jiwa", "seen_remark",
    "is_estimate", "finished_on", "ended_on", "term_to", "valid_to", "group", "facility", "region", "partnership",
    "chapter", "plan", "annual_report", "year", "office", "to_year", "month_to", "ends_on", "date_end", "indicator", "designs", "design_kk", "design_sr", "design_jiwa", "installed_sr", "mck_doors", "due_on",
    "income_total", "expense_total", "amount_to", "held_on", "host", "done_on", "proof", "rhythm", "recurs_until",
    "answer", "achievement",
}  # fmt: skip


def cell(field: SheetField, dice: random.Random, number: int) -> object:
    """Return what somebody may write into an optional cell."""
    kind = field.cell
    if isinstance(kind, Known) or field.name in ALONE:
        return None
    if isinstance(kind, Choice | YesNo) and kind.choices():
        return dice.choice([word for _value, word in kind.choices()])
    if isinstance(kind, FullDate):
        return (dt.date(2018, 1, 1) + dt.timedelta(days=dice.randrange(200))).strftime("%d/%m/%Y")
    if isinstance(kind, PartialDate):
        return dice.choice(["2015", "Maret 2016", "14 Maret 2017", "02/03/2016"])
    if isinstance(kind, Whole):
        return dice.choice([1, 7, "12", 3])
    if isinstance(kind, FigureCell):
        return dice.choice(["1,5", "12,25", "3", 4.75, "0.5"])
    if type(kind) is WebAddress:
        return f"contoh.example/{number}"
    if type(kind) is Phone:
        return f"08120000{number:04d}"
    if type(kind) in (Line, Text):
        return dice.choice(["Kata", "Dua kata", "Ñandú & “petik”", "a; b, c", "x"]) + f" {number}"
    return None


def rows_of(sheet: Sheet, seed: int) -> list[dict[str, object]]:
    dice = random.Random(seed)
    made = []
    for number in range(ROWS):
        row: dict[str, object] = {}
        for field in sheet.columns():
            sample = str(field.sample)
            if field.required or field.name in sheet.natural_key:
                is_own = field.name in NAMES and sheet.attribute(field.name) is not None
                is_name = is_own and type(field.cell) in (Line, Text)
                row[field.header] = f"{sample or 'Nama'} {number + 1:03d}" if is_name else sample
            elif dice.random() < 0.6:
                row[field.header] = cell(field, dice, number)
        made.append(row)
    return made


def book(rows: list[dict[str, object]]) -> bytes:
    heads = list(dict.fromkeys(name for row in rows for name in row))
    made = openpyxl.Workbook()
    page = made.active
    page.append(heads)
    for row in rows:
        page.append([row.get(name) for name in heads])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def taken(sheet: Sheet, pks: list[int], *, is_new: bool) -> list[dict[str, object]]:
    """Return the rows of a sheet as its own file shows them; `is_new`: without number and version."""
    content = template.write(sheet, sheet.rows().filter(pk__in=pks)).read()
    heads, _sample, *lines = (
        openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)
    )
    return [dict(list(zip(heads, line, strict=True))[2 if is_new else 0 :]) for line in lines]


# On the second database each kind once: as its officer, or as the Secretariat where that alone enters it.
BOTH = [
    pytest.param(
        name, who, marks=() if who == OFFICER or name in NATIONAL else pytest.mark.postgres
    )
    for name in SHEETS
    for who in PERSONAS
    if name not in NATIONAL or who != OFFICER
]


@pytest.mark.parametrize(("name", "who"), BOTH)
@pytest.mark.usefixtures("parents", "db")
def test_random_rows_go_out_and_come_back(name: str, who: str) -> None:
    kind = next(one for one in all_sheets() if one.name == name)
    user = User.objects.get(username=who)
    OWN_PARENTS.get(name, lambda: None)()
    sheet = kind(user)
    sheet.prepare()
    counts, rows = walk(name, user, book(rows_of(sheet, seed=len(name))), write=True)
    made = [row.obj.pk for row in rows if row.kind == "new"]
    # What a region or a day has once.
    wanted = 1 if name in ONCE else 3
    assert len(made) >= wanted, [(row.line, row.reasons) for row in rows]
    before = taken(kind(user), made, is_new=False)
    counts, rows = walk(name, user, book(before))
    assert counts.same == len(made), [(row.changed, row.reasons) for row in rows]
    bare = taken(kind(user), made, is_new=True)
    counts, rows = walk(name, user, book(bare))
    assert counts.same == len(made), [(row.changed, row.reasons) for row in rows]

    head = next(one.header for one in sheet.columns() if one.name == "source")
    edited = [{**row, head: "Sumber lain"} if not at else row for at, row in enumerate(before)]
    counts, rows = walk(name, user, book(edited))
    changed = [row for row in rows if row.changed]
    assert [list(row.changed) for row in changed] == [["source"]], [
        (row.changed, row.reasons) for row in rows
    ]

    kind.model._base_manager.filter(pk__in=made).delete()
    counts, rows = walk(
        name,
        user,
        book([{k: v for k, v in row.items() if k != code_head(sheet)} for row in bare]),
        write=True,
    )
    assert counts.new == len(made), [(row.changed, row.reasons) for row in rows]
    again = taken(kind(user), [row.obj.pk for row in rows], is_new=True)
    assert told(again, code_head(sheet)) == told(bare, code_head(sheet))


def told(rows: list[dict[str, object]], code: str) -> list[str]:
    """Return what rows say besides their code, in an order of its own: a list may begin with what came last."""
    return sorted(repr({**row, code: None}) for row in rows)


def code_head(sheet: Sheet) -> str:
    """Return the header of the code that the system gives; "" where there is none."""
    given = (one for one in sheet.columns() if one.name == "code" and not one.required)
    return next((one.header for one in given), "")
