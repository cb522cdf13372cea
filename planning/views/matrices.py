"""Matrices of plan and realisation: page, printable spreadsheet and PDF from the same rows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from operator import attrgetter
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.pages import Page
from core.pages.long_papers import MOST_ROWS, table_paper
from core.tools import formats, pdf
from core.tools.files import sheets
from core.tools.rows.figures import address
from core.tools.tables import Column, Table, show
from planning.filters import NO_FUND
from planning.models import AnnualPlan, Field, Status
from planning.models.choices import FIRST_YEAR, LAST_YEAR
from planning.reports.matrices import (
    ChapterMatrix,
    FieldTotal,
    NationalMatrix,
    build_chapter_matrix,
    build_national_matrix,
)
from planning.reports.pieces import in_pieces
from planning.reports.rows import MoneyRow
from planning.views.columns import Linked


class MatrixPage(Page, ABC):
    """A matrix as page, `?format=xlsx` or `?format=pdf`; subclasses make the sheets once for all three."""

    template_name = "planning/matrix.html"
    most = MOST_ROWS
    is_heavy = True
    room = "planning"
    subtitle = ""
    has_examples = False

    @abstractmethod
    def build(self) -> list[sheets.TableSheet]:
        """Return the tables with their totals; sets what the head of the page says."""

    def choices(self) -> dict[str, object]:
        """Return what the form above the matrix offers."""
        return {}

    def totals_url(self, column: Column) -> str:
        """Return the list behind the last row's number of a column; "" where there is none."""
        return ""

    @cached_property
    def made_once(self) -> list[sheets.TableSheet]:
        return self.build()

    def table_rows(self) -> int:
        return sum(1 for sheet in self.made_once for _row in sheet.records)

    def paper_name(self) -> str:
        return f"{self.get_title()}-{self.subtitle}"

    def part(self, sheet: sheets.TableSheet) -> dict[str, object]:
        """Return one matrix; its `pieces` are made where a paper asks for them."""
        table = Table(list(sheet.columns), list(sheet.records), caption=sheet.title)
        totals = [
            (text, column, self.totals_url(column) if text and is_number else "")
            for column, (text, is_number) in zip(sheet.columns, totals_row(sheet), strict=False)
        ]
        pieces = partial(in_pieces, table, totals)
        return {"title": sheet.title, "table": table, "totals": totals, "pieces": pieces}

    def matrices(self) -> dict[str, object]:
        """Return what page and paper show."""
        return {
            "matrices": [self.part(sheet) for sheet in self.made_once],
            "paper": {
                "title": self.get_title(),
                "subtitle": self.subtitle,
                "letterhead": {
                    "name": "AKSANSI",
                    "unit": "Asosiasi KSM Sanitasi Seluruh Indonesia",
                },
                "as_of": formats.day(timezone.localdate()),
                "is_example": self.has_examples,
                "landscape": True,
            },
        }

    def whole(self) -> bytes:
        inner = "planning/matrix_paper.html"
        return pdf.render("pdf/document.html", {"inner": inner, **self.matrices()})

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.GET.get("format") == "pdf":
            return table_paper(self)
        if request.GET.get("format") == "xlsx":
            return sheets.response(self.made_once, name=self.paper_name())
        query = request.GET.copy()
        query.pop("format", None)
        base = f"?{query.urlencode()}&" if query else "?"
        return self.render(
            {
                **self.matrices(),
                "xlsx_url": f"{base}format=xlsx",
                "pdf_url": f"{base}format=pdf",
                "links": matrix_links(),
                **self.choices(),
            }
        )


def matrix_links() -> list[tuple[str, str]]:
    return [
        (__("Year of all chapters"), reverse("planning:year-matrix")),
        (__("Goals over the years"), reverse("planning:goal-matrix")),
        (__("Indicators over the years"), reverse("planning:indicator-matrix")),
    ]


def totals_row(sheet: sheets.TableSheet) -> list[tuple[str, bool]]:
    """Return the last row in words: (text, is it a number), one per column; [] without totals."""
    if not sheet.totals:
        return []
    return [
        (show(sheet.totals[column.name], column.kind) if column.name in sheet.totals else "", column.is_number)
        for column in sheet.columns
    ]  # fmt: skip


LINE_COLUMNS: Sequence[Column] = [
    Column("title", _("Activity"), link=True, note="field"),
    Column("target", _("Target"), kind="number"),
    Column("realised", _("Realised"), kind="number"),
    Column("unit", _("Unit")),
    Column("percent", "%", kind="number"),
    Column("word", _("Against target"), kind="badge"),
    Column("months", _("Months")),
    Column("budget", _("Budget"), kind="rupiah"),
    Column("spent", _("Spent"), kind="rupiah"),
    Column("left", _("Remaining"), kind="rupiah"),
    Column("status", _("Status"), kind="badge"),
]
FIELD_COLUMNS = [
    Column("field", _("Field")),
    Column("lines", _("Activities"), kind="number"),
    Column("done", _("Done"), kind="number"),
    Column("budget", _("Budget"), kind="rupiah"),
    Column("spent", _("Spent"), kind="rupiah"),
]
FUND_COLUMNS = [
    Column("source", _("Source of money")),
    Column("planned", _("Budget"), kind="rupiah"),
    Column("realised", _("Spent"), kind="rupiah"),
]
CHAPTER_COLUMNS = [
    Column("chapter", _("Chapter"), link=True),
    Column("plan", _("Plan"), kind="badge"),
    Column("lines", _("Activities"), kind="number"),
    Column("done", _("Done"), kind="number"),
    Column("running", _("Running"), kind="number"),
    Column("not_started", _("Not started"), kind="number"),
    Column("postponed", _("Postponed"), kind="number"),
    Column("cancelled", _("Cancelled"), kind="number"),
    Column("budget", _("Budget"), kind="rupiah"),
    Column("spent", _("Spent"), kind="rupiah"),
]


# What a column of numbers counts or adds, by the filters of the list of activities.
OPENS: dict[str, dict[str, str]] = {
    "lines": {"situation": "standing"},
    "done": {"situation": Status.DONE},
    "running": {"situation": Status.RUNNING},
    "not_started": {"situation": Status.NOT_STARTED},
    "postponed": {"situation": Status.POSTPONED},
    "cancelled": {"situation": Status.CANCELLED},
    "budget": {"situation": "standing", "sum": "budget"},
    "spent": {"sum": "spent"},
    "planned": {"situation": "standing", "sum": "budget"},
    "realised": {"sum": "spent"},
}


def opening(columns: Sequence[Column], **of: object) -> list[Column]:
    """Return the columns with their numbers as links to the activities behind; `of`: filters, from a row where
    they are functions."""

    def linked(column: Column) -> Column:
        def url(row: object) -> str:
            if column.raw(row) is None:
                return ""
            asked = {name: value(row) if callable(value) else value for name, value in of.items()}
            return address("planning:activity-list", **asked, **OPENS[column.name])

        return replace(column, url=url) if column.name in OPENS else column

    return [linked(column) for column in columns]


class PlanMatrixPage(MatrixPage):
    """One chapter's year."""

    is_about_one = True
    model = AnnualPlan

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().with_chapter()

    @override
    def get_title(self) -> Any:
        return __("Plan and realisation %(year)s") % {"year": self.object.year}

    @override
    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(str(self.object), self.object.get_absolute_url())]

    @property
    def of_plan(self) -> dict[str, object]:
        """What narrows the list of activities to those of the plan."""
        return {"year": self.object.year, "region": self.object.chapter.region_id, "own": 1}

    @override
    def totals_url(self, column: Column) -> str:
        opens = OPENS.get(column.name)
        return address("planning:activity-list", **self.of_plan, **opens) if opens else ""

    @override
    def build(self) -> list[sheets.TableSheet]:
        self.subtitle = self.object.chapter.region.name
        found: ChapterMatrix = build_chapter_matrix(user=self.request.user, plan=self.object)
        self.has_examples = any(row.is_example for row in found.rows)
        money = {"budget": found.budget, "spent": found.spent}
        left = None if found.budget is None else found.budget - (found.spent or 0)
        lead = [f"{self.get_title()} – {self.subtitle}"]
        word = __("Total")
        counts = {
            "lines": sum(row.lines for row in found.fields),
            "done": sum(row.done for row in found.fields),
        }
        return [
            sheets.TableSheet(
                __("Activities"), LINE_COLUMNS, [Linked(row) for row in found.rows], lead,
                {"title": word, **money, "left": left},
            ),
            sheets.TableSheet(
                __("By field"), opening(FIELD_COLUMNS, **self.of_plan, field=_field_of), found.fields, lead,
                {"field": word, **counts, **money},
            ),
            sheets.TableSheet(
                __("By source of money"), opening(FUND_COLUMNS, **self.of_plan, fund=_fund_of), found.funds, lead,
                {"source": word, "planned": found.budget, "realised": found.spent},
            ),
        ]  # fmt: skip


def _field_of(row: FieldTotal) -> str:
    return next(field.value for field in Field if str(field.label) == str(row.field))


def _fund_of(row: MoneyRow) -> str:
    return row.fund or NO_FUND


class YearMatrixPage(MatrixPage):
    """All chapters' year; the last row is the sum of the rows."""

    model = AnnualPlan
    title = _("Plans and realisation of all chapters")
    above = ((_("Annual plans"), "planning:annual-plan-list"),)

    def year(self) -> int:
        return typed_year(self.request.GET.get("year", ""), timezone.localdate().year)

    @override
    def build(self) -> list[sheets.TableSheet]:
        found: NationalMatrix = build_national_matrix(user=self.request.user, year=self.year())
        self.subtitle = str(found.year)
        self.has_examples = any(row.is_example for row in found.rows)
        return [
            sheets.TableSheet(
                __("Chapters"),
                opening(CHAPTER_COLUMNS, year=found.year, own=1, region=attrgetter("region")),
                [Linked(row) for row in found.rows],
                [f"{self.get_title()} {found.year}"], {"chapter": __("Total"), **found.totals},
            )
        ]  # fmt: skip

    @override
    def choices(self) -> dict[str, object]:
        return {"year": self.year()}

    @override
    def totals_url(self, column: Column) -> str:
        year = self.year()
        known = column.name in OPENS
        return address("planning:activity-list", year=year, **OPENS[column.name]) if known else ""


def typed_year(text: str, default: int) -> int:
    """Return a year from an address, the default where it is none this room knows."""
    if len(text) == 4 and text.isdecimal() and FIRST_YEAR <= int(text) <= LAST_YEAR:
        return int(text)
    return default
