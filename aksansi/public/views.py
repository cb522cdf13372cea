"""The public page of a chapter: read by anybody, switched on by the Secretariat alone."""

from __future__ import annotations

import hashlib
import json

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.decorators import method_decorator
from django.utils.http import quote_etag
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from typing_extensions import override

from aksansi.public import telling
from aksansi.public.forms import PublicForm
from chapters.models import Chapter
from core.access import Action
from core.pages import ActionPage
from core.records.review import hold_row
from planning.models import ApprovedFigures

TYPES = {"page": "text/html; charset=utf-8", "data": "application/ld+json", "card": "image/png"}
HTML = TYPES["page"]
KEPT = 600  # seconds a text stays that nobody asks for; what it tells is compared at every asking


@method_decorator(login_not_required, name="dispatch")
class PublicView(View):
    """What is the same for everybody: made once, in Indonesian or by `lang=en` in English.

    Browsers and proxies keep it too and ask each time whether it still holds: what was switched off or reopened is
    gone at once.
    """

    http_method_names = ["get", "head", "options"]

    @override
    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        language = "en" if request.GET.get("lang") == "en" else "id"
        with translation.override(language):
            answer = super().dispatch(request, *args, **kwargs)
            answer["Content-Language"] = language
        answer["Cache-Control"] = "public, no-cache"
        return answer


class PublicIndexView(PublicView):
    """The chapters that have a public page."""

    def get(self, request: HttpRequest) -> HttpResponse:
        text = render_to_string("aksansi/public/index.html", {"chapters": telling.chapters()})
        return HttpResponse(text, content_type=HTML)


class PublicChapterView(PublicView):
    """The newest approved year of a chapter; the same as data (schema.org), or as a picture (Open Graph)."""

    kind = "page"

    def get(self, request: HttpRequest, key: str) -> HttpResponseBase:
        kept = telling.newest(key)
        if kept is None:
            raise Http404
        beside = telling.beside(kept)
        kind = f"page-{static('css/public.css')}" if self.kind == "page" else self.kind
        state = f"public-{key}-{translation.get_language()}-{kind}-{beside.state(kept)}"
        content = cache.get(state)
        if content is None:
            content = self.made(kept, beside, key)
            cache.set(state, content, KEPT)
        answer = HttpResponse(content, content_type=TYPES[self.kind])
        answer["ETag"] = etag = quote_etag(hashlib.sha256(content).hexdigest())
        return get_conditional_response(request, etag=etag, response=answer) or answer

    def made(self, kept: ApprovedFigures, beside: telling.Beside, key: str) -> bytes:
        page = telling.build_public(kept, beside)
        if page is None:
            raise Http404
        if self.kind == "card":
            from aksansi.public import card  # Pillow, which no start needs

            return card.draw(page)
        address = f"{settings.SITE_URL}{reverse('public-chapter', args=[key])}"
        if self.kind == "data":
            return json.dumps(telling.dataset(page, address), ensure_ascii=False).encode()
        context = {
            "page": page,
            "address": address,
            "card": f"{settings.SITE_URL}{reverse('public-card', args=[key])}",
            "size": telling.SIZE,
            "schema": "https://schema.org/",
        }
        return render_to_string("aksansi/public/chapter.html", context).encode()


class PublicSwitchPage(ActionPage):
    """Switches the public page of a chapter on or off."""

    model = Chapter
    namespace = "chapters"
    action = Action.ADMINISTER
    only_for = Action.ADMINISTER
    form_class = PublicForm
    title = _("Public page: %(what)s")
    submit_label = _("Save")
    question = _(
        "Anybody reads it without signing in: the figures of the newest approved year, a map, "
        "the number of the letter. No persons, no drafts, nothing that is not approved."
    )

    @override
    def get_initial(self) -> dict[str, object]:
        return {"is_public": self.object.is_public}

    @override
    def form_valid(self, form: PublicForm) -> HttpResponse:
        self.object = hold_row(self.object)
        self.object.is_public = form.cleaned_data["is_public"]
        self.object.save(update_fields=["is_public"])
        if not self.object.is_public:
            return self.done(__("The public page is off."))
        if telling.newest(self.object.region_id) is None:
            return self.done(
                __("The public page is on. It opens when the achievements of a year are approved.")
            )
        return self.done(__("The public page is on."))
