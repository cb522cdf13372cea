"""Addresses of the room, grouped by noun."""

from __future__ import annotations

from django.urls import path

from agreements import models
from agreements.views import (
    agreements,
    analysis,
    board,
    draft,
    journal,
    others,
    paper,
    partnerships,
    reference,
    signing,
    turnover,
)
from core.pages import list_paths, record_paths

app_name = "agreements"
PARENT = "partnerships/<int:key>"
TURNOVER = f"{PARENT}/turnovers/<int:official>"
urlpatterns = [
    path("board/", board.PipelinePage.as_view(), name="board"),
    path("analysis/", analysis.AnalysisPage.as_view(), name="analysis"),
    path("blockers/matrix/", analysis.BlockerMatrixPage.as_view(), name="blocker-matrix"),
    *list_paths("blockers/solved/", "solved-list", journal.SolvedListPage, archives=True),
    path("turnovers/", turnover.TurnoverListPage.as_view(), name="turnover-list"),
    *record_paths(
        models.Partnership,
        "partnerships",
        list_page=partnerships.PartnershipListPage,
        detail=partnerships.PartnershipDetailPage,
        create=partnerships.PartnershipCreatePage,
        edit=partnerships.PartnershipEditPage,
    ),
    path(
        f"{PARENT}/suggested/",
        partnerships.SuggestedBlockerPage.as_view(),
        name="partnership-suggested",
    ),
    path(f"{TURNOVER}/", turnover.HandoverPage.as_view(), name="turnover"),
    path(f"{TURNOVER}/pdf/", turnover.HandoverPaperView.as_view(), name="turnover-pdf"),
    path(
        f"{TURNOVER}/docx/",
        turnover.HandoverPaperView.as_view(as_word=True),
        name="turnover-docx",
    ),
    path(f"{TURNOVER}/follow/", turnover.FollowPage.as_view(), name="turnover-follow"),
    path(
        f"{PARENT}/stages/add/", partnerships.EarlierStagePage.as_view(), name="stage-entry-create"
    ),
    path(
        f"{PARENT}/offices/add/",
        partnerships.PartnershipOfficeCreatePage.as_view(),
        name="partnership-office-create",
    ),
    *record_paths(
        models.PartnershipOffice,
        "partnership-offices",
        edit=partnerships.PartnershipOfficeEditPage,
    ),
    path(f"{PARENT}/move/", partnerships.MovePage.as_view(), name="partnership-move"),
    path(
        f"{PARENT}/agreements/add/",
        agreements.AgreementCreatePage.as_view(),
        name="agreement-create",
    ),
    path(f"{PARENT}/blockers/add/", journal.BlockerCreatePage.as_view(), name="blocker-create"),
    path(f"{PARENT}/contacts/add/", journal.ContactCreatePage.as_view(), name="contact-create"),
    *record_paths(
        models.StageEntry, "stage-entries", edit=partnerships.StageEntryEditPage, archive=False
    ),
    *record_paths(
        models.Agreement,
        "agreements",
        list_page=agreements.AgreementListPage,
        detail=agreements.AgreementDetailPage,
        edit=agreements.AgreementEditPage,
    ),
    path("agreements/<int:key>/draft/", draft.DraftPage.as_view(), name="agreement-draft"),
    path(
        "agreements/<int:key>/draft/pdf/",
        draft.DraftPaperView.as_view(),
        name="agreement-draft-pdf",
    ),
    path(
        "agreements/<int:key>/draft/docx/",
        draft.DraftPaperView.as_view(as_word=True),
        name="agreement-draft-docx",
    ),
    path(
        "agreements/<int:key>/signed-file/",
        signing.SignedFilePage.as_view(),
        name="agreement-signed-file",
    ),
    path("agreements/<int:key>/sign/", signing.SignPage.as_view(), name="agreement-sign"),
    path(
        "agreements/<int:key>/budget-lines/add/",
        agreements.BudgetLineCreatePage.as_view(),
        name="budget-line-create",
    ),
    *record_paths(models.BudgetLine, "budget-lines", edit=agreements.BudgetLineEditPage),
    *record_paths(
        models.Blocker,
        "blockers",
        list_page=journal.BlockerListPage,
        detail=journal.BlockerDetailPage,
        edit=journal.BlockerEditPage,
    ),
    path("blockers/<int:key>/resolve/", journal.ResolvePage.as_view(), name="blocker-resolve"),
    *record_paths(
        models.Contact,
        "contacts",
        list_page=journal.ContactListPage,
        detail=journal.ContactDetailPage,
        edit=journal.ContactEditPage,
    ),
    *record_paths(
        models.Stage,
        "stages",
        list_page=reference.StageListPage,
        detail=reference.StageDetailPage,
        edit=reference.StageEditPage,
        key="slug",
        archive=False,
    ),
    *record_paths(
        models.BlockerReason,
        "blocker-reasons",
        list_page=reference.BlockerReasonListPage,
        detail=reference.BlockerReasonDetailPage,
        create=reference.BlockerReasonCreatePage,
        edit=reference.BlockerReasonEditPage,
        key="slug",
    ),
    *record_paths(
        models.QuietPeriod,
        "quiet-times",
        list_page=reference.QuietPeriodListPage,
        detail=reference.QuietPeriodDetailPage,
        create=reference.QuietPeriodCreatePage,
        edit=reference.QuietPeriodEditPage,
    ),
    *record_paths(
        models.RegionalPaper,
        "regional-papers",
        list_page=others.RegionalPaperListPage,
        detail=others.RegionalPaperDetailPage,
        create=others.RegionalPaperCreatePage,
        edit=others.RegionalPaperEditPage,
    ),
    *record_paths(
        models.LegalBasis,
        "legal-bases",
        list_page=paper.LegalBasisListPage,
        detail=paper.LegalBasisDetailPage,
        create=paper.LegalBasisCreatePage,
        edit=paper.LegalBasisEditPage,
    ),
    *record_paths(
        models.ClauseTemplate,
        "clause-templates",
        list_page=paper.ClauseTemplateListPage,
        detail=paper.ClauseTemplateDetailPage,
        create=paper.ClauseTemplateCreatePage,
        edit=paper.ClauseTemplateEditPage,
    ),
    path(
        "clause-templates/<int:key>/copy/",
        paper.ClauseTemplateCopyPage.as_view(),
        name="clause-template-copy",
    ),
    path(
        "clause-templates/<int:key>/clauses/add/",
        paper.ClauseCreatePage.as_view(),
        name="clause-create",
    ),
    *record_paths(models.Clause, "clauses", edit=paper.ClauseEditPage),
]
