"""The doors: one class per page type (list, detail, form, action), each starting at `visible_to`.

A room declares what a page shows (columns, facts, form); sight, rights, locks, double posts, lost
updates, export and breadcrumbs are answered here once.
"""

from core.pages.actions import (
    ActionPage,
    ArchivePage,
    FilePage,
    HistoryPage,
    NotePage,
    RestorePage,
    ReviewPage,
)
from core.pages.base import Page, list_crumb, url_noun
from core.pages.bulk_forms import BulkField
from core.pages.details import RELATED_CAP, DetailPage, review_buttons
from core.pages.forms import CreatePage, EditPage, after_save
from core.pages.lists import ListPage
from core.pages.paths import list_paths, record_paths
from core.tools.tables import Column, Fact, Table

__all__ = [
    "RELATED_CAP",
    "ActionPage",
    "ArchivePage",
    "BulkField",
    "Column",
    "CreatePage",
    "DetailPage",
    "EditPage",
    "Fact",
    "FilePage",
    "HistoryPage",
    "ListPage",
    "NotePage",
    "Page",
    "RestorePage",
    "ReviewPage",
    "Table",
    "after_save",
    "list_crumb",
    "list_paths",
    "record_paths",
    "review_buttons",
    "url_noun",
]
