"""A matrix with more columns than a sheet of paper is wide, in pieces one below the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from core.tools.tables import Column, Table

MOST = 11  # columns that fit a sheet on its side
KEPT = 2  # of them stand in every piece: what a row is about, and its unit or target
Sum = tuple[str, Column, str]  # of a column: in words, the column, its address


class Piece(NamedTuple):
    """Some columns of a matrix with all its rows, and their sums."""

    table: Table
    totals: list[Sum]


def in_pieces(table: Table, totals: Sequence[Sum]) -> list[Piece]:
    """Return a matrix in pieces that fit a sheet; years told in three columns stay together."""
    columns = table.columns
    if len(columns) <= MOST:
        return [Piece(table, list(totals))]
    rest = range(KEPT, len(columns))
    step = MOST - KEPT
    found = []
    for start in rest[::step]:
        places = [*range(KEPT), *rest[start - KEPT : start - KEPT + step]]
        chosen: list[Column] = [columns[place] for place in places]
        sums = [totals[place] for place in places] if totals else []
        piece = Table(chosen, table.records, caption=table.caption)
        found.append(Piece(piece, sums if any(text for text, _column, _url in sums) else []))
    return found
