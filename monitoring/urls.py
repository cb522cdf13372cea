from django.urls import path

from core.pages import record_paths
from core.records.facts import DatedFact
from monitoring.models import EffluentStandard, Finding, Result, Round, RoundTarget, Sample, Visit
from monitoring.questionnaire.urls import urlpatterns as instrument_urls
from monitoring.views import (
    effluent,
    entry,
    facts,
    field,
    findings,
    instruments,
    paper_forms,
    recap,
    rescoring,
    reviewing,
    samples,
    scores,
    targets,
    visits,
    watch,
)

app_name = "monitoring"
urlpatterns = [
    path("recap/", recap.RecapPage.as_view(), name="recap"),
    path("recap/pdf/", recap.RecapPdf.as_view(), name="recap-pdf"),
    path("recap/comparison/", recap.ComparisonPage.as_view(), name="comparison"),
    path("recap/comparison/pdf/", recap.ComparisonPdf.as_view(), name="comparison-pdf"),
    path("effluent/", effluent.EffluentPage.as_view(), name="effluent"),
    path("watch/", watch.WatchListPage.as_view(), name="watch-list"),
    *instrument_urls,
    *record_paths(
        Round,
        "rounds",
        list_page=visits.RoundListPage,
        detail=visits.RoundDetailPage,
        create=visits.RoundCreatePage,
        edit=visits.RoundEditPage,
    ),
    path(
        "instruments/<int:key>/paper/",
        paper_forms.InstrumentPaperPage.as_view(),
        name="instrument-paper",
    ),
    path("targets/paper/", paper_forms.RoundTargetPapersPage.as_view(), name="round-target-papers"),
    path(
        "targets/<int:key>/paper/",
        paper_forms.RoundTargetPaperPage.as_view(),
        name="round-target-paper",
    ),
    path("rounds/<int:key>/rescore/", rescoring.RescorePage.as_view(), name="round-rescore"),
    path("rounds/<int:key>/targets/", targets.RoundTargetsPage.as_view(), name="round-targets"),
    *record_paths(
        RoundTarget,
        "targets",
        list_page=targets.RoundTargetListPage,
        detail=targets.RoundTargetDetailPage,
        edit=targets.RoundTargetEditPage,
    ),
    *record_paths(
        Visit,
        "visits",
        list_page=visits.VisitListPage,
        detail=visits.VisitDetailPage,
        create=visits.VisitCreatePage,
        edit=visits.VisitEditPage,
    ),
    path("visits/<int:key>/review/", reviewing.VisitReviewPage.as_view(), name="visit-review"),
    path("visits/approve/", reviewing.VisitApproveManyPage.as_view(), name="visit-approve"),
    path("visits/<int:key>/score/", scores.ScorePage.as_view(), name="visit-score"),
    path("visits/<int:key>/score/pdf/", scores.ScorePdf.as_view(), name="visit-score-pdf"),
    path("facilities/<facility:key>/", scores.FacilityScoresPage.as_view(), name="facility-scores"),
    path("visits/<int:key>/answers/", entry.VisitAnswersPage.as_view(), name="visit-answers"),
    path(
        "visits/<int:key>/answers/<int:aspect>/",
        entry.VisitAspectPage.as_view(),
        name="visit-aspect",
    ),
    path("field/", field.FieldPage.as_view(), name="field"),
    path("field/ticket/", field.TicketView.as_view(), name="field-ticket"),
    path("field/worker.js", field.worker, name="field-worker"),
    path("field/app.webmanifest", field.manifest, name="field-manifest"),
    path("field/visits/<uuid:key>/", field.FieldVisitView.as_view(), name="field-visit"),
    path("field/visits/<uuid:key>/photos/", field.FieldPhotoView.as_view(), name="field-photos"),
    *record_paths(
        Finding,
        "findings",
        list_page=findings.FindingListPage,
        detail=findings.FindingDetailPage,
        create=findings.FindingCreatePage,
        edit=findings.FindingEditPage,
    ),
    path("findings/<int:key>/close/", findings.FindingClosePage.as_view(), name="finding-close"),
    path("findings/<int:key>/verify/", findings.FindingVerifyPage.as_view(), name="finding-verify"),
    path("findings/<int:key>/reopen/", findings.FindingReopenPage.as_view(), name="finding-reopen"),
    *record_paths(
        Sample,
        "samples",
        list_page=samples.SampleListPage,
        detail=samples.SampleDetailPage,
        create=samples.SampleCreatePage,
        edit=samples.SampleEditPage,
    ),
    path(
        "samples/<int:key>/results/add/", samples.ResultCreatePage.as_view(), name="result-create"
    ),
    *record_paths(Result, "results", edit=samples.ResultEditPage, journal=False),
    *record_paths(
        EffluentStandard,
        "standards",
        list_page=instruments.EffluentStandardListPage,
        detail=instruments.EffluentStandardDetailPage,
    ),
    *record_paths(
        DatedFact,
        "facts",
        list_page=facts.DatedFactListPage,
        detail=facts.DatedFactDetailPage,
        create=facts.DatedFactCreatePage,
        edit=facts.DatedFactEditPage,
    ),
]
