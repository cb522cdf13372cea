"""Short forms that open without a line; each is taken later by the page of its own room (`core.views.by_device`)."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from typing_extensions import override

from core.access import Action, require
from core.pages import Page
from core.people.sessions import kept_until
from core.people.users import User
from core.tools.formats import Words
from core.tools.rows.values import value_class
from ksm.forms import DesludgingForm, FacilityForm, GroupForm
from ksm.models import Desludging, Facility, Group
from monitoring.forms import FindingForm
from monitoring.models import Finding, Visit
from planning.forms import ProgressForm
from planning.models import Activity, Progress

MOST = 300  # facilities and activities to choose from; keeps the page light (design §8)

FACILITY = (
    "name", "facility_type", "region", "village", "hamlet", "address", "position", "latitude", "longitude",
    "coordinate_source", "coordinate_accuracy_m", "stage", "built_on", "description",
)  # fmt: skip
GROUP = (
    "name",
    "kind",
    "region",
    "village",
    "hamlet",
    "contact_name",
    "contact_phone",
    "description",
)
DESLUDGING = ("done_on", "volume_m3", "trips", "provider", "destination", "cost", "payer", "remark")
PROGRESS = ("date", "volume", "completes", "evidence", "cost", "obstacle", "follow_up")
FINDING = (
    "title", "description", "facility", "aspect", "severity", "responsible", "action_required", "opened_on", "due_on",
)  # fmt: skip


@value_class
class Offered:
    """A form to fill in: fields of the page that takes it, at `url` or at one of `places` (address, words).

    `ticks`: questions of the page that are put only once it asks them. `title_of`: the field that names the entry
    in the list of what waits, "" for the chosen place.
    """

    key: str
    label: Words
    icon: str
    fields: Sequence[forms.BoundField]
    ticks: Sequence[forms.BoundField] = ()
    url: str = ""
    places: Sequence[tuple[str, str]] = ()
    place_label: Words = ""
    title_of: str = "name"
    takes_photos: bool = False


def offer(
    key: str, label: Words, icon: str, form: forms.BaseForm, names: Sequence[str], **more: object
) -> Offered:
    """Return a form with these of its fields, their ids led by `key`: several stand on one page."""
    form.auto_id = f"{key}-%s"
    return Offered(
        key=key,
        label=label,
        icon=icon,
        fields=[form[name] for name in names if name in form.fields],
        ticks=[form[name] for name in form.fields if name.startswith("confirm_")],
        **more,  # type: ignore[arg-type]
    )


def offered_to(user: User) -> list[Offered]:
    """Return the forms of a person, with the facilities and activities they can be about. A few queries."""
    facilities = list(Facility.objects.visible_to(user).current().order_by("name", "code")[:MOST])
    activities = [
        row
        for row in Activity.objects.visible_to(user)
        .current()
        .filter(plan__state="approved", plan__archived_at__isnull=True)
        .filter(plan__year__gte=timezone.localdate().year - 1, stop_state="")
        .select_related("plan__chapter__region")
        .order_by("-plan__year", "plan__chapter__region__code", "order")[:MOST]
    ]
    group = GroupForm(user=user)
    village = group.fields["village"]
    village.widget = forms.TextInput(attrs={"list": "village-names", "autocomplete": "off"})
    found = [
        offer("facility", _("New facility"), "droplet", FacilityForm(user=user), FACILITY,
              url=reverse("ksm:facility-create"), takes_photos=True),
        offer("group", _("New group"), "people", group, GROUP, url=reverse("ksm:group-create")),
    ]  # fmt: skip
    if facilities:
        of = [
            (reverse("ksm:desludging-create", args=[row.code]), f"{row.name} ({row.code})")
            for row in facilities
        ]
        emptying = DesludgingForm(user=user, parent=facilities[0])
        finding = FindingForm(user=user, initial={"opened_on": timezone.localdate()})
        about = finding.fields["facility"]
        named = [(about.prepare_value(row), f"{row.name} ({row.code})") for row in facilities]
        about.widget = forms.Select(choices=[("", "–"), *named])
        found += [
            offer("desludging", _("Desludging"), "truck", emptying, DESLUDGING,
                  places=of, place_label=_("Facility"), title_of=""),
            offer("finding", _("Finding"), "exclamation-triangle", finding, FINDING,
                  url=reverse("monitoring:finding-create"), title_of="title", takes_photos=True),
        ]  # fmt: skip
    if activities:
        step = ProgressForm(user=user, parent=activities[0])
        step.fields["volume"].label = __("Volume (in the unit of the activity)")
        of = [
            (reverse("planning:progress-create", args=[row.pk]), _activity(row))
            for row in activities
        ]
        found.append(
            offer("progress", _("Progress of an activity"), "flag", step, PROGRESS,
                  places=of, place_label=_("Activity"), title_of="")
        )  # fmt: skip
    return found


def _activity(row: Activity) -> str:
    words = f"{row.title} · {row.plan.year}"
    return f"{words} ({row.unit})" if row.unit else words


@method_decorator(never_cache, name="dispatch")
class FieldFormsPage(Page):
    """Short forms kept on the phone; what is asked here is what one knows on the spot, the rest follows at a desk."""

    model = Visit
    template_name = "aksansi/field_forms.html"
    title = _("Field notes")

    @override
    def check(self) -> None:
        for model in (Visit, Facility, Group, Desludging, Finding, Progress):
            require(self.request.user, Action.ADD, model)

    def get(self, request: HttpRequest) -> HttpResponse:
        answer = self.render({"offered": offered_to(self.request.user), "at": timezone.now()})
        answer["X-Kept-Until"] = str(kept_until(request))
        return answer
