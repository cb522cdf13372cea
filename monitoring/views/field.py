"""The page for the field: opens without a line, keeps visits on the phone, sends them when it can."""

from __future__ import annotations

import uuid
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import View

from core.access import Action, may, require
from core.pages import Page
from core.people.sessions import kept_until
from core.people.users import SignedInRequest
from monitoring import services
from monitoring.entry import field
from monitoring.entry.answer_form import AnswersForm, rule_of
from monitoring.entry.receipt import Receipt, receive
from monitoring.entry.sheet import VisitLine
from monitoring.forms import HeadForm
from monitoring.models import Instrument, Visit
from monitoring.questionnaire import showif
from monitoring.questionnaire.questions import cards

WORKER = Path(settings.BASE_DIR) / "static" / "js" / "field" / "worker.js"


@method_decorator(never_cache, name="dispatch")
class FieldPage(Page):
    """Facilities to visit, the questionnaires, and what was entered so far, in one page."""

    model = Visit
    template_name = "monitoring/field.html"
    title = _("Field visits")

    def get(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        require(user, Action.ADD, Visit)
        found = field.build_field(user=user, today=timezone.localdate())
        sheets = [self.sheet(instrument) for instrument in found.instruments]
        answer = self.render(
            {
                "found": found,
                "sheets": sheets,
                "head": HeadForm(user=user, auto_id=False),
                "at": timezone.now(),
                "island": {
                    "user": user.pk,
                    "maySubmit": may(user, Action.SUBMIT, Visit),
                    "at": round(timezone.now().timestamp() * 1000),
                    "today": timezone.localdate().isoformat(),
                    "items": [item.data for item in found.items],
                    "rules": {str(sheet["pk"]): sheet["rules"] for sheet in sheets},
                },
            }
        )
        answer["X-Kept-Until"] = str(kept_until(request))
        return answer

    def sheet(self, instrument: Instrument) -> dict[str, object]:
        """Return the empty questionnaire of an instrument, aspect by aspect."""
        parts, rules = [], []
        for aspect in instrument.loaded_aspects:  # type: ignore[attr-defined]
            for question in aspect.loaded_questions:
                question.aspect, aspect.instrument = aspect, instrument
            lines = [
                VisitLine(question) for question in aspect.loaded_questions if question.is_asked
            ]
            rules += [[q.question.code, showif.as_data(rule_of(q.question))] for q in lines]
            parts.append((aspect, lines))
        everything = [line for _aspect, lines in parts for line in lines]
        form = AnswersForm(user=self.request.user, lines=everything, auto_id=f"i{instrument.pk}-%s")
        return {
            "pk": instrument.pk,
            "title": instrument,
            "parts": [(aspect, cards(form, lines)) for aspect, lines in parts],
            "rules": rules,
            "asked": len(everything),
        }


@method_decorator(never_cache, name="dispatch")
class TicketView(View):
    """Who is signed in, and the token a form of this session sends; how a device learns it has a line."""

    def get(self, request: HttpRequest) -> HttpResponse:
        require(request.user, Action.ADD, Visit)
        return JsonResponse({"user": request.user.pk, "token": get_token(request)})


class FromDevice(View):
    """A request of a device: told as JSON, and only taken from the person who wrote it."""

    def find(self, request: HttpRequest, key: uuid.UUID) -> Visit:
        visit = (
            Visit.objects.visible_to(request.user)
            .select_related("facility__region")
            .filter(client_uuid=key)
            .first()
        )
        if visit is None:
            raise Http404
        require(request.user, Action.CHANGE, visit)
        return visit

    def other_person(self, request: HttpRequest) -> HttpResponse | None:
        if request.POST.get("user") == str(request.user.pk):
            return None
        words = __("These entries were made by another account.")
        return JsonResponse({"error": words}, status=409)


class FieldVisitView(FromDevice):
    request: SignedInRequest

    def get(self, request: HttpRequest, key: uuid.UUID) -> HttpResponse:
        visit = self.find(request, key)
        return JsonResponse(Receipt(visit=visit).as_data())

    def post(self, request: HttpRequest, key: uuid.UUID) -> HttpResponse:
        if refused := self.other_person(request):
            return refused
        require(request.user, Action.ADD, Visit)
        try:
            receipt = receive(user=self.request.user, client_uuid=key, data=request.POST)
        except Visit.DoesNotExist as error:
            raise Http404 from error
        return JsonResponse(receipt.as_data())


class FieldPhotoView(FromDevice):
    """A photo of a visit; it may come after the answers, even after they were handed in."""

    request: SignedInRequest

    def get(self, request: HttpRequest, key: uuid.UUID) -> HttpResponse:
        self.find(request, key)
        return JsonResponse({"kept": False})

    def post(self, request: HttpRequest, key: uuid.UUID) -> HttpResponse:
        if refused := self.other_person(request):
            return refused
        visit = self.find(request, key)
        upload = request.FILES.get("file")
        if upload is None:
            return JsonResponse({"kept": False, "error": __("Choose a file.")})
        form = HeadForm(
            data={"visited_on": request.POST.get("taken_on", "")},
            user=request.user,
            wanted=["visited_on"],
        )
        taken_on = form.cleaned_data["visited_on"] if form.is_valid() else visit.visited_on
        try:
            services.keep_photo(
                visit=visit,
                by=self.request.user,
                upload=upload,
                title=request.POST.get("title", "")[:200],
                taken_on=taken_on,
            )
        except ValidationError as error:
            return JsonResponse({"kept": False, "error": " ".join(error.messages)})
        return JsonResponse({"kept": True})


@cache
def _worker() -> str:
    return WORKER.read_text(encoding="utf-8")


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; it stands here because its place bounds what it may touch."""
    answer = HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the page on its home screen."""
    page = reverse("monitoring:field")
    icons = [
        {"src": static("field-192.png"), "sizes": "192x192", "type": "image/png"},
        {"src": static("field-512.png"), "sizes": "512x512", "type": "image/png"},
    ]
    return JsonResponse(
        {
            "name": __("AKSANSI field visits"),
            "short_name": __("Visits"),
            "lang": "id",
            "id": page,
            "start_url": page,
            "scope": page,
            "display": "standalone",
            "background_color": "#ffffff",
            "theme_color": "#084c52",
            "icons": icons,
        },
        content_type="application/manifest+json",
    )
