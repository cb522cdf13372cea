"""Why a form asks for a fact, and where it is found: help beside a field, kept as data beside each room's forms;
and what is asked back before a record is saved that looks wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from core.tools.formats import Words
from core.tools.rows.values import value_class

# The tick of a form that answers what its record makes doubtful (`Record.doubts`).
SURE = "sure"


@value_class
class Asked:
    """`why` the fact is asked for, and `where` whoever does not know it finds it; one short sentence each."""

    why: Words
    where: Words


# What nearly every record is asked.
COMMON: dict[str, Asked] = {
    "source": Asked(
        _("A figure without a source convinces no government; readers must be able to look it up."),
        _("The paper, visit or person you have it from."),
    ),
    "source_url": Asked(
        _("Whoever doubts a figure opens the page it came from."),
        _("Copy it from the address line of the browser."),
    ),
    "as_of": Asked(
        _("Figures grow old; the date tells which of two is the newer."),
        _("The date on the paper, not the day of typing."),
    ),
    SURE: Asked(
        _(
            "What looks wrong is mostly a slip of the pen; what is so all the same must not be turned away."
        ),
        _("Look at the paper once more; your answer is kept in the history."),
    ),
    "is_example": Asked(
        _("Made-up records must never be taken for real ones."),
        _("Tick it only for training."),
    ),
}


def asked_of(form: object, name: str) -> Asked | None:
    """Return the help of a form's field: its own (`asked` of the form), else the common one where the form has any."""
    own: Mapping[str, Asked] = getattr(form, "asked", {})
    return (own.get(name) or COMMON.get(name)) if own else None


class ConfirmField(forms.BooleanField):
    """A tick that shows only once there is something to ask."""


def confirm_field(label: Words) -> ConfirmField:
    return ConfirmField(label=label, required=False, widget=forms.HiddenInput)


def only_asks(form: forms.BaseForm) -> bool:
    """Return whether nothing of a form has to be put right: it only waits for an answer."""
    return all(isinstance(form.fields.get(name), ConfirmField) for name in form.errors)


def sure_field() -> ConfirmField:
    """Return the tick of a form whose record may be doubtful."""
    return confirm_field(_("Yes, it is so"))


def ask(form: forms.BaseForm, name: str, words: str) -> None:
    """Refuse a form in words until its tick is set: whoever knows better saves nevertheless."""
    form.fields[name].widget = forms.CheckboxInput()
    if not form.cleaned_data.get(name):
        form.add_error(name, words)


def ask_of(form: forms.BaseForm, doubts: Iterable[str]) -> str:
    """Ask whether it is so, all doubts by one tick; return what the history keeps of the answer ("" for nothing)."""
    if not (told := " ".join(doubts)):
        return ""
    ask(form, SURE, __("%(what)s Tick here if it is so.") % {"what": told})
    return (__("Confirmed: %(what)s") % {"what": told})[:100]
