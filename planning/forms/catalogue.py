"""Forms of the catalogue of services, its unit costs, deadlines, and budget proposals."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import is_national
from core.pages.scoped_forms import PlainForm, RecordForm
from planning.forms.plans import SOURCE
from planning.models import (
    BudgetProposal,
    Deadline,
    DevelopmentPlan,
    Indicator,
    Service,
    ServicePrice,
    StrategyProgramme,
)
from planning.national.forms import offer_codes
from planning.needs import Need


class ServiceForm(RecordForm):
    class Meta:
        model = Service
        fields = (
            "code", "kind", "label_id", "label_en", "unit", "description", "sipd_code", "order",
        )  # fmt: skip
        widgets = {"description": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        offer_codes(self.fields["sipd_code"], row.label_id, row.description)
        if self.instance.pk is not None:
            del self.fields["code"]


class IndicatorForm(RecordForm):
    class Meta:
        model = Indicator
        fields = (
            "code",
            "label_id",
            "label_en",
            "unit",
            "field",
            "lower_is_better",
            "definition",
            "order",
        )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            del self.fields["code"]


class DeadlineForm(RecordForm):
    class Meta:
        model = Deadline
        fields = ("duty", "day", "month", "years_after", "from_year", *SOURCE)


class ServicePriceForm(RecordForm):
    parent_field = "service"

    class Meta:
        model = ServicePrice
        fields = ("region", "amount", "valid_from", "is_assumption", *SOURCE)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if not is_national(self.user):
            self.fields["region"].required = True
        if self.instance.pk is not None:
            del self.fields["region"]


class BudgetProposalForm(RecordForm):
    class Meta:
        model = BudgetProposal
        fields = (
            "region",
            "title",
            "year",
            "forum",
            "office",
            "reasoning",
            "sipd_code",
            "is_example",
        )
        widgets = {"reasoning": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        offer_codes(self.fields["sipd_code"], self.instance.title, self.instance.reasoning)
        if self.instance.pk is not None:
            del self.fields["region"]
            office = self.fields["office"]
            assert isinstance(office, forms.ModelChoiceField)
            office.queryset = office.queryset.filter(region=self.instance.region_id)  # type: ignore[union-attr]

    @override
    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        region = cleaned.get("region") or getattr(self.instance, "region", None)
        office = cleaned.get("office")
        if office and region and office.region_id not in (region.pk, None):
            self.add_error("office", _("This office belongs to another region."))
        return cleaned


class PickForm(PlainForm):
    """A tick and a quantity per facility that needs the service."""

    def __init__(
        self, *args: object, needs: Iterable[Need] = (), unit: str = "", **kwargs: object
    ) -> None:
        self.needs, self.unit = list(needs), unit
        extra = {
            f"q_{need.facility.pk}": forms.IntegerField(
                label=f"{need.facility.code} {need.facility.name}",
                help_text=need.why,
                min_value=0,
                max_value=100_000,
                required=False,
            )
            for need in self.needs
        }
        super().__init__(*args, extra=extra, **kwargs)

    def chosen(self) -> dict[int, int]:
        """Return {facility key: quantity} of those with a quantity above 0."""
        return {
            need.facility.pk: quantity
            for need in self.needs
            if (quantity := self.cleaned_data.get(f"q_{need.facility.pk}"))
        }


class StrategyProgrammeForm(RecordForm):
    parent_field = "edition"

    class Meta:
        model = StrategyProgramme
        fields = ("title", "target", "unit", "from_year", "to_year", "indicative", "fund", *SOURCE)


class DevelopmentPlanForm(RecordForm):
    class Meta:
        model = DevelopmentPlan
        fields = ("region", "number", "from_year", "to_year", *SOURCE)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            del self.fields["region"]
