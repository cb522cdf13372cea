"""Demonstration data of the registry: real groups and facilities with their sources, and examples.

`facilities.csv` holds what public pages state of single facilities, `facilities_kotaku.csv` the
KOTAKU points of two whole districts (Banjarmasin Tengah and Barat) of that city's map data; all 775
would make the first start too slow. Words were turned into choices only where the page
says so; the rest stands in the remarks. Examples show the figures no page states.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from aksansi.demo.entering import enter, rows, tree
from core.people.users import User
from ksm import forms
from ksm.models import Facility, Group, Programme

Line: TypeAlias = dict[str, Any]  # one of the set, column by column
PLACE = ("village_kind", "village", "district", "hamlet")
FACTS = ("source", "source_url", "as_of")
OWN = ("name", "facility_type", "stage", "built_on", "rt", "rw", "latitude", "longitude")
# What a page publishes twice comes in twice; the list of suspected twins shows it.
KNOWN = {"confirm_twin": True}
EXAMPLE = {"is_example": True, "source": "Contoh"}


def load(actor: User) -> None:
    """Enter groups and facilities that are not there yet; a second run changes nothing."""
    entry = _Registry(actor)
    for line in rows("groups.csv"):
        entry.group(line)
    for line in (*rows("facilities.csv"), *rows("facilities_kotaku.csv")):
        entry.facility(line)
    for item in tree("registry_examples.json"):
        entry.example(item)


def enter_example(actor: User, item: Line) -> None:
    """Enter one made-up facility with its group and all that is told of it, where it is not there yet."""
    _Registry(actor).example(item)


def _key(region: str, village: str, name: str) -> tuple[str, str, str]:
    return region, village.lower(), name.lower()


class _Registry:
    """What is there already, so that each line is looked up without asking the database again."""

    def __init__(self, actor: Any) -> None:
        self.actor = actor
        self.programmes = {row.code: row for row in Programme.objects.visible_to(actor)}
        groups = Group.objects.visible_to(actor)
        self.groups = {_key(g.region_id, g.village, g.name): g for g in groups}
        places = Facility.objects.visible_to(actor).values_list("region_id", "village", "name")
        self.facilities = {_key(*place) for place in places}

    def enter(self, form: Any, data: Line, parent: Any = None) -> Any:
        stated = {name: value for name, value in data.items() if value not in ("", None)}
        return enter(form, self.actor, stated, parent=parent)

    def group(self, data: Line) -> Group:
        key = _key(data["region"], data.get("village", ""), data["name"])
        if key not in self.groups:
            self.groups[key] = self.enter(forms.GroupForm, {**data, **KNOWN})
        return self.groups[key]

    def facility(self, line: dict[str, str]) -> None:
        if _key(line["region"], line["village"], line["name"]) in self.facilities:
            return
        facts = {name: line[name] for name in FACTS}
        place = {"region": line["region"], **{name: line[name] for name in PLACE}}
        own: Line = {name: line[name] for name in OWN}
        own |= {name: line[name] for name in ("design_flow_m3_day", "design_kk", "description")}
        if line["latitude"]:
            own["coordinate_source"] = "dokumen"
        own["technologies"] = line["technologies"].split(",") if line["technologies"] else ""
        facility = self.enter(forms.FacilityForm, {**place, **own, **facts, **KNOWN})
        if line["group"]:
            group = self.group(
                {**place, "hamlet": "", "name": line["group"], "kind": line["group_kind"], **facts}
            )
            self.enter(forms.OperationForm, {"group": group, **facts}, facility)
        if line["observed_on"]:
            names = ("observed_on", "function_status", "kk")
            seen = {name: line[name] for name in names} | {"remark": line["status_remark"]}
            self.enter(forms.StatusRecordForm, {**seen, **facts}, facility)
        if line["programme"] or line["fund_source"]:
            given = {name: line[name] for name in ("fund_source", "amount", "given_on")}
            given |= {
                "programme": self.programmes.get(line["programme"]),  # type: ignore[dict-item]
                "remark": line["fund_remark"],
            }
            self.enter(forms.FundingContributionForm, {**given, **facts}, facility)

    def example(self, item: Line) -> None:
        region, group = item["region"], item.get("group")
        data = {**item["facility"], "region": region, **EXAMPLE}
        if group:
            data = {**{name: group[name] for name in PLACE if name in group}, **data}
        if _key(region, data.get("village", ""), data["name"]) in self.facilities:
            return
        facility = self.enter(forms.FacilityForm, {**data, **KNOWN})
        if group:
            runs = {"group": self.group({**group, "region": region, **EXAMPLE}), **EXAMPLE}
            # Since when is not known of all; that it ran, since it was first seen.
            since = {"started_on": item["from"], "as_of": item["statuses"][0]["observed_on"]}
            self.enter(forms.OperationForm, {**runs, **since}, facility)
            own_group = runs["group"]
            for fees in item.get("tariffs", ()):
                self.enter(forms.TariffsForm, {**fees, **EXAMPLE}, own_group)
            for month in item.get("cash", ()):
                self.enter(forms.CashMonthForm, {**month, **EXAMPLE}, own_group)
        for record in item["statuses"]:
            self.enter(forms.StatusRecordForm, {**record, **EXAMPLE}, facility)
        for emptied in item["desludgings"]:
            self.enter(forms.DesludgingForm, {**emptied, **EXAMPLE}, facility)
        for given in item["funding"]:
            programme = self.programmes.get(given["programme"])
            self.enter(
                forms.FundingContributionForm,
                {**given, "programme": programme, **EXAMPLE},
                facility,
            )
        for paper in item.get("papers", ()):
            self.enter(forms.PaperForm, {**paper, **EXAMPLE}, facility)
        for works in item["works"]:
            own = {name: value for name, value in works.items() if name != "costs"}
            done = self.enter(forms.WorksForm, {**own, **EXAMPLE}, facility)
            for share in works.get("costs", ()):
                self.enter(forms.WorksCostForm, {**share, **EXAMPLE}, done)
