"""Triggers of PostgreSQL that write down, in the same transaction, each region whose facts change.

What is kept beside the facts of a region is not used while such a mark stands. Statement by statement, whoever writes
and by whatever way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field

from core.tools.rows.values import value_class

EVENTS = {"INSERT": ("new",), "UPDATE": ("old", "new"), "DELETE": ("old",)}


@value_class
class Touching:
    """What marks a region in a table of marks (columns `region` and `written_by`, the transaction).

    `regions`: by table the query of the regions of its written rows, {rows}. `only`: the events of a table that are
    heeded, else all. `heeded`: the columns of a table whose change matters, else any. `word`: part of the names.
    """

    marks: str
    word: str
    regions: Mapping[str, str]
    only: Mapping[str, Sequence[str]] = field(default_factory=dict)
    heeded: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def statements(self) -> Iterator[str]:
        """Yield what makes the functions and their triggers; they may be there already."""
        for table, event, name in self._triggers():
            sides = EVENTS[event]
            found = " UNION ".join(
                self.regions[table].format(rows=self._rows(table, event, side)) for side in sides
            )
            told = " ".join(f"{side.upper()} TABLE AS {side}_rows" for side in sides)
            yield (
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"INSERT INTO {self.marks} (region, written_by) SELECT DISTINCT t.code, txid_current() FROM ({found}) "
                f"AS t (code) WHERE t.code IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {self.marks} m "
                "WHERE m.region = t.code AND m.written_by = txid_current()); RETURN NULL; END $$"
            )
            yield (
                f"CREATE OR REPLACE TRIGGER {name} AFTER {event} ON {table} REFERENCING {told} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
            )

    def dropping(self) -> Iterator[str]:
        for _table, _event, name in self._triggers():
            yield f"DROP FUNCTION {name}() CASCADE"

    def _triggers(self) -> Iterator[tuple[str, str, str]]:
        for table in self.regions:
            for event in self.only.get(table, EVENTS):
                yield table, event, f"{table}_{self.word}_{event.lower()}"

    def _rows(self, table: str, event: str, side: str) -> str:
        heeded = self.heeded.get(table, ())
        if event != "UPDATE" or not heeded:
            return f"{side}_rows"
        other = {"old": "new", "new": "old"}[side]
        here, there = (", ".join(f"{one}.{name}" for name in heeded) for one in "ab")
        return (
            f"(SELECT a.* FROM {side}_rows a JOIN {other}_rows b ON b.id = a.id "
            f"WHERE ({here}) IS DISTINCT FROM ({there}))"
        )
