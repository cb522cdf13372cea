"""The switch of a public page."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core.pages.scoped_forms import PlainForm


class PublicForm(PlainForm):
    is_public = forms.BooleanField(label=_("Anybody may read this page"), required=False)
