"""What tables of visits by one questionnaire share."""

from __future__ import annotations

from django.http import Http404
from django.utils.functional import cached_property

from core.people.users import User
from monitoring.models import Instrument


class OfInstrument:
    """A sheet whose columns are the questions of a published instrument (`instrument_key`)."""

    user: User
    instrument_key = 0

    @cached_property
    def instrument(self) -> Instrument:
        """The published instrument with its questions. Raises Http404."""
        rows = Instrument.objects.visible_to(self.user).current().published().with_questions()
        found = rows.filter(pk=self.instrument_key).first()
        if found is None:
            raise Http404
        return found
