"""Dues of groups to AKSANSI, year by year, and the rule that tells how their membership stands."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from typing_extensions import override

from core.access import ScopedQuerySet
from core.records.records import Record
from core.tools.partial_dates import PartialDateField, display
from core.tools.tables import Badge
from ksm.choices import Membership
from ksm.models.groups import Group

# So many of the last recorded years unpaid, and the membership counts as lapsed until they are paid.
LAPSES_AFTER = 2


class MemberDuesQuerySet(ScopedQuerySet):
    scope_path = "group__region"


class MemberDues(Record):
    """What a member owed AKSANSI for a year and what it paid; empty is unknown, 0 is none."""

    group = models.ForeignKey(
        Group, models.CASCADE, related_name="member_dues", verbose_name=_("group")
    )
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    due = models.PositiveBigIntegerField(_("dues of the year (Rp)"), null=True, blank=True)
    paid = models.PositiveBigIntegerField(_("paid (Rp)"), null=True, blank=True)
    paid_on = PartialDateField(_("paid on"))
    remark = models.CharField(_("remark"), max_length=300, blank=True)

    objects = MemberDuesQuerySet.as_manager()

    happened = ("paid_on",)

    class Meta:
        ordering = ("group", "-year")
        verbose_name = _("dues of a member")
        verbose_name_plural = _("dues of members")
        constraints = [
            models.UniqueConstraint(
                fields=("group", "year"),
                condition=Q(archived_at__isnull=True),
                name="ksm_memberdues_once",
                violation_error_message=_("The dues of this year are recorded already."),
            ),
            models.CheckConstraint(
                condition=Q(due__isnull=False) | Q(paid__isnull=False),
                name="ksm_memberdues_says_something",
                violation_error_message=_(
                    "Say what was owed or what was paid; 0 where nothing was."
                ),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.group.name} – {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("ksm:member-dues-detail", args=[self.pk])

    @property
    def is_paid(self) -> bool | None:
        """Whether the year is settled; None where what was paid is not known."""
        if self.paid is None:
            return None
        return self.paid >= self.due if self.due is not None else self.paid > 0

    @property
    def state_badge(self) -> Badge:
        words = {
            True: Badge(_("Paid up"), "good"),
            False: Badge(_("Not paid up"), "part"),
            None: Badge(_("Not known"), "none"),
        }
        return words[self.is_paid]


def membership_badge(group: Group, dues: Iterable[MemberDues]) -> Badge | None:
    """Return how a membership stands: ended, lapsed by dues not paid, or running; None for no member.

    `dues`: of the group, newest year first. Only what is known not to be paid counts against it.
    """
    if group.membership != Membership.YES:
        return None
    if group.member_to:
        return Badge(_("Ended %(date)s") % {"date": display(group.member_to)}, "none")
    owed = 0
    for row in dues:
        if row.is_paid is not False:
            break
        owed += 1
    if owed >= LAPSES_AFTER:
        words = ngettext(
            "Lapsed: dues of %(n)s year not paid", "Lapsed: dues of %(n)s years not paid", owed
        )
        return Badge(words % {"n": owed}, "bad")
    return Badge(_("Running member"), "good")
