"""Rows everybody reads and the Secretariat keeps: stages and reasons for standing still."""

from __future__ import annotations

from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from agreements.pipeline import FORGOTTEN_AFTER_DAYS, STAGES, StageKind, Waiting
from core.access import ReferenceQuerySet
from core.records.records import Record


class StageQuerySet(ReferenceQuerySet):
    def steps(self) -> Self:
        """Return the stages a partnership can begin at: neither held nor stopped."""
        return self.filter(kind=StageKind.STEP)


class BlockerReasonQuerySet(ReferenceQuerySet):
    def main(self) -> Self:
        """Return the reasons themselves, without their sub-kinds."""
        return self.filter(parent__isnull=True)


class Labelled(Record):
    """Abstract: a reference row whose label is data, in both languages of the system."""

    label_id = models.CharField(_("label in Indonesian"), max_length=200)
    label_en = models.CharField(_("label in English"), max_length=200)

    class Meta:
        abstract = True

    @override
    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The label in the active language."""
        return self.label_en if (get_language() or "id").startswith("en") else self.label_id


class Stage(Labelled):
    """Words and hints of one stage; the rules stand in `agreements.pipeline` under the same code."""

    code = models.SlugField(
        _("code"), primary_key=True, max_length=20, choices=[(code, code) for code in STAGES]
    )
    order = models.PositiveSmallIntegerField(_("order"), unique=True)
    kind = models.CharField(
        _("kind"), max_length=4, choices=StageKind.choices, default=StageKind.STEP
    )
    waits_for = models.CharField(
        _("waits for"),
        max_length=10,
        choices=Waiting.choices,
        help_text=_("Whose turn it is while a partnership stands at this stage."),
    )
    evidence_hint = models.CharField(
        _("evidence needed"),
        max_length=300,
        blank=True,
        help_text=_("What shows that the stage was reached, e.g. minutes and attendance list."),
    )

    quiet_after_days = models.PositiveSmallIntegerField(
        _("contact due after (days)"),
        default=FORGOTTEN_AFTER_DAYS,
        validators=[MinValueValidator(7), MaxValueValidator(730)],
        help_text=_("Without contact and without a blocker; quiet times do not count."),
    )

    objects = StageQuerySet.as_manager()
    key_field = "code"

    class Meta:
        ordering = ("order",)
        verbose_name = _("stage")
        verbose_name_plural = _("stages")

    def get_absolute_url(self) -> str:
        return reverse("agreements:stage-detail", args=[self.code])


class BlockerCategory(models.TextChoices):
    RESPONSE = "response", _("Response and communication")
    GOVERNMENT = "government", _("Government institution")
    FUNDING_RESPONSE = "funding_response", _("Response and funding")
    FUNDING = "funding", _("Funding")
    REGULATION = "regulation", _("Regulation")
    POLICY = "policy", _("Policy of the office")
    LOCAL = "local", _("Local institution")
    OTHER = "other", _("Other")


class BlockerReason(Labelled):
    """Why an MoU does not become a PKS: the seven reasons of the source, their sub-kinds, and "other".

    Source: "Proses kerjasama dalam pengelolaan sarana sanitasi" (aksansi.org/?p=495); domain §7.3.
    """

    code = models.CharField(
        _("code"),
        primary_key=True,
        max_length=30,
        validators=[
            RegexValidator(
                r"^B\d[A-Z0-9_]*\Z", _("Write it like B8_LAND: capital letters, digits and _.")
            )
        ],
        help_text=_("Stays as it is once saved, e.g. B8_LAND."),
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sub_kinds",
        verbose_name=_("sub-kind of"),
    )
    category = models.CharField(_("category"), max_length=20, choices=BlockerCategory.choices)
    statement = models.TextField(
        _("as the source says it"), blank=True, help_text=_("The sentence of the source document.")
    )

    objects = BlockerReasonQuerySet.as_manager()
    key_field = "code"

    class Meta:
        ordering = ("code",)
        verbose_name = _("reason for standing still")
        verbose_name_plural = _("reasons for standing still")
        constraints = [
            models.CheckConstraint(
                name="agreements_reason_not_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("code")),
                violation_error_message=_("A reason cannot be its own sub-kind."),
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("agreements:blocker-reason-detail", args=[self.code])

    @override
    def clean(self) -> None:
        super().clean()
        parent = self.parent if self.parent_id else None
        if parent is not None and (parent.parent_id or self.sub_kinds.exists()):
            raise ValidationError({"parent": _("Sub-kinds go one level deep only.")})

    @property
    def short_code(self) -> str:
        """The "B1" of "B1_NO_RESPONSE_DRAFT", as people quote it."""
        return self.code.split("_", 1)[0]

    @property
    def quoted(self) -> str:
        """The sentence of the source as a quotation, since it keeps the source's spelling; "" where there is none."""
        return f"“{self.statement}”" if self.statement else ""
