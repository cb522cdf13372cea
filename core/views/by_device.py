"""Forms that a device kept and sends itself: the same pages take them, and say what came of it to a script.

A form sent with its token (`core.pages.once`) and `Accept: application/json` is answered by `{"url": where it led,
"told": [sentences]}` once it is saved, also when it was saved before; else, with the status of the page, by what speaks
against it: `{"errors": [{"field", "label", "text"}]}`, `{"saved": address}` (saved before with other content) or
`{"error": sentence}`.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse

from core.pages.once import Refusal, key_of

JSON = "application/json"


class DeviceMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if request.headers.get("accept") != JSON or key_of(request) is None:
            return answer
        return as_data(request, answer)


def as_data(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Return the answer of a page to a form as data; what it would have told on the next page goes along."""
    told = [str(message) for message in messages.get_messages(request)]
    if isinstance(answer, HttpResponseRedirect):
        if isinstance(answer, Refusal):
            return JsonResponse({"error": " ".join(told)}, status=422)
        return JsonResponse({"url": answer.url, "told": told})
    if saved := getattr(request, "saved_before", ""):
        return JsonResponse({"saved": saved}, status=answer.status_code)
    refused = getattr(request, "refused", "")
    if isinstance(refused, BaseForm):
        return JsonResponse({"errors": _errors(refused)}, status=answer.status_code)
    return JsonResponse({"error": str(refused)}, status=answer.status_code)


def _errors(form: BaseForm) -> list[dict[str, str]]:
    return [
        {
            "field": name if name in form.fields else "",
            "label": str(form[name].label) if name in form.fields else "",
            "text": str(message),
        }
        for name, found in form.errors.items()
        for message in found
    ]
