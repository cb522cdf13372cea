"""Picking facilities for a budget proposal; price and need are kept as they were that day."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as __

from core.access import Action, require
from core.people.users import User
from core.tools.todo import Reason
from planning.models import BudgetProposal, ProposalLine, Service
from planning.needs import basis_of, needing, price_of


def why_no_price(service: Service) -> Reason:
    """Return why nothing can be picked for a service without a unit cost, with the way to record one."""
    words = __("No unit cost of “%(service)s” is known for this region; record it first.")
    url = reverse("planning:service-detail", args=[service.pk])
    return Reason(words % {"service": service}, url, __("Open %(what)s") % {"what": service})


@transaction.atomic
def pick_facilities(
    *, proposal: BudgetProposal, service: Service, quantities: Mapping[int, int], by: User
) -> int:
    """Add facilities (key: quantity) that need a service, at the unit cost in force today; return how many.

    Raises PermissionDenied; ValidationError where no unit cost is known, or a facility does not need it.
    """
    require(by, Action.CHANGE, proposal)
    proposal = BudgetProposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if proposal.archived_at:
        raise ValidationError(__("This record is archived. The Secretariat can restore it."))
    if not quantities:
        raise ValidationError(__("Choose at least one facility."))
    price = price_of(service=service, region=proposal.region_id, user=by)
    if price is None:
        raise ValidationError(why_no_price(service))
    with translation.override("id"):  # the words are kept, and the proposal is Indonesian
        basis = basis_of(price)
        needs = needing(
            user=by, region=proposal.region_id, kind=service.kind, today=timezone.localdate()
        )
    known = {need.facility.pk: need for need in needs}
    for key, quantity in quantities.items():
        if key not in known:
            raise ValidationError(__("One of these facilities does not need this service."))
        line = ProposalLine(
            proposal=proposal,
            facility=known[key].facility,
            service=service,
            quantity=quantity,
            unit_cost=price.amount,
            cost_basis=basis,
            need=known[key].why[:400],
            is_example=proposal.is_example or known[key].facility.is_example,
        )
        line.full_clean()
        line.save()
    return len(quantities)
