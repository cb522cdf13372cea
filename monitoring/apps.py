from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from typing_extensions import override


class MonitoringConfig(AppConfig):
    name = "monitoring"
    verbose_name = _("Monitoring")

    @override
    def ready(self) -> None:
        from core.records.revisions import Lines, register_lines

        # What they add makes itself known.
        from monitoring import life, resources, services, tables  # noqa: F401
        from monitoring.effluent import table  # noqa: F401
        from monitoring.entry import sheet, visit_table  # noqa: F401
        from monitoring.models import Answer, Visit
        from monitoring.recap import watch  # noqa: F401
        from monitoring.servers import pulling, pushing  # noqa: F401

        register_lines(Visit, Lines(Answer, "visit", ("question",)), under_lock=True)
