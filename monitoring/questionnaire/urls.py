"""Addresses of the instrument editor."""

from django.urls import path

from core.pages import record_paths
from monitoring.models import Aspect, Instrument, Option, Question
from monitoring.views import instrument_editor as editor
from monitoring.views import instrument_preview as preview
from monitoring.views import instrument_versions as versions
from monitoring.views import instruments


def _part(model: type, nouns: str, parent: str, add: type, edit: type, **pages: type) -> list:
    noun = model.__name__.lower()
    return [
        path(f"{parent}/<int:key>/{nouns}/add/", add.as_view(), name=f"{noun}-create"),  # type: ignore[attr-defined]
        *record_paths(model, nouns, edit=edit, journal=False, archive=False, **pages),  # type: ignore[arg-type]
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
    *_part(Aspect, "aspects", "instruments", editor.AspectCreatePage, editor.AspectEditPage),
    *_part(
        Question,
        "questions",
        "aspects",
        editor.QuestionCreatePage,
        editor.QuestionEditPage,
        detail=editor.QuestionDetailPage,
    ),
    *_part(Option, "options", "questions", editor.OptionCreatePage, editor.OptionEditPage),
]
