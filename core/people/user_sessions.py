"""Sessions that know whose they are, so that the person can see and end them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _


class UserSession(AbstractBaseSession):
    """A row of the session store (`core.people.sessions`); `user` is empty before somebody has signed in."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, editable=False, related_name="+"
    )
    since = models.DateTimeField(_("signed in since"), null=True, editable=False)
    seen = models.DateTimeField(_("last seen"), null=True, editable=False)
    address = models.GenericIPAddressField(_("address"), null=True, editable=False)
    device = models.CharField(_("device"), max_length=60, blank=True, editable=False)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
