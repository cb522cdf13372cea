"""Servers that phones send their answers to, and what of them is known of each visit."""

from __future__ import annotations

from typing import Self
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Reader, ReferenceQuerySet, is_national
from core.records.records import Record
from monitoring.models.instruments import Instrument
from monitoring.models.rounds import Round
from monitoring.models.visits import Visit


class ServerKind(models.TextChoices):
    CENTRAL = "central", "ODK Central"
    KOBO = "kobo", "KoboToolbox"


class ServerQuerySet(ReferenceQuerySet):
    """Seen and kept by the Secretariat alone."""

    kept_nationally = True

    @override
    def visible_to(self, user: Reader) -> Self:
        return self if is_national(user) else self.none()


class SubmissionServer(Record):
    """Where the answers to one instrument are fetched from, and where its form is put.

    `owner`: whoever named the password last; what comes by the clock comes in that name. `pulled_to`: the moment of
    the server up to which everything was taken or told; `left_out`: editions that were told and not taken.
    """

    title = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=8, choices=ServerKind.choices)
    address = models.CharField(
        _("address"),
        max_length=300,
        help_text=_("Write it with https, e.g. https://odk.example.org."),
    )
    project = models.PositiveIntegerField(
        _("number of the project"),
        null=True,
        blank=True,
        help_text=_("ODK Central only: the number behind “projects” in its addresses."),
    )
    form = models.CharField(
        _("form on the server"),
        max_length=100,
        help_text=_("ODK Central: the form's ID. KoboToolbox: the code behind “forms”."),
    )
    account = models.CharField(
        _("account"), max_length=150, blank=True, help_text=_("ODK Central only: its e-mail.")
    )
    instrument = models.ForeignKey(
        Instrument, models.PROTECT, related_name="servers", verbose_name=_("instrument")
    )
    region = models.ForeignKey(
        "core.Region",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("region"),
        help_text=_("Take only facilities of this region. Empty for all."),
    )
    round = models.ForeignKey(
        Round,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("monitoring round"),
        help_text=_("Put visits into this round. Empty where its targets tell."),
    )
    is_timed = models.BooleanField(_("fetch every night"), default=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("in the name of"),
    )
    pulled_at = models.DateTimeField(_("fetched last"), null=True, editable=False)
    pulled_to = models.DateTimeField(null=True, editable=False)
    left_out = models.JSONField(default=list, editable=False)

    objects = ServerQuerySet.as_manager()

    class Meta:
        ordering = ("title", "pk")
        verbose_name = _("server of submissions")
        verbose_name_plural = _("servers of submissions")
        constraints = [
            models.UniqueConstraint(
                fields=("address", *fields),
                condition=Q(archived_at__isnull=True, kind=kind),
                name=f"monitoring_server_{kind}_once",
                violation_error_message=_("This form of this server is entered already."),
            )
            for kind, fields in (("central", ("project", "form")), ("kobo", ("form",)))
        ]

    @override
    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("monitoring:submission-server-detail", args=[self.pk])

    @property
    def host(self) -> str:
        return urlsplit(self.address).hostname or ""

    @override
    def clean(self) -> None:
        super().clean()
        if self.kind == ServerKind.CENTRAL:
            missing = [name for name in ("project", "account") if not getattr(self, name)]
            if missing:
                words = _("ODK Central needs this.")
                raise ValidationError(dict.fromkeys(missing, words))
        elif self.kind:
            self.project, self.account = None, ""
        named = self.round if self.round_id else None
        if named and self.instrument_id and named.instrument_id != self.instrument_id:
            raise ValidationError({"round": _("This round uses another instrument.")})


class ServerKey(models.Model):
    """The password or key of a server, encrypted (`monitoring.servers.keys`): in no history, list, export or log."""

    server = models.OneToOneField(SubmissionServer, models.CASCADE, related_name="key_row")
    sealed = models.TextField()

    class Meta:
        verbose_name = _("key of a server")
        verbose_name_plural = _("keys of servers")

    @override
    def __str__(self) -> str:
        return str(self.server_id)


class Submission(models.Model):
    """What a server said of a visit when it was taken last; by it a correction is told from what people changed here.

    `stand`: the moment its server said so; None: it came by a file. `said`: day, facility, head and answers as text.
    """

    visit = models.OneToOneField(Visit, models.CASCADE, related_name="submitted_as")
    server = models.ForeignKey(SubmissionServer, models.SET_NULL, null=True, related_name="+")
    edition = models.UUIDField(null=True)
    review = models.CharField(max_length=60, blank=True)
    stand = models.DateTimeField(null=True)
    said = models.JSONField(default=dict)
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")

    @override
    def __str__(self) -> str:
        return str(self.visit_id)
