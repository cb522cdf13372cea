"""What the doors to lines of a reviewed record share: the root is held while a line is written."""

from __future__ import annotations

from typing import Any

from chapters.review import require_unlocked


class LineMixin:
    """For create and edit pages of lines: an approval at the same moment cannot slip in between."""

    object: Any
    parent: Any

    def lock_row(self) -> None:
        anchor = self.object if self.object is not None and self.object.pk else self.parent
        root = anchor.review_root
        held = type(root)._default_manager.select_for_update(of=("self",)).get(pk=root.pk)
        require_unlocked(held)
        super().lock_row()  # type: ignore[misc]


def start_from_query(request: Any, *names: str) -> dict[str, str]:
    """Return initial values a link may hand to a form (`?chapter=3&year=2018`); only numbers."""
    return {name: request.GET[name] for name in names if request.GET.get(name, "").isdecimal()}
