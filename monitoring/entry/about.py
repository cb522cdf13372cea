"""What an officer reads of a facility on the spot, also without a line."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as __

from core.tools import partial_dates
from ksm.choices import FunctionStatus
from ksm.models import Facility
from monitoring.models import Finding

Facts = list[tuple[str, str]]


def about(facilities: Iterable[Facility]) -> dict[int, Facts]:
    """Return (label, words) of each facility by its key, only of what is known; no names of persons. Two queries."""
    known = {row.pk: row for row in facilities}
    findings: dict[int | None, list[str]] = {}
    for one in Finding.objects.current().open().filter(facility__in=known).order_by("opened_on"):
        findings.setdefault(one.facility_id, []).append(one.title)
    columns = ("operator_name", "latest_function", "latest_function_on", "last_emptied")
    found: dict[int, Facts] = {}
    for now in Facility.objects.filter(pk__in=known).as_of().values("pk", *columns):
        row = known[now["pk"]]
        seen = partial_dates.display(now["latest_function_on"] or "")
        function = str(FunctionStatus(now["latest_function"]).label) if seen else ""
        facts = [
            (__("Place"), row.place),
            (__("Address"), row.address),
            (__("Coordinates"), row.coordinates),
            (__("Operator"), now["operator_name"]),
            (__("Function"), function and f"{function} ({seen})"),
            (__("Last emptied"), partial_dates.display(now["last_emptied"] or "")),
            (__("Open findings"), "; ".join(findings.get(row.pk, []))),
        ]
        found[row.pk] = [(label, str(words)) for label, words in facts if words]
    return found
