"""Seats on the boards of chapters, by time."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet
from core.records.records import Record, begun_by
from core.tools.partial_dates import PartialDateField, lies_before, runs_on


class ElectionMethod(models.TextChoices):
    VOTE = "vote", _("Vote by majority")
    ACCLAMATION = "acclamation", _("Acclamation")
    FORMATEUR = "formateur", _("Formatur team")
    APPOINTED = "appointed", _("Appointed")
    UNKNOWN = "unknown", _("Not known")


class SeatRole(models.TextChoices):
    PATRON = "pelindung", _("Patron (pelindung)")
    ADVISER = "pembina", _("Adviser (pembina)")
    CHAIR = "ketua", _("Chair (ketua)")
    VICE_CHAIR = "wakil", _("Vice chair (wakil ketua)")
    SECRETARY = "sekretaris", _("Secretary (sekretaris)")
    TREASURER = "bendahara", _("Treasurer (bendahara)")
    COORDINATOR = "koordinator", _("Field coordinator (koordinator bidang)")


CORE_SEATS = (SeatRole.CHAIR, SeatRole.SECRETARY, SeatRole.TREASURER)
VACANT = Q(person="", office__isnull=True, group_name="")


class BoardSeatQuerySet(ScopedQuerySet):
    scope_path = "chapter__region"

    def core(self) -> Self:
        """Return the seats every board has: chair, secretary, treasurer."""
        return self.filter(role__in=CORE_SEATS)

    def on(self, day: dt.date | None = None) -> Self:
        """Return the seats whose term runs on a day (default today), as far as known by then."""
        at = day or timezone.localdate()
        begun = begun_by("term_from", at, end="term_to")
        return self.filter(begun, runs_on("term_from", "term_to", at))

    def former(self, day: dt.date | None = None) -> Self:
        """Return the seats whose term has ended by a day (default today), latest first."""
        running = runs_on("term_from", "term_to", day or timezone.localdate())
        # Asked of all seats: an outer reference among its own conditions would mean another row there.
        rows = self.exclude(pk__in=BoardSeat.objects.filter(running).values("pk"))
        return rows.exclude(term_to="").order_by("-term_to", "pk")

    def filled(self, day: dt.date | None = None) -> Self:
        """Return the seats that somebody holds on a day (default today)."""
        return self.current().on(day).exclude(VACANT)


def _begins_within(one: BoardSeat, other: BoardSeat) -> bool:
    return not other.term_to or lies_before(one.term_from, other.term_to)


class BoardSeat(Record):
    """A seat on a chapter's board; held by a person, an office, or known only by group of origin.

    A seat with none of the three is vacant and shown as such.
    """

    chapter = models.ForeignKey(
        "chapters.Chapter", models.CASCADE, related_name="seats", verbose_name=_("chapter")
    )
    role = models.CharField(_("seat"), max_length=12, choices=SeatRole.choices)
    field = models.CharField(
        _("field"),
        max_length=80,
        blank=True,
        help_text=_("For a coordinator: health campaign, technical …"),
    )
    person = models.CharField(_("person"), max_length=150, blank=True)
    office = models.ForeignKey(
        "chapters.Office",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
        verbose_name=_("office"),
    )
    group_name = models.CharField(
        _("group of origin"),
        max_length=150,
        blank=True,
        help_text=_("The KSM/KPP the holder comes from."),
    )
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    chosen_by = models.CharField(
        _("how the holder was chosen"),
        max_length=12,
        choices=ElectionMethod.choices,
        blank=True,
        help_text=_("Where it differs from the board: a chair by vote, the rest by formatur."),
    )
    term_from = PartialDateField(_("term from"))
    term_to = PartialDateField(_("term to"))

    objects = BoardSeatQuerySet.as_manager()
    personal_fields = ("phone",)

    class Meta:
        ordering = ("chapter", "role", "pk")
        verbose_name = _("board seat")
        verbose_name_plural = _("board seats")

    @override
    def __str__(self) -> str:
        return f"{self.get_role_display()} – {self.chapter}"

    def get_absolute_url(self) -> str:
        return reverse("chapters:board-seat-detail", args=[self.pk])

    @override
    def clean(self) -> None:
        super().clean()
        if lies_before(self.term_to, self.term_from):
            raise ValidationError({"term_to": _("The end is before the beginning.")})

    @override
    def doubts(self) -> dict[str, str]:
        if self.role != SeatRole.CHAIR or not self.chapter_id or self.is_vacant:
            return {}
        others = BoardSeat.objects.current().filter(chapter=self.chapter_id, role=self.role)
        held = others.exclude(pk=self.pk).exclude(VACANT).select_related("office").order_by("pk")
        found = next((other for other in held if self.is_beside(other)), None)
        return {"role": found.words_beside()} if found else {}

    def is_beside(self, other: BoardSeat) -> bool:
        """Return whether two terms surely share a day; one may end in the year in which the next begins."""
        return _begins_within(self, other) and _begins_within(other, self)

    def words_beside(self) -> str:
        """Return the sentence that a second chair is told of this first one."""
        words = __("In the same term %(who)s is the chair.")
        return words % {"who": self.person or self.office or self.group_name}

    @property
    def is_vacant(self) -> bool:
        return not (self.person or self.office_id or self.group_name)
