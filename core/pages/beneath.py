"""Pages beneath a list: they stand at an address of their own and ask the list what it shows."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from typing_extensions import override

from core.access import require
from core.pages.base import Page
from core.tools.formats import Words


class BeneathList(Page):
    """A page about a list. `list_page`: its class, `list_name`: its URL name; both are given with the address.

    Whoever may not open the list does not open this page. The query is the list's: filters, order, ticked rows.
    """

    list_page: Any = None
    list_name = ""
    archives = False

    @override
    def check(self) -> None:
        self.list = self.list_page(archives=self.archives)
        self.list.setup(self.request)
        self.model, self.room = self.list.model, self.list.room
        if self.list.only_for:
            require(self.request.user, self.list.only_for)
        self.list.check()

    @property
    def full_name(self) -> str:
        """The list's URL name with its room, under which things are kept for it."""
        match = self.request.resolver_match
        assert match is not None
        return ":".join([*match.namespaces, self.list_name])

    @property
    def list_url(self) -> str:
        return reverse(self.full_name)

    @override
    def get_crumbs(self) -> list[tuple[Words, str]]:
        return [(self.list.get_title(), f"{self.list_url}?all=1")]
