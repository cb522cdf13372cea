"""Addresses of what national systems ask for; part of the planning room's."""

from django.urls import path

from core.pages import record_paths
from planning.national import exports, form_pages, views
from planning.national.codes import SipdCode, SipdEdition
from planning.national.maps import FormColumn, NationalForm

urlpatterns = [
    *record_paths(
        SipdCode,
        "sipd-codes",
        list_page=views.SipdCodeListPage,
        detail=views.SipdCodeDetailPage,
        create=views.SipdCodeCreatePage,
        edit=views.SipdCodeEditPage,
    ),
    *record_paths(
        SipdEdition,
        "sipd-editions",
        list_page=views.SipdEditionListPage,
        detail=views.SipdEditionDetailPage,
        create=views.SipdEditionCreatePage,
        edit=views.SipdEditionEditPage,
    ),
    *record_paths(
        NationalForm,
        "national-forms",
        list_page=form_pages.NationalFormListPage,
        detail=form_pages.NationalFormDetailPage,
        create=form_pages.NationalFormCreatePage,
        edit=form_pages.NationalFormEditPage,
    ),
    path(
        "national-forms/<int:key>/columns/add/",
        form_pages.FormColumnCreatePage.as_view(),
        name="form-column-create",
    ),
    *record_paths(FormColumn, "form-columns", edit=form_pages.FormColumnEditPage, journal=False),
    path("national/", exports.NationalExportPage.as_view(), name="national-export"),
    path(
        "national-forms/<int:key>/export/",
        exports.NationalFormExportView.as_view(),
        name="national-form-export",
    ),
]
