"""A budget proposal with its totals, once for page, PDF and spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass

from core.people.users import User
from planning.models import BudgetProposal, ProposalLine


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class ServiceTotal:
    service: str
    facilities: int
    quantity: int
    unit: str
    total: int


@dataclass(frozen=True)
class ProposalReport:
    rows: tuple[ProposalRow, ...]
    services: tuple[ServiceTotal, ...]
    bases: tuple[str, ...]

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
        .select_related("facility", "service")
        .order_by("service__order", "service__code", "facility__code")
    )
    rows, services = [], dict[str, ServiceTotal]()
    for line in lines:
        name, unit = str(line.service), line.service.unit
        rows.append(
            ProposalRow(
                facility=f"{line.facility.code} {line.facility.name}",
                place=line.facility.place,
                service=name,
                need=line.need,
                quantity=line.quantity,
                unit=unit,
                unit_cost=line.unit_cost,
                total=line.total,
                cost_basis=line.cost_basis,
                url=line.facility.get_absolute_url(),
                is_example=line.is_example,
            )
        )
        so_far = services.get(name, ServiceTotal(name, 0, 0, unit, 0))
        services[name] = ServiceTotal(
            name,
            so_far.facilities + 1,
            so_far.quantity + line.quantity,
            unit,
            so_far.total + line.total,
        )
    bases = tuple(dict.fromkeys(f"{row.service}: {row.cost_basis}" for row in rows))
    return ProposalReport(tuple(rows), tuple(services.values()), bases)
