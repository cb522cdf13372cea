"""What of a visit, a plan of visits or a questionnaire marks a region whose counts are kept (`ksm.kept`): whatever the
watch list looks at. Only figures of a ratio among the answers.
"""

from core.tools.rows.touching import Touching
from ksm.migrations._counts import OF_FACILITY, TABLE

TOUCHING = Touching(
    TABLE,
    "counts",
    {
        "monitoring_visit": OF_FACILITY,
        "monitoring_roundtarget": OF_FACILITY,
        "monitoring_answer": (
            "SELECT f.region_id FROM {rows} r JOIN monitoring_visit v ON v.id = r.visit_id "
            "JOIN ksm_facility f ON f.id = v.facility_id WHERE r.whole IS NOT NULL"
        ),
        "monitoring_round": (
            "SELECT f.region_id FROM {rows} r JOIN monitoring_roundtarget t ON t.round_id = r.id "
            "JOIN ksm_facility f ON f.id = t.facility_id"
        ),
        "monitoring_question": (
            "SELECT f.region_id FROM {rows} r JOIN monitoring_answer a ON a.question_id = r.id AND a.whole IS NOT NULL "
            "JOIN monitoring_visit v ON v.id = a.visit_id JOIN ksm_facility f ON f.id = v.facility_id"
        ),
    },
    # What is new has no target or answer yet; what has is not deleted.
    {"monitoring_round": ("UPDATE",), "monitoring_question": ("UPDATE",)},
    {"monitoring_round": ("ends_on", "archived_at"), "monitoring_question": ("practice", "kind")},
)


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in TOUCHING.statements():
            schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in TOUCHING.dropping():
            schema_editor.execute(statement)
