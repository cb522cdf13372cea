"""The Secretariat's reference rows."""

from __future__ import annotations

from typing import Any

from agreements.models import BlockerReason, QuietPeriod, Stage
from core.pages.scoped_forms import RecordForm


class StageForm(RecordForm):
    """Words and hints of a stage; its place and its rules are not data."""

    class Meta:
        model = Stage
        fields = ("label_id", "label_en", "waits_for", "evidence_hint", "quiet_after_days")


class QuietPeriodForm(RecordForm):
    class Meta:
        model = QuietPeriod
        fields = ("name", "starts_on", "ends_on", "source", "source_url", "as_of")


class BlockerReasonForm(RecordForm):
    class Meta:
        model = BlockerReason
        fields: tuple[str, ...] = (
            "code",
            "parent",
            "category",
            "label_id",
            "label_en",
            "statement",
            "source",
            "source_url",
            "as_of",
        )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if "parent" in self.fields:
            parents: Any = self.fields["parent"]
            parents.queryset = parents.queryset.main().exclude(pk=self.instance.pk)


class BlockerReasonEditForm(BlockerReasonForm):
    """The code stands in addresses and figures, so it stays."""

    class Meta(BlockerReasonForm.Meta):
        fields = BlockerReasonForm.Meta.fields[2:]
