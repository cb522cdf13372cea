"""No word covers another or leaves the screen: the pages one would hand to a mayor, on a phone and at a desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = {
    "sekretariat": (
        "/",
        "/board/",
        "/ksm/facilities/?region=34.04",
        "/ksm/works/",
        "/ksm/cash/",
        "/ksm/desludging/schedule/?region=34.04",
        "/ksm/facilities/twins/",
        "/ksm/facilities/map/",
        "/ksm/facilities/34.04-0037/",
        "/monitoring/findings/?status=overdue",
        "/monitoring/watch/",
        "/monitoring/samples/grid/",
        "/agreements/board/",
        "/agreements/partnerships/",
        "/agreements/agreements/",
        "/agreements/analysis/",
        "/chapters/validation/",
        "/chapters/offices/",
        "/events/commitments/",
        "/calendar/",
        "/search/?q=sleman",
        "/imports/",
    ),
    "pengurus-sleman": ("/", "/planning/achievements/", "/planning/plans/", "/me/"),
    "pemda-sleman": ("/", "/regions/34.04/co-management/", "/regions/34.04/report/2018/"),
}
# The board of the Secretariat alone is wider than a desk: its rows are pushed along, the deed stays in sight.
# What stands beside the page's own flow (the bar at its foot, a sticky head) may lie over what is pushed under it.
COVERED = """() => {
  const shown = document.documentElement.clientWidth, boxes = [], found = [];
  const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const cut = (node, box) => {
    let { left, top, right, bottom } = box;
    for (let at = node; at && at !== document.body; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (["fixed", "sticky"].includes(style.position) || style.clipPath !== "none") return null;
      if (style.overflowX !== "visible") {
        const edge = at.getBoundingClientRect();
        [left, top] = [Math.max(left, edge.left), Math.max(top, edge.top)];
        [right, bottom] = [Math.min(right, edge.right), Math.min(bottom, edge.bottom)];
      }
    }
    return right - left > 2 && bottom - top > 2 ? { left, top, right, bottom } : null;
  };
  for (let text; (text = walk.nextNode()); ) {
    if (!text.data.trim() || !text.parentElement.checkVisibility({ visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const line of range.getClientRects()) {
      const box = cut(text.parentElement, line);
      if (!box) continue;
      if (box.right > shown + 1) found.push(`off the screen: ${text.data.trim()}`);
      boxes.push({ ...box, text });
    }
  }
  boxes.sort((one, other) => one.top - other.top);
  boxes.forEach((one, place) => {
    for (const other of boxes.slice(place + 1)) {
      if (other.top >= one.bottom - 4) break;
      const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const tall = Math.min(one.bottom, other.bottom) - other.top;
      if (one.text !== other.text && wide > 2 && tall > 4) {
        found.push(`${one.text.data.trim()} under ${other.text.data.trim()}`);
      }
    }
  });
  const page = document.documentElement.scrollWidth - shown;
  if (page > 0) found.push(`the page is ${page} px too wide`);
  for (const table of document.querySelectorAll(".t-wrap:not(.in-words *)")) {
    const more = table.scrollWidth - table.clientWidth;
    if (more > 0 && table.checkVisibility()) found.push(`a table runs ${more} px off its sheet`);
  }
  for (const cell of document.querySelectorAll(".t.lines td.fig")) {  // the name of a figure is no text of its own
    const more = cell.scrollWidth - cell.clientWidth;
    if (shown < 500 && more > 1 && cell.checkVisibility()) {
      found.push(`${cell.dataset.label} of a card runs ${more} px under what stands beside it`);
    }
  }
  return found.slice(0, 5);
}"""


@pytest.mark.once
@pytest.mark.parametrize("width", [360, 1280])
def test_no_word_is_covered_or_off_the_screen(
    live_server: Any, demo: None, sign_in: Callable[..., Any], width: int
) -> None:
    faults = {}
    for username, addresses in PAGES.items():
        page = sign_in(username, width=width)
        for address in addresses:
            assert page.goto(live_server.url + address).ok, address
            if found := page.evaluate(COVERED):
                faults[username, address] = found
    assert faults == {}


def test_a_finger_has_room_on_a_card(
    live_server: Any, demo: None, sign_in: Callable[..., Any]
) -> None:
    """What one presses on a phone is 44 px tall, whatever is drawn: ticks, names of rows, chips, pages, crumbs."""
    page = sign_in("sekretariat", width=360)
    for address in ("/ksm/facilities/?region=34.04", "/ksm/facilities/34.04-0037/"):
        page.goto(live_server.url + address)
        low = page.evaluate(
            """[...document.querySelectorAll("td.tick label, td.head a, .chip, .pages a, .crumbs a, .side-links a")]
            .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.5)
            .map((one) => `${one.textContent.trim()} ${one.getBoundingClientRect().height}`)"""
        )
        assert low == [], address
