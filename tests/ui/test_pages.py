"""What the page types show, seen from their HTML."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation

from core.templatetags.ui import badge, review_badge, sort_link
from core.tools.tables import Column, Table

PAGES = [
    "/ui/",
    "/ui/list/",
    "/ui/detail/",
    "/ui/form/?errors=1",
    "/ui/action/",
    "/ui/history/",
    "/ui/report/",
]


@pytest.fixture(autouse=True)
def _guide(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.ui.urls"


@pytest.fixture
def page(officer: Any, as_user: Any) -> Any:
    browser: Client = as_user(officer)
    return lambda address: browser.get(address).content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_page_has_one_heading_a_skip_link_and_nothing_inline(page: Any, address: str) -> None:
    html = page(address)
    assert html.count("<h1") == 1
    assert 'class="skip" href="#content"' in html and 'id="content"' in html
    assert not re.search(r"\sstyle=|<style|\son(click|load|submit)=", html)
    assert re.search(r'<html lang="id"', html)


@pytest.mark.parametrize("address", PAGES)
def test_no_address_of_another_host_is_loaded(page: Any, address: str) -> None:
    loaded = re.findall(r'(?:src|action)="([^"]+)"|<link[^>]+href="([^"]+)"', page(address))
    assert not [part for pair in loaded for part in pair if part.startswith(("http", "//"))]


def test_list_marks_sorted_column_and_keeps_filters_in_links(page: Any) -> None:
    html = page("/ui/list/?kind=ipal&sort=name&key=3")
    assert 'aria-sort="ascending"' in html
    assert "kind=ipal" in html and "format=xlsx" in html
    assert not re.search(r"format=xlsx[^\"]*key=3|key=3[^\"]*format=xlsx", html)


def test_list_says_contoh_in_the_row_and_labels_cells_for_phones(page: Any) -> None:
    html = page("/ui/list/")
    assert html.count("CONTOH") == 1
    assert 'data-label="SR aktif"' in html


def test_empty_list_offers_the_next_step(page: Any) -> None:
    html = page("/ui/list/?empty=1")
    assert "Belum ada sarana." in html and html.count('href="/ui/form/"') == 2
    assert "<table" not in html


def test_detail_says_why_locked_and_why_a_move_is_not_possible(page: Any) -> None:
    html = page("/ui/detail/")
    assert "menunggu tinjauan Sekretariat" in html
    assert 'aria-disabled="true"' in html and "harus ditinjau orang lain" in html


def test_a_link_read_by_itself_says_where_it_leads() -> None:
    class Row:
        name, is_example = "Iuran", False

        def get_absolute_url(self) -> str:
            return "/x/"

    columns = [Column("name", "Nama"), Column("step", "Langkah", lambda row: "Ubah", link=True)]
    table = render_to_string("components/table.html", {"table": Table(columns, [Row()])})
    assert '<a href="/x/">Ubah<span class="sr">: Iuran</span></a>' in table
    column = {"title": "Audiensi", "count": 9, "cards": [], "more_url": "/y/"}
    with translation.override("id"):
        board = render_to_string("components/board.html", {"columns": [column]})
    assert '<a class="all" href="/y/">Lihat semua<span class="sr">: Audiensi</span></a>' in board


def test_every_error_leads_to_a_field_that_exists(page: Any) -> None:
    html = page("/ui/form/?errors=1")
    summary = html[
        html.index("data-error-summary") : html.index("</ul>", html.index("data-error-summary"))
    ]
    ids = re.findall(r'href="#([^"]+)"', summary)
    assert len(ids) == 5
    assert all(f'id="{field}"' in html for field in ids)


def test_hint_and_error_are_tied_to_the_field(page: Any) -> None:
    html = page("/ui/form/?errors=1")
    field = re.search(r'<input[^>]+name="volume"[^>]*>', html)
    assert field and 'aria-describedby="id_volume_helptext id_volume_error"' in field.group()
    assert 'id="id_volume_helptext"' in html and 'id="id_volume_error"' in html
    assert (
        html.index('for="id_volume"')
        < html.index('id="id_volume_helptext"')
        < html.index('name="volume"')
    )


def test_refused_page_shows_our_own_sentence(officer: Any, as_user: Any) -> None:
    answer = as_user(officer).get("/ui/refused/")
    assert answer.status_code == 403 and "dan terkunci" in answer.content.decode()


@pytest.mark.parametrize("name", ["500.html", "400.html", "403_csrf.html"])
def test_last_resort_pages_need_neither_context_nor_database(
    name: str, django_assert_num_queries: Any, db: None
) -> None:
    with django_assert_num_queries(0):
        html = render_to_string(name)
    assert html.count("<h1") == 1 and 'href="/"' in html


def test_login_shows_the_demo_accounts_only_in_a_demonstration(settings: Any, db: None) -> None:
    settings.DEMO = False
    assert "latihan-aksansi" not in Client().get("/accounts/login/").content.decode()
    settings.DEMO = True
    html = Client().get("/accounts/login/").content.decode()
    assert html.count("<code") == 6 and "latihan-aksansi" in html


def test_wrong_password_is_said_in_words(db: None) -> None:
    html = (
        Client().post("/accounts/login/", {"login": "tidak-ada", "password": "x"}).content.decode()
    )
    assert 'role="alert"' in html and 'value="tidak-ada"' in html


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/password/change/",
        "/accounts/2fa/",
        "/accounts/password/reset/",
        "/accounts/logout/",
    ],
)
def test_account_pages_wear_the_house_look(officer: Any, as_user: Any, address: str) -> None:
    html = as_user(officer).get(address, follow=True).content.decode()
    assert "css/tokens.css" in html and html.count("<h1") == 1
    assert 'class="btn' in html


def test_frame_of_an_unknown_address_for_a_stranger(db: None) -> None:
    request = RequestFactory().get("/nirgendwo/")
    request.user = AnonymousUser()
    with translation.override("id"):
        html = render_to_string("404.html", request=request)
    assert "<h1" in html and "Account menu" not in html


def test_sort_link_turns_round() -> None:
    column = Column("name", "Name", sort="name")
    assert sort_link(column, "") == {"sort": "name", "aria": ""}
    assert sort_link(column, "name") == {"sort": "-name", "aria": "ascending"}
    assert sort_link(column, "-name") == {"sort": "name", "aria": "descending"}


def test_badge_of_an_unknown_tone_is_neutral_and_words_are_escaped() -> None:
    assert badge("<b>", "pink") == '<span class="st none">&lt;b&gt;</span>'


def test_review_badge_shows_only_on_what_is_handed_in_itself() -> None:
    class Plan:
        state, is_approved = "approved", True
        unlocked_until = None

        def __init__(self) -> None:
            self.review_root = self

        def get_state_display(self) -> str:
            return "Disetujui"

        def is_open(self) -> bool:
            return False

    class Line:
        review_root = Plan()

    assert review_badge(Plan()) == '<span class="st good">Disetujui</span>'
    assert review_badge(Line()) == "" and review_badge(None) == ""
