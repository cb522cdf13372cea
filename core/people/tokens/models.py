"""Keys for programs: made by a person for one purpose, and worth what the person may read."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet
from core.tools.tables import Badge

EVERY_LIST = "*"
QUERY_MOST = 2000  # letters of a filter; a list keeps no longer one either


class TokenKind(models.TextChoices):
    API = "api", _("For programs (API)")
    LINK = "link", _("Data link")


class TokenQuerySet(ScopedQuerySet):
    owner_path = "user"

    def working(self, today: dt.date | None = None) -> Self:
        """Return the tokens that were neither revoked nor have ended."""
        return self.filter(revoked_at=None, expires_on__gte=today or timezone.localdate())


class Token(models.Model):
    """A key of an account: only its digest is kept, so nobody reads it here a second time.

    `lists`: the addresses of the lists it opens ("ksm/facilities"), or EVERY_LIST. Of a data link: the one list, and
    `query`, its filter, columns and order. It reads, whatever the account may write.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("account")
    )
    kind = models.CharField(_("kind"), max_length=4, choices=TokenKind.choices)
    name = models.CharField(_("purpose"), max_length=80)
    lists = models.JSONField(_("lists"), default=list)
    query = models.CharField(_("filter"), max_length=QUERY_MOST, blank=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("made at"), auto_now_add=True)
    expires_on = models.DateField(_("last day"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    last_address = models.GenericIPAddressField(_("from address"), null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = _("token")
        verbose_name_plural = _("tokens")
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(digest=""), name="core_token_named"),
        ]

    @override
    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> int:
        return self.pk

    @property
    def is_link(self) -> bool:
        return self.kind == TokenKind.LINK

    @property
    def works(self) -> bool:
        """Whether it was neither revoked nor has ended."""
        return self.revoked_at is None and timezone.localdate() <= self.expires_on

    @property
    def state(self) -> Badge:
        if self.revoked_at is not None:
            return Badge(_("Revoked"), "none")
        return Badge(_("Works"), "good") if self.works else Badge(_("Ended"), "bad")

    def opens(self, place: str) -> bool:
        """Return whether it opens a list or a record of it, by the address without slashes around it."""
        return any(
            one == EVERY_LIST or place == one or place.startswith(f"{one}/") for one in self.lists
        )
