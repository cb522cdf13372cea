"""What form pages of the room share."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from chapters.access import Action, may

from ..models import Facility


class WarningsMixin:
    """After saving says what is unusual in the record (`RegistryForm.warnings`)."""

    found: tuple[str, ...] | list[str] = ()

    def write(self, form: Any) -> Any:
        saved = super().write(form)  # type: ignore[misc]
        self.found = form.warnings()
        return saved

    def get_message(self) -> str:
        for text in self.found:
            messages.warning(self.request, text)  # type: ignore[attr-defined]
        return super().get_message()  # type: ignore[misc]


class BackToParentMixin:
    """A child record leads back to its parent, where it shows among the others."""

    def get_success_url(self) -> str:
        return self.parent.get_absolute_url()  # type: ignore[attr-defined]


class MergedMixin:
    """The address of a record that was merged leads to the one that stands for both.

    `?alone=1` shows the merged record itself, to whoever wants to compare or restore it.
    """

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        kept = self.object.merged_into  # type: ignore[attr-defined]
        if kept is not None and not request.GET.get("alone"):
            messages.info(
                request,
                __("%(what)s was merged into this record.") % {"what": self.object.key},  # type: ignore[attr-defined]
            )
            return HttpResponseRedirect(kept.get_absolute_url())
        return super().get(request, *args, **kwargs)  # type: ignore[misc]


class RoomLinksMixin:
    """A list that shows the way to its sisters; suspected twins to those who may merge them."""

    template_name = "ksm/list.html"

    def extra_context(self, rows: Any) -> dict[str, Any]:
        nouns = ["facility-list", "desludging-list", "desludging-schedule-list", "works-list"]
        labels = [_("Facilities"), _("Desludgings"), _("Scheduled desludging (LLTT)"), _("Works")]
        links = [(label, reverse(f"ksm:{noun}")) for label, noun in zip(labels, nouns, strict=True)]
        if may(self.request.user, Action.ARCHIVE, Facility):  # type: ignore[attr-defined]
            links.append((_("Possible duplicates"), reverse("ksm:facility-twins")))
            links.append((_("Possible duplicates (groups)"), reverse("ksm:group-twins")))
        return {**super().extra_context(rows), "room_links": links}  # type: ignore[misc]
