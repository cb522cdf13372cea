"""What programs read: the lists of the pages, by the same wall, filters and columns; asked strictly."""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from unittest.mock import Mock
from xml.etree import ElementTree

import pytest
from django.db import OperationalError
from django.urls import reverse

from aksansi.api.door import Door
from aksansi.api.register import lists, record_places, records_alone
from core.people.tokens.models import Token
from tests.ksm.factories import make_facility, make_group, make_operation, make_status
from tests.roof.api import program

pytestmark = pytest.mark.both
LIST = "/api/v1/ksm/facilities/"


def names(answer: Any) -> list[str]:
    return [row["name"] for row in answer.json()["rows"]]


def test_a_list_is_what_its_page_shows_this_reader(official: Any, as_user: Any) -> None:
    own = make_facility("34.04", name="IPAL Melati")
    make_status(own, "2018-06-01", active_sr=41)
    make_facility("33.72", name="IPAL Seberang")
    answer = program(official).get(LIST)
    assert (answer.status_code, names(answer)) == (200, ["IPAL Melati"])
    (row,) = answer.json()["rows"]
    assert (row["id"], row["active_sr"], row["function"]) == (own.code, 41, "Berfungsi")
    assert answer.json()["total"] == 1
    assert answer["Cache-Control"] == "private, no-store"
    # The same words as the file of the page.
    page = as_user(official).get("/ksm/facilities/?format=csv&columns=name,active_sr,function,type")
    lines = list(
        csv.reader(io.StringIO(b"".join(page.streaming_content).decode("utf-8-sig")), delimiter=";")
    )
    asked = program(official).get(f"{LIST}?columns=name,type,function,active_sr").json()
    told = [[str(row[column["name"]]) for column in asked["columns"]] for row in asked["rows"]]
    assert told == [line[: len(asked["columns"])] for line in lines[1:]]


def test_pages_follow_each_other_until_every_row_came_once(officer: Any) -> None:
    made = [make_facility("34.04").code for _n in range(7)]
    reader, url, seen, pages = program(officer), f"{LIST}?limit=3", [], 0
    while url:
        told = reader.get(url.removeprefix("http://localhost:8000")).json()
        seen += [row["id"] for row in told["rows"]]
        assert told["total"] == (None if pages else 7)
        url, pages = told["next"], pages + 1
    assert (seen, pages) == (sorted(made), 3)


def test_contact_data_are_for_whom_pages_show_them(officer: Any, official: Any) -> None:
    group = make_group("34.04", contact_name="Bu Sari", contact_phone="0812-3456")
    for reader, sees in ((officer, True), (official, False)):
        asked = program(reader)
        whole = asked.get("/api/v1/ksm/groups/?columns=all")
        record = asked.get(f"/api/v1/ksm/groups/{group.pk}/")
        table = asked.get("/api/v1/ksm/groups/?columns=all&format=csv")
        assert [b"0812" in answer for answer in map(body, (whole, record, table))] == [sees] * 3
    refused = program(official).get("/api/v1/ksm/groups/?columns=contact_phone")
    assert refused.status_code == 400


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("funtion=berfungsi", "“funtion” is unknown here"),
        ("function=rusak", "function must be one of"),
        ("columns=name,secret", "no column secret"),
        ("sort=tags", "sort must be one of"),
        ("limit=0", "limit must be a number"),
        ("limit=²", "limit must be a number"),
        ("limit=", "limit must be a number"),
        ("limit=5001", "limit must be a number"),
        ("key=x", "key is not one of this list"),
        ("format=xml", "format must be one of"),
        ("lang=fr", "lang must be one of"),
        ("as_of=kemarin", "as_of"),
        ("function=berfungsi&function=rusak", "more than once"),
        ("archived=1", "“archived” is unknown here"),
        ("region=33.72", "region must be one of: 34.04"),
    ],
)
def test_what_is_not_understood_is_refused_in_words(query: str, said: str, officer: Any) -> None:
    answer = program(officer).get(
        f"{LIST}?{query}&lang=en" if "lang" not in query else f"{LIST}?{query}"
    )
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == 400
    assert said in told["detail"] or "lang" in query


@pytest.mark.parametrize("error", [None, OperationalError("away"), KeyError("fault")])
@pytest.mark.parametrize(
    "place", ["a%0Ab/", "ksm/%0A/", "no/such/list/", "ksm/facilities/%E2%80%A8/"]
)
def test_programs_are_answered_as_programs_read_whatever_happens(
    error: Exception | None, place: str, officer: Any, monkeypatch: Any
) -> None:
    if error is not None:
        monkeypatch.setattr(Door, "find_token", Mock(side_effect=error))
    reader = program(officer)
    reader.raise_request_exception = False
    answer = reader.get(f"/api/v1/{place}")
    status = {type(None): 404, OperationalError: 503, KeyError: 500}[type(error)]
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["status"] == status
    assert ("Retry-After" in answer) == (status == 503)


def test_a_request_that_cannot_be_read_is_told_to_programs_as_they_read(officer: Any) -> None:
    answer = program(officer).get(LIST, headers={"host": "bad host"})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_a_key_of_another_order_is_refused(officer: Any) -> None:
    for _n in range(3):
        make_facility("34.04")
    reader = program(officer)
    key = reader.get(f"{LIST}?limit=1").json()["next"].partition("key=")[2]
    assert reader.get(f"{LIST}?limit=1&key={key}").status_code == 200
    assert reader.get(f"{LIST}?limit=1&sort=name&key={key}").status_code == 400
    assert reader.get(f"{LIST}?limit=1&key={key[:-1]}x").status_code == 400


def test_nobody_writes_and_without_a_token_nobody_reads(
    officer: Any, official: Any, client: Any
) -> None:
    for ask in (client.post, client.put, client.patch, client.delete):
        assert ask(LIST).status_code == 405
    for reader in (officer, official):
        assert program(reader).post(LIST).status_code == 405
    answer = client.get(LIST)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="AKSANSI"')
    assert client.get(LIST, headers={"Authorization": "Bearer aks_wrong"}).status_code == 401
    assert client.get(LIST, headers={"Authorization": "Basic YTpi"}).status_code == 401


def test_csv_parts_cells_as_it_is_asked(officer: Any) -> None:
    make_facility("34.04", name="IPAL Melati", latitude="-7.7000001", longitude="110.3")
    query = f"{LIST}?format=csv&columns=name,latitude"
    comma = body(program(officer).get(query)).decode("utf-8-sig").splitlines()
    semicolon = (
        body(program(officer).get(f"{query}&separator=semicolon")).decode("utf-8-sig").splitlines()
    )
    assert comma[1].startswith("IPAL Melati,-7.7")
    assert semicolon[1].startswith("IPAL Melati;-7,7")
    english = body(program(officer).get(f"{query}&lang=en")).decode("utf-8-sig").splitlines()
    assert (comma[0], english[0]) == ("Sarana,Lintang", "Facility,Latitude")


def test_a_file_speaks_one_language_to_its_end(officer: Any) -> None:
    make_status(make_facility("34.04"), "2018-06-01")
    told = body(program(officer).get(f"{LIST}?format=csv&columns=function&lang=en")).decode()
    assert "Working" in told and "Berfungsi" not in told


def test_points_come_as_geojson_and_gpx(officer: Any) -> None:
    make_facility("34.04", name="IPAL <Melati> & Co", latitude="-7.70", longitude="110.30")
    make_facility("34.04", name="Tanpa Titik")
    told = json.loads(body(program(officer).get(f"{LIST}?format=geojson")))
    (feature,) = told["features"]
    assert told["type"] == "FeatureCollection"
    assert feature["geometry"] == {"type": "Point", "coordinates": [110.3, -7.7]}
    assert feature["properties"]["name"] == "IPAL <Melati> & Co"
    gpx = ElementTree.fromstring(body(program(officer).get(f"{LIST}?format=gpx")))
    space = "{http://www.topografix.com/GPX/1/1}"
    (point,) = gpx.findall(f"{space}wpt")
    assert (point.get("lat"), point.get("lon")) == ("-7.7", "110.3")
    assert "IPAL <Melati> & Co" in (point.findtext(f"{space}name") or "")
    refused = program(officer).get("/api/v1/ksm/groups/?format=gpx")
    assert refused.status_code == 400


def test_a_record_tells_what_its_page_and_its_list_tell(officer: Any) -> None:
    facility = make_facility("34.04", name="IPAL Melati", rt="003")
    make_status(facility, "2018-06-01", active_sr=41)
    told = program(officer).get(f"{LIST}{facility.code}/").json()
    assert (told["id"], told["fields"]["rt"], told["fields"]["active_sr"]) == (
        facility.code,
        "003",
        41,
    )
    assert told["page"].endswith(f"/ksm/facilities/{facility.code}/")
    assert {fact["label"] for fact in told["facts"]}
    assert "<" not in json.dumps(told)
    other = make_facility("33.72")
    assert program(officer).get(f"{LIST}{other.code}/").status_code == 404
    assert program(officer).get(f"{LIST}{facility.code}/?x=1").status_code == 400


# --- The document and its page ---------------------------------------------------------


def test_the_document_names_every_list_with_its_filters(official: Any, secretariat: Any) -> None:
    told = program(secretariat).get("/api/v1/openapi.json").json()
    assert told["openapi"] == "3.1.0"
    assert {f"/api/v1/{place}/" for place in lists()} <= set(told["paths"])
    given = {one["name"]: one for one in told["paths"][LIST]["get"]["parameters"]}
    assert {"region", "function", "q", "sort", "columns", "format", "limit", "key"} <= set(given)
    assert "berfungsi" in given["function"]["schema"]["enum"]
    own = program(official).get("/api/v1/openapi.json").json()
    assert "/api/v1/chapters/affiliations/" not in own["paths"]
    assert "contact_phone" not in json.dumps(own)
    assert "contact_phone" in json.dumps(told)


def test_a_token_opens_its_lists_alone(officer: Any) -> None:
    make_facility("34.04")
    reader = program(officer, lists=["ksm/facilities"])
    assert reader.get(LIST).status_code == 200
    assert reader.get("/api/v1/ksm/groups/").status_code == 403
    assert reader.get("/api/v1/regions/34.04/figures/").status_code == 403
    assert [one["list"] for one in reader.get("/api/v1/").json()["lists"]] == ["ksm/facilities"]
    assert Token.objects.get(user=officer).last_used_at is not None


def test_a_record_without_a_list_has_a_token_of_its_own(
    officer: Any, as_user: Any, secretariat: Any
) -> None:
    """What no list leads to is opened by name, not by a token of everything."""
    operation = make_operation(make_facility("34.04"))
    place = f"/api/v1/ksm/operators/{operation.pk}/"
    reader = program(officer, lists=["ksm/operators"])
    assert reader.get(place).json()["id"] == str(operation.pk)
    assert program(officer, lists=["ksm/facilities"]).get(place).status_code == 403
    assert reader.get(LIST).status_code == 403
    told = reader.get("/api/v1/").json()
    assert (told["lists"], [one["list"] for one in told["records"]]) == ([], ["ksm/operators"])
    form = as_user(officer).get(reverse("token-create")).content.decode()
    assert all(f'value="{one}"' in form for one in records_alone())
    assert {"chapters/officials", "planning/progress"} <= set(records_alone())
    # What no program reads as a list, none reads record by record.
    assert not {"people", "mail-texts", "reminders", "monitoring/servers"} & set(record_places())


def test_what_belongs_to_accounts_is_not_for_programs() -> None:
    """People, their mails, jobs and imports: lists of the ground floor stay out, but for regions and words."""
    ground = {place for place, one in lists().items() if one.name.startswith("core:")}
    assert ground == {"regions", "terms", "listed-words"}
    assert not {"people", "jobs", "security", "imports", "changes"} & set(lists())
