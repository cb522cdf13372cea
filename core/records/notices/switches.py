"""Which mails a person wants; the address in each mail that switches its kind off without a sign-in (RFC 8058)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from core.access import may, reads_only
from core.people.users import User
from core.records.notices.kinds import KINDS, MailKind
from core.records.notices.models import MailOff

_SALT = "core.mail-off"
# Kept on the account: whoever switched the weekly mail off before there were others.
_ON_ACCOUNT = ("digest", "reminders")


def kinds_for(user: User) -> list[MailKind]:
    """Return the kinds a person can get at all."""
    return [
        kind
        for kind in KINDS.values()
        if (kind.action is None or may(user, kind.action))
        and (not kind.only_reads or reads_only(user))
    ]


def wanted(user: User) -> set[str]:
    """Return the names of the kinds a person wants; one query."""
    off = set(MailOff.objects.filter(user=user).values_list("kind", flat=True))
    if not user.wants_digest:
        off |= set(_ON_ACCOUNT)
    return {kind.name for kind in kinds_for(user)} - off


def without(users: Iterable[User], kind: str) -> list[User]:
    """Return those of the persons who did not switch a kind off; one query."""
    off = set(MailOff.objects.filter(kind=kind).values_list("user_id", flat=True))
    return [
        user
        for user in users
        if user.pk not in off and (user.wants_digest or kind not in _ON_ACCOUNT)
    ]


@transaction.atomic
def keep_wanted(*, user: User, names: Collection[str]) -> None:
    """Keep which of the kinds a person can get are wanted."""
    for kind in kinds_for(user):
        if kind.name in _ON_ACCOUNT:
            continue
        if kind.name in names:
            MailOff.objects.filter(user=user, kind=kind.name).delete()
        else:
            MailOff.objects.get_or_create(user=user, kind=kind.name)
    keeps = any(name in names for name in _ON_ACCOUNT)
    if user.wants_digest != keeps and set(_ON_ACCOUNT) & {one.name for one in kinds_for(user)}:
        user.wants_digest = keeps
        user.save(update_fields=["wants_digest"])


def switch_off(*, user: User, kind: str) -> None:
    """Switch a kind off, as the address in a mail does; a second time changes nothing."""
    keep_wanted(user=user, names=wanted(user) - ({*_ON_ACCOUNT} if kind in _ON_ACCOUNT else {kind}))


def address_for(user: User, kind: str) -> str:
    """Return the address that switches a kind off for a person, whoever opens it."""
    token = signing.dumps([user.pk, kind], salt=_SALT)
    return f"{settings.SITE_URL}{reverse('core:mail-off', args=[token])}"


def read(token: str) -> tuple[User, MailKind] | None:
    """Return whose switch of which kind a token is; None for one that is not ours or whose account is gone."""
    try:
        key, name = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = User.objects.filter(pk=key).first()
    return (user, KINDS[name]) if user is not None and name in KINDS else None
