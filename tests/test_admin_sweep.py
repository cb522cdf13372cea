"""The admin takes what the forms of the pages take: every column of every admin form is forged as every role."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.db import models
from django.test import Client
from django.urls import NoReverseMatch, resolve, reverse
from django.utils import timezone

from core.land.regions import Region
from core.pages import url_noun
from core.pages.admin.base import ScopedAdmin
from core.pages.scoped_forms import RecordForm
from core.records.review import Reviewed
from planning.models import Indicator
from tests import sweep
from tests.test_access_matrix import make_world

OWN, OTHER = "34.04", "33.72"
pytestmark = [pytest.mark.once, pytest.mark.sqlite]

# What a page fixes once a row exists, written out here a second time.
FIXED: dict[str, set[str]] = {
    "agreements.BlockerReason": {"code", "parent"},
    "core.Region": {"code"},
    "ksm.Facility": {"region"},
    "ksm.Group": {"region"},
    "monitoring.Visit": {"facility", "instrument"},  # it has answers
    "planning.AnnualPlan": {"chapter", "year"},
    "planning.AnnualReport": {"chapter", "year"},
    "planning.Goal": {"chapter"},
    "planning.Vision": {"chapter"},
}
# What a write sets by itself: the row version, and what follows from the columns that were typed.
DERIVED = {"version", "updated_at"}
HANDLERS = sorted(admin.site._registry.items(), key=lambda pair: pair[0]._meta.label)


def columns_of(model: Any) -> dict[str, models.Field]:
    return {column.name: column for column in model._meta.concrete_fields}


def typed_by(handler: Any, *, national: bool) -> set[str]:
    """Return the columns this role may type on a row that exists, by the form of the pages."""
    model = handler.model
    if issubclass(handler.form, RecordForm):
        found = set((handler.edit_form or handler.form)._meta.fields)
    else:
        found = {name for name, column in columns_of(model).items() if column.editable}
    return (
        (found & set(columns_of(model)))
        - FIXED.get(model._meta.label, set())
        - (set() if national else {"is_example"})
    )


def forged(column: models.Field, row: Any, foreign: Any) -> dict[str, list[str]]:
    """Return entries that would give the column another value, as any widget of the admin sends them."""
    now = getattr(row, column.attname)
    value: Any = "Palsu-7351"
    if column.is_relation:
        value = getattr(foreign, column.attname, None) or (
            OTHER if column.related_model is Region else 1
        )
    elif column.choices:
        value = next((key for key, _label in column.flatchoices if key not in (now, "")), "")
        value = "approved" if column.name == "state" and isinstance(row, Reviewed) else value
    elif isinstance(column, models.BooleanField):
        value = "" if now else "on"
    elif isinstance(column, models.DateTimeField):
        return {
            column.name: ["2001-02-03 04:05:06"],
            f"{column.name}_0": ["2001-02-03"],
            f"{column.name}_1": ["04:05:06"],
        }
    elif isinstance(column, models.DateField):
        value = "2001-02-03"
    elif isinstance(column, models.IntegerField | models.DecimalField):
        value = 7351
    sent = [] if value == "" else [str(value)]
    return {column.name: sent, column.attname: sent}


def own_data(browser: Client, place: str) -> dict[str, list[Any]]:
    """Return what the form of a page sends untouched; {} where nothing can be saved there."""
    answer = browser.get(place)
    if answer.status_code != 200 or b'name="_save"' not in answer.content:
        return {}
    found = sweep.read_page(answer.content.decode()).forms
    form = next(one for one in found if one.action == "" and one.method == "post")
    sent = form.sent()
    return {name: values for name, values in sent.items() if not name.startswith("_")}


def state_of(row: Any) -> dict[str, Any]:
    return type(row)._default_manager.filter(pk=row.pk).values().get()


def changed(before: dict[str, Any], row: Any) -> set[str]:
    now = state_of(row)
    names = {column.attname: column.name for column in row._meta.concrete_fields}
    return {names[key] for key in before if before[key] != now[key]} - DERIVED


class Land:
    """Two regions with one of everything, and the rows of each model in the first and the second."""

    def __init__(self, people: dict[str, Client], officer: Any, other: Any) -> None:
        self.people = people
        self.officer, self.other = officer, other
        self.posts = self.fields = self.saved = 0
        self.faults: list[str] = []

    def rows(self, model: Any) -> tuple[Any, Any]:
        """Return a row of the own region (else a shared one) and one only the other region sees."""
        rows = model._default_manager
        if not hasattr(rows, "visible_to"):
            return None, None
        mine, theirs = rows.visible_to(self.officer), rows.visible_to(self.other)
        shared = mine.filter(pk__in=theirs.values("pk"))
        own = mine.exclude(pk__in=shared.values("pk")).order_by("-pk").first()
        foreign = theirs.exclude(pk__in=shared.values("pk")).order_by("-pk").first()
        return own or shared.order_by("-pk").first() or rows.order_by("-pk").first(), foreign

    def post(self, who: str, place: str, data: dict[str, Any]) -> int:
        self.posts += 1
        return self.people[who].post(place, data).status_code

    def check(
        self, who: str, row: Any, before: dict[str, Any], allowed: set[str], what: str
    ) -> None:
        if wrong := changed(before, row) - allowed:
            self.faults.append(f"{row._meta.label} as {who}, {what}: {sorted(wrong)}")


@pytest.fixture
def land(
    regions: Any,
    secretariat: Any,
    officer: Any,
    other_officer: Any,
    official: Any,
    as_user: Any,
) -> Land:
    make_world(OTHER, "Sana")
    make_world(OWN, "Sini")
    Indicator.objects.create(
        code="uji", label_id="Uji", label_en="Test", unit="%", field="kelembagaan"
    )
    users = {"secretariat": secretariat, "officer": officer, "official": official}
    people = {}
    for name, user in users.items():
        people[name] = Client()
        people[name].force_login(user)
    return Land(people, officer, other_officer)


def name_of(model: Any) -> str:
    return f"admin:{model._meta.app_label}_{model._meta.model_name}"


def test_no_forged_column_is_written(land: Land) -> None:
    for model, handler in HANDLERS:
        row, foreign = land.rows(model)
        assert row is not None, f"make_world makes no {model._meta.label}"
        place = reverse(f"{name_of(model)}_change", args=[row.pk])
        data = own_data(land.people["secretariat"], place)
        for who in ("secretariat", "officer", "official"):
            mine = own_data(land.people[who], place) if who != "official" else {}
            allowed = typed_by(handler, national=who == "secretariat") if mine else set()
            entries = dict(mine or data)
            for column in columns_of(model).values():
                if column.name not in allowed:
                    entries |= forged(column, row, foreign)
                    land.fields += 1
            before = state_of(row)
            status = land.post(who, place, entries)
            land.saved += status == 302 and bool(mine)
            land.check(who, row, before, allowed, "forged")
            if who == "official" and status not in (302, 403):
                land.faults.append(f"{model._meta.label} as official: {status}")
            if who == "officer" and mine:
                _foreign_choices(land, model, handler, row, foreign, place, mine)
        if foreign is not None:
            before = state_of(foreign)
            other_place = reverse(f"{name_of(model)}_change", args=[foreign.pk])
            land.post("officer", other_place, data)
            land.check("officer", foreign, before, set(), "foreign row")
        _locked(land, row, place, data)
        _deleted(land, model, row)
    print(
        f"{len(HANDLERS)} admin forms, {land.posts} posts, {land.fields} forged fields, {land.saved} saved"
    )
    assert land.faults == []
    assert land.saved > 45 and land.fields > 1500


def _foreign_choices(
    land: Land, model: Any, handler: Any, row: Any, foreign: Any, place: str, data: dict[str, Any]
) -> None:
    """Each relation the officer may choose is given a row only another region sees."""
    for column in columns_of(model).values():
        if not column.is_relation or column.name not in typed_by(handler, national=False):
            continue
        _own, theirs = land.rows(column.related_model)
        key = OTHER if column.related_model is Region else getattr(theirs, "pk", None)
        if key is None:
            continue
        before = state_of(row)
        land.fields += 1
        land.post("officer", place, {**data, column.name: [str(key)]})
        if state_of(row)[column.attname] == key != before[column.attname]:
            land.faults.append(f"{model._meta.label} as officer: {column.name} of another region")


def _locked(land: Land, row: Any, place: str, data: dict[str, Any]) -> None:
    """An archived or handed-in row takes nothing, not even its own form."""
    locks: list[dict[str, Any]] = []
    if "archived_at" in columns_of(type(row)):
        locks.append({"archived_at": timezone.now()})
    if isinstance(row, Reviewed):
        moment = timezone.now()
        locks.append({"state": "submitted", "submitted_at": moment})
        locks.append({"state": "approved", "submitted_at": moment, "reviewed_at": moment})
    kept = state_of(row)
    rows = type(row)._default_manager.filter(pk=row.pk)
    for lock in locks:
        rows.update(**lock)
        before = state_of(row)
        for who in ("secretariat", "officer"):
            land.post(who, place, {**data, "as_of": ["2016"], "source": ["Palsu-7351"]})
            land.check(who, row, before, set(), f"locked {sorted(lock)}")
        rows.update(**{name: kept[name] for name in lock})


def _deleted(land: Land, model: Any, row: Any) -> None:
    name = name_of(model)
    chosen = {"action": "delete_selected", "_selected_action": [str(row.pk)], "post": "yes"}
    land.post("secretariat", reverse(f"{name}_changelist"), chosen)
    for who in ("secretariat", "officer"):
        land.post(who, reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"})
    if not model._default_manager.filter(pk=row.pk).exists():
        land.faults.append(f"{model._meta.label}: deleted")


def test_no_forged_column_is_written_on_a_new_row(land: Land) -> None:
    made = 0
    for model, handler in HANDLERS:
        row, foreign = land.rows(model)
        place = reverse(f"{name_of(model)}_add")
        for who in ("secretariat", "officer", "official"):
            offered, pattern = {}, {}
            if who != "official" and (offered := own_data(land.people[who], place)):
                pattern = own_data(
                    land.people[who], reverse(f"{name_of(model)}_change", args=[row.pk])
                )
            allowed = (typed_by(handler, national=who == "secretariat") if offered else set()) | (
                FIXED.get(model._meta.label, set()) if offered else set()
            )
            entries = {**pattern, **{n: v for n, v in offered.items() if n not in pattern}}
            # The same again would be a twin; the token of a form is that of the form that is sent.
            for name in ("name", "title", "code", "short_name", "label_id"):
                if name in entries and name in columns_of(model):
                    entries[name] = [f"baru-{who[:6]}"]
            for name, value in (("year", "2031"), ("region", OWN), ("valid_from", "2031")):
                if name in offered and (name != "region" or not entries.get("region")):
                    entries[name] = [value]
            for column in columns_of(model).values():
                if column.name not in allowed:
                    entries |= forged(column, row, foreign)
                    land.fields += 1
            keys = set(model._default_manager.values_list("pk", flat=True))
            land.post(who, place, entries)
            new = list(model._default_manager.exclude(pk__in=keys))
            if new and not offered:
                land.faults.append(f"{model._meta.label}: made by {who}")
            for one in new:
                made += 1
                for column in columns_of(model).values():
                    lies = entries.get(column.attname, [])
                    is_forged = column.name not in allowed and lies
                    if is_forged and str(getattr(one, column.attname)) in (*lies, "True"):
                        land.faults.append(f"{model._meta.label} as {who}: new with {column.name}")
                if who == "officer" and not model._default_manager.visible_to(land.officer).filter(
                    pk=one.pk
                ):
                    land.faults.append(f"{model._meta.label} as {who}: new in another region")
    print(f"{land.posts} posts, {land.fields} forged fields, {made} rows made")
    assert land.faults == []
    assert made >= 15


def test_every_admin_form_is_the_form_of_a_page_or_kept_by_the_secretariat() -> None:
    plain = []
    for model, handler in HANDLERS:
        assert isinstance(handler, ScopedAdmin)
        assert not (handler.list_editable or handler.inlines or handler.save_as), model
        if not issubclass(handler.form, RecordForm):
            plain.append(model._meta.label)
            continue
        try:
            page = reverse(f"{model._meta.app_label}:{url_noun(model)}-edit", args=[OWN])
        except NoReverseMatch:
            try:
                page = reverse(f"{model._meta.app_label}:{url_noun(model)}-edit", args=[1])
            except NoReverseMatch:
                page = reverse(
                    f"{model._meta.app_label}:{url_noun(model)}-edit", args=["34.04-0001"]
                )
        view: Any = resolve(page).func
        form_class = view.view_initkwargs.get("form_class", view.view_class.form_class)
        assert form_class is (handler.edit_form or handler.form), model
    assert plain == [
        "core.Attachment",
        "core.Note",
        "core.User",
        "planning.Advice",
        "planning.ArchivedReport",
    ]


def test_accounts_factors_and_addresses_have_no_back_door(
    secretariat: Any, officer: Any, as_user: Any, settings: Any
) -> None:
    assert {model._meta.app_label for model, _handler in HANDLERS} == {
        "core", "chapters", "ksm", "monitoring", "agreements", "events", "planning",
    }  # fmt: skip
    secretariat.is_superuser = secretariat.is_staff = True  # as `createsuperuser` makes it
    secretariat.save()
    browser = as_user(secretariat)
    place = reverse("admin:core_user_change", args=[officer.pk])
    before = state_of(officer)
    data = {
        "username": "x",
        "role": "secretariat",
        "region": "",
        "password": "x",
        "is_superuser": "on",
    }
    assert browser.post(place, data).status_code == 403
    assert browser.post(
        f"{reverse('admin:core_user_changelist')}{officer.pk}/password/", data
    ).status_code in (302, 403, 404)
    assert state_of(officer) == before
    settings.SECOND_FACTOR_REQUIRED = True
    office = reverse("admin:chapters_office_add")
    for answer in (browser.get(office), browser.post(office, {"name": "X"})):
        assert answer.headers["Location"] == reverse("mfa_activate_totp")


# --- Two in one form ------------------------------------------------------------


def texts_of(handler: Any) -> list[str]:
    """Return the columns of a model that take any words."""
    allowed = typed_by(handler, national=True)
    return [
        column.name
        for column in columns_of(handler.model).values()
        if type(column) in (models.CharField, models.TextField)
        and not column.choices
        and column.name in allowed
    ]


def test_nobody_writes_over_what_another_saved_meanwhile(land: Land) -> None:
    """Two forms of one row are open: the second of them is refused, with what was typed and what is stored."""
    browser, refused, silent = land.people["secretariat"], [], []
    for model, handler in HANDLERS:
        row, _foreign = land.rows(model)
        place = reverse(f"{name_of(model)}_change", args=[row.pk])
        stale = own_data(browser, place)
        if not stale:
            continue
        # A text that takes any words, and where there is one another beside it: codes and paths refuse some.
        names: list[str] = []
        for one in (one for one in texts_of(handler) if one in stale):
            if browser.post(place, own_data(browser, place) | {one: ["kata1"]}).status_code == 302:
                names.append(one)
            if len(names) == 2:
                break
        if not names:
            silent.append(model._meta.label)
            continue
        name, other = names[0], names[-1] if len(names) == 2 else None
        before = state_of(row)
        assert before[name] == "kata1"
        for sent in ({name: ["kata2"]}, {other: ["kata3"]} if other else {}):
            answer = browser.post(place, stale | sent)
            page = answer.content.decode()
            told = answer.status_code == 200 and "errornote" in page and "kata1" in page
            typed = all(values[0] in page for values in sent.values())
            if state_of(row) != before or not (told and typed):
                land.faults.append(f"{model._meta.label}.{name}: {answer.status_code} {sent}")
        # Looked at and sent again, it is saved.
        form = next(
            one for one in sweep.read_page(page).forms if one.method == "post" and not one.action
        )
        again = {key: values for key, values in form.sent().items() if not key.startswith("_")}
        if browser.post(place, again).status_code != 302:
            land.faults.append(f"{model._meta.label}: not saved after the look")
        refused.append(model._meta.label)
    print(f"{len(refused)} admin forms refused; without a text to change: {silent}")
    assert land.faults == [], "\n".join(land.faults)
    assert len(refused) >= 40 and not {"ksm.Programme", "planning.Indicator"} & set(silent)
