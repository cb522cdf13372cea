"""Addresses of the instrument editor."""

from django.db.models import Model
from django.urls import URLPattern, path
from django.views.generic import View

from core.pages import record_paths
from core.pages.base import url_noun
from core.pages.scoped_forms import RecordForm
from monitoring.models import Aspect, CrossCheck, Instrument, Option, Question
from monitoring.questionnaire import forms
from monitoring.views import instrument_editor as editor
from monitoring.views import instrument_preview as preview
from monitoring.views import instrument_versions as versions
from monitoring.views import instruments


def _part(
    model: type[Aspect | Question | Option | CrossCheck],
    above: type[Model],
    form: type[RecordForm],
    detail: type[View] | None = None,
) -> list[URLPattern]:
    noun, parents = url_noun(model), f"{above.__name__.lower()}s"
    nouns = f"{noun}s"
    create = editor.PartCreatePage.as_view(model=model, parent_model=above, form_class=form)
    edit = editor.PartEditPage.as_view(model=model, form_class=form)
    return [
        path(f"{parents}/<int:key>/{nouns}/add/", create, name=f"{noun}-create"),
        path(f"{nouns}/<int:key>/edit/", edit, name=f"{noun}-edit"),
        *record_paths(model, nouns, detail=detail, journal=False, archive=False),
        path(
            f"{nouns}/<int:key>/place/",
            editor.PartPlacePage.as_view(model=model),
            name=f"{noun}-place",
        ),
        path(
            f"{nouns}/<int:key>/remove/",
            editor.PartRemovePage.as_view(model=model),
            name=f"{noun}-remove",
        ),
    ]


STEPS = {
    "version": versions.VersionPage,
    "publish": versions.PublishPage,
    "takeback": versions.TakeBackPage,
    "preview": preview.PreviewPage,
    "compare": versions.ComparePage,
    "xlsform": versions.XlsformPage,
    "upload": versions.XlsformUploadPage,
}
urlpatterns = [
    *record_paths(
        Instrument,
        "instruments",
        list_page=instruments.InstrumentListPage,
        detail=instruments.InstrumentDetailPage,
        create=editor.InstrumentCreatePage,
        edit=editor.InstrumentEditPage,
    ),
    *(
        path(f"instruments/<int:key>/{name}/", page.as_view(), name=f"instrument-{name}")
        for name, page in STEPS.items()
    ),
    *_part(Aspect, Instrument, forms.AspectForm),
    *_part(Question, Aspect, forms.QuestionForm, editor.QuestionDetailPage),
    *_part(Option, Question, forms.OptionForm),
    *_part(CrossCheck, Instrument, forms.CrossCheckForm),
]
