"""A budget proposal with its totals, once for page, PDF and spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as __

from core.land.regions import Region
from core.people.users import User
from core.tools.rows.values import value_class
from planning.models import BudgetProposal, ProposalLine
from planning.national.codes import SipdCode


@value_class
class ProposalRow:
    """One facility. `unit_cost` and `total` in whole rupiah."""

    facility: str
    place: str
    service: str
    need: str
    quantity: int
    unit: str
    unit_cost: int
    total: int
    cost_basis: str
    url: str
    is_example: bool
    sipd: str = ""  # with its edition; "": none was chosen


@value_class
class ServiceTotal:
    service: str
    facilities: int
    quantity: int
    unit: str
    total: int
    sipd: str = ""


@value_class
class AskedRow:
    """What one proposal asks a government to pay for, service by service; `total` in rupiah."""

    title: str
    year: int
    addressee: str
    facilities: int
    services: tuple[ServiceTotal, ...]
    total: int
    url: str
    is_example: bool
    sipd: str = ""


@value_class
class ProposalReport:
    rows: tuple[ProposalRow, ...]
    services: tuple[ServiceTotal, ...]
    bases: tuple[str, ...]
    coded: tuple[str, ...] = ()  # the code of the whole proposal, in words

    @property
    def total(self) -> int:
        """The sum of the rows in rupiah."""
        return sum(row.total for row in self.rows)

    @property
    def has_examples(self) -> bool:
        return any(row.is_example for row in self.rows)


def build_proposal(*, user: User, proposal: BudgetProposal) -> ProposalReport:
    """Return the lines of a proposal with the totals per service; 1 query."""
    lines = (
        ProposalLine.objects.visible_to(user)
        .current()
        .filter(proposal=proposal)
        .select_related("facility", "service__sipd_code__edition")
        .order_by("service__order", "service__code", "facility__code")
    )
    rows = [
        ProposalRow(
            facility=f"{line.facility.code} {line.facility.name}",
            place=line.facility.place,
            service=str(line.service),
            need=line.need,
            quantity=line.quantity,
            unit=line.service.unit,
            unit_cost=line.unit_cost,
            total=line.total,
            cost_basis=line.cost_basis,
            url=line.facility.get_absolute_url(),
            is_example=line.is_example,
            sipd=_named(line.service.sipd_code),
        )
        for line in lines
    ]
    bases = tuple(dict.fromkeys(f"{row.service}: {row.cost_basis}" for row in rows))
    words = __("SIPD code: %(code)s %(name)s. Edition: %(edition)s.")
    code = proposal.sipd_code
    told = code and words % {"code": code.code, "name": code.name, "edition": code.edition.title}
    return ProposalReport(tuple(rows), service_totals(lines), bases, (told,) if told else ())


def _named(code: SipdCode | None) -> str:
    return code.named if code else ""


def service_totals(lines: Iterable[ProposalLine]) -> tuple[ServiceTotal, ...]:
    """Return facilities, quantity and rupiah per service, in the order of the lines (their services loaded)."""
    found: dict[str, ServiceTotal] = {}
    for line in lines:
        name, unit = str(line.service), line.service.unit
        so_far = found.get(name, ServiceTotal(name, 0, 0, unit, 0, _named(line.service.sipd_code)))
        found[name] = ServiceTotal(
            name,
            so_far.facilities + 1,
            so_far.quantity + line.quantity,
            unit,
            so_far.total + line.total,
            so_far.sipd,
        )
    return tuple(found.values())


def build_asked(*, user: User, region: Region, year: int) -> tuple[AskedRow, ...]:
    """Return what the proposals of a budget year ask for in a region, the largest first; 1 query."""
    lines = (
        ProposalLine.objects.visible_to(user)
        .in_region(region.pk)
        .current()
        .filter(proposal__year=year, proposal__archived_at__isnull=True)
        .select_related(
            "proposal__office",
            "proposal__region",
            "proposal__sipd_code__edition",
            "service__sipd_code__edition",
        )
        .order_by("service__order", "service__code")
    )
    found: dict[BudgetProposal, list[ProposalLine]] = {}
    for line in lines:
        found.setdefault(line.proposal, []).append(line)
    rows = [_asked(proposal, own, region) for proposal, own in found.items()]
    return tuple(sorted(rows, key=lambda row: (-row.total, row.title)))


def _asked(proposal: BudgetProposal, lines: list[ProposalLine], region: Region) -> AskedRow:
    where = region.names(proposal.region)
    return AskedRow(
        title=f"{proposal.title} ({where})" if where else proposal.title,
        year=proposal.year,
        addressee=str(proposal.office or proposal.get_forum_display()),
        facilities=len({line.facility_id for line in lines}),
        services=service_totals(lines),
        total=sum(line.total for line in lines),
        url=proposal.get_absolute_url(),
        is_example=proposal.is_example or any(line.is_example for line in lines),
        sipd=_named(proposal.sipd_code),
    )
