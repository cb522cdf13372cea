"""What a pasted link or a very long text does to the hand-over pack: nothing leaves the paper, heads return."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from tests.agreements.factories import make_contact, make_partnership
from tests.chapters.factories import make_office, make_official

pytestmark = pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler-utils")
LINK = "https://drive.google.com/file/d/" + "1aZ9bY8cX7dW6eV5" * 12 + "/view?usp=sharing"
LONG = "Bappeda meminta rincian biaya perbaikan dan jadwal penyedotan sebelum anggaran dibahas. "


def pack(browser: Any, folder: Path, **contact: Any) -> tuple[list[str], list[float], float]:
    """Return the text of each page of the pack, the right ends of its words, and the page's width."""
    partnership = make_partnership()
    make_contact(partnership, held_on="2016-01-10", **contact)
    make_contact(
        partnership, held_on="2017-03-11", people="Sekretaris Daerah", outcome_text="Akhir."
    )
    official = make_official(make_office(), handles_sanitation=True, ended_on="2018-01-01")
    keys = {"key": partnership.pk, "official": official.pk}
    paper = folder / "pack.pdf"
    paper.write_bytes(browser.get(reverse("agreements:turnover-pdf", kwargs=keys)).content)

    def told(*options: str) -> str:
        return subprocess.run(
            ["pdftotext", *options, paper, "-"], capture_output=True, text=True, check=True
        ).stdout

    boxes = told("-bbox")
    ends = [float(end) for end in re.findall(r'<word [^>]*xMax="([\d.]+)"', boxes)]
    width = float(re.findall(r'<page width="([\d.]+)"', boxes)[0])
    return told("-layout").split("\f")[:-1], ends, width


def test_b24_a_pasted_link_pushes_nothing_off_the_paper(
    regions: Any, as_user: Any, officer: Any, tmp_path: Path
) -> None:
    pages, ends, width = pack(as_user(officer), tmp_path, outcome_text=LINK)
    assert len(ends) > 50 and max(ends) < width - 20
    assert "Sekretaris" in " ".join(pages)  # the row behind it


def test_b23_a_text_of_pages_keeps_the_heads_of_its_table(
    regions: Any, as_user: Any, officer: Any, tmp_path: Path
) -> None:
    pages, _ends, _width = pack(as_user(officer), tmp_path, outcome_text=LONG * 120)
    inside = [page for page in pages if page.count("rincian biaya") > 5]
    assert len(inside) > 1
    assert [page[:400] for page in inside if "Tanggal" not in page] == []
