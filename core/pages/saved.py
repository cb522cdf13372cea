"""What people keep of the lists they use: columns, saved filters, and actions on many rows."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Lower
from django.db.models.lookups import LessThanOrEqual
from django.http import QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.people.users import User
from core.records.batches import QUERY_MOST


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def usable_by(self, user: User, list_name: str) -> models.QuerySet[SavedFilter]:
        """Return the user's own saved filters of a list and those shared with all."""
        return self.filter(Q(user=user) | Q(is_shared=True), list_name=list_name)


class SavedFilter(models.Model):
    """The narrowing of a list under a name. It holds an address, no rows: who opens it sees what is theirs."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    list_name = models.CharField(max_length=80)
    name = models.CharField(_("name"), max_length=80)
    query = models.CharField(max_length=QUERY_MOST, blank=True)
    is_shared = models.BooleanField(_("for everybody"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        ordering = ("-is_shared", Lower("name"), "pk")
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        constraints = [
            models.UniqueConstraint(
                "user",
                "list_name",
                Lower("name"),
                name="core_savedfilter_name",
                violation_error_message=_("You have a saved filter of this name already."),
            ),
            models.CheckConstraint(
                condition=Q(LessThanOrEqual(Length("query"), QUERY_MOST)) & ~Q(name=""),
                name="core_savedfilter_size",
            ),
        ]

    @override
    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        try:
            # "all": the reader's own default filter does not step in where this one is empty.
            return f"{reverse(self.list_name)}?{self.query or 'all=1'}"
        except NoReverseMatch:
            return reverse("home")


class ListChoice(models.Model):
    """How one person wants one list: the columns (empty: the standard ones) and the filter to begin with."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    list_name = models.CharField(max_length=80)
    columns = models.JSONField(default=list, blank=True)
    default_filter = models.ForeignKey(
        SavedFilter, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("choice for a list")
        verbose_name_plural = _("choices for lists")
        constraints = [
            models.UniqueConstraint(
                fields=("user", "list_name"), name="core_listchoice_one_per_list"
            )
        ]

    @override
    def __str__(self) -> str:
        return self.list_name


# What belongs to one answer, not to the list: left out of links, saved filters and forms.
PASSING = ("key", "page", "format", "row", "ticked", "all", "drawer", "choose")


def tidy_query(query: QueryDict, *, drop: tuple[str, ...] = ()) -> str:
    """Return a query string without empty parts and without those named."""
    kept = QueryDict(mutable=True)
    for name, values in query.lists():
        if name not in drop and (filled := [value for value in values if value]):
            kept.setlist(name, filled)
    return kept.urlencode()
