"""What a coordination meeting went through: points, decisions, results of audiences, working groups."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from events.models.meetings import Event, OfEvent
from events.querysets import OfEventQuerySet


class PointKind(models.TextChoices):
    POINT = "pokok", _("Point of discussion")
    AUDIENCE = "audiensi", _("Result of an audience or visit")
    WORKING_GROUP = "pokja", _("Working group")
    DECISION = "keputusan", _("Decision")


class AgendaPoint(OfEvent):
    """One point of the agenda in its order, with what was said and what was decided."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="agenda")
    number = models.PositiveSmallIntegerField(_("order"), default=1)
    kind = models.CharField(
        _("kind"), max_length=10, choices=PointKind.choices, default=PointKind.POINT
    )
    title = models.CharField(_("point"), max_length=300)
    discussion = models.TextField(_("what was said"), max_length=4000, blank=True)
    decision = models.TextField(_("what was decided"), max_length=2000, blank=True)
    with_whom = models.CharField(
        _("with whom"),
        max_length=200,
        blank=True,
        help_text=_("The ministry or office visited, or the members of the working group."),
    )

    objects = OfEventQuerySet.as_manager()

    class Meta:
        ordering = ("event", "number", "pk")
        verbose_name = _("agenda point")
        verbose_name_plural = _("agenda points")

    @override
    def __str__(self) -> str:
        return self.title
