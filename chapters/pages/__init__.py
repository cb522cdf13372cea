"""The doors: one class per page type (list, detail, form, action), each starting at `visible_to`.

A room declares what a page shows (columns, facts, form); sight, rights, locks, double posts, lost
updates, export and breadcrumbs are answered here once.
"""

from aksansi.tables import Column, Fact, Table

from .actions import (
    ActionPage,
    ArchivePage,
    FilePage,
    HistoryPage,
    NotePage,
    RestorePage,
    ReviewPage,
)
from .base import ObjectPage, Page, url_noun
from .bulk import BulkField
from .details import RELATED_CAP, DetailPage, review_buttons
from .forms import CreatePage, EditPage, FormPage
from .lists import PER_PAGE, ListPage
from .paths import record_paths

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
