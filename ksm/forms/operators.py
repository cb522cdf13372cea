"""Forms of who runs a facility."""

from __future__ import annotations

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from chapters.models import Office
from core.access import ScopedQuerySet
from core.pages.scoped_forms import PlainForm
from core.tools.partial_dates import PartialDateFormField
from ksm.choices import GroupKind
from ksm.forms.base import RegistryForm
from ksm.forms.children import SOURCE, not_in_future
from ksm.models import Group, Operation
from ksm.services import hand_over


class OperationForm(RegistryForm):
    """A new operation without an end takes over from the former operator."""

    parent_field = "facility"
    nobody = forms.BooleanField(
        label=_("Nobody runs it, as the source states"),
        required=False,
        help_text=_("Tick only where the source says so; not where it is not known."),
    )
    sections = [
        (_("Operation"), ["group", "office", "named", "nobody", "part"]),
        (_("Time"), ["started_on", "ended_on", "remark"]),
    ]

    class Meta:
        model = Operation
        fields = [
            "group",
            "office",
            "named",
            "nobody",
            "part",
            "started_on",
            "ended_on",
            "remark",
            *SOURCE,
        ]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        rows: ScopedQuerySet = Group.objects.visible_to(self.user).current()
        facility = self.instance.facility
        field = self.fields["group"]
        field.queryset = rows.filter(region_id=facility.region_id)  # type: ignore[attr-defined]
        field.help_text = __(
            "Groups of %(region)s. A new group is recorded on the page of groups first."
        ) % {"region": facility.region}
        offices = self.fields["office"]
        here = Q(region=None) | Q(region__in=(facility.region_id, facility.region_id[:2]))
        offices.queryset = Office.objects.visible_to(self.user).current().filter(here)  # type: ignore[attr-defined]
        if self.instance.pk is not None:
            self.fields["nobody"].initial = self.instance.is_nobody

    @override
    def _get_validation_exclusions(self) -> set[str]:
        # The former operation ends in the same step, so "one current operator" is checked there.
        excluded = super()._get_validation_exclusions()
        return excluded | {"facility"} if self.instance.pk is None else excluded

    @override
    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        said = [cleaned.get(name) for name in ("group", "office", "named", "nobody")]
        if not self.errors and sum(map(bool, said)) != 1:
            self.add_error(
                "group",
                _(
                    "Choose a group or an office, write a name, or tick that nobody runs it: one of them."
                ),
            )
        return cleaned

    @override
    def save(self, commit: bool = True) -> Operation:
        if self.instance.pk is None and commit:
            return hand_over(operation=self.instance, by=self.user)
        return super().save(commit)


class OperatorGroupForm(PlainForm):
    """The group that runs a facility, by its name."""

    name = forms.CharField(label=_("Group"), max_length=150)
    kind = forms.ChoiceField(label=_("Kind"), choices=GroupKind.choices)
    started_on = PartialDateFormField(
        label=_("From"), required=False, help_text=_("Empty where nobody knows.")
    )
    source = forms.CharField(
        label=_("Source"),
        required=False,
        max_length=300,
        help_text=_("Who says so: the document, the list, the visit."),
    )

    @override
    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        not_in_future(self, "started_on", cleaned)
        return cleaned
