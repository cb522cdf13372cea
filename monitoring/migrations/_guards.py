"""The database itself refuses to change a frozen instrument: results exist by it.

Triggers, as a check constraint sees one row only. Deleting is refused by PostgreSQL; on SQLite a runner of tests
empties tables row by row, so there the foreign keys of answers and scores stand guard.
"""

# The instrument a row belongs to, by table; {row} is NEW or OLD.
OWNERS = {
    "monitoring_aspect": "SELECT {row}.instrument_id",
    "monitoring_question": "SELECT instrument_id FROM monitoring_aspect WHERE id = {row}.aspect_id",
    "monitoring_option": (
        "SELECT a.instrument_id FROM monitoring_aspect a "
        "JOIN monitoring_question q ON q.aspect_id = a.id WHERE q.id = {row}.question_id"
    ),
    "monitoring_crosscheck": "SELECT {row}.instrument_id",
}
FROZEN = "EXISTS (SELECT 1 FROM monitoring_instrument i WHERE i.frozen_at IS NOT NULL AND i.id = ({owner}))"
# What of the instrument's own row stays once it is frozen.
ROOT = "monitoring_instrument"
KEPT = ("code", "edition", "is_proposal", "frozen_at", "weakest_caps")
MESSAGE = "a frozen instrument cannot be changed"


def frozen(table, row):
    return FROZEN.format(owner=OWNERS[table].format(row=row))


def on_sqlite():
    abort = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    for table in OWNERS:
        for event, rows in (("INSERT", ["NEW"]), ("UPDATE", ["OLD", "NEW"])):
            when = " OR ".join(frozen(table, row) for row in rows)
            yield f"CREATE TRIGGER {table}_frozen_{event.lower()} BEFORE {event} ON {table} WHEN {when} {abort}"
    changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in KEPT)
    yield (
        f"CREATE TRIGGER {ROOT}_frozen_update BEFORE UPDATE ON {ROOT} "
        f"WHEN OLD.frozen_at IS NOT NULL AND ({changed}) {abort}"
    )


def on_postgresql():
    refuse = f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'"
    for table in OWNERS:
        yield (
            f"CREATE FUNCTION {table}_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF TG_OP <> 'INSERT' THEN IF {frozen(table, 'OLD')} THEN {refuse}; END IF; END IF; "
            f"IF TG_OP <> 'DELETE' THEN IF {frozen(table, 'NEW')} THEN {refuse}; END IF; "
            "RETURN NEW; END IF; RETURN OLD; END $$"
        )
        yield (
            f"CREATE TRIGGER {table}_frozen BEFORE INSERT OR UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_frozen()"
        )
    changed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in KEPT)
    yield f"CREATE FUNCTION {ROOT}_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {refuse}; END $$"
    yield (
        f"CREATE TRIGGER {ROOT}_frozen BEFORE UPDATE ON {ROOT} FOR EACH ROW "
        f"WHEN (OLD.frozen_at IS NOT NULL AND ({changed})) EXECUTE FUNCTION {ROOT}_frozen()"
    )


def make(apps, schema_editor):
    made = on_postgresql() if schema_editor.connection.vendor == "postgresql" else on_sqlite()
    for statement in made:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in (*OWNERS, ROOT):
            schema_editor.execute(f"DROP FUNCTION {table}_frozen() CASCADE")
        return
    for statement in on_sqlite():
        schema_editor.execute(f"DROP TRIGGER {statement.split()[2]}")
