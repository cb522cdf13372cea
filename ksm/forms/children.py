"""Forms of what is recorded under a facility."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.records.asked import ask, confirm_field
from core.tools import formats
from core.tools.partial_dates import in_future, may_be_same
from ksm import asked
from ksm.choices import WorksStatus
from ksm.forms.base import RegistryForm, RoughIntegerField
from ksm.life.changes import CHANGES
from ksm.models import FundingContribution, Paper, StatusRecord, Works, WorksCost
from ksm.models.observations import STATED
from ksm.services import record_works

SOURCE = ["source", "source_url", "as_of", "is_example"]


def not_in_future(form: forms.BaseForm, name: str, cleaned: dict[str, Any]) -> None:
    """Refuse a partial date that lies wholly in the future: what was seen or done has happened."""
    if in_future(cleaned.get(name)):
        form.add_error(name, __("This date is in the future."))


def check_day(form: RegistryForm, name: str, cleaned: dict[str, Any]) -> None:
    """Ask before a day is recorded by hand that a source, a visit, has told already.

    Who names that source is not asked: what it told is being completed.
    """
    day, row = cleaned.get(name), form.instance
    if not day or (row.pk is not None and name not in form.changed_data):
        return
    rows = type(row)._default_manager.visible_to(form.user).current()
    told = rows.filter(facility=row.facility, told_by__isnull=False)
    same = next((one for one in told if may_be_same(getattr(one, name), day)), None)
    if same and same.source != cleaned.get("source"):
        words = __("Recorded already from %(what)s. Tick here to record it nevertheless.")
        ask(form, "confirm_told", words % {"what": same.source})


def words_of(row: StatusRecord, name: str) -> str:
    """Return what a record states of a fact, as pages say it."""
    choice = getattr(row, f"get_{name}_display", None)
    return str(choice()) if choice else formats.number(getattr(row, name))


class StatusRecordForm(RegistryForm):
    asked = asked.STATUS
    parent_field = "facility"
    confirm_told = confirm_field(_("Record it nevertheless"))
    confirm_same_day = confirm_field(_("Record it besides"))
    sections = [
        (
            _("Observation"),
            [
                "observed_on",
                "function_status",
                "physical_condition",
                "confirm_told",
                "confirm_same_day",
            ],
        ),
        (_("Use"), ["active_sr", "kk", "jiwa", "fee", "is_estimate"]),
        (_("Remarks"), ["remark"]),
    ]

    class Meta:
        model = StatusRecord
        fields = [
            "observed_on",
            "function_status",
            "physical_condition",
            "active_sr",
            "kk",
            "jiwa",
            "fee",
            "is_estimate",
            "remark",
            *SOURCE,
        ]
        field_classes = dict.fromkeys(("active_sr", "kk", "jiwa"), RoughIntegerField)
        widgets = {"remark": forms.Textarea(attrs={"rows": 3})}

    @override
    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        check_day(self, "observed_on", cleaned)
        if "observed_on" not in self.errors and not (
            cleaned["observed_on"] or cleaned.get("source") or "source" in self.errors
        ):
            self.add_error(
                "observed_on", _("Give the day; where the source names none, name the source.")
            )
        self._ask_of_contradiction(cleaned)
        return cleaned

    def _ask_of_contradiction(self, cleaned: dict[str, Any]) -> None:
        """Ask before a day is told twice and differently: which of the two counts is a person's to know."""
        if self.errors or not {"observed_on", *STATED} & set(self.changed_data):
            return
        meant = StatusRecord(pk=self.instance.pk, facility=self.instance.facility)
        for name in ("observed_on", *STATED):
            setattr(meant, name, cleaned.get(name))
        rows = StatusRecord.objects.visible_to(self.user).same_day(meant).filter(told_by=None)
        row = next((row for row in rows if meant.against(row)), None)
        if row is None:
            return
        stated = ", ".join(
            f"{self.fields[name].label}: {words_of(row, name)}" for name in meant.against(row)
        )
        words = __(
            "Of this day it is recorded otherwise: %(what)s. Correct that record, or tick here: of two of one "
            "day the one entered last counts."
        )
        ask(self, "confirm_same_day", words % {"what": stated})

    @override
    def warnings(self) -> list[str]:
        """More use than design is possible (domain §12.3): a word, not a refusal."""
        record, facility, found = self.instance, self.instance.facility, []
        for used, designed, words in (
            (
                record.active_sr,
                facility.design_sr,
                _("%(used)s active SR are more than the %(designed)s designed. Please check both."),
            ),
            (
                record.kk,
                facility.design_kk,
                _("%(used)s KK served are more than the %(designed)s designed. Please check both."),
            ),
        ):
            if used is not None and designed is not None and used > designed:
                found.append(str(words) % {"used": used, "designed": designed})
        return found


COUNTS = [name for pair in CHANGES.values() for name in pair if not name.startswith("type")]


class WorksForm(RegistryForm):
    parent_field = "facility"
    rough_note = "description"
    sections = [
        (_("Works"), ["kind", "status", "started_on", "finished_on", "description"]),
        (_("What changes"), ["type_before", "type_after", *COUNTS, "sr_added", "pipe_length_m"]),
    ]

    class Meta:
        model = Works
        fields = [
            "kind",
            "status",
            "started_on",
            "finished_on",
            "description",
            "type_before",
            "type_after",
            *COUNTS,
            "sr_added",
            "pipe_length_m",
            *SOURCE,
        ]
        field_classes = dict.fromkeys(("sr_added", *COUNTS), RoughIntegerField)
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.was_done = not self.instance._state.adding and (
            self.instance.status == WorksStatus.DONE
        )

    @override
    def warnings(self) -> list[str]:
        """Say what the facility keeps of works that were finished and are so no more."""
        undone = self.was_done and self.instance.status != WorksStatus.DONE
        return [left] if undone and (left := self.instance.left_in_facility()) else []

    @override
    def save(self, commit: bool = True) -> Works:
        return record_works(works=self.instance, by=self.user) if commit else super().save(commit)


class WorksCostForm(RegistryForm):
    parent_field = "works"
    sections = [(_("Cost share"), ["funder", "fund_source", "kind", "amount"])]

    class Meta:
        model = WorksCost
        fields = ["funder", "fund_source", "kind", "amount", *SOURCE]


class FundingContributionForm(RegistryForm):
    parent_field = "facility"
    rough_note = "remark"
    sections = [
        (
            _("Contribution"),
            ["programme", "fund_source", "kind", "amount", "given_on", "remark"],
        )
    ]

    class Meta:
        model = FundingContribution
        fields = ["programme", "fund_source", "kind", "amount", "given_on", "remark", *SOURCE]

    @override
    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        stated = ("programme", "amount", "remark")
        if not any(cleaned.get(name) not in (None, "") for name in stated) and (
            cleaned.get("fund_source") in ("", None, "tidak_diketahui")
        ):
            self.add_error(
                "programme", __("Say at least the programme, the source of funds or the amount.")
            )
        return cleaned


class PaperForm(RegistryForm):
    """The paper as a file is attached on its own page, once the row is saved."""

    parent_field = "facility"
    sections = [
        (_("Document"), ["kind", "number", "dated_on", "valid_until"]),
        (_("Parties"), ["issued_by", "received_by", "remark"]),
    ]

    class Meta:
        model = Paper
        fields = [
            "kind",
            "number",
            "dated_on",
            "valid_until",
            "issued_by",
            "received_by",
            "remark",
            *SOURCE,
        ]
