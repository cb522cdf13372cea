"""Kinds of papers, what happened to one, and how it stands."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class AgreementKind(models.TextChoices):
    MOU = "mou", _("MoU (memorandum of understanding)")
    PKS = "pks", _("PKS (cooperation agreement, MoA)")
    ADDENDUM = "addendum", _("Addendum")


SHORT_KIND = {
    AgreementKind.MOU: "MoU",
    AgreementKind.PKS: "PKS",
    AgreementKind.ADDENDUM: _("Addendum"),
}


class Amendment(models.TextChoices):
    """What an addendum changes, for the most part; what it was and is stands in its lines."""

    TERM = "waktu", _("Term (extended or shortened)")
    SCOPE = "lingkup", _("Scope of work or area")
    MONEY = "dana", _("Funding or shares")
    PARTIES = "pihak", _("Parties or who signs")
    ACCOUNT = "rekening", _("Way of payment")
    OTHER = "lain", _("Other")


class PaperState(models.TextChoices):
    """What happened to the paper; whether it is in force follows from its dates."""

    DRAFT = "draft", _("Draft")
    HANDED_OVER = "handed_over", _("Handed over")
    SIGNED = "signed", _("Signed")
    CANCELLED = "cancelled", _("Cancelled")


class AgreementStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    HANDED_OVER = "handed_over", _("Handed over")
    COMING = "coming", _("Signed, not yet in force")
    IN_FORCE = "in_force", _("Signed, in force")
    NO_END = "no_end", _("Signed, end not recorded")
    EXTENDED = "extended", _("Extended")
    EXPIRED = "expired", _("Expired")
    CANCELLED = "cancelled", _("Cancelled")


TONES = {
    AgreementStatus.DRAFT: "none",
    AgreementStatus.HANDED_OVER: "part",
    AgreementStatus.COMING: "info",
    AgreementStatus.IN_FORCE: "good",
    AgreementStatus.NO_END: "info",
    AgreementStatus.EXTENDED: "good",
    AgreementStatus.EXPIRED: "bad",
    AgreementStatus.CANCELLED: "none",
}
