"""Proofs that whoever asks reads the account's mail: a code in the session, a link signed for one purpose.

A first second factor is set up by nobody who knows just the password (OWASP ASVS 5.0, 6.4); an address
counts once a link sent to it was opened by the account that asked for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from allauth.account.internal.flows.login import record_authentication
from django.core import signing
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac

from core.people import mails
from core.people.security import record
from core.people.security_log import SecurityKind, SecurityOutcome
from core.people.users import SignedInRequest, User

PROOF_HOLDS = 30 * 60  # seconds in which the second factor is to be set up
CODE_HOLDS = 10 * 60  # OWASP ASVS 5.0, 6.5.5
CODE_TRIES = 5
LINK_HOLDS = 24 * 3600
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is taken for another
_CODE, _PROOF, _LINK = "mailbox_code", "mailbox_proof", "core.people.mailbox.address"


def send_code(request: SignedInRequest, then: Callable[[bool], None]) -> None:
    """Mail a code to the account's address and remember it in the session; `then` as in `mails.post`."""
    code = get_random_string(8, LETTERS)
    request.session[_CODE] = {
        "user": request.user.pk,
        "digest": _digest(code),
        "at": int(time.time()),
        "tries": 0,
    }
    record(SecurityKind.MAILED_CODE_SENT, request=request)

    def sent(taken: bool) -> None:
        if not taken:
            request.session.pop(_CODE, None)
        then(taken)

    mails.post("factor_code", user=request.user, then=sent, code=code, minutes=CODE_HOLDS // 60)


def code_is_out(request: SignedInRequest) -> bool:
    """Return whether a code was sent that can still be entered."""
    sent = request.session.get(_CODE)
    return bool(
        sent
        and sent["user"] == request.user.pk
        and time.time() - sent["at"] < CODE_HOLDS
        and sent["tries"] < CODE_TRIES
    )


def take_code(request: SignedInRequest, typed: str) -> bool:
    """Return whether the typed code is the one that was mailed; right, it is used up and the mailbox proven."""
    if not code_is_out(request):
        return False
    sent = request.session[_CODE]
    sent["tries"] += 1
    request.session.modified = True
    if not constant_time_compare(sent["digest"], _digest("".join(typed.split()).upper())):
        record(SecurityKind.MAILED_CODE_TAKEN, request=request, outcome=SecurityOutcome.REFUSED)
        return False
    record(SecurityKind.MAILED_CODE_TAKEN, request=request)
    del request.session[_CODE]
    note_proof(request, request.user)
    return True


def note_proof(request: SignedInRequest, user: User) -> None:
    """Note that a code or link of a mail to the account came back through this session."""
    request.session[_PROOF] = {"user": user.pk, "at": int(time.time())}


def is_proven(request: SignedInRequest) -> bool:
    """Return whether this session has lately shown that it reads the account's mail.

    Such a proof stands for confirming the identity once more: no second sign-in is asked after it. It is for the
    first second factor alone: where there is one, nothing of a mailbox stands in its place.
    """
    if request.user.has_factor:
        return False
    proof = request.session.get(_PROOF)
    if not proof or proof["user"] != request.user.pk or time.time() - proof["at"] > PROOF_HOLDS:
        return False
    record_authentication(request, request.user, method="mail", reauthenticated=True)
    return True


def _digest(code: str) -> str:
    return salted_hmac("core.people.mailbox.code", code, algorithm="sha256").hexdigest()


# --- The link that confirms a new address -----------------------------------------------


def address_token(user: User, new: str) -> str:
    """Return the signed part of the link that puts a new address in place of the present one."""
    return signing.dumps({"user": user.pk, "old": user.email, "new": new}, salt=_LINK)


def read_address_token(token: str, user: User) -> str:
    """Return the new address; "" where the link is forged, older than LINK_HOLDS, another account's, or used."""
    try:
        found = signing.loads(token, salt=_LINK, max_age=LINK_HOLDS)
    except signing.BadSignature:
        return ""
    same = found["user"] == user.pk and found["old"] == user.email
    return found["new"] if same else ""
