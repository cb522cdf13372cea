"""The security log, for the Secretariat: read, filtered and exported, never changed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.access import Action
from core.pages import ListPage
from core.people.security_log import SecurityEvent, SecurityOutcome
from core.tools.tables import Badge, Column
from core.views.filters import SecurityFilter


def outcome_badge(event: SecurityEvent) -> Badge:
    return Badge(
        event.get_outcome_display(), "good" if event.outcome == SecurityOutcome.OK else "bad"
    )


class SecurityListPage(ListPage):
    for_programs = False
    only_for = Action.ADMINISTER
    model = SecurityEvent
    filterset_class = SecurityFilter
    lead = _("Who signed in or tried to, and what was done with accounts and whole lists.")
    empty = _("No security event fits this filter.")
    ordering = ("-at", "-pk")
    columns = [
        Column("at", _("When"), kind="moment", sort="at"),
        Column("event", _("Occurrence"), "get_event_display", sort=("event", "-at")),
        Column(
            "account",
            _("Account"),
            lambda row: row.account_name or None,
            url=lambda row: row.account.get_absolute_url() if row.account else "",
        ),
        Column("outcome", _("Outcome"), outcome_badge, kind="badge"),
        Column("address", _("IP address")),
        Column("agent", _("Browser")),
        Column("detail", _("Detail")),
    ]
    select_related = ("account",)
