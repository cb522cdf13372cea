"""Every number opens its rows (design §5): each figure of each page is followed, as each role, and compared with them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from core.people.users import User
from tests.following import Follower, Page

READERS = ("sekretariat", "pengurus-sleman", "pemda-sleman")
REGIONS = ("34.04", "34.01", "34")


def pages(user: User) -> dict[str, str]:
    """Return the pages with figures that a reader may open, by name."""
    found = {"home": reverse("home", query={"all": 1})}
    if user.role == "secretariat":
        found |= {f"board {year}": reverse("board", query={"year": year}) for year in (2018, 2022)}
    for code, year in (("34.04", 2018), ("34.04", 2016), ("34.01", 2017)):
        if user.role == "secretariat" or code in user.regions:
            found[f"letter {code} {year}"] = reverse("region-report", args=[code, year])
    found["matrix of the year"] = reverse("planning:year-matrix", query={"year": 2018})
    found["schedule"] = reverse("ksm:desludging-schedule-list")
    for state in ("open", "all"):
        found[f"blockers {state}"] = reverse("agreements:blocker-matrix", query={"state": state})
    found["blockers by office"] = reverse("agreements:blocker-matrix", query={"by": "office"})
    for code in REGIONS:
        if user.role == "secretariat" or code in user.regions:
            found[f"overview {code}"] = reverse("region-overview", args=[code])
    return found


# Figures whose address is no list: the rows stand on that page, and why there is none of them alone.
NO_LIST = {
    r"/chapters/chapters/\d+/": "the vacant core seats of one chapter, three at most, named on its page",
}
# Where a number stands by itself without being one over records: part of the path of its elements, and why.
OWN: dict[str, str] = {
    "li.none b": "a month without any has nothing to open",
    "section.sheet.busy-area": "the rows of a list: each says what one record says",
    "table.rt tbody": "each row of the letter's lists says what one record says",
    "table.rt.lead": "as above",
    "table.rt.facts": "figures as their sources state them",
    "table.rt.tight": "a share of the two sums beside it",
    "td.r.nil div.v": "a 0 of a matrix has no row to open",
    "h2 span.count": "how many rows stand in the table right below it",
    "nav.years": "a year to choose",
    "ul.tasks li div small": "the year or day of one record that is named beside it",
}


@pytest.mark.django_db
def test_every_figure_opens_exactly_its_rows(as_user: Any, settings: Any, capsys: Any) -> None:
    settings.DEMO = True
    call_command("load_reference", verbosity=0)
    call_command("load_demo", verbosity=0)
    faults, told = [], []
    for name in READERS:
        user = User.objects.get(username=name)
        follower = Follower(as_user(user))
        for page, url in pages(user).items():
            answer = follower.browser.get(url)
            assert answer.status_code == 200, (name, page)
            found = Page.of(answer.content.decode())
            faults += [
                f"{name}, {page}: {x}"
                for seen in found.figures
                if not any(re.fullmatch(one, seen.url) for one in NO_LIST)
                and (x := follower.fault(seen, url))
            ]
            faults += [
                f"{name}, {page}: bare {text} in {path}"
                for text, path in found.bare
                if not any(part in path for part in OWN)
            ]
            told.append(f"{name:16} {page:16} {len(found.figures):4} figures followed")
            assert found.figures, (name, page)
    with capsys.disabled():
        print("", *told, sep="\n")
    assert not faults, "\n".join(faults)
