"""The way from a list to its import."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.urls import reverse

from core.access import Action, may
from core.importing.named import sheet_for

_NOT_FILTERS = ("page", "format", "sort", "archived")


def import_url(model: type[models.Model], request: HttpRequest) -> str:
    """Return where this user imports rows of the model, with the list's filter for the template; "" for nowhere."""
    sheet = sheet_for(model)
    if sheet is None or not may(request.user, Action.ADD, model):
        return ""
    kept: Any = request.GET.copy()
    for name in _NOT_FILTERS:
        kept.pop(name, None)
    address = reverse("core:import-job-create", args=[sheet.name])
    return f"{address}?{kept.urlencode()}" if kept else address
