"""Why each field of the registry is asked for, and where its answer is found."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.records.asked import Asked

_DECREE = _("The decree (SK) of the lurah or the deed of the notary.")
_VILLAGE = _("The address in the decree, or the office of the village.")
_GATE = _("The name board at the facility, or the head of the hamlet.")
_BOARD = _("Ask the chair or the secretary of the group.")
_OWN = _("Decide it yourself; the list of choices shows what others used.")
_PLAN = _("The as-built drawing or the papers of the hand-over.")
_PHONE = _("The phone on the spot, a photo with position, or the map.")
_SITE = _("Look at it on the spot, or ask the operator.")
_OFFICE = _("Ask the technical office of the region (Dinas PU).")
_AGREED = _("The minutes of the meeting in which it was agreed.")
_NOTES = _("The notes taken on the day.")
_LIST = _("The group's list of users, counted on the day.")
_CASH = _("The cash book of the group.")
_BILL = _("The receipt of the operator of the tank truck.")
_REGISTER = _("Choose it from the register; add it there first where it is missing.")

GROUP: dict[str, Asked] = {
    "name": Asked(
        _(
            "The same name stands on letters, decrees and the report; it tells one group from another."
        ),
        _DECREE,
    ),
    "kind": Asked(_("A KSM builds, a KPP runs: AKSANSI counts them apart."), _DECREE),
    "region": Asked(
        _("It decides who sees the record and in whose report it is counted."), _VILLAGE
    ),
    "village_kind": Asked(
        _("Desa, kelurahan and kalurahan have different budgets and decrees."), _VILLAGE
    ),
    "village": Asked(_("Names of groups repeat; with the village they do not."), _VILLAGE),
    "district": Asked(_("Villages of the same name occur in one kabupaten."), _VILLAGE),
    "hamlet": Asked(_("Visitors find the group by it."), _GATE),
    "status": Asked(_("Only active groups are invited, visited and counted as members."), _BOARD),
    "formed_on": Asked(
        _("The age of a group tells how long it has kept its facility going."), _DECREE
    ),
    "legal_basis": Asked(
        _("Money of the village or the region needs a recognised recipient."), _DECREE
    ),
    "decree": Asked(_("Offices ask for the number before they give support."), _DECREE),
    "membership": Asked(_("The report states how many groups AKSANSI stands for."), _BOARD),
    "member_from": Asked(
        _("Dues and the number of members of a year are reckoned from it."), _BOARD
    ),
    "member_to": Asked(_("A former member is no longer counted, but stays on record."), _BOARD),
    "contact_name": Asked(
        _("Somebody must be reachable before a visit; officials never see it."), _BOARD
    ),
    "contact_phone": Asked(_("For visits and invitations; officials never see it."), _BOARD),
    "tags": Asked(_("Your own words gather what no filter gathers."), _OWN),
    "description": Asked(_("What is special and has no field."), _BOARD),
    "confirm_twin": Asked(
        _("The same group twice would be counted twice."),
        _("Open the records named above and compare."),
    ),
}

FACILITY: dict[str, Asked] = {
    "name": Asked(_("People and letters call it so; it stands in the report."), _GATE),
    "facility_type": Asked(
        _("A communal plant and an MCK are cared for and counted differently."), _PLAN
    ),
    "region": Asked(
        _("It decides who sees the facility and in whose report it is counted."), _VILLAGE
    ),
    "village_kind": Asked(
        _("Desa, kelurahan and kalurahan have different budgets and decrees."), _VILLAGE
    ),
    "village": Asked(_("The government sorts its money and its lists by village."), _VILLAGE),
    "district": Asked(_("Villages of the same name occur in one kabupaten."), _VILLAGE),
    "hamlet": Asked(_("Visitors and tank trucks find the facility by it."), _GATE),
    "rt": Asked(_("Tells two facilities of one hamlet apart."), _GATE),
    "rw": Asked(_("Tells two facilities of one hamlet apart."), _GATE),
    "address": Asked(_("For places that RT and hamlet do not describe."), _GATE),
    "position": Asked(
        _("Without it the facility is missing on the map and in route planning."), _PHONE
    ),
    "latitude": Asked(
        _("Without it the facility is missing on the map and in route planning."), _PHONE
    ),
    "longitude": Asked(_("Two facilities within 50 m may be one recorded twice."), _PHONE),
    "coordinate_source": Asked(_("A point from a phone is closer than one from a map."), _PHONE),
    "coordinate_accuracy_m": Asked(
        _("Whoever looks for the manhole must know how far to search."),
        _("The figure the phone shows beside the position."),
    ),
    "stage": Asked(_("Only what was built can work; what is planned is counted apart."), _SITE),
    "built_percent": Asked(_("The government follows its building programme by it."), _OFFICE),
    "built_percent_on": Asked(_("Progress without a day says nothing."), _OFFICE),
    "built_on": Asked(_("Age explains wear, and tells which programme it came from."), _PLAN),
    "commissioned_on": Asked(_("The first desludging is reckoned from the first use."), _BOARD),
    "closed_on": Asked(_("A closed facility is no longer counted as one that fails."), _BOARD),
    "design_kk": Asked(_("Use is judged against what it was built for."), _PLAN),
    "design_sr": Asked(_("Free connections show where growth needs no new plant."), _PLAN),
    "design_jiwa": Asked(_("Offices plan by people, groups by households: both are asked."), _PLAN),
    "installed_sr": Asked(
        _("Between designed and used lies what was laid but stands idle."), _PLAN
    ),
    "mck_doors": Asked(_("The capacity of an MCK is counted in doors."), _SITE),
    "design_flow_m3_day": Asked(_("Load and effluent limits are judged by the flow."), _PLAN),
    "is_estimate": Asked(
        _("Readers must know a rough figure from a counted one."),
        _("Tick it when the source says “about” or “±”."),
    ),
    "technologies": Asked(_("Each unit has its own care; what fails depends on it."), _PLAN),
    "receiving_water": Asked(_("It decides who is harmed when the plant fails."), _SITE),
    "receiving_water_name": Asked(
        _("The environment office asks for the river by its name."), _SITE
    ),
    "desludging_interval_years": Asked(
        _("The calendar of desludging is reckoned from it."), _AGREED
    ),
    "sludge_volume_m3": Asked(_("With the users it tells how fast the chambers fill."), _PLAN),
    "truck_distance_m": Asked(
        _("A hose is 30 to 60 m long; farther away needs another truck."), _SITE
    ),
    "desludging_route": Asked(
        _("Emptying neighbours on one day is cheaper."),
        _("Ask the operator of the scheduled desludging (LLTT)."),
    ),
    "land_status": Asked(
        _("Repairs with public money need land that is free of dispute."),
        _("The grant of land or the letter of the owner."),
    ),
    "asset_status": Asked(_("Whoever owns it pays for large repairs."), _PLAN),
    "tags": Asked(_("Your own words gather what no filter gathers."), _OWN),
    "description": Asked(_("What is special and has no field."), _SITE),
    "confirm_twin": Asked(
        _("The same facility twice would be counted twice."),
        _("Open the records named above and compare."),
    ),
}

STATUS: dict[str, Asked] = {
    "observed_on": Asked(_("The latest observation counts, not the latest typing."), _NOTES),
    "function_status": Asked(
        _("The share of working facilities is the first figure a government reads."), _SITE
    ),
    "physical_condition": Asked(_("A facility may work and still be breaking."), _SITE),
    "active_sr": Asked(_("Only connections in use carry the plant and its fees."), _LIST),
    "kk": Asked(_("Fees are paid by household."), _LIST),
    "jiwa": Asked(_("Access to sanitation is reported in people."), _LIST),
    "fee": Asked(_("A fee that covers the care is what keeps a facility alive."), _CASH),
    "is_estimate": Asked(
        _("Readers must know a rough figure from a counted one."),
        _("Tick it when the source says “about” or “±”."),
    ),
    "remark": Asked(_("What the choices above do not say: smell, leaks, complaints."), _SITE),
    "confirm_told": Asked(
        _("A visit has told the same already; two truths confuse."),
        _("Open the visit and correct it there where you can."),
    ),
    "confirm_same_day": Asked(
        _("Two records of one day are seldom both meant."), _("Open the other record and compare.")
    ),
}

DESLUDGING: dict[str, Asked] = {
    "done_on": Asked(_("The next desludging is reckoned from the last one."), _BILL),
    "volume_m3": Asked(_("A truck that leaves half the sludge shortens the interval."), _BILL),
    "trips": Asked(_("Trips and volume must fit the size of the truck."), _BILL),
    "provider_kind": Asked(_("Only licensed operators bring sludge to the plant."), _BILL),
    "provider": Asked(_("Whoever emptied it last is called again."), _BILL),
    "destination": Asked(_("Sludge that ends in a river undoes the plant."), _BILL),
    "destination_office": Asked(_("The operator of the IPLT can confirm the delivery."), _REGISTER),
    "manifest": Asked(
        _("It proves that the sludge arrived."),
        _("The manifest of the delivery to the septage plant."),
    ),
    "cost": Asked(_("The group saves for the next time by it."), _BILL),
    "payer": Asked(_("It shows which groups can pay for themselves."), _CASH),
    "remark": Asked(_("What happened on the day: a locked manhole, a hose too short."), _BOARD),
    "confirm_told": Asked(
        _("A visit has told the same already; two truths confuse."),
        _("Open the visit and correct it there where you can."),
    ),
}
