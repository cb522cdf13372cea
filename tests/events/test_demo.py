"""The real events of the demonstration set, entered through the forms."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from aksansi.demo import accounts
from aksansi.demo import chapters as chapters_demo
from aksansi.demo import events as demo
from core.land import reference
from core.land.regions import Region
from core.tools.rows.history import one_action
from events.models import Alliance, Award, Commitment, Event
from events.reports import build_events
from ksm.models import DatedFact

pytestmark = pytest.mark.postgres


@pytest.fixture
def actor(db: None, settings: Any) -> Any:
    settings.DEMO = True
    reference.load()
    actor = accounts.load()
    chapters_demo.load(actor)
    with one_action(by=actor):
        demo.load(actor)
    return actor


def test_the_source_documents_events_are_entered_in_full(actor: Any) -> None:
    assert Event.objects.count() == 41
    assert not Event.objects.filter(source="").exists()

    training = Event.objects.get(starts_on="2021-11-23")
    with translation.override("id"):
        assert training.date_words == "23–24 November 2021"
    assert training.purposes.count() == 4
    assert [day.sessions.count() for day in training.days.all()] == [6, 5]
    assert [day.attendances.count() for day in training.days.all()] == [4, 4]
    assert {o.words for o in training.offices.filter(role="organiser")} == {
        "DPUPKP Kulon Progo",
        "Sekretariat AKSANSI",
        "BORDA",
    }
    for day in training.days.all():
        challenges = day.sessions.get(title__startswith="Tantangan dalam Keberlanjutan")
        assert challenges.aspects == ["teknis", "kelembagaan", "keuangan", "tata_kelola"]
    assert training.group_results.count() == 2
    assert not training.group_results.exclude(spectrum=None).exists(), (
        "the source does not say what was chosen"
    )
    assert set(Commitment.objects.filter(is_example=False).values_list("event__title", flat=True))

    meeting = Event.objects.get(starts_on="2015-05-19")
    assert meeting.region_id == "64.71"
    assert meeting.regions.count() == 9
    assert meeting.agenda.count() == 8

    planning = Event.objects.get(starts_on="2016-01-15")
    assert planning.regions.count() == 16
    assert planning.days.count() == 3

    alliance = Alliance.objects.get()
    counts = DatedFact.objects.all().of_series(alliance.fact_code)
    assert counts.first().value_text == "120–130"
    assert (
        Award.objects.filter(entries__region="34.04", entries__rank=1).get().name
        == "AKKOPSI School Sanitation Award"
    )

    found = build_events(user=actor, region=Region.objects.get(pk="34.01"), year=2021)
    assert [row.title for row in found.events] == [training.title]
    assert found.people.present is None  # invited by name of institution, no numbers in the source
    assert (found.commitments, found.commitments_done) == (5, 0)
    later = build_events(user=actor, region=Region.objects.get(pk="34.01"), year=2022)
    assert (later.commitments, later.earlier_done) == (0, 1)

    before = {m: m.history.count() for m in (Event, Alliance, Award, DatedFact, Commitment)}
    demo.load(actor)
    assert before == {m: m.history.count() for m in before}
