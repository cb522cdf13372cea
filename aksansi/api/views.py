"""Doors of the API: what there is, a list, a record, the figures of a region, the document."""

from __future__ import annotations

import re

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.urls import reverse
from django.urls.converters import StringConverter
from django.utils.translation import gettext as __
from typing_extensions import override

from aksansi.api import figures, rows
from aksansi.api.asking import read
from aksansi.api.door import ROOT, Door, Problem, answer_json
from aksansi.api.openapi import document
from aksansi.api.records import told
from aksansi.api.register import lists, open_record, records_alone
from core.people.tokens.models import Token, TokenKind
from core.people.tokens.services import find

# What a data link ends in, the format and the separator behind it.
LINK_FORMS = {
    "koma.csv": ("csv", "comma"),
    "titik-koma.csv": ("csv", "semicolon"),
    "tabel.xlsx": ("xlsx", "comma"),
}


class LinkForm(StringConverter):
    """The end of a data link."""

    regex = "|".join(map(re.escape, LINK_FORMS))


class IndexView(Door):
    """The lists this reader may ask, and where the document and its explanation are."""

    def get(self, request: HttpRequest) -> HttpResponse:
        found = []
        for listed in lists().values():
            if self.token is not None and not self.token.opens(listed.place):
                continue
            try:
                title = str(listed.open(request).get_title())
            except PermissionDenied:
                continue
            url = f"{settings.SITE_URL}{ROOT}{listed.place}/"
            found.append({"list": listed.place, "title": title, "url": url})
        alone = [
            {"list": place, "url": f"{settings.SITE_URL}{ROOT}{place}/{{key}}/"}
            for place in records_alone()
            if self.token is None or self.token.opens(place)
        ]
        return answer_json(
            {
                "lists": found,
                "records": alone,
                "openapi": f"{settings.SITE_URL}{reverse('api-document')}",
                "documentation": f"{settings.SITE_URL}{reverse('api-help')}",
            }
        )


class DocumentView(Door):
    def get(self, request: HttpRequest) -> HttpResponse:
        return answer_json(document(request), kind="application/vnd.oai.openapi+json")


class PlaceView(Door):
    """A list, or a record of one, at the address of its page."""

    def get(self, request: HttpRequest, place: str) -> HttpResponseBase:
        place = place.strip("/")
        if listed := lists().get(place):
            self.require_opened(place)
            return rows.answer(read(listed, request, request.GET), request, told=self.told)
        above, _slash, key = place.rpartition("/")
        self.require_opened(above or place)
        page = open_record(above, key, request)
        if page is None:
            raise Http404
        if unknown := sorted(set(request.GET) - {"lang"}):
            raise Problem(400, __("“%(name)s” is unknown here.") % {"name": unknown[0][:80]})
        return answer_json(told(page, lists().get(above), request))

    @property
    def told(self) -> str:
        return self.token.name if self.token is not None else ""


class FiguresView(Door):
    """The figures of a region: of today, or of the report of a year."""

    def get(self, request: HttpRequest, key: str, year: int | None = None) -> HttpResponse:
        self.require_opened("regions")
        user, region = self.user, figures.region_of(request, key)
        if year is None:
            return answer_json(figures.of_today(user=user, region=region))
        return answer_json(figures.of_year(user=user, region=region, year=year))


class LinkView(Door):
    """A list as it was when its link was made, for programs that only know an address."""

    @override
    def find_token(self, request: HttpRequest, **kwargs: object) -> Token | None:
        if settings.SECURE_SSL_REDIRECT and not request.is_secure():
            raise Http404  # answered or led on, the key would travel in the clear for good
        token = find(str(kwargs["secret"]), kind=TokenKind.LINK, request=request)
        if token is None:
            words = __("This data link does not work (any more). Make a new one on the list.")
            raise Problem(404, words)
        return token

    def get(self, request: HttpRequest, secret: str, form: str) -> HttpResponseBase:
        token = self.token
        listed = lists().get(token.lists[0]) if token is not None else None
        if token is None or listed is None:
            raise Http404
        query = QueryDict(token.query, mutable=True)
        query["format"], query["separator"] = LINK_FORMS[form]
        return rows.answer(read(listed, request, query), request, told=token.name)
