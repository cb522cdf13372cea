"""Agreements by what holds on a day: signed, in force, extended, ending."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Greatest

from agreements.models.choices import AgreementKind, AgreementStatus, PaperState
from agreements.models.partnerships import ChildQuerySet


class AgreementQuerySet(ChildQuerySet):
    def with_end(self, *, at: dt.date | None = None) -> Self:
        """Return the rows with `extended_until` (by the latest signed addendum) and `last_day` in force.

        With `at`, only addenda signed by that day extend.
        """
        addenda = type(self)(self.model).filter(
            parent=OuterRef("pk"), kind=AgreementKind.ADDENDUM, archived_at__isnull=True
        )
        addenda = (
            (addenda.signed() if at is None else addenda.signed_by(at))
            .exclude(ends_on__isnull=True)
            .order_by("-ends_on", "-ends_on_known", "pk")
        )
        return self.annotate(
            extended_until=Subquery(addenda.values("ends_on")[:1]),
            extended_until_known=Subquery(addenda.values("ends_on_known")[:1]),
        ).annotate(
            # PostgreSQL's GREATEST skips nulls, SQLite's MAX does not: say it for both.
            last_day=models.Case(
                models.When(extended_until__isnull=True, then=F("ends_on")),
                models.When(ends_on__isnull=True, then=F("extended_until")),
                default=Greatest("ends_on", "extended_until"),
                output_field=models.DateField(),
            )
        )

    def signed(self) -> Self:
        return self.filter(paper=PaperState.SIGNED)

    def signed_by(self, day: dt.date) -> Self:
        """Return what was signed and not cancelled by a day; undated signings count from their `as_of`."""
        iso = day.isoformat()
        dated = Q(signed_on__gt="", signed_on__lte=iso) | Q(
            signed_on="", as_of__gt="", as_of__lte=iso
        )
        return self.filter(dated).filter(
            Q(paper=PaperState.SIGNED) | Q(paper=PaperState.CANCELLED, cancelled_on__gt=iso)
        )

    def known_by(self, day: dt.date) -> Self:
        """Return what was signed, or at least handed over as a draft, by a day."""
        iso = day.isoformat()
        return self.filter(
            Q(signed_on__gt="", signed_on__lte=iso)
            | Q(handed_over_on__gt="", handed_over_on__lte=iso)
            | Q(signed_on="", handed_over_on="", as_of__gt="", as_of__lte=iso)
        )

    def having_status(self, status: str, *, at: dt.date) -> Self:
        """Return (after `with_end`) the rows whose `Agreement.status` on a day is this one."""
        if status in (PaperState.DRAFT, PaperState.HANDED_OVER, PaperState.CANCELLED):
            return self.filter(paper=status)
        # Said positively: NOT of a condition on an empty date is neither true nor false in SQL.
        endless, over = Q(last_day__isnull=True), Q(last_day__lt=at)
        begun = Q(starts_on__isnull=True) | Q(starts_on__lte=at)
        longer = Q(extended_until__isnull=False) & (
            Q(ends_on__isnull=True) | Q(extended_until__gt=F("ends_on"))
        )
        shorter = Q(extended_until__isnull=True) | Q(extended_until__lte=F("ends_on"))
        ahead = Q(last_day__gte=at)
        condition = {
            AgreementStatus.EXPIRED: over,
            AgreementStatus.COMING: Q(starts_on__gt=at) & (endless | ahead),
            AgreementStatus.NO_END: begun & endless,
            AgreementStatus.EXTENDED: begun & ahead & longer,
            AgreementStatus.IN_FORCE: begun & ahead & shorter,
        }[AgreementStatus(status)]
        return self.signed().filter(condition)

    def ending(self, *, at: dt.date, within: int) -> Self:
        """Return (after `with_end`) the signed MoU and PKS whose last day comes within so many days.

        One that a later signed agreement renews is left out.
        """
        renewed = type(self)(self.model).signed_by(at).filter(archived_at__isnull=True)
        return self.signed().filter(
            ~Exists(renewed.filter(renews=OuterRef("pk"))),
            kind__in=(AgreementKind.MOU, AgreementKind.PKS),
            last_day__gte=at,
            last_day__lte=at + dt.timedelta(days=within),
        )

    def soonest_first(self) -> Self:
        """Return (after `with_end`) the rows in the order in which they end."""
        return self.order_by("last_day", "pk")
