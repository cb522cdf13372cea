"""What pages of the room share."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as __

from core.pages import DetailPage


def lead_to_kept(page: DetailPage) -> HttpResponse | None:
    """Return the way from a record that was merged to the one that stands for both; None where it was not.

    `?alone=1` shows the merged record itself, to whoever wants to compare or restore it.
    """
    kept = page.object.merged_into
    if kept is None or page.request.GET.get("alone"):
        return None
    words = __("%(what)s was merged into this record.") % {"what": page.object.key}
    messages.info(page.request, words)
    return HttpResponseRedirect(kept.get_absolute_url())
