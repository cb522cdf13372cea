"""How parts of an instrument read."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as __

from monitoring.models import Option
from monitoring.questionnaire import showif


def rule_words(text: str) -> str:
    """Return a show-if rule as a half sentence; as it stands where it cannot be read."""
    try:
        return showif.in_words(showif.parse(text))
    except showif.BadRule:
        return text


def option_marks(option: Option) -> Any:
    """Return what an option brings about beside its score: a finding, a class held down."""
    found = []
    if option.opens_finding:
        words = [option.get_severity_display(), option.get_responsible_display()]
        if option.due_days:
            words.append(__("%(n)s days") % {"n": option.due_days})
        found.append(__("Finding: %(what)s") % {"what": ", ".join(map(str, words))})
    if option.cap:
        found.append(__("Class at most %(grade)s") % {"grade": option.get_cap_display()})
    return "; ".join(found)
