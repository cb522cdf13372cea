"""The money of groups: months of the cash book, a group's years with their picture, and what fee would carry it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.pages import CreatePage, DetailPage, EditPage, ListPage, Page
from core.tools import formats, pdf
from core.tools.tables import Badge, Column, Fact, Table
from ksm.forms.cash import CashMonthForm, FeeForm, next_month
from ksm.models import CashMonth, Group
from ksm.models.cash import EXPENSE, INCOME, CashMonthQuerySet
from ksm.money import book
from ksm.money.calculator import FeeSheet
from ksm.money.filters import CashMonthFilter
from ksm.money.known import KnownMoney, build_known
from ksm.views import columns as c
from ksm.views.about import tariff_tables

_MONTH = Column("month", _("Month"), kind="partial", link=True)
_SUMS = [
    Column("income", _("Income"), kind="rupiah"),
    Column("expense", _("Expense"), kind="rupiah"),
    Column("balance", _("Balance"), kind="rupiah"),
]
MONTHS = [_MONTH, *_SUMS, Column("arrears", _("Arrears"), kind="rupiah")]
YEARS = [
    Column("year", _("Year")),
    *_SUMS[:2],
    Column("difference", _("Difference"), kind="rupiah"),
    Column("balance", _("Balance at the end"), kind="rupiah"),
    Column("months", _("Months recorded"), lambda row: row.months or __("as a whole")),
]


def amounts(row: CashMonth, names: tuple[str, ...]) -> list[Fact]:
    labels = {item.name: item.verbose_name for item in row._meta.concrete_fields}
    return [
        Fact(capfirst(labels[name]), getattr(row, name), kind="rupiah")
        for name in names
    ]  # fmt: skip


class CashMonthListPage(ListPage):
    may_create = False
    model = CashMonth
    filterset_class = CashMonthFilter
    ordering = ("-month", "-pk")
    lead = _("Cash books in short. New months are added on a group's page.")
    empty = _("No month fits this filter.")
    columns = [
        Column("month", _("Month"), kind="partial", link=True, sort="month"),
        Column("group", _("Group"), "group.name", note="group.village"),
        *_SUMS,
        Column("arrears", _("Arrears"), kind="rupiah"),
        Column("payers", _("Who paid"), kind="number"),
        Column("region", _("Region"), lambda row: str(row.group.region), hidden=True),
        *c.SOURCE,
    ]

    @override
    def get_queryset(self) -> object:
        rows = super().get_queryset().filter(group__archived_at__isnull=True)
        return rows.select_related("group__region")


class CashMonthDetailPage(DetailPage):
    model = CashMonth
    parent_field = "group"
    select_related = ("group__region",)

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        group = row.group
        share = formats.percent(row.payers, row.billed).replace(formats.DASH, "")
        return [
            Fact(_("Group"), group, note=c.where(group), url=group.get_absolute_url()),
            Fact(_("Month"), row.month, kind="partial"),
            Fact(_("Income"), row.income, kind="rupiah"),
            Fact(_("Expense"), row.expense, kind="rupiah"),
            *amounts(row, (*INCOME, *EXPENSE, "balance", "reserve", "arrears")),
            Fact(_("Who should pay"), row.billed, kind="number"),
            Fact(_("Who paid"), row.payers, kind="number", note=share),
            Fact(_("Remark"), row.remark),
        ]  # fmt: skip


class CashMonthCreatePage(CreatePage):
    """Opens at the month after the last one recorded, and leads back to the group's money."""

    model = CashMonth
    form_class = CashMonthForm
    parent_model = Group
    intro = _("Fill in what the book says. Empty is unknown; write 0 where there was nothing.")

    @override
    def get_initial(self) -> dict[str, object]:
        rows = CashMonth.objects.visible_to(self.request.user).current().filter(group=self.parent)
        last = rows.order_by("-month").values_list("month", flat=True).first()
        return {"month": next_month(last)}

    @override
    def get_success_url(self) -> str:
        return reverse("ksm:group-cash", args=[self.parent.pk])


class CashMonthEditPage(EditPage):
    model = CashMonth
    form_class = CashMonthForm


class GroupCashPage(DetailPage):
    """A group's money: years, the picture of its months, the latest months, tariffs."""

    model = Group
    template_name = "ksm/group_cash.html"
    title = _("Money: %(what)s")
    select_related = ("region",)

    @override
    def get_actions(self) -> list[tuple[str, str]]:
        return [(__("What fee is needed?"), reverse("ksm:group-fee", args=[self.object.pk]))]

    @override
    def get_tables(self) -> list[Table]:
        months = cash_table(self)
        years = book.years(list(months_of(self)))
        found = [Table(YEARS, years, title=_("By year"), caption=_("By year"))] if years else []
        return [*found, months, *tariff_tables(self)]

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        chart = book.chart(list(months_of(self)[:36]))
        return super().get_context_data(chart=chart, edit_url="", archive_url="", **kwargs)


def months_of(page: DetailPage) -> CashMonthQuerySet:
    """Return the months of a page's group, the newest first."""
    rows = CashMonth.objects.visible_to(page.request.user).current().filter(group=page.object)
    return rows.order_by("-month")


def cash_table(page: DetailPage) -> Table:
    """Return the latest months of a group."""
    group = page.object
    return page.related(
        _("Months"), MONTHS, months_of(page), cap=12,
        more_url=reverse("ksm:cash-month-list", query={"group": group.pk}),
        add=reverse("ksm:cash-month-create", args=[group.pk]), add_label=__("Add month"),
    )  # fmt: skip


class GroupFeePage(Page):
    """What fee carries the facility: opened with what is recorded, reckoned anew with what is typed (by GET)."""

    is_about_one = True
    model = Group
    template_name = "ksm/group_fee.html"
    title = _("What fee is needed: %(what)s")
    select_related = ("region",)

    def reckon(self) -> tuple[FeeForm, KnownMoney]:
        known = build_known(user=self.request.user, group=self.object)
        initial = {name: getattr(known.sheet, name) for name in FeeForm.base_fields}
        is_typed = any(name in self.request.GET for name in initial)
        form = FeeForm(
            self.request.GET if is_typed else None, user=self.request.user, initial=initial
        )
        for name, words in known.told.items():
            field = form.fields[name]
            hint = __("Recorded: %(words)s.") % {"words": words}
            field.help_text = f"{field.help_text} {hint}" if field.help_text else hint
        return form, known

    def context(self, form: FeeForm) -> dict[str, object]:
        sheet = form.sheet
        return {
            "object": self.object,
            "form": form,
            "sheet": sheet,
            "missing": ", ".join(str(form.fields[name].label) for name in sheet.missing),
            "verdict": verdict(sheet),
            "lines": [
                (_("Comes in from those who pay"), sheet.income),
                (_("Would come in if all paid"), sheet.income_if_all_pay),
                (_("Costs a month"), sheet.cost),
            ],
            "fees": [
                (_("Fee that closes the gap with those who pay now"), sheet.fee),
                (_("Fee that would do if all paid"), sheet.fee_if_all_pay),
            ],
        }

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        form, _known = self.reckon()
        is_wrong = form.is_bound and not form.is_valid()
        url = reverse("ksm:group-fee-pdf", args=[self.object.pk])
        query = request.GET.urlencode()
        context = self.context(form)
        return self.render(
            {**context, "pdf_url": f"{url}?{query}" if query else url}, 422 if is_wrong else 200
        )


def verdict(sheet: FeeSheet) -> Badge:
    """Return what a month lacks or leaves, in words."""
    if sheet.gap is None:
        return Badge(__("Not known yet"), "none")
    if sheet.gap > 0:
        return Badge(__("%(amount)s short a month") % {"amount": formats.rupiah(sheet.gap)}, "bad")
    if sheet.gap < 0:
        return Badge(
            __("%(amount)s left over a month") % {"amount": formats.rupiah(-sheet.gap)}, "good"
        )
    return Badge(__("Just covered"), "good")


@pdf.in_turn(holds="one page of one group")
class GroupFeePaper(GroupFeePage):
    """The same on one sheet, for the group's meeting."""

    @override
    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        with translation.override("id"):
            form, _known = self.reckon()
            heads = ("connections", "payers")
            figures = [
                (field.label, getattr(form.sheet, field.name), field.name not in heads)
                for field in form
            ]
            context = {**self.context(form), "paper": self.paper(), "figures": figures}
            content = pdf.render("ksm/group_fee_pdf.html", context)
        return pdf.response(content, filename=f"iuran-{self.object.name}")

    def paper(self) -> dict[str, object]:
        group = self.object
        return {
            "title": __("Reckoning of the fee"),
            "subtitle": str(group),
            "letterhead": {"name": group.name, "unit": c.where(group)},
            "date": formats.day(timezone.localdate()),
            "as_of": formats.day(timezone.localdate()),
            "is_example": group.is_example,
        }
