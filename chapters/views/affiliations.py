"""Office and post of the people behind accounts; only the Secretariat keeps them."""

from __future__ import annotations

from typing import Any

import django_filters as df
from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from chapters import affiliations
from chapters.forms import AffiliationForm
from chapters.models import Affiliation
from core.access import Action
from core.pages import EditPage, ListPage, after_save
from core.pages.filters import ScopedFilterSet, SearchFilter
from core.people.recent import asks_again
from core.people.users import User
from core.tools.tables import Column


class AffiliationFilter(ScopedFilterSet):
    q = SearchFilter(
        "user__username",
        "user__first_name",
        "user__last_name",
        "office__name",
        "official__position",
    )
    outliving = df.BooleanFilter(
        label=_("Term of office over"), method="only_outliving", widget=forms.CheckboxInput
    )

    def only_outliving(self, qs: Any, name: str, value: bool) -> object:
        return qs.outliving_their_term() if value else qs

    class Meta:
        model = Affiliation
        fields: list[str] = []


class AffiliationListPage(ListPage):
    only_for = Action.ADMINISTER
    model = Affiliation
    filterset_class = AffiliationFilter
    ordering = ("user__username",)
    empty = _("No account with an office or post fits this filter.")
    columns = [
        Column("user", _("Account"), link=True, sort="user__username"),
        Column("office", _("Office")),
        Column("official", _("Post held")),
        Column("ended_on", _("In post until"), "official.ended_on"),
        Column("valid_until", _("Valid until"), "user.valid_until", kind="date"),
    ]
    select_related = ("user", "office", "official__office")


@asks_again()
class AffiliationPage(EditPage):
    """Office and post of one account, by the account's key: there is a page also where neither is known yet."""

    only_for = Action.ADMINISTER
    model = Affiliation
    form_class = AffiliationForm
    title = _("Office and post")
    intro = _("With neither office nor post, the account belongs to none.")

    @override
    def get_object(self) -> Affiliation:
        people = User.objects.visible_to(self.request.user)
        user = get_object_or_404(people, pk=self.kwargs["key"])
        return self.get_queryset().filter(user=user).select_related(
            "user"
        ).first() or Affiliation.none_of(user)

    @override
    def lock_row(self) -> None:
        # The row may not be there yet; the account is.
        User.objects.select_for_update(of=("self",)).get(pk=self.object.pk)
        self.object = self.get_object()

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        user: User = form.instance.user
        affiliations.affiliate(
            user=user,
            by=self.request.user,
            office=form.cleaned_data["office"],
            official=form.cleaned_data["official"],
        )
        # The office and post are read on the page of the account.
        return after_save(self, form, user)
