"""What form pages of the room share."""

from __future__ import annotations

from typing import Any

from django.contrib import messages


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
