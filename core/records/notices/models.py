"""What persons are to be mailed of, what became of it, which mails they do not want, and the Secretariat's wording."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from typing_extensions import override

from core.access import ReferenceQuerySet, ScopedQuerySet
from core.records.notices import kinds
from core.records.records import Record

# A mail takes seconds; whatever was claimed so long ago and not finished may have left or not.
UNSURE_AFTER = dt.timedelta(minutes=10)
KEPT = dt.timedelta(days=180)


class NoticeState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("of a mail", "Waiting")
    CLAIMED = "claimed", pgettext_lazy("of a mail", "Being sent")
    SENT = "sent", pgettext_lazy("of a mail", "Sent")
    REFUSED = "refused", _("Refused by the mail server")
    UNWANTED = "unwanted", _("Not sent: not wanted")
    BY_HAND = "by_hand", _("Told by hand")


class NoticeQuerySet(ScopedQuerySet):
    scope_path = None
    owner_path = "recipient"
    made_at = "created_at"

    def unsure(self, now: dt.datetime | None = None) -> Self:
        """Return what may not have arrived: refused, or claimed long ago and never finished."""
        old = Q(claimed_at__lt=(now or timezone.now()) - UNSURE_AFTER)
        return self.filter(Q(state=NoticeState.REFUSED) | Q(old, state=NoticeState.CLAIMED))


class Notice(models.Model):
    """One thing one person is to be mailed of; `key` says what happened, so that nobody is told it twice."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="+",
        verbose_name=_("recipient"),
    )
    kind = models.CharField(_("kind"), max_length=20)
    key = models.CharField(max_length=200)
    line = models.CharField(_("what"), max_length=400)
    path = models.CharField(max_length=300)
    state = models.CharField(
        _("state"), max_length=8, choices=NoticeState.choices, default=NoticeState.WAITING
    )
    created_at = models.DateTimeField(_("noted at"), auto_now_add=True)
    claim = models.UUIDField(null=True)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    failure = models.CharField(_("what went wrong"), max_length=300, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = _("mail at an event")
        verbose_name_plural = _("mails at events")
        constraints = [
            models.UniqueConstraint(fields=("recipient", "key"), name="core_notice_told_once")
        ]
        indexes = [models.Index(fields=("state", "created_at"), name="core_notice_state")]

    @override
    def __str__(self) -> str:
        return self.line

    def get_absolute_url(self) -> str:
        return reverse("core:notice-detail", args=[self.pk])

    @property
    def kind_words(self) -> str:
        return kinds.label_of(self.kind)

    @property
    def is_unsure(self) -> bool:
        """Whether it may not have arrived."""
        is_old = self.claimed_at is not None and self.claimed_at < timezone.now() - UNSURE_AFTER
        return self.state == NoticeState.REFUSED or (self.state == NoticeState.CLAIMED and is_old)

    @classmethod
    def prune(cls) -> int:
        """Delete what is long over; return how many rows went."""
        return cls.objects.filter(created_at__lt=timezone.now() - KEPT).delete()[0]


class MailOff(models.Model):
    """A kind of mail that a person switched off."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("user", "kind"), name="core_mail_off_once")]

    @override
    def __str__(self) -> str:
        return self.kind


class MailText(Record):
    """How the Secretariat words the Indonesian mails of a kind; what is empty stays as the system words it."""

    kind = models.CharField(_("kind"), max_length=20, unique=True, editable=False)
    subject = models.CharField(pgettext_lazy("of a mail", "subject"), max_length=150, blank=True)
    body = models.TextField(_("text"), max_length=4000, blank=True)

    objects = ReferenceQuerySet.as_manager()

    key_field: ClassVar[str] = "pk"

    class Meta:
        ordering = ("pk",)
        verbose_name = _("wording of mails")
        verbose_name_plural = _("wording of mails")

    @override
    def __str__(self) -> str:
        return kinds.label_of(self.kind)

    def get_absolute_url(self) -> str:
        return reverse("core:mail-text-detail", args=[self.pk])

    @override
    def clean(self) -> None:
        super().clean()
        for name in ("subject", "body"):
            if wrong := kinds.unknown_names(getattr(self, name)):
                words = __("There is no %(names)s. Write %(known)s.")
                told = {"names": ", ".join(wrong), "known": kinds.names_told()}
                raise ValidationError({name: words % told})
        if self.body and "{daftar}" not in self.body:
            raise ValidationError({"body": __("Write {daftar} where the list is to stand.")})


class Reminded(models.TextChoices):
    """What people are reminded of some days before."""

    TASK = "task", _("Every task with a date")
    AGREEMENT = "agreements", _("MoU and PKS that end")
    ACCOUNT = "account", _("Accounts that end")


class ReminderRuleQuerySet(ReferenceQuerySet):
    def days(self) -> dict[str, set[int]]:
        """Return the days before, by what is reminded of; one query."""
        found: dict[str, set[int]] = {}
        for what, days in self.current().values_list("what", "days_before"):
            found.setdefault(what, set()).add(days)
        return found


class ReminderRule(Record):
    """So many days before something is due, a mail reminds of it."""

    what = models.CharField(_("of what"), max_length=12, choices=Reminded.choices)
    days_before = models.PositiveSmallIntegerField(
        _("days before"),
        validators=[MaxValueValidator(365)],
        help_text=_("0 is the day itself."),
    )

    objects = ReminderRuleQuerySet.as_manager()

    class Meta:
        ordering = ("what", "-days_before")
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(
                fields=("what", "days_before"),
                condition=Q(archived_at__isnull=True),
                name="core_reminder_once",
                violation_error_message=_("There is such a reminder already."),
            ),
            models.CheckConstraint(
                name="core_reminder_within_a_year", condition=Q(days_before__lte=365)
            ),
        ]

    @override
    def __str__(self) -> str:
        return __("%(what)s: %(days)s days before") % {
            "what": self.get_what_display(), "days": self.days_before,
        }  # fmt: skip

    def get_absolute_url(self) -> str:
        return reverse("core:reminder-rule-detail", args=[self.pk])
