"""The kinds of mails there are, with the words the system has for them and the names a wording may use; no models.

A wording is plain text with names in braces. There is no language of templates in it: what is no name stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from core.access import Action
from core.tools.rows.values import value_class

# {nama}: the recipient, {jumlah}: how many things, {daftar}: they with their links, {situs}: the address.
NAMES = ("nama", "jumlah", "daftar", "situs")
_NAME = re.compile(r"\{([^{}\n]*)\}")


@value_class
class MailKind:
    """`label` stands at the switch; who gets such mails: whoever may do `action`, whoever `only_reads`, else all."""

    name: str
    label: Any
    subject: Any
    body: Any
    action: Action | None = None
    only_reads: bool = False


KINDS = {
    kind.name: kind
    for kind in (
        MailKind(
            "digest",
            _("What waits for me, once a week"),
            _("AKSANSI: {jumlah} things are waiting for you"),
            _(
                "Dear {nama},\n\n{jumlah} things are waiting for you in the AKSANSI system:\n\n{daftar}"
            ),
            Action.CHANGE,
        ),
        MailKind(
            "reminders",
            _("What falls due soon"),
            _("AKSANSI: {jumlah} things fall due"),
            _("Dear {nama},\n\nThis falls due soon:\n\n{daftar}"),
            Action.CHANGE,
        ),
        MailKind(
            "submitted",
            _("Something was handed in for review"),
            _("AKSANSI: handed in for review ({jumlah})"),
            _("Dear {nama},\n\nThis was handed in and waits for review:\n\n{daftar}"),
            Action.REVIEW,
        ),
        MailKind(
            "returned",
            _("What I handed in was returned"),
            _("AKSANSI: returned for correction ({jumlah})"),
            _(
                "Dear {nama},\n\nThis was returned. Please correct it and hand it in again:\n\n{daftar}"
            ),
            Action.SUBMIT,
        ),
        MailKind(
            "approved",
            _("What I handed in was approved"),
            _("AKSANSI: approved ({jumlah})"),
            _("Dear {nama},\n\nThis was approved. Thank you:\n\n{daftar}"),
            Action.SUBMIT,
        ),
        MailKind(
            "advised",
            _("The Secretariat gave advice"),
            _("AKSANSI: advice of the Secretariat ({jumlah})"),
            _(
                "Dear {nama},\n\nThe Secretariat gave advice. Please answer it before you hand in:\n\n{daftar}"
            ),
            Action.SUBMIT,
        ),
        MailKind(
            "finding",
            _("A finding for my office"),
            _("AKSANSI: findings for your office ({jumlah})"),
            _("Dear {nama},\n\nThese findings name your office:\n\n{daftar}"),
            only_reads=True,
        ),
        MailKind(
            "letter",
            _("A report to my regional government was issued"),
            _("AKSANSI: an achievement report was issued"),
            _(
                "Dear {nama},\n\nA report to your regional government was issued. Read and download it here:\n\n"
                "{daftar}\n\nOnce the letter has arrived, please tell the chapter when and at which office, "
                "so that its receipt is recorded."
            ),
            only_reads=True,
        ),
        MailKind(
            "quarter",
            _("The state of my region, every three months"),
            _("AKSANSI: the state of your region"),
            _("Dear {nama},\n\nThis is known of your region today:\n\n{daftar}"),
            only_reads=True,
        ),
        MailKind(
            "account-ends",
            _("An account ends soon"),
            _("AKSANSI: an account ends soon"),
            _(
                "Dear {nama},\n\nThese accounts end soon. The Secretariat can extend them:\n\n{daftar}"
            ),
        ),
    )
}


def label_of(name: str) -> str:
    return str(KINDS[name].label) if name in KINDS else name


def unknown_names(text: str) -> list[str]:
    """Return what stands in braces and is no name, with its braces."""
    return [found for found in dict.fromkeys(_NAME.findall(text)) if found not in NAMES and found]


def names_told() -> str:
    """Return the names a wording may use: “{nama}, {jumlah} …”."""
    return ", ".join(f"{{{name}}}" for name in NAMES)


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a wording with its names filled in, each value as it is: what looks like a name in it stays."""
    return _NAME.sub(lambda found: values.get(found[1], found[0]), text)


def closing() -> str:
    """Return how a mail in the words of the system ends; whoever words it anew closes it too."""
    return __("With kind regards,\nThe AKSANSI Secretariat")


def switch_words() -> str:
    return __("You no longer want these mails? Switch them off here:")
