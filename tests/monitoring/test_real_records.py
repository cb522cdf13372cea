"""Row by row: every public figure and laboratory result of `fixtures/records` has a home and is shown."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings
from django.urls import reverse

from aksansi.demo import accounts
from aksansi.demo import monitoring as demo
from core.land import reference
from core.land.regions import Region
from core.tools.rows.history import one_action
from ksm.models import DatedFact
from monitoring import reference as instruments
from monitoring.models import Result
from tests.around import shared_world

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
RECORDS = Path(settings.BASE_DIR) / "fixtures" / "records"
KINDS = ("provinsi", "kabupaten", "kota")
# How the record writes what Kemendagri calls otherwise.
ALIASES = {
    "Provinsi DI Yogyakarta": "Daerah Istimewa Yogyakarta",
    "Kota Jakarta Pusat": "Kota Administrasi Jakarta Pusat",
    "Kota Lubuklinggau": "Kota Lubuk Linggau",
}
PARAMETERS = {
    "oil and grease": "oil_grease",
    "E. coli in groundwater": "e_coli",
    "E. coli": "e_coli",
}
SAYS = {"exceeds": "exceeds", "within": "meets", "meets": "meets", "some": "partly"}


def records(name: str) -> list[dict[str, str]]:
    with (RECORDS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    with shared_world(django_db_blocker), override_settings(DEMO=True):
        reference.load()
        instruments.load()
        actor = accounts.load()
        with one_action(by=actor):
            demo.load(actor)
        yield actor


def number(text: str) -> str:
    """Return “15000” and “8-9” as they are, “lebih dari 15.000” and “8–9” as the same."""
    text = text.replace("–", "-")
    try:
        return f"{float(text):g}"
    except ValueError:
        return text


def of_fact(fact: DatedFact) -> str:
    if fact.value is not None:
        return number(str(fact.value))
    found = re.search(r"[\d.,–-]+", fact.value_text)
    assert found, fact
    return number(found.group().replace(".", "").replace(",", "."))


def place_of(name: str, regions: dict[str, str]) -> str:
    """Return the code of “Kabupaten Sleman”; "" for the nation and for several provinces together."""
    if name.startswith("National") or " and " in name:
        return ""
    return regions[ALIASES.get(name, name.removeprefix("Provinsi "))]


def test_every_figure_of_the_record_is_a_dated_fact_with_its_source(loaded: Any) -> None:
    regions = {region.name: region.pk for region in Region.objects.filter(kind__in=KINDS)}
    wanted = Counter(
        (
            place_of(row["region"], regions),
            row["date"],
            number(row["value"]),
            row["sample_size"],
            row["source_url"] if row["source_url"].startswith("http") else "",
        )
        for row in records("monitoring.csv")
    )
    held = Counter(
        (
            fact.region_id or "",
            fact.as_of,
            of_fact(fact),
            "" if fact.sample_size is None else str(fact.sample_size),
            fact.source_url,
        )
        for fact in DatedFact.objects.exclude(source="")
    )
    assert sum(wanted.values()) == 143
    assert wanted - held == Counter()


def _stated(text: str) -> str:
    return SAYS[text.split()[0]]


def test_every_laboratory_result_of_the_record_is_held(loaded: Any) -> None:
    wanted: Counter[Any] = Counter()
    removals: list[tuple[str, str]] = []
    for row in records("lab_results.csv"):
        if row["parameter"].endswith("removal"):
            removals.append((row["source_url"], row["outlet"]))
            continue
        parameter = PARAMETERS.get(row["parameter"], row["parameter"].lower())
        ground = "groundwater" in row["facility"]
        for point in ("inlet", "outlet"):
            if not row[point]:
                continue
            measured = row[point].startswith(">")
            wanted[
                row["date"],
                "groundwater" if ground else point,
                parameter,
                "" if measured else _stated(row[point]),
                float(row[point][1:]) if measured else None,
                row["source_url"],
            ] += 1
    held = Counter(
        (
            result.sample.taken_on,
            result.sample.point,
            result.parameter,
            result.stated,
            None if result.value is None else float(result.value),
            result.sample.source_url,
        )
        for result in Result.objects.select_related("sample")
    )
    assert wanted == held
    # A rate without both ends behind it is no result: it stays what its source states.
    for url, rate in removals:
        assert DatedFact.objects.filter(source_url=url, value=rate, unit="%").count() == 1


def test_what_is_held_is_shown(loaded: Any, as_user: Any) -> None:
    browser = as_user(loaded)
    facts = browser.get(f"{reverse('ksm:dated-fact-list')}?format=csv&columns=all")
    text = b"".join(facts.streaming_content).decode() if facts.streaming else facts.content.decode()
    assert len(text.strip().splitlines()) == DatedFact.objects.count() + 1
    for row in records("monitoring.csv"):
        assert not row["source_url"].startswith("http") or row["source_url"] in text
    samples = browser.get(f"{reverse('monitoring:sample-list')}?format=csv&columns=all")
    words = (
        b"".join(samples.streaming_content).decode()
        if samples.streaming
        else samples.content.decode()
    )
    for url in {row["source_url"] for row in records("lab_results.csv")}:
        assert url in words or DatedFact.objects.filter(source_url=url).exists()
    page = browser.get(reverse("monitoring:effluent")).content.decode()
    assert "Tlogomas" in page
