"""What a password must not be made of: own names, words guessers here try first; and who sets one by a link."""

from __future__ import annotations

import re
from typing import Any

from allauth.account.forms import ResetPasswordForm, UserTokenForm
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as __
from typing_extensions import override

from core.access import is_current
from core.land.regions import Region
from core.people import accounts
from core.people.users import User

LEFT_MOST = 6  # letters and digits that must remain
WORDS = (
    "aksansi", "sanitasi", "sekretariat", "pengurus", "pemda", "latihan", "ipal", "mck", "ksm", "kpp", "wc",
    "password", "sandi", "kata", "rahasia", "admin", "indonesia", "jakarta", "merdeka", "bismillah", "sayang",
    "qwerty", "abcdef", "12345678", "123456", "12345", "1234", "123",
)  # fmt: skip


class KnownWordsValidator:
    """Refuses a password of which little remains once names and known words are taken out.

    Names: of the account, and of all provinces, kabupaten and kota. Source: OWASP ASVS 5.0, 6.2.11 (a list of
    words of the context).
    """

    def validate(self, password: str, user: User | None = None) -> None:
        left = password.lower()
        # The longest first: "sekretariat" before "sek".
        for word in sorted(_words_of(user) | set(WORDS) | _regions(), key=len, reverse=True):
            left = left.replace(word, " ")
        if len(re.sub(r"[\W_]", "", left)) < LEFT_MOST:
            raise ValidationError(self.get_help_text(), code="password_of_known_words")

    def get_help_text(self) -> str:
        return __(
            "The password must not consist of your name, the name of a region or common words: several "
            "words that do not belong together are best."
        )


def _words_of(user: User | None) -> set[str]:
    names = ("username", "first_name", "last_name", "email", "position")
    text = " ".join(str(getattr(user, name, "")) for name in names).lower()
    return {
        word
        for part in (text, re.sub(r"\d", " ", text))
        for word in re.split(r"[\W_]+", part)
        if len(word) > 2
    }


def _regions() -> set[str]:
    names = Region.objects.down_to_regencies().values_list("name", flat=True)
    return {
        word
        for name in names
        for word in re.split(r"\W+", name.lower())
        if len(word) > 3 and word not in ("kabupaten", "kota", "daerah", "istimewa", "provinsi")
    }


class AskForm(ResetPasswordForm):
    """The address a link is asked for. Nothing is looked up before the answer: it costs the same for any address."""

    @override
    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    @override
    def save(self, request: HttpRequest, **kwargs: object) -> str:
        address: str = self.cleaned_data["email"]
        accounts.ask_password(address=address, request=request)
        return address


class LinkForm(UserTokenForm):
    """The link of a mail that sets a password, opened and sent."""

    @override
    def clean(self) -> dict[str, Any]:
        """Raise PermissionDenied for an account that ended since: its password is nobody's to change."""
        cleaned: dict[str, Any] = super().clean()
        if self.reset_user is not None and not is_current(self.reset_user):
            raise PermissionDenied(
                __("Your account is no longer valid. Ask the Secretariat to extend it.")
            )
        return cleaned
