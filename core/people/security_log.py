"""The security log: who came in or tried to, and what was done with accounts and whole lists."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Reader, ScopedQuerySet, is_national


class SecurityKind(models.TextChoices):
    """What can stand in the log. Source: OWASP ASVS 5.0, 16.3 (events that must be logged)."""

    SIGN_IN = "sign_in", _("Sign-in")
    SIGN_IN_FAILED = "sign_in_failed", _("Failed sign-in")
    LOCK_OUT = "lock_out", _("Lock-out")
    SIGN_OUT = "sign_out", _("Sign-out")
    IDENTITY_CONFIRMED = "identity", _("Identity confirmed again")
    SESSION_ENDED = "session_ended", _("Session ended")
    PASSWORD_CHANGED = "password_changed", _("Password changed")
    PASSWORD_ASKED = "password_asked", _("New password asked for")
    PASSWORD_RESET = "password_reset", _("Password set by mail")
    ADDRESS_ASKED = "address_asked", _("Change of e-mail address asked for")
    ADDRESS_CHANGED = "address_changed", _("E-mail address changed")
    MAILED_CODE_SENT = "mailed_code_sent", _("Code sent by mail")
    MAILED_CODE_TAKEN = "mailed_code_taken", _("Code from the mail entered")
    FACTOR_SET = "factor_set", _("Second factor set up")
    FACTOR_REMOVED = "factor_removed", _("Second factor removed")
    FACTOR_RESET = "factor_reset", _("Second factor reset by the Secretariat")
    FACTOR_FAILED = "factor_failed", _("Wrong code of the second factor")
    RECOVERY_MADE = "recovery_made", _("Recovery codes made")
    RECOVERY_USED = "recovery_used", _("Recovery code used")
    ACCOUNT_MADE = "account_made", _("Account made")
    ACCOUNT_INVITED = "account_invited", _("Account invited")
    ACCOUNT_CHANGED = "account_changed", _("Account changed")
    ACCOUNT_EXTENDED = "account_extended", _("End date of an account set")
    ACCOUNT_CLOSED = "account_closed", _("Account closed")
    ACCOUNT_REOPENED = "account_reopened", _("Account reopened")
    CALENDAR_RENEWED = "calendar_renewed", _("Calendar addresses renewed")
    TOKEN_MADE = "token_made", _("Token made")
    TOKEN_REVOKED = "token_revoked", _("Token revoked")
    TOKEN_REFUSED = "token_refused", _("Token refused")
    EXPORT = "export", _("Export")
    IMPORT = "import", _("Import")
    SEEN_AS = "seen_as", _("Seen as another account")
    SEEN_AS_ENDED = "seen_as_ended", _("Seen by the own account again")
    FORBIDDEN = "forbidden", _("Forbidden step")


class SecurityOutcome(models.TextChoices):
    OK = "ok", _("Done")
    REFUSED = "refused", _("Refused")


class SecurityQuerySet(ScopedQuerySet):
    scope_path = None
    kept_nationally = True

    @override
    def visible_to(self, user: Reader) -> Self:
        """Return all rows to the Secretariat, none to anybody else."""
        return self if is_national(user) else self.none()


class SecurityEvent(models.Model):
    """One line of the log. Nothing changes a line; lines older than SECURITY_LOG_DAYS are deleted."""

    at = models.DateTimeField(_("when"), auto_now_add=True)
    event = models.CharField(_("occurrence"), max_length=20, choices=SecurityKind.choices)
    # Who did it or tried to; the name stays where the account is gone, its beginning where there never was one.
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("account"),
    )
    account_name = models.CharField(_("account"), max_length=150, blank=True)
    address = models.GenericIPAddressField(_("address"), null=True)
    agent = models.CharField(_("browser"), max_length=60, blank=True)
    outcome = models.CharField(_("outcome"), max_length=8, choices=SecurityOutcome.choices)
    detail = models.CharField(_("detail"), max_length=300, blank=True)

    objects = SecurityQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name = _("line of the security log")
        verbose_name_plural = _("security log")
        indexes = [
            models.Index(fields=("-at", "-id"), name="chapters_security_at"),
            models.Index(fields=("event", "-at"), name="chapters_security_event"),
            models.Index(fields=("account", "-at"), name="chapters_security_account"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.get_event_display()} {self.account_name}".strip()


class Attempt(models.Model):
    """One try under a limit (`core.people.limits`); `bucket` is a digest of the limit and whom it counts for."""

    bucket = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=("bucket", "-at"), name="core_attempt_bucket")]

    @override
    def __str__(self) -> str:
        return self.bucket[:8]
