"""Codes of programmes, activities and sub-activities in the government's budgets (SIPD), by edition.

The list is decreed anew every year or two and the same work has another code each time: a code without its edition
says nothing. Rows are reference data of the Secretariat; a code is put on a record by people alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ReferenceQuerySet
from core.records.records import Record
from core.tools.partial_dates import PartialDateField, display, not_before

# Bidang urusan 1.03, program 1.03.05, kegiatan 1.03.05.2.01, sub-kegiatan with two digits or, since 2023, four.
CODE_FORM = r"^\d\.\d{2}(\.\d{2}(\.\d\.\d{2}(\.\d{2}|\.\d{4})?)?)?$"
LEVELS = {
    2: _("Field of government (bidang urusan)"),
    3: _("Programme (program)"),
    5: _("Activity (kegiatan)"),
    6: _("Sub-activity (sub-kegiatan)"),
}


class SipdEditionQuerySet(ReferenceQuerySet):
    def newest_first(self) -> Self:
        return self.order_by(Greatest("valid_from", "as_of").desc(), "pk")

    def in_force(self, year: int) -> Self:
        """Return the decreed editions that hold at the end of a year, the newest first; no copy without a decree."""
        end = f"{year}-12-31"
        ended = Q(valid_to__gt="") & Q(valid_to__lt=end) & ~Q(valid_to=str(year))
        return (
            self.current()
            .filter(valid_from__gt="", valid_from__lte=end)
            .exclude(ended)
            .newest_first()
        )


class SipdEdition(Record):
    """One edition of the list. A public copy whose decree nobody has named yet has no date it holds from."""

    title = models.CharField(_("edition"), max_length=120, help_text=_("The number of the decree."))
    valid_from = PartialDateField(_("holds from"), help_text=_("Empty: not known."))
    valid_to = PartialDateField(_("holds until"), help_text=_("Empty: until a newer one."))
    remark = models.CharField(_("remark"), max_length=300, blank=True)

    objects = SipdEditionQuerySet.as_manager()

    class Meta:
        ordering = ("-valid_from", "title")
        verbose_name = _("edition of SIPD codes")
        verbose_name_plural = _("editions of SIPD codes")
        constraints = [
            models.UniqueConstraint(
                fields=("title",),
                condition=Q(archived_at__isnull=True),
                name="planning_sipd_edition_once",
                violation_error_message=_("This edition is recorded already."),
            ),
            models.CheckConstraint(
                name="planning_sipd_edition_in_order",
                condition=not_before("valid_to", "valid_from"),
                violation_error_message=_("It would end before it began."),
            ),
        ]

    @override
    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("planning:sipd-edition-detail", args=[self.pk])

    @property
    def since(self) -> str:
        """When it holds from; of a copy without a decree the day of the copy; "" where neither is known."""
        if self.valid_from or not self.as_of:
            return display(self.valid_from)
        return __("copy of %(day)s") % {"day": display(self.as_of)}


class SipdCodeQuerySet(ReferenceQuerySet):
    def to_choose(self) -> Self:
        """Return the codes with their editions, those of the newest edition first, each in its own order."""
        rows = self.current().filter(edition__archived_at__isnull=True).select_related("edition")
        return rows.order_by(Greatest("edition__valid_from", "edition__as_of").desc(), "code")


class SipdCode(Record):
    """One code of one edition, with what its words say is counted and in which unit."""

    edition = models.ForeignKey(
        SipdEdition, models.PROTECT, related_name="codes", verbose_name=_("edition of SIPD codes")
    )
    code = models.CharField(
        _("code"),
        max_length=20,
        validators=[
            RegexValidator(
                CODE_FORM,
                _("Write the code with its points and zeros, e.g. 1.03.05.2.01.0033."),
            )
        ],
    )
    name = models.CharField(_("name"), max_length=300)
    indicator = models.CharField(_("indicator"), max_length=300, blank=True)
    unit = models.CharField(_("unit"), max_length=40, blank=True)

    objects = SipdCodeQuerySet.as_manager()

    class Meta:
        ordering = ("edition", "code")
        verbose_name = _("SIPD code")
        verbose_name_plural = _("SIPD codes")
        constraints = [
            models.UniqueConstraint(
                fields=("edition", "code"),
                condition=Q(archived_at__isnull=True),
                name="planning_sipd_code_once",
                violation_error_message=_("This edition has this code already."),
            ),
            models.CheckConstraint(
                name="planning_sipd_code_form", condition=Q(code__regex=CODE_FORM)
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("planning:sipd-code-detail", args=[self.pk])

    @property
    def level(self) -> object:
        """What the code stands for, by the number of its parts."""
        return LEVELS[self.code.count(".") + 1]

    @property
    def named(self) -> str:
        """The code with its edition, for tables that are read elsewhere; `edition` loaded."""
        return f"{self.code} ({self.edition.title})"


def sipd_field(related_name: str) -> models.ForeignKey:
    """Return the column of a record for its SIPD code, chosen by people alone."""
    return models.ForeignKey(
        SipdCode,
        models.PROTECT,
        null=True,
        blank=True,
        related_name=related_name,
        verbose_name=_("SIPD code"),
        help_text=_("Choose it with the office; suggestions by words stand first."),
    )


def note_of(code: SipdCode | None, newest: Iterable[SipdEdition], year: int) -> str:
    """Return which edition a code is of, and which is the newest at the end of the year where that is another one.

    `newest`: the editions in force then, the newest first. "" without a code.
    """
    if code is None:
        return ""
    now = next(iter(newest), None)
    told = {"edition": code.edition.title, "year": year, "newest": now and now.title}
    if now is None or now.pk == code.edition_id:
        return __("Edition: %(edition)s.") % told
    return (
        __("Edition: %(edition)s. The newest of %(year)s is %(newest)s: compare before it is used.")
        % told
    )
