"""What was signed: MoU, PKS (MoA), addendum; parties as text at signing; money by source and year."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from agreements.dates import check_order, check_past
from agreements.models.choices import (
    SHORT_KIND,
    TONES,
    AgreementKind,
    AgreementStatus,
    Amendment,
    PaperState,
)
from agreements.models.partnerships import Partnership
from agreements.models.validity import AgreementQuerySet
from core.records.records import Record
from core.tools.formats import DASH, day
from core.tools.partial_dates import PartialDateField, lies_before
from core.tools.rough_days import RoughDateField, RoughDay, RoughEndField, known_beside
from core.tools.tables import Badge


class Agreement(Record):
    """An MoU binds nobody to money; a PKS does and rests on its MoU; both end (domain §12.13)."""

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="agreements", verbose_name=_("partnership")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=AgreementKind.choices)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("rests on"),
        help_text=_("A PKS rests on its MoU, an addendum on what it changes."),
    )
    renews = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="renewals",
        verbose_name=_("renews"),
        help_text=_("The agreement of the same kind that this one continues."),
    )
    amends = models.CharField(
        _("what it changes"),
        max_length=10,
        choices=Amendment.choices,
        blank=True,
        help_text=_("Of an addendum only."),
    )
    changes = models.TextField(
        _("before and after"),
        max_length=2000,
        blank=True,
        help_text=_(
            "One change a line, e.g. “Desludgings a year: 4 → 6”. The term is told by itself."
        ),
    )
    paper = models.CharField(
        _("state of the paper"), max_length=12, choices=PaperState.choices, default=PaperState.DRAFT
    )
    number_ours = models.CharField(_("number of AKSANSI"), max_length=100, blank=True)
    number_theirs = models.CharField(_("number of the counterpart"), max_length=100, blank=True)
    title = models.CharField(_("title"), max_length=250)
    handed_over_on = PartialDateField(_("handed over on"))
    signed_on = PartialDateField(_("signed on"))
    cancelled_on = PartialDateField(_("cancelled on"))
    place = models.CharField(_("place of signing"), max_length=150, blank=True)
    signatory_ours = models.CharField(
        _("signed for AKSANSI"),
        max_length=200,
        blank=True,
        help_text=_("The position at the time of signing, as text; no private name needed."),
    )
    signatory_theirs = models.CharField(
        _("signed for the counterpart"),
        max_length=200,
        blank=True,
        help_text=_(
            "The position at the time of signing, as text; it stays when the holder changes."
        ),
    )
    legal_basis = models.CharField(
        _("legal basis"),
        max_length=250,
        blank=True,
        help_text=_("The rule cited, e.g. PP 50/2007 or PP 28/2018."),
    )
    starts_on = RoughDateField(_("in force from"), null=True, blank=True)
    starts_on_known = known_beside()
    ends_on = RoughEndField(_("in force until"), null=True, blank=True)
    ends_on_known = known_beside()
    scope = models.TextField(_("scope"), blank=True)
    remarks = models.TextField(_("remarks"), blank=True)
    signed_file = models.ForeignKey(
        "core.Attachment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("signed version"),
        editable=False,
    )

    @property
    def handed_over_as(self) -> str:
        """What was handed over: the draft, or the signed paper; "" where nothing was or nobody knows."""
        if not self.handed_over_on or (self.paper == PaperState.SIGNED and not self.signed_on):
            return ""
        was_signed = self.signed_on and not lies_before(self.handed_over_on, self.signed_on)
        return __("signed") if was_signed else __("draft")

    # Annotated by `with_end`: the last day in force, of a month or a year where no more is known.
    last_day: dt.date | None
    extended_until_known: str

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ("partnership", F("signed_on").desc(), "kind", "pk")
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = [
            models.CheckConstraint(
                name="agreements_agreement_ends_after_start",
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The end is before the beginning."),
            ),
            models.CheckConstraint(
                name="agreements_agreement_parent_fits_kind",
                condition=(
                    Q(kind=AgreementKind.PKS)
                    | Q(kind=AgreementKind.MOU, parent__isnull=True)
                    | Q(kind=AgreementKind.ADDENDUM, parent__isnull=False)
                ),
                violation_error_message=_(
                    "An MoU rests on nothing; an addendum needs the agreement it changes."
                ),
            ),
            models.CheckConstraint(
                name="agreements_agreement_signed_when_dated",
                condition=Q(signed_on="") | Q(paper__in=(PaperState.SIGNED, PaperState.CANCELLED)),
                violation_error_message=_("A date of signing means that it was signed."),
            ),
            models.CheckConstraint(
                name="agreements_agreement_cancelled_when_dated",
                condition=Q(cancelled_on="") | Q(paper=PaperState.CANCELLED),
                violation_error_message=_("A date of cancelling means that it was cancelled."),
            ),
            models.CheckConstraint(
                name="agreements_agreement_only_addenda_amend",
                condition=Q(kind=AgreementKind.ADDENDUM) | Q(amends="", changes=""),
                violation_error_message=_("Only an addendum changes another agreement."),
            ),
            models.CheckConstraint(
                name="agreements_agreement_not_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("pk")),
                violation_error_message=_("An agreement cannot rest on itself."),
            ),
            models.CheckConstraint(
                name="agreements_agreement_not_own_renewal",
                condition=Q(renews__isnull=True) | ~Q(renews=F("pk")),
                violation_error_message=_("An agreement cannot renew itself."),
            ),
            models.CheckConstraint(
                name="agreements_agreement_file_when_signed",
                condition=Q(signed_file__isnull=True)
                | Q(paper__in=(PaperState.SIGNED, PaperState.CANCELLED)),
                violation_error_message=_("Only a signed agreement has a signed version."),
            ),
            models.UniqueConstraint(
                fields=("partnership", "kind", "number_ours"),
                condition=~Q(number_ours="") & Q(archived_at__isnull=True),
                name="agreements_agreement_number_once",
                violation_error_message=_(
                    "An agreement of this kind with this number is recorded already."
                ),
            ),
        ]
        indexes = [models.Index(fields=("paper", "ends_on"), name="agreements_agreement_ends")]

    @override
    def __str__(self) -> str:
        return f"{self.short_kind} {self.number_ours or self.number_theirs or self.title}"

    def get_absolute_url(self) -> str:
        return reverse("agreements:agreement-detail", args=[self.pk])

    @override
    def clean(self) -> None:
        super().clean()
        check_past(self, "handed_over_on", "signed_on", "cancelled_on")
        check_order(self, "signed_on", "cancelled_on")
        self._check_parent()
        self._check_renewal()

    def _check_renewal(self) -> None:
        old = self.renews if self.renews_id else None
        if old is None:
            return
        if old.partnership_id != self.partnership_id or old.kind != self.kind:
            raise ValidationError(
                {"renews": _("It must be of the same kind, in the same partnership.")}
            )
        if old.starts_on and self.starts_on and self.starts_on <= old.starts_on:
            raise ValidationError({"starts_on": _("A renewal begins after what it renews.")})

    def _check_parent(self) -> None:
        parent = self.parent if self.parent_id else None
        if parent is not None:
            if parent.partnership_id != self.partnership_id:
                raise ValidationError({"parent": _("It must belong to the same partnership.")})
            wanted: dict[str, tuple[str, ...]] = {
                AgreementKind.PKS: (AgreementKind.MOU,),
                AgreementKind.ADDENDUM: (AgreementKind.MOU, AgreementKind.PKS),
            }
            if self.kind in wanted and parent.kind not in wanted[AgreementKind(self.kind)]:
                raise ValidationError(
                    {"parent": _("A PKS rests on an MoU, an addendum on an MoU or a PKS.")}
                )
        elif self.kind == AgreementKind.PKS and self.partnership_id:
            mous = Agreement.objects.filter(
                partnership_id=self.partnership_id, kind=AgreementKind.MOU, archived_at__isnull=True
            ).exclude(paper=PaperState.CANCELLED)
            if mous.exists():
                raise ValidationError(
                    {"parent": _("This partnership has an MoU: choose the one the PKS rests on.")}
                )

    @property
    def short_kind(self) -> str:
        return str(SHORT_KIND[AgreementKind(self.kind)])

    @property
    def change_words(self) -> list[str]:
        """What an addendum changed, line by line: the term by itself, the rest as it was entered."""
        lines = [line.strip() for line in self.changes.splitlines() if line.strip()]
        before = self.parent.ends_on if self.parent else None
        if self.kind == AgreementKind.ADDENDUM and self.ends_on and self.ends_on != before:
            until = {"before": day(before) if before else DASH, "after": day(self.ends_on)}
            lines.insert(0, __("In force until: %(before)s → %(after)s") % until)
        return lines

    @property
    def numbers(self) -> str:
        return " / ".join(filter(None, (self.number_ours, self.number_theirs)))

    def last_valid_day(self) -> dt.date | None:
        """Return the last day in force, addenda included where loaded by `with_end`; of a year the 31 December."""
        last = getattr(self, "last_day", self.ends_on)
        if last is None or last == self.ends_on:
            return self.ends_on
        return RoughDay.of(last, self.extended_until_known or "")

    def paper_on(self, day: dt.date) -> PaperState:
        """Return the state of the paper on a day: what was cancelled or signed later was not so yet."""
        paper, iso = PaperState(self.paper), day.isoformat()
        if paper == PaperState.CANCELLED and self.cancelled_on > iso:
            paper = PaperState.SIGNED if self.signed_on else PaperState.HANDED_OVER
        if paper == PaperState.SIGNED and self.signed_on > iso:
            paper = PaperState.HANDED_OVER
        if paper == PaperState.HANDED_OVER and self.handed_over_on > iso:
            paper = PaperState.DRAFT
        return paper

    def status(self, at: dt.date | None = None) -> AgreementStatus:
        """Return the status on a day (default today), derived; never stored."""
        day = at or timezone.localdate()
        paper = self.paper_on(day)
        if paper != PaperState.SIGNED:
            return AgreementStatus(paper)
        end = self.last_valid_day()
        if end is not None and end < day:
            return AgreementStatus.EXPIRED
        if self.starts_on and self.starts_on > day:
            return AgreementStatus.COMING
        if end is None:
            return AgreementStatus.NO_END
        extended = getattr(self, "extended_until", None)
        if extended and (self.ends_on is None or extended > self.ends_on):
            return AgreementStatus.EXTENDED
        return AgreementStatus.IN_FORCE

    def badge(self, at: dt.date | None = None) -> Badge:
        status = self.status(at)
        return Badge(str(status.label), TONES[status])
