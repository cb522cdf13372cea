"""What forms of stated facts share: about whom, and the region that follows from it."""

from __future__ import annotations

from django import forms

from chapters.models import Chapter
from core.land.regions import Region
from core.pages.lookup import LookupField
from core.pages.scoped_forms import RecordForm, offer_provinces
from ksm.models.about import ABOUT

# A list of all facilities or groups is heavy to send and of no use to read.
TYPED = dict.fromkeys(("facility", "group", "office"), LookupField)


def offer_about(form: RecordForm, *, is_fixed: bool = True) -> None:
    """Let a form ask whom it is about; not where its parent says so nor, where that `is_fixed`, once it is saved."""
    row, parent = form.instance, form.parent
    if parent is not None:
        setattr(row, str(parent._meta.model_name), parent)
        row.region = parent if isinstance(parent, Region) else parent.region
    if parent is not None or (is_fixed and row.pk is not None):
        for name in (*ABOUT, "region"):
            form.fields.pop(name, None)
        return
    offer_provinces(form)
    chapters = form.fields["chapter"]
    if isinstance(chapters, forms.ModelChoiceField):
        rows = Chapter.objects.visible_to(form.user).current().select_related("region")
        chapters.queryset = rows.order_by("region")


def region_of(form: RecordForm) -> Region | None:
    """Return the region of whom a form names, else the one it names itself."""
    cleaned = form.cleaned_data
    thing = next((cleaned[name] for name in ABOUT if cleaned.get(name)), None)
    found: Region | None = thing.region if thing is not None else cleaned["region"]
    return found
