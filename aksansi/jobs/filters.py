from __future__ import annotations

import django_filters as df
from django.utils.translation import gettext_lazy as _

from core.pages.filters import ScopedFilterSet
from core.records.jobs.models import Job, JobState


class JobFilter(ScopedFilterSet):
    state = df.ChoiceFilter(choices=JobState.choices, label=_("State"), empty_label=_("All"))

    class Meta:
        model = Job
        fields: tuple[str, ...] = ()
