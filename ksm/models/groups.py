"""Community groups that build, run or use sanitation facilities."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from typing_extensions import override

from core.access import ScopedQuerySet
from core.records.merging import Mergeable, merge_constraints
from core.records.records import Record, begun_by, told_by
from core.tools.partial_dates import PartialDateField, not_before, runs_on
from core.tools.tables import Badge
from core.tools.todo import Reason
from ksm.choices import GroupBasis, GroupKind, GroupStatus, Membership, badge
from ksm.models.operations import Operation
from ksm.models.placed import Placed, placed_constraints
from ksm.tags import TagsField

ACTIVE = Q(status__in=(GroupStatus.ACTIVE, GroupStatus.PARTLY))


def member_on(at: dt.date) -> Q:
    """Return the condition "is a member of AKSANSI on a day"; since nobody knows when: since that was told."""
    begun = begun_by("member_from", at, end="member_to")
    return Q(begun, runs_on("member_from", "member_to", at), membership=Membership.YES)


class GroupQuerySet(ScopedQuerySet):
    def existing(self, at: dt.date | None = None) -> Self:
        """Return the groups of a day (default today): formed, neither dissolved nor archived.

        Of unknown year: from the first day something tells of it. One dissolved since existed while it ran
        something.
        """
        day = at or timezone.localdate()
        iso = day.isoformat()
        rows = self.filter(Q(formed_on="") | Q(formed_on__lte=iso), archived_at__isnull=True)
        rows = rows.exclude(status=GroupStatus.NOT_FORMED)
        if day >= timezone.localdate():
            return rows.exclude(status=GroupStatus.DISSOLVED)
        own = Operation.objects.filter(group=models.OuterRef("pk"), archived_at__isnull=True)
        begun = own.filter(begun_by("started_on", day, end="ended_on"))
        told = told_by(day)
        told |= Q(member_from__gt="", member_from__lte=iso) | Q(models.Exists(begun))
        return rows.filter(
            ~Q(formed_on="") | told,
            ~Q(status=GroupStatus.DISSOLVED) | Q(models.Exists(own.running(day))),
        )

    def members(self, at: dt.date | None = None) -> Self:
        """Return the groups that are members of AKSANSI on a day (default today)."""
        return self.filter(member_on(at or timezone.localdate()))

    def working(self) -> Self:
        """Return the groups that are active, wholly or partly."""
        return self.filter(ACTIVE)

    def with_facility_count(self) -> Self:
        """Annotate `facility_count`: how many facilities the group runs now."""
        running = (
            Operation.objects.running()
            .filter(group=models.OuterRef("pk"), facility__archived_at__isnull=True)
            .order_by()
            .values("group")
            .annotate(n=models.Count("pk"))
        )
        return self.annotate(
            facility_count=models.functions.Coalesce(models.Subquery(running.values("n")), 0)
        )


class Group(Placed, Mergeable, Record):
    """KSM, KPP or another body of residents; a name is unique in its village (domain §12.31)."""

    name = models.CharField(
        _("name"), max_length=150, help_text=_("As the group writes it, e.g. “KSM Tirta Guna”.")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=GroupKind.choices)
    region = models.ForeignKey(
        "core.Region", models.PROTECT, related_name="ksm_groups", verbose_name=_("region")
    )
    formed_on = PartialDateField(_("formed on"), help_text=_("A year is enough."))
    legal_basis = models.CharField(
        _("legal basis"), max_length=20, choices=GroupBasis.choices, default=GroupBasis.UNKNOWN
    )
    decree = models.CharField(_("number of the decree or deed"), max_length=120, blank=True)
    status = models.CharField(
        _("status"), max_length=20, choices=GroupStatus.choices, default=GroupStatus.UNKNOWN
    )
    membership = models.CharField(
        _("membership in AKSANSI"),
        max_length=20,
        choices=Membership.choices,
        default=Membership.UNKNOWN,
    )
    member_from = PartialDateField(_("member since"))
    member_to = PartialDateField(
        _("member until"), help_text=_("Empty while the group is a member.")
    )
    contact_name = models.CharField(_("contact person"), max_length=120, blank=True)
    contact_phone = models.CharField(_("phone of the contact person"), max_length=40, blank=True)
    tags = TagsField(
        _("tags"), help_text=_("Your own words to find records again, separated by commas.")
    )
    description = models.TextField(_("remarks"), blank=True)

    objects = GroupQuerySet.as_manager()
    personal_fields: ClassVar[tuple[str, ...]] = ("contact_name", "contact_phone")

    class Meta:
        ordering = ("name", "pk")
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        indexes = [
            models.Index(fields=("region", "name"), name="ksm_group_region_name"),
            # What the list is sorted by, page after page.
            models.Index(fields=("name", "village", "id"), name="ksm_group_by_name"),
            models.Index(fields=("status", "name", "id"), name="ksm_group_by_status"),
            models.Index(fields=("kind", "name", "id"), name="ksm_group_by_kind"),
            models.Index(
                fields=("name", "village", "id"), condition=Q(tags__gt=""), name="ksm_group_tagged"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                "region",
                Lower("name"),
                Lower("village"),
                condition=Q(archived_at__isnull=True),
                name="ksm_group_name_per_village",
                violation_error_message=_(
                    "A group of this name is recorded in this village already."
                ),
            ),
            *placed_constraints("ksm_group"),
            models.CheckConstraint(
                condition=not_before("member_to", "member_from"),
                name="ksm_group_membership_in_order",
                violation_error_message=_("The membership would end before it began."),
            ),
            models.CheckConstraint(
                condition=Q(membership=Membership.YES) | Q(member_from="", member_to=""),
                name="ksm_group_dates_need_membership",
                violation_error_message=_("Dates of membership need the membership “Member”."),
            ),
            *merge_constraints("ksm_group"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("ksm:group-detail", args=[self.pk])

    @classmethod
    @override
    def why_not_archived(cls, rows: Sequence[Any]) -> dict[Any, str]:
        """Refuse a group that runs facilities: they would be run by a group no list shows."""
        running: Any = cls.objects.filter(pk__in=[row.pk for row in rows]).with_facility_count()
        return {
            key: Reason(
                ngettext(
                    "It still runs %(count)s facility; end the operation first.",
                    "It still runs %(count)s facilities; end the operations first.",
                    count,
                )
                % {"count": count},
                reverse("ksm:group-detail", args=[key]),
                __("Open %(what)s") % {"what": cls._meta.verbose_name},
            )
            for key, count in running.order_by().values_list("pk", "facility_count")
            if count
        }

    @property
    def status_badge(self) -> Badge | None:
        return badge(GroupStatus, self.status)
