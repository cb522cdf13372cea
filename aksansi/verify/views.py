from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from aksansi.search import search
from core.pages import Page


@method_decorator(login_not_required, name="dispatch")
class VerifyPage(Page):
    """Says to anybody who holds a printed report whether this system issued it."""

    room = "verify"
    template_name = "aksansi/verify.html"
    title = _("Verify a report")

    def get(self, request: HttpRequest, code: str = "") -> HttpResponse:
        typed = code or request.GET.get("code", "")
        finding = search.find_issued(typed) if typed else None
        if finding and finding.code and not code:
            return redirect("verify-code", code=finding.code.text)
        return self.render({"typed": typed[:60], "finding": finding})
