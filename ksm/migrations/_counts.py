"""What marks a region whose kept counts (`ksm.kept`) are not to be used any more; its pages count its facts then."""

from core.tools.rows.touching import Touching

TABLE = "ksm_touchedcounts"
OF_FACILITY = "SELECT f.region_id FROM {rows} r JOIN ksm_facility f ON f.id = r.facility_id"
OWN = "SELECT r.region_id FROM {rows} r"
TOUCHING = Touching(
    TABLE,
    "counts",
    {
        "ksm_facility": OWN,
        "ksm_group": OWN,
        "ksm_operation": OF_FACILITY,
        "ksm_statusrecord": OF_FACILITY,
        "ksm_desludging": OF_FACILITY,
    },
)
# Whatever is there already is not counted yet.
ALL = f"INSERT INTO {TABLE} (region) SELECT region_id FROM ksm_facility UNION SELECT region_id FROM ksm_group"


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in (*TOUCHING.statements(), f"{ALL} WHERE region_id IS NOT NULL"):
            schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in TOUCHING.dropping():
            schema_editor.execute(statement)
