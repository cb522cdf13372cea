"""The related rows of a partnership's page, as of today or of a past day."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.models import (
    Agreement,
    Blocker,
    Contact,
    Partnership,
    PartnershipOffice,
    StageEntry,
)
from agreements.views.agreements import AGREEMENT_COLUMNS
from agreements.views.columns import ENTRY_COLUMNS
from agreements.views.journal import BLOCKER_COLUMNS, CONTACT_COLUMNS, RESOLVED_COLUMNS
from core.pages import DetailPage
from core.tools.rows.moment import Moment
from core.tools.tables import Column, Table

OFFICE_COLUMNS = [
    Column("office", _("Office")),
    Column("role", _("Its part")),
]


def partnership_tables(page: DetailPage, obj: Partnership, moment: Moment) -> list[Table]:
    """Return stages, open blockers, agreements, contacts and resolved blockers; what a past day did not
    know yet is left out, and nothing can be added to it.
    """
    user, past = page.request.user, moment.past_day
    blockers = (
        Blocker.objects.visible_to(user)
        .current()
        .filter(partnership=obj)
        .select_related("reason", "office")
    )
    agreements = Agreement.objects.visible_to(user).current().filter(partnership=obj)
    offices = PartnershipOffice.objects.visible_to(user).current().filter(partnership=obj)
    contacts = Contact.objects.visible_to(user).current().filter(partnership=obj)
    entries = StageEntry.objects.visible_to(user).filter(partnership=obj).select_related("stage")
    if past:
        opened, resolved = blockers.open_on(past), blockers.resolved_by(past)
        agreements, contacts = agreements.known_by(past), contacts.known_by(past)
        entries = entries.known_by(past)
    else:
        opened, resolved = blockers.unresolved(), blockers.resolved()
    region = {"region": obj.region_id}
    blocker_list = reverse("agreements:blocker-list")

    def add(name: str) -> str:
        return "" if past else reverse(f"agreements:{name}-create", args=[obj.pk])

    return [
        page.related(
            _("Stages"),
            ENTRY_COLUMNS,
            entries.order_by("-sequence"),
            cap=20,
            add=add("stage-entry"),
            add_label=_("Add an earlier stage"),
        ),
        page.related(
            _("Offices that take part"),
            OFFICE_COLUMNS,
            offices.select_related("office"),
            add=add("partnership-office"),
            add_label=_("Add an office"),
        ),
        page.related(
            _("Open blockers"),
            BLOCKER_COLUMNS,
            opened.order_by("-raised_on", "pk"),
            add=add("blocker"),
            add_label=_("Raise a blocker"),
            more_url=moment.url(blocker_list, state="open", **region),
            empty=_("No blocker is recorded."),
        ),
        page.related(
            _("Agreements"),
            [*AGREEMENT_COLUMNS[:-1], _status_on(moment)],
            agreements.with_end(at=past).order_by("kind", "-signed_on", "pk"),
            add=add("agreement"),
            add_label=_("Add an agreement"),
            more_url=Moment(moment.day).url(reverse("agreements:agreement-list"), **region),
        ),
        page.related(
            _("Contacts"),
            CONTACT_COLUMNS,
            contacts.latest_first(),
            add=add("contact"),
            add_label=_("Record a contact"),
            more_url=Moment(moment.day).url(reverse("agreements:contact-list"), **region),
        ),
        page.related(
            _("Resolved blockers"),
            RESOLVED_COLUMNS,
            resolved.order_by("-resolved_on", "pk"),
            more_url=moment.url(blocker_list, state="resolved", **region),
        ),
    ]


def _status_on(moment: Moment) -> Column:
    return Column("status", _("Status"), lambda row: row.badge(moment.day), kind="badge")
