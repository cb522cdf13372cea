"""An agreement is signed, and its signed file put beside it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from agreements import services
from agreements.forms import SignForm
from agreements.forms.paper import SignedFileForm
from agreements.models import Agreement
from core.pages import ActionPage


class SignPage(ActionPage):
    model = Agreement
    form_class = SignForm
    question = _("Take the facts from the signed paper.")
    title = _("Record the signing: %(what)s")
    select_related = ("partnership__region",)
    submit_label = _("Record the signing")

    @override
    def get_form_kwargs(self) -> dict[str, object]:
        return {**super().get_form_kwargs(), "agreement": self.object}

    @override
    def form_valid(self, form: SignForm) -> HttpResponse:
        try:
            signed = form.sign(self.object)
        except ValidationError as error:
            # A refusal about a column this form does not show belongs above the form.
            if hasattr(error, "error_dict") and not set(error.error_dict) <= set(form.fields):
                raise ValidationError(error.messages) from error
            raise
        return self.done(__("Signed: %(what)s.") % {"what": signed})


class SignedFilePage(ActionPage):
    model = Agreement
    form_class = SignedFileForm
    title = _("Which file is the signed one")
    select_related = ("partnership__region",)
    submit_label = _("Save")

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not kwargs["form"].fields["file"].queryset.exists():
            self.question = __("No file is kept on this agreement yet: add the scan first.")
        return super().get_context_data(**kwargs)

    @override
    def get_form_kwargs(self) -> dict[str, object]:
        return {**super().get_form_kwargs(), "agreement": self.object}

    @override
    def form_valid(self, form: SignedFileForm) -> HttpResponse:
        chosen = form.cleaned_data["file"]
        services.name_signed_file(agreement=self.object, file=chosen, by=self.request.user)
        if chosen is None:
            return self.done(__("No file is marked as signed."))
        return self.done(__("Signed version: %(what)s.") % {"what": chosen.title})
