"""Forms of alliances and awards."""

from __future__ import annotations

from core.pages.scoped_forms import RecordForm
from events.forms.base import SOURCE, multiline, places
from events.models import Alliance, AllianceMembership, Award, AwardEntry, Dues


class AllianceForm(RecordForm):
    class Meta:
        model = Alliance
        fields = ("name", "short_name", "founded_on", "fact_code", "description", *SOURCE)
        widgets = {"description": multiline(4)}


class AllianceMembershipForm(RecordForm):
    parent_field = "alliance"

    class Meta:
        model = AllianceMembership
        fields = ("region", "joined_on", "left_on", "office_held", *SOURCE)


class DuesForm(RecordForm):
    parent_field = "alliance"

    class Meta:
        model = Dues
        fields = ("region", "year", "amount", "paid_on", *SOURCE)


class AwardForm(RecordForm):
    class Meta:
        model = Award
        fields = (
            "name",
            "edition",
            "year",
            "region",
            "alliance",
            "organiser",
            "event",
            "criteria",
            "instrument",
            "scored_from",
            "scored_until",
            *SOURCE,
        )
        widgets = {"criteria": multiline(3)}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = places(self.user)  # type: ignore[attr-defined]


class AwardEntryForm(RecordForm):
    parent_field = "award"

    class Meta:
        model = AwardEntry
        fields = ("region", "entrant", "facility", "rank", "score", "result", *SOURCE)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = places(self.user)  # type: ignore[attr-defined]
