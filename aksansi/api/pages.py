"""Pages for people about what machines read: the own tokens and data links, and how the API is used."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from aksansi.api.asking import FORMATS, PAGE, PAGE_MOST, parameters, read
from aksansi.api.door import Problem
from aksansi.api.forms import LinkForm, OneTokenForm, TokenForm, usual_end
from aksansi.api.register import Listed, lists, records_alone
from aksansi.api.views import LINK_FORMS
from core.pages import ActionPage, Page
from core.pages.lists import ALL_COLUMNS
from core.pages.saved import PASSING, tidy_query
from core.pages.scoped_forms import PlainForm
from core.people.recent import asks_again
from core.people.tokens import services
from core.people.tokens.models import EVERY_LIST, Token, TokenKind
from core.people.users import SignedInRequest
from core.tools.formats import Words
from core.views.me import own_account

SHOWN = "token shown once"  # in the session, from the form to the page it leads to


@asks_again(confirmed_at="tokens")
@own_account
class TokensPage(ActionPage):
    """The own tokens and data links: what each opens, when it was used last; revoked from here."""

    success_url = "tokens"
    template_name = "aksansi/tokens.html"
    form_class = OneTokenForm
    title = _("Tokens and data links")
    question = _(
        "Whoever has a token or the address of a data link reads what you see, nothing more, and changes nothing."
    )

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        tokens = Token.objects.visible_to(self.request.user).filter(user=self.request.user)
        titles = {place: title_of(listed, self.request) for place, listed in lists().items()}
        titles |= {
            place: capfirst(page.model._meta.verbose_name_plural)
            for place, page in records_alone().items()
        }
        self.tokens = [
            {
                "row": token,
                "lists": [
                    __("All lists") if place == EVERY_LIST else titles.get(place, place)
                    for place in token.lists
                ],
                "url": list_url(token),
            }
            for token in tokens
        ]
        return super().get_context_data(shown=self.shown(), **kwargs)

    def shown(self) -> dict[str, object]:
        """Return the key that was just made, this once: nobody reads it here again."""
        found = self.request.session.pop(SHOWN, None)
        if not found:
            return {}
        secret, name, is_link = found
        links = [
            settings.SITE_URL + reverse("data-link", args=[secret, form]) for form in LINK_FORMS
        ]
        return {"secret": secret, "name": name, "links": links if is_link else []}

    @override
    def form_valid(self, form: OneTokenForm) -> HttpResponse:
        user = self.request.user
        own = Token.objects.visible_to(user).filter(user=user, pk=form.cleaned_data["token"])
        token = own.first()
        if token is None:
            raise Http404
        services.revoke(token=token, by=user, request=self.request)
        return self.done(__("Revoked: %(name)s.") % {"name": token.name})


def title_of(listed: Listed, request: HttpRequest) -> str:
    page = listed.page(**listed.given)
    page.setup(request)
    return str(page.get_title())


def list_url(token: Token) -> str:
    """Return the page of the list behind a data link, as it is filtered; "" for another token."""
    listed = lists().get(token.lists[0]) if token.is_link else None
    return reverse(listed.name) + f"?{token.query}" if listed else ""


def make(
    page: ActionPage, form: PlainForm, kind: TokenKind, places: list[str], query: str = ""
) -> HttpResponse:
    """Make a token and lead to the page of the own tokens, where its key is shown once."""
    token, secret = services.make(
        user=page.request.user,
        kind=kind,
        name=form.cleaned_data["name"],
        lists=places,
        query=query,
        expires_on=form.cleaned_data["expires_on"],
        request=page.request,
    )
    page.request.session[SHOWN] = [secret, token.name, token.is_link]
    return HttpResponseRedirect(page.get_success_url())


@asks_again(confirmed_at="tokens")
@own_account
class TokenCreatePage(ActionPage):
    success_url = "tokens"
    form_class = TokenForm
    title = _("New token for a program")
    submit_label = _("Make the token")
    question = _(
        "It is shown once. Give each program a token of its own, so that you can revoke one alone."
    )

    @override
    def get_initial(self) -> dict[str, object]:
        return {"expires_on": usual_end()}

    @override
    def form_valid(self, form: TokenForm) -> HttpResponse:
        return make(self, form, TokenKind.API, form.chosen)


@asks_again(confirmed_at="tokens")
@own_account
class LinkCreatePage(ActionPage):
    """A stable address of a list as it is filtered at this moment."""

    success_url = "tokens"
    form_class = LinkForm
    title = _("New data link")
    submit_label = _("Make the data link")

    @override
    def get_initial(self) -> dict[str, object]:
        return {"expires_on": usual_end()}

    @cached_property
    def listed(self) -> Listed:
        """The list of the address. Raises Http404 for none."""
        found = lists().get(self.kwargs["place"].strip("/"))
        if found is None:
            raise Http404
        found.open(self.request)
        return found

    @override
    def check(self) -> None:
        _found = self.listed

    @override
    def crumbs_above(self) -> list[tuple[Words, str]]:
        return [(title_of(self.listed, self.request), reverse(self.listed.name))]

    @override
    def get_crumbs(self) -> list[tuple[Words, str]]:
        return self.crumbs_above()

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        self.question = __(
            "“%(list)s” with the filter of this moment, under an address that Excel, Power BI or LibreOffice "
            "fetches anew. Whoever has the address reads these rows."
        ) % {"list": title_of(self.listed, self.request)}
        return super().get_context_data(**kwargs)

    @override
    def get_cancel_url(self) -> str:
        query = self.request.GET.urlencode()
        return reverse(self.listed.name) + (f"?{query}" if query else "")

    @override
    def form_valid(self, form: LinkForm) -> HttpResponse:
        query = QueryDict(tidy_query(self.request.GET, drop=PASSING), mutable=True)
        if form.cleaned_data["columns"] == ALL_COLUMNS:
            query["columns"] = ALL_COLUMNS
        try:
            asked = read(self.listed, self.request, query)
        except Problem as problem:
            raise ValidationError(problem.detail) from None
        if form.cleaned_data["columns"] != ALL_COLUMNS:
            # By name: the link stays as it is when the list gets other columns.
            query["columns"] = ",".join(column.name for column in asked.columns)
        return make(self, form, TokenKind.LINK, [self.listed.place], query.urlencode())


class HelpPage(Page):
    """How the API is used: token, lists, filters, pages, forms; with examples that are true."""

    template_name = "aksansi/api.html"
    title = _("Data for programs (API)")
    room = "tools"

    def get(self, request: SignedInRequest) -> HttpResponse:
        shown = lists()["ksm/facilities"].open(request)
        return self.render(
            {
                "site": settings.SITE_URL,
                "region": next(iter(request.user.regions), "34.04"),
                "parameters": parameters(shown),
                "formats": FORMATS,
                "usual": PAGE,
                "most": PAGE_MOST,
                "requests": services.REQUESTS.amount,
            }
        )
