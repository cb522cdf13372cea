"""Accounts: one role, one or a few regions, an end date."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, Self

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from typing_extensions import override

from core.access import Role, ScopedQuerySet
from core.land import reach
from core.land.regions import Region, short_name
from core.tools.rows.areas import Reach
from core.tools.rows.history import KeptManager, Stamped

MOST_NAMED = 2  # regions of an account that are named one by one


PAGE_LENGTHS = (25, 50, 100)


class UserQuerySet(ScopedQuerySet):
    scope_path = "regions"
    kept_nationally = True

    @override
    def scope_condition(self, scope: Reach) -> Q:
        return reach.touches("regions", scope)

    @override
    def in_region(self, code: str) -> Self:
        return self.filter(reach.touches("regions", (code,)))

    def of_region(self, code: str) -> Self:
        """Return the accounts of this very region, without those of regions below or above it."""
        return self.filter(reach.names("regions", code))

    def with_place(self) -> Self:
        """Return the accounts with `place_name`: the official name of the region where it is one, else None."""
        one = Region.objects.filter(code=OuterRef("regions"))
        return self.annotate(place_name=Subquery(one.values("name")))

    @override
    def current(self) -> Self:
        return self.filter(is_active=True)

    @override
    def archived(self) -> Self:
        return self.filter(is_active=False)

    def working(self, today: dt.date | None = None) -> Self:
        """Return the accounts that can sign in on a day (default today), as `is_current` says."""
        day = today or timezone.localdate()
        rows = self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), is_active=True)
        return rows if settings.DEMO else rows.filter(is_demo=False)

    def known_as(self, name: str) -> User | None:
        """Return the account of a user name or, failing that, of an e-mail address, whatever its letters' case.

        None where there is no such account, or more than one.
        """
        name = name.strip()
        if not name or "\x00" in name:
            return None
        found: list[Any] = list(self.filter(Q(username__iexact=name) | Q(email__iexact=name))[:5])
        for field in ("username", "email"):
            same = [user for user in found if getattr(user, field).casefold() == name.casefold()]
            if same:
                return same[0] if len(same) == 1 else None
        return None

    def with_factor(self) -> Self:
        """Return the accounts with `has_factor`: whether a second factor is set up."""
        factors = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
        return self.annotate(has_factor=Exists(factors))

    def officers(self) -> Self:
        """Return the accounts that keep a region's records."""
        return self.filter(role=Role.CHAPTER)

    def officials(self) -> Self:
        """Return the accounts of regional governments."""
        return self.filter(role=Role.GOVERNMENT)

    def nationals(self) -> Self:
        """Return the accounts of the Secretariat."""
        return self.filter(role=Role.SECRETARIAT)

    def ending_within(self, days: int, *, today: dt.date) -> Self:
        """Return working accounts whose last day is today or lies at most `days` ahead."""
        last = today + dt.timedelta(days=days)
        return self.working(today).filter(valid_until__lte=last)


class SignedInRequest(HttpRequest):
    """A request of who is signed in, as every page but the doors asks for; for the type checker alone."""

    user: User
    ahead: Any
    refused: object


class AccountManager(UserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **extra: object
    ) -> object:
        extra.setdefault("role", Role.SECRETARIAT)
        return super().create_superuser(username, email, password, **extra)


class AddressField(models.EmailField):
    """An e-mail address, kept and looked for in small letters: nobody is kept out by a capital."""

    @override
    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.EmailField", args, kwargs

    @override
    def to_python(self, value: object) -> Any:
        value = super().to_python(value)
        return value.strip().lower() if isinstance(value, str) else value

    @override
    def get_prep_value(self, value: object) -> object:
        return self.to_python(super().get_prep_value(value))

    @override
    def pre_save(self, model_instance: Any, add: bool) -> object:
        value = self.to_python(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value


class User(AbstractUser):
    email = AddressField(_("E-mail"), blank=True)
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    regions = reach.ReachField(
        _("regions"),
        max_length=200,
        blank=True,
        default=(),
        help_text=_("None for the Secretariat; else one or a few provinces, kabupaten or kota."),
    )
    position = models.CharField(_("position"), max_length=120, blank=True)
    valid_until = models.DateField(
        _("valid until"),
        null=True,
        blank=True,
        help_text=_("The last day the account works, e.g. the end of a term of office."),
    )
    wants_digest = models.BooleanField(_("weekly digest by e-mail"), default=True)
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=settings.LANGUAGES,
        default=settings.LANGUAGE_CODE,
        editable=False,
    )
    # Rows on a page of a list, as the account likes it.
    page_length = models.PositiveSmallIntegerField(
        _("rows on a page"),
        choices=[(number, str(number)) for number in PAGE_LENGTHS],
        default=PAGE_LENGTHS[1],
        editable=False,
    )
    calendar_counter = models.PositiveIntegerField(default=0, editable=False)
    # Since when the account has its role and regions; None: since it was made.
    rights_since = models.DateTimeField(null=True, editable=False)
    place_name: str | None  # where loaded `with_place`, as who is signed in always is
    has_factor: bool  # where loaded `with_factor`, as who is signed in always is
    is_seen = False  # whether somebody else sees by this account now: none of its secrets are told
    is_demo = models.BooleanField(_("demonstration account"), default=False, editable=False)

    history = HistoricalRecords(
        bases=[Stamped],
        history_manager=KeptManager,
        excluded_fields=[
            "password",
            "last_login",
            "calendar_counter",
            "language",
            "page_length",
            "rights_since",
        ],
    )
    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        ordering = ("username",)
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.CheckConstraint(
                condition=Q(page_length__in=PAGE_LENGTHS), name="core_user_page_length_offered"
            ),
            models.CheckConstraint(
                name="core_user_regions_unless_secretariat",
                condition=(
                    Q(role=Role.SECRETARIAT, regions="")
                    | Q(Q(role__in=(Role.CHAPTER, Role.GOVERNMENT)), ~Q(regions=""))
                ),
                violation_error_message=_(
                    "A chapter officer or government official needs a region; "
                    "the Secretariat has none."
                ),
            ),
            models.CheckConstraint(
                name="core_user_regions_are_provinces_or_regencies",
                condition=Q(regions__regex=reach.FORM),
                violation_error_message=_("The region must be a province, kabupaten or kota."),
            ),
            models.UniqueConstraint(
                Lower("email"),
                name="core_user_one_account_per_address",
                condition=~Q(email=""),
                violation_error_message=_("Another account uses this e-mail address."),
            ),
            # Who signs in as "Sekretariat" must not find two, and be let in to neither.
            models.UniqueConstraint(
                Lower("username"),
                name="core_user_one_account_per_name",
                violation_error_message=_("Another account uses this user name."),
            ),
        ]

    @override
    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @override
    def clean(self) -> None:
        super().clean()
        others = User.objects.exclude(pk=self.pk)
        if self.email and others.filter(email__iexact=self.email).exists():
            raise ValidationError({"email": _("Another account uses this e-mail address.")})
        if others.filter(username__iexact=self.username).exists():
            raise ValidationError({"username": _("Another account uses this user name.")})
        # Both are asked for at the sign-in: what names one account must not name another.
        if self.email and others.filter(username__iexact=self.email).exists():
            raise ValidationError({"email": _("This is the user name of another account.")})
        if others.filter(email__iexact=self.username).exists():
            raise ValidationError({"username": _("This is the e-mail address of another account.")})
        known = {region.code for region in self.places}
        if unknown := [code for code in self.regions if code not in known]:
            words = {"codes": ", ".join(unknown)}
            raise ValidationError({"regions": __("There is no region %(codes)s.") % words})

    @override
    def save(self, *args: object, **kwargs: Any) -> None:
        """Save; where role or regions are other ones than before, note since when."""
        named = kwargs.get("update_fields")
        if self.pk and (named is None or {"role", "regions"} & set(named)):
            rows = User.objects.filter(pk=self.pk)
            before = rows.values_list("role", "regions").first()
            if before is not None and before != (self.role, self.regions):
                self.rights_since = timezone.now()
                kwargs |= {} if named is None else {"update_fields": [*named, "rights_since"]}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("core:user-detail", args=[self.pk])

    @property
    def places(self) -> list[Region]:
        """The regions of the account; none for the Secretariat. One query."""
        return list(Region.objects.in_codes(self.regions)) if self.regions else []

    @cached_property
    def place(self) -> str:
        """In words where the account belongs, "" for the Secretariat; no query for one region `with_place`."""
        if known := getattr(self, "place_name", None):
            return short_name(known)
        found = [region.short_name for region in self.places]
        if len(found) > MOST_NAMED:
            return __("%(first)s and %(count)s more") % {"first": found[0], "count": len(found) - 1}
        return ", ".join(found)

    @property
    def key(self) -> int:
        return self.pk

    @property
    def keeps_records(self) -> bool:
        """Whether the account is a chapter officer's."""
        return self.role == Role.CHAPTER

    @classmethod
    def system(cls) -> User:
        """Return an unsaved account that reads everything, for commands without a person."""
        return cls(username="system", role=Role.SECRETARIAT, is_active=True)
