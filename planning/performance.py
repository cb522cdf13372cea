"""Target against realised, in figures and in words. Pure: no models, no database.

Sources: domain §8.3 ("% = realisasi/target × 100; lower is better: the reverse formula; target 0: –;
show > 100 % but cap for averages") and the words with a ±15 % band of results frameworks (Akvo RSR, Tola).
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from core.tools.rows.values import value_class

BAND = Decimal("0.15")


class Word(StrEnum):
    """How a figure stands to its target."""

    ON_TARGET = "sesuai"
    BELOW = "di_bawah"
    ABOVE = "di_atas"
    NO_DATA = "belum_ada"
    NO_TARGET = "tanpa_target"


REACHED = (Word.ON_TARGET, Word.ABOVE)


@value_class
class Judged:
    """`ratio`: 1 = exactly the target; None where there is none to give."""

    ratio: Decimal | None
    word: Word

    @property
    def percent(self) -> int | None:
        """The ratio in whole per cent, half up."""
        return to_percent(self.ratio)


@value_class
class YearChange:
    """Against last year: `difference` in the unit, `percent` of last year (None from 0), and whether it is better.

    `is_better` is None where nothing changed.
    """

    difference: Decimal
    percent: int | None
    is_better: bool | None


def ratio(
    realised: Decimal | None, target: Decimal | None, *, lower_is_better: bool = False
) -> Decimal | None:
    """Return realised / target; None where either is missing or the target is 0.

    Lower is better: the reverse formula of government accountability reports,
    (target - (realised - target)) / target, never below 0.
    """
    if realised is None or not target:
        return None
    if lower_is_better:
        return max(Decimal(0), (target - (realised - target)) / target)
    return realised / target


def judge(
    realised: Decimal | None, target: Decimal | None, *, lower_is_better: bool = False
) -> Judged:
    """Return ratio and word. Within ±15 % of the target (bounds included) is on target.

    A target of 0 has no ratio, but a word: 0 realised is on target, more is above it, or below it
    where lower is better.
    """
    if realised is None or target is None:
        return Judged(None, Word.NO_DATA if realised is None else Word.NO_TARGET)
    share = ratio(realised, target, lower_is_better=lower_is_better)
    if share is None:
        if realised == 0:
            return Judged(None, Word.ON_TARGET)
        return Judged(None, Word.BELOW if lower_is_better else Word.ABOVE)
    if share < 1 - BAND:
        return Judged(share, Word.BELOW)
    return Judged(share, Word.ABOVE if share > 1 + BAND else Word.ON_TARGET)


def change(
    realised: Decimal | None, last_year: Decimal | None, *, lower_is_better: bool = False
) -> YearChange | None:
    """Return the change against last year; None where either is missing."""
    if realised is None or last_year is None:
        return None
    difference = realised - last_year
    percent = to_percent(difference / last_year) if last_year else None
    is_better = None if difference == 0 else (difference < 0) == lower_is_better
    return YearChange(difference, percent, is_better)


def to_percent(share: Decimal | None) -> int | None:
    """Return a share in whole per cent, half up (away from zero)."""
    return None if share is None else int((share * 100).quantize(Decimal(1), ROUND_HALF_UP))
