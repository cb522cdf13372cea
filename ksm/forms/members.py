"""Forms of dues and of programmes."""

from __future__ import annotations

from core.pages.scoped_forms import RecordForm
from ksm.forms.base import RegistryForm
from ksm.forms.children import SOURCE
from ksm.models import MemberDues, Programme


class MemberDuesForm(RegistryForm):
    parent_field = "group"

    class Meta:
        model = MemberDues
        fields = ["year", "due", "paid", "paid_on", "remark", *SOURCE]


class ProgrammeForm(RecordForm):
    class Meta:
        model = Programme
        fields = ("code", "label_id", "label_en", "period", "position")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            del self.fields["code"]
