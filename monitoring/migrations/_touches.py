"""PostgreSQL writes down, in the same transaction, each region whose facts change: its kept sums are not used any more.

Statement by statement, whoever writes and by whatever way. Only what a recap counts is looked at: approved visits
with their answers and scores, what says whether a facility stands, and questionnaires that were used.
"""

from core.tools.rows.touching import Touching

TABLE = "monitoring_touchedregion"
# The regions a row belongs to, by table; {rows} are the written rows (r).
OF_VISIT = (
    "JOIN monitoring_visit v ON v.id = {visit} JOIN ksm_facility f ON f.id = v.facility_id WHERE v.state = 'approved'"
)
OF_SCORE = "JOIN monitoring_visitscore s ON s.id = {score} " + OF_VISIT.format(visit="s.visit_id")
OF_UNKNOWN = "JOIN ksm_facility f ON f.id = r.facility_id WHERE f.stage = 'tidak_tahu'"
USED = (
    "SELECT DISTINCT k.area FROM monitoring_keptsums k WHERE k.level = 2 AND EXISTS (SELECT 1 FROM {rows} r {asked} "
    "WHERE EXISTS (SELECT 1 FROM monitoring_visit v WHERE v.instrument_id = a.instrument_id AND v.state = 'approved') "
    "OR EXISTS (SELECT 1 FROM monitoring_visitscore s WHERE s.instrument_id = a.instrument_id))"
)
REGIONS = {
    "monitoring_visit": (
        "SELECT f.region_id FROM {rows} r JOIN ksm_facility f ON f.id = r.facility_id WHERE r.state = 'approved'"
    ),
    "monitoring_answer": "SELECT f.region_id FROM {rows} r " + OF_VISIT.format(visit="r.visit_id"),
    "monitoring_visitscore": "SELECT f.region_id FROM {rows} r " + OF_VISIT.format(visit="r.visit_id"),
    "monitoring_aspectscore": "SELECT f.region_id FROM {rows} r " + OF_SCORE.format(score="r.score_id"),
    "monitoring_scoreline": (
        "SELECT f.region_id FROM {rows} r JOIN monitoring_aspectscore p ON p.id = r.part_id "
        + OF_SCORE.format(score="p.score_id")
    ),
    "ksm_facility": "SELECT r.region_id FROM {rows} r",
    "ksm_statusrecord": "SELECT f.region_id FROM {rows} r " + OF_UNKNOWN,
    "ksm_desludging": "SELECT f.region_id FROM {rows} r " + OF_UNKNOWN,
    "monitoring_question": USED.replace("{asked}", "JOIN monitoring_aspect a ON a.id = r.aspect_id"),
    "monitoring_option": USED.replace(
        "{asked}",
        "JOIN monitoring_question q ON q.id = r.question_id JOIN monitoring_aspect a ON a.id = q.aspect_id",
    ),
}
# Of a facility, edited often, only these columns matter.
FACILITY = ("region_id", "stage", "built_on", "commissioned_on", "closed_on", "archived_at")
# What is new has no visit, answer or score yet; what has is not deleted.
ONLY = {
    "ksm_facility": ("UPDATE",),
    "monitoring_question": ("INSERT", "UPDATE"),
    "monitoring_option": ("UPDATE",),
}
TOUCHING = Touching(TABLE, "touches", REGIONS, ONLY, {"ksm_facility": FACILITY})


def statements():
    yield from TOUCHING.statements()
    # Whatever is there already has no sums yet.
    yield f"INSERT INTO {TABLE} (region) SELECT DISTINCT region_id FROM ksm_facility"


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements():
            schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in TOUCHING.dropping():
            schema_editor.execute(statement)
