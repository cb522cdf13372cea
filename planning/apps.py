from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from typing_extensions import override


class PlanningConfig(AppConfig):
    name = "planning"
    verbose_name = _("Planning")

    @override
    def ready(self) -> None:
        from core.records.revisions import Lines, register_lines
        from planning import resources  # noqa: F401  (its sheets make themselves known)
        from planning.models import Achievement, Activity, ActivityBudget, AnnualPlan, AnnualReport

        # Progress is what becomes of a plan, not a change of it.
        register_lines(
            AnnualPlan,
            Lines(Activity, "plan"),
            Lines(ActivityBudget, "activity__plan", ("activity",)),
        )
        register_lines(AnnualReport, Lines(Achievement, "annual_report", ("indicator",)))
