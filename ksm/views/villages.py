"""Names of districts and villages for a form whose region has just been chosen."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from core.land.regions import Region
from ksm.forms.villages import PLACES, offers_in


@require_safe
def village_names(request: HttpRequest) -> JsonResponse:
    """Answer with [name, where] by list under `?region=34.04&district=Depok`; none for a region not to be seen."""
    user = request.user
    code, district = request.GET.get("region", ""), request.GET.get("district", "")[:80]
    region = Region.objects.visible_to(user).regencies().of_code(code).first()
    offers = offers_in(region.pk if region else "", district)
    return JsonResponse({PLACES[name]: names for name, names in offers.items()})
