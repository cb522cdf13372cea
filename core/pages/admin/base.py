"""The admin behind the same wall as the pages: every room's admin derives from `ScopedAdmin`."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportExportModelAdmin

from core.access import Action, ScopedQuerySet, may, recheck
from core.importing.admin_import import FORMATS, CheckedImportForm, KnownImportForm
from core.pages import url_noun
from core.pages.admin.forms import KnownRowSelect, VersionedForm
from core.pages.admin.resources import ReferenceResource
from core.pages.filters import MOST_SEARCHED
from core.pages.scoped_forms import RecordForm
from core.people import limits
from core.people.users import SignedInRequest
from core.records import services
from core.records.review import hold, why_locked

# What the filters of the admin's lists ask: a choice, none, from and to.
_LOOKUPS = ("", "exact", "isnull", "gte", "lt")


class ScopedAdmin(ImportExportModelAdmin):
    """Rows, choices and rights come from `core.access`; nothing is deleted, only archived.

    `form` is the form of the room's pages (`RecordForm`): what it does not offer to this user cannot be
    typed here either, and its rules hold. Rows it makes under a parent are added on the parent's page.
    Only rows that the Secretariat alone keeps may do without one; what somebody else saved meanwhile is
    written over by neither.
    `edit_form`: where the pages change a row by another form than they add it.
    `secretariat_only`: other accounts do not see this model here at all.
    `made_here`: whether rows are added in the admin (some need a page's service).
    `resource_class`: where set, the Secretariat exports by it; reference data comes in by it too, business
    records by the import wizard alone.
    """

    form: ClassVar[type[forms.ModelForm]] = VersionedForm
    edit_form: ClassVar[object] = None
    secretariat_only: ClassVar[bool] = False
    made_here: ClassVar[bool] = True
    resource_class: ClassVar[Any] = None
    import_formats = FORMATS
    import_form_class = CheckedImportForm
    confirm_form_class = KnownImportForm
    actions = ["archive_selected"]
    list_per_page = 50
    show_full_result_count = False

    # --- Sight ---------------------------------------------------------------

    def get_search_results(
        self, request: HttpRequest, queryset: ScopedQuerySet, search_term: str
    ) -> object:
        # Each word is asked of each column and row: no more of them than the pages' lists take.
        return super().get_search_results(request, queryset, search_term[:MOST_SEARCHED])

    def lookup_allowed(self, lookup: str, value: str, request: object = None) -> bool:
        """Return whether an address may narrow the list so: as the filters beside it do, by equality or by dates.

        Django takes every lookup on a column; a regular expression can keep the database busy without end.
        """
        field, _mark, rest = lookup.partition("__")
        named = (str(name).partition("__")[0] for name in self.get_list_filter(request))
        is_filter = field in named
        return is_filter and rest.rpartition("__")[2] in _LOOKUPS and len(str(value)) <= 100

    def get_queryset(self, request: HttpRequest) -> Any:
        rows: Any = self.model._default_manager
        rows = rows.visible_to(request.user)
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: object) -> object:
        self._narrow(db_field, request, kwargs)
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", KnownRowSelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: object) -> object:
        self._narrow(db_field, request, kwargs)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def _narrow(self, db_field: Any, request: HttpRequest, kwargs: dict[str, Any]) -> None:
        rows = kwargs.get("queryset", db_field.remote_field.model._default_manager.all())
        if isinstance(rows, ScopedQuerySet):
            kwargs["queryset"] = rows.visible_to(request.user)

    def get_field_queryset(self, db: object, db_field: Any, request: HttpRequest) -> object:
        rows = db_field.remote_field.model._default_manager.all()
        return rows.visible_to(request.user) if isinstance(rows, ScopedQuerySet) else rows

    # --- Form ----------------------------------------------------------------

    @property
    def has_page_form(self) -> bool:
        return issubclass(self.form, RecordForm)

    def get_form(
        self, request: HttpRequest, obj: object = None, change: bool = False, **kwargs: object
    ) -> Any:
        user = request.user
        if not self.has_page_form:
            found = super().get_form(request, obj, change, **kwargs)
            return type("FormOfUser", (found,), {"user": user})
        form: Any = self.form if obj is None else self.edit_form or self.form

        class FormOfUser(form):
            def __init__(self, *args: object, **kwargs: object) -> None:
                super().__init__(*args, user=user, **kwargs)

        return FormOfUser

    def get_fields(self, request: HttpRequest, obj: object = None) -> object:
        """Return what the form offers this user for this row; of a row that is only read, its columns."""
        if not self.has_page_form:
            names = [name for name in super().get_fields(request, obj) if name != "row_version"]
            is_read = obj is None or not self.has_change_permission(request, obj)
            return names if is_read else [*names, "row_version"]
        shown = list(self.get_form(request, obj)(instance=obj).fields)
        if obj is not None and not self.has_change_permission(request, obj):
            # Rows that point here are none, though a form may have lines of the same name.
            columns = {one.name for one in self.model._meta.get_fields() if not one.auto_created}
            shown = [name for name in shown if name in columns]
        return [*shown, *(n for n in self.get_readonly_fields(request, obj) if n not in shown)]

    def get_object(self, request: HttpRequest, object_id: str, from_field: object = None) -> object:
        """Return the row; one about to be written is held, with the record whose review may lock it."""
        found: Any = super().get_object(request, object_id, from_field)
        if found is None or request.method != "POST":
            return found
        hold([found])
        self.model._default_manager.select_for_update(of=("self",)).get(pk=found.pk)
        return super().get_object(request, object_id, from_field)

    def changeform_view(
        self, request: HttpRequest, *args: object, **kwargs: object
    ) -> HttpResponseBase:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        except IntegrityError:
            messages.error(
                request, __("Somebody saved the same at this moment. Please check and save again.")
            )
        return redirect(request.get_full_path())

    # --- Rights --------------------------------------------------------------

    def _may(self, request: HttpRequest, action: Action, target: Any) -> bool:
        if self.secretariat_only and not may(request.user, Action.ADMINISTER):
            return False
        return may(request.user, action, target)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._may(request, Action.CHANGE, self.model)

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return self._may(request, Action.VIEW, obj or self.model)

    def has_add_permission(self, request: HttpRequest) -> bool:
        made_here = self.made_here and not getattr(self.form, "parent_field", "")
        return made_here and self._may(request, Action.ADD, self.model)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, Action.CHANGE, obj or self.model) and not (
            obj is not None and why_locked(obj)
        )

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_import_permission(self, request: HttpRequest) -> bool:
        is_reference = issubclass(self.resource_class or object, ReferenceResource)
        return is_reference and self.has_export_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.resource_class is not None and may(request.user, Action.ADMINISTER)

    def get_resource_classes(self, request: HttpRequest) -> list[object]:
        return [self.resource_class] if self.resource_class is not None else []

    def get_resource_kwargs(self, request: HttpRequest, *args: object, **kwargs: object) -> object:
        return {**super().get_resource_kwargs(request, *args, **kwargs), "user": request.user}

    def get_export_data(
        self, file_format: object, request: Any, queryset: ScopedQuerySet, **kwargs: object
    ) -> object:
        content = super().get_export_data(file_format, request, queryset, **kwargs)
        detail = f"admin: {self.model._meta.verbose_name_plural}"
        limits.take_along(request, told=detail)
        return content

    # --- Writes --------------------------------------------------------------

    def save_form(self, request: HttpRequest, form: RecordForm, change: bool) -> object:
        return form.instance if self.has_page_form else super().save_form(request, form, change)

    def save_model(
        self, request: HttpRequest, obj: models.Model, form: RecordForm, change: bool
    ) -> None:
        action = Action.CHANGE if change else Action.ADD
        if not may(request.user, action, obj):
            raise PermissionDenied
        if self.has_page_form:
            form.save()
        else:
            super().save_model(request, obj, form, change)
        recheck(request.user, obj)

    def save_related(
        self, request: HttpRequest, form: forms.BaseForm, formsets: object, change: bool
    ) -> None:
        if not self.has_page_form:  # whose own `save` has written everything
            super().save_related(request, form, formsets, change)

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: object, obj: Any = None, **kwargs: object
    ) -> HttpResponse:
        if obj is not None and (reason := why_locked(obj)):
            messages.warning(request, reason)
        # What it showed goes along with its token (`core.records.opened`).
        context["form"] = context["adminform"].form
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: object = None
    ) -> HttpResponse:
        """Lead to the one history there is: that of the record's page."""
        found = super().get_object(request, unquote(object_id))  # read only: nothing to hold
        if found is None:
            raise Http404
        meta = self.model._meta
        name = f"{meta.app_label}:{url_noun(self.model)}-history"
        try:
            return redirect(reverse(name, args=[getattr(found, "key", found.pk)]))
        except NoReverseMatch:
            own = f"{self.admin_site.name}:{meta.app_label}_{meta.model_name}_change"
            has_page = hasattr(found, "get_absolute_url")
            return redirect(
                found.get_absolute_url() if has_page else reverse(own, args=[quote(found.pk)])
            )

    def response_action(
        self, request: HttpRequest, queryset: ScopedQuerySet
    ) -> HttpResponseBase | None:
        for key in request.POST.getlist(ACTION_CHECKBOX_NAME):
            try:
                self.model._meta.pk.to_python(key)
            except ValidationError as error:
                raise BadRequest from error
            if "\x00" in key:
                raise BadRequest
        return super().response_action(request, queryset)

    def get_actions(self, request: HttpRequest) -> object:
        found = super().get_actions(request)
        fields = {item.name for item in self.model._meta.concrete_fields}
        if "archived_at" not in fields or not self._may(request, Action.ARCHIVE, self.model):
            found.pop("archive_selected", None)
        return found

    @admin.action(description=_("Archive the selected rows"))
    def archive_selected(self, request: SignedInRequest, queryset: models.QuerySet) -> None:
        done = 0
        for obj in queryset:
            try:
                with transaction.atomic():
                    services.archive(obj=obj, by=request.user)
                done += 1
            except PermissionDenied as error:
                reason = str(error) or __("you may not")
                messages.warning(request, f"{obj}: {reason}")
            except ValidationError as error:
                messages.warning(request, f"{obj}: {' '.join(error.messages)}")
        if done:
            messages.success(request, __("%(count)s archived.") % {"count": done})
