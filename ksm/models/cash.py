"""The cash book of a group in short: what came in and went out in a month, by kind (domain §6.2, §6.3)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet
from core.records.records import Record
from core.tools.partial_dates import PartialDateField, display, in_future

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

INCOME = ("fees", "connections", "support", "other_income")
RUNNING = ("power", "supplies", "repairs", "administration", "dues", "other_expense")
EXPENSE = ("pay", *RUNNING, "emptying")


def rupiah(
    label: str | _StrPromise, hint: str | _StrPromise = ""
) -> models.PositiveBigIntegerField:
    """Return a column of money: whole rupiah, empty where nobody knows, 0 where there was none."""
    return models.PositiveBigIntegerField(label, null=True, blank=True, help_text=hint)


def total(stated: int | None, kinds: Iterable[int | None]) -> int | None:
    """Return a sum: as stated, else of the kinds that are known; None where neither is."""
    known = [amount for amount in kinds if amount is not None]
    return stated if stated is not None else sum(known) if known else None


class CashMonthQuerySet(ScopedQuerySet):
    scope_path = "group__region"

    def of_months(self) -> Self:
        """Return the months alone, without what is told of whole years."""
        return self.filter(Exact(Length("month"), 7))


class CashMonth(Record):
    """One month of a group's money, or a whole year where a paper tells no months; empty is unknown, 0 is none."""

    group = models.ForeignKey(
        "ksm.Group", models.CASCADE, related_name="cash_months", verbose_name=_("group")
    )
    month = PartialDateField(
        _("month"), blank=False, help_text=_("e.g. March 2018; a year where no months are known.")
    )
    fees = rupiah(_("fees of users"))
    connections = rupiah(_("new connections"))
    support = rupiah(_("support"), _("From village, government or donors."))
    other_income = rupiah(_("other income"))
    income_total = rupiah(_("income in total"), _("Only where the book does not tell the kinds."))
    pay = rupiah(_("pay of the operator"))
    power = rupiah(_("electricity and pump"))
    supplies = rupiah(_("supplies and tools"))
    repairs = rupiah(_("repairs"))
    emptying = rupiah(_("desludging"))
    administration = rupiah(_("meetings and administration"))
    dues = rupiah(_("dues to AKSANSI"))
    other_expense = rupiah(_("other expense"))
    expense_total = rupiah(_("expense in total"), _("Only where the book does not tell the kinds."))
    balance = models.BigIntegerField(
        _("balance at the end"), null=True, blank=True, help_text=_("As the book says; may be below 0.")
    )  # fmt: skip
    reserve = rupiah(_("of it saved for desludging"))
    arrears = rupiah(_("arrears of users"))
    billed = models.PositiveIntegerField(_("who should pay (KK or SR)"), null=True, blank=True)
    payers = models.PositiveIntegerField(_("who paid (KK or SR)"), null=True, blank=True)
    remark = models.CharField(_("remark"), max_length=300, blank=True)

    objects = CashMonthQuerySet.as_manager()

    class Meta:
        ordering = ("-month", "-pk")
        verbose_name = _("month of a cash book")
        verbose_name_plural = _("months of cash books")
        indexes = [models.Index(fields=("month", "id"), name="ksm_cashmonth_by_month")]
        constraints = [
            models.UniqueConstraint(
                fields=("group", "month"),
                condition=Q(archived_at__isnull=True),
                name="ksm_cashmonth_once",
                violation_error_message=_("This month of the group is recorded already."),
            ),
            models.CheckConstraint(
                condition=Q(Exact(Length("month"), 4)) | Q(Exact(Length("month"), 7)),
                name="ksm_cashmonth_is_month",
                violation_error_message=_(
                    "Write a month and its year, e.g. March 2018, or a year."
                ),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.group.name} – {display(self.month)}"

    def get_absolute_url(self) -> str:
        return reverse("ksm:cash-month-detail", args=[self.pk])

    @override
    def clean(self) -> None:
        super().clean()
        if in_future(self.month):
            raise ValidationError({"month": _("This date is in the future.")})
        for name, kinds in (("income_total", INCOME), ("expense_total", EXPENSE)):
            stated, known = getattr(self, name), total(None, (getattr(self, one) for one in kinds))
            if stated is not None and known is not None and stated < known:
                raise ValidationError({name: _("The kinds add up to more than this.")})

    @property
    def income(self) -> int | None:
        return total(self.income_total, (getattr(self, name) for name in INCOME))

    @property
    def expense(self) -> int | None:
        return total(self.expense_total, (getattr(self, name) for name in EXPENSE))
