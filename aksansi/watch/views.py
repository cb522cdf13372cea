"""The two questions of a load balancer: alive? ready?"""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from aksansi.jobs.jobs import system_health
from aksansi.watch import state
from core.access import is_national


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers, 503 when not; for a load balancer. The Secretariat reads more."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
        is_told = request.user.is_authenticated and is_national(request.user)
        more = system_health() if is_told else {}
    except DatabaseError:
        return JsonResponse({"status": "down", "database": "unreachable"}, status=503)
    return JsonResponse({"status": "ok", "database": "ok", **more})


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 503 while people cannot work here (a part is down), else 200; every part by name, no figures."""
    found = state.look()
    is_down = found.worst is state.Health.DOWN
    return JsonResponse(
        {"status": found.worst, "parts": found.parts}, status=503 if is_down else 200
    )
