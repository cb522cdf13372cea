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
from core.pages.base import ObjectPage, Page, url_noun
from core.pages.bulk import BulkField
from core.pages.details import RELATED_CAP, DetailPage, review_buttons
from core.pages.forms import CreatePage, EditPage, FormPage
from core.pages.lists import PER_PAGE, ListPage
from core.pages.paths import record_paths
from core.tools.tables import Column, Fact, Table

__all__ = [
    "PER_PAGE",
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
    "FormPage",
    "HistoryPage",
    "ListPage",
    "NotePage",
    "ObjectPage",
    "Page",
    "RestorePage",
    "ReviewPage",
    "Table",
    "record_paths",
    "review_buttons",
    "url_noun",
]
