"""Codes of the government's budgets: by edition, suggested by words, chosen by people."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from core.land.regions import Region
from planning import reference
from planning.models import SipdCode, SipdEdition
from planning.national.suggest import root, suggested
from planning.reports.proposal import build_asked
from tests.planning import factories as make

pytestmark = pytest.mark.django_db


def test_loaded_codes_belong_to_editions_with_dates_and_unknown_stays_unknown() -> None:
    reference.load()
    decrees = SipdEdition.objects.exclude(valid_from="")
    assert decrees.count() == 7 and decrees.newest_first()[0].title == "Kepmendagri 900.1-861/2026"
    copies = SipdEdition.objects.filter(valid_from="")
    # The contents of the newer decrees are not known: no code is theirs, and no copy claims a decree.
    assert set(SipdCode.objects.values_list("edition", flat=True)) == set(
        copies.values_list("pk", flat=True)
    )
    assert not SipdCode.objects.filter(code__endswith="0044").exists()
    count = SipdCode.objects.count()
    edition = copies.get(title__contains="4 angka")
    edition.title = "Kepmendagri 900.1.15.5-1317/2023 (dicocokkan)"
    edition.save()
    reference.load()
    assert SipdCode.objects.count() == count == 106


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Penyedotan lumpur tinja terjadwal", "0033"),
        ("Pelatihan operator dan pemeliharaan IPAL", "0038"),
        ("Pembinaan KSM di permukiman kumuh", "0012"),
    ],
)
def test_words_suggest_the_nearest_code(words: str, code: str) -> None:
    reference.load()
    codes = list(SipdCode.objects.to_choose())
    assert code in [one.code.rpartition(".")[2] for one in suggested(words, codes)]


def test_no_word_in_common_suggests_nothing() -> None:
    codes = [make.make_sipd_code()]
    assert suggested("Rapat pengurus", codes) == suggested("", codes) == []
    assert root("penyedotan") == root("disedot") == root("sedot")


def test_a_form_suggests_and_leaves_the_choice_to_people(officer: Any, as_user: Any) -> None:
    code = make.make_sipd_code()
    other = make.make_sipd_code("1.03.05.2.01.14", edition="Permendagri 90/2019", valid_from="2019")
    activity = make.make_activity(title="Penyedotan lumpur tinja")
    browser = as_user(officer)
    edit = reverse("planning:activity-edit", args=[activity.pk])
    page = browser.get(edit)
    field = page.context["form"]["sipd_code"]
    assert field.value() is None
    groups = [group for group, _rows, _at in field.field.widget.optgroups("sipd_code", [""])]
    assert [str(group) for group in groups if group] == [
        "Saran menurut kata-katanya", "Kepmendagri 900.1.15.5-1317/2023", "Permendagri 90/2019",
    ]  # fmt: skip
    form = page.context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"sipd_code": other.pk}
    assert browser.post(edit, sent).status_code == 302
    activity.refresh_from_db()
    assert activity.sipd_code == other
    # The plan is of 2018, before any edition: only the code's own is told.
    address = activity.get_absolute_url()
    assert "Edisi: Permendagri 90/2019." in browser.get(address).content.decode()
    activity.plan.__class__.objects.update(year=2024)
    told = browser.get(address).content.decode()
    assert "Edisi terbaru pada 2024: Kepmendagri 900.1.15.5-1317/2023" in told
    listed = reverse("planning:activity-list") + "?columns=all&format=csv"
    exported = b"".join(browser.get(listed).streaming_content).decode()
    assert "1.03.05.2.01.14" in exported and "Permendagri 90/2019" in exported
    assert code.code not in exported


def test_the_proposal_tells_codes_on_page_paper_sheet_and_in_the_letter(
    secretariat: Any, as_user: Any
) -> None:
    code = make.make_sipd_code()
    make.make_chapter("34.04")
    whole = make.make_sipd_code("1.03.05.2.01", name="Pengelolaan Air Limbah Domestik", unit="")
    service = make.make_service(sipd_code=code)
    proposal = make.make_proposal(sipd_code=whole, year=2027)
    make.make_proposal_line(proposal=proposal, service=service)
    browser = as_user(secretariat)
    page = browser.get(proposal.get_absolute_url()).content.decode()
    assert code.code in page and f"{whole.code} Pengelolaan" in page
    with translation.override("id"):
        asked = build_asked(user=secretariat, region=Region.objects.get(pk="34.04"), year=2027)
    assert asked[0].sipd == whole.named and asked[0].services[0].sipd == code.named
    letter = browser.get(reverse("region-report", args=["34.04", 2026])).content.decode()
    assert whole.named in letter and code.named in letter
    paper = browser.get(reverse("planning:budget-proposal-docx", args=[proposal.pk]))
    assert paper.status_code == 200
    assert browser.get(service.get_absolute_url()).content.decode().count(code.code)


@pytest.mark.parametrize("typed", ["1.3.05", "1.03.05.2.1", "1.03.05.2.01.033", "103050"])
def test_a_code_without_its_zeros_is_refused_in_words(
    typed: str, secretariat: Any, as_user: Any
) -> None:
    edition = make.make_sipd_code().edition
    sent = {"edition": edition.pk, "code": typed, "name": "Nama"}
    page = as_user(secretariat).post(reverse("planning:sipd-code-create"), sent).content.decode()
    assert "Tulis kode lengkap dengan titik dan nolnya" in page
    assert SipdCode.objects.count() == 1
