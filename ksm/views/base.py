"""What form pages of the room share."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as __


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
