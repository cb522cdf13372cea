"""An audience entered once, as an event, is a contact of the cooperation it names."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse

from agreements.models import Contact, Partnership
from events.forms import EventForm
from events.models import Event
from tests.agreements.factories import make_partnership
from tests.events.factories import make_event


def standing(partnership: Partnership) -> str:
    return Partnership.objects.all().with_standing().get(pk=partnership.pk).last_contact_on


def test_an_audience_counts_as_contact_follows_its_event_and_goes_with_it(
    regions: Any, officer: Any, as_user: Any
) -> None:
    partnership = make_partnership()
    assert standing(partnership) == ""
    page = as_user(officer)
    told = {
        "title": "Audiensi dengan Bupati", "kind": "audience", "state": "planned", "region": "34.04",
        "partnership": str(partnership.uuid), "starts_on": "2021-05-03",
        "participants": "Bupati, Kepala Bappeda",
    }  # fmt: skip
    answer = page.post(reverse("events:event-create"), told)
    assert answer.status_code == 302
    event = Event.objects.get()
    assert not Contact.objects.exists()  # planned is not held
    edit = reverse("events:event-edit", args=[event.pk])
    assert page.post(edit, {**told, "state": "held", "version": event.version}).status_code == 302
    contact = Contact.objects.get()
    assert (contact.kind, contact.held_on, contact.people) == (
        "audiensi", "2021-05-03", "Bupati, Kepala Bappeda",
    )  # fmt: skip
    assert standing(partnership) == "2021-05-03"
    # Corrected at the event, not at the contact.
    shown = page.get(contact.get_absolute_url()).content.decode()
    assert event.get_absolute_url() in shown
    assert "Audiensi dengan Bupati" in shown
    assert page.get(reverse("agreements:contact-edit", args=[contact.pk])).status_code == 403
    event.refresh_from_db()
    event.starts_on = "2021-06"
    event.save()
    assert standing(partnership) == "2021-06"
    event.archived_at = event.created_at
    event.save()
    assert standing(partnership) == ""
    event.archived_at = None
    event.save()
    assert standing(partnership) == "2021-06"
    assert Contact.objects.count() == 1


def test_only_cooperation_in_sight_is_offered_and_one_out_of_sight_stays(
    regions: Any, officer: Any, other_officer: Any
) -> None:
    partnership = make_partnership()
    assert str(partnership.uuid) in dict(
        EventForm(user=officer).fields["partnership"].choices  # type: ignore[attr-defined]
    )
    assert "partnership" not in EventForm(user=other_officer).fields
    event = make_event(partnership=partnership.uuid)
    assert "partnership" not in EventForm(user=other_officer, instance=event).fields


def test_many_events_are_heard_in_a_few_queries(
    regions: Any, django_assert_max_num_queries: Any
) -> None:
    from events.telling import tell_contacts

    partnership = make_partnership()
    days = [dt.date(2021, 1, n).isoformat() for n in (1, 2, 3)]
    events = [make_event(partnership=partnership.uuid, starts_on=day) for day in days]
    with django_assert_max_num_queries(4):  # two and the savepoint
        tell_contacts(events)
