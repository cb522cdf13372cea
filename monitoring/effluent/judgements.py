"""How a judgement of effluent reads; the one place for its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Self

from django.utils.translation import gettext as __
from django.utils.translation import ngettext

from core.tools.rows.values import value_class
from core.tools.tables import Badge
from monitoring.effluent.rules import Judgement, Standard, Verdict, VerdictReason
from monitoring.models import Result, StatedVerdict


def badge_of(judgement: Judgement) -> Badge:
    """Return the verdict as a badge; unknown says why."""
    if judgement.verdict is Verdict.MEETS:
        # Not green: another rule, or the day of this one, may still say otherwise.
        if judgement.is_provisional:
            return Badge(__("Meets, provisionally"), "part")
        return Badge(__("Meets"), "good")
    if judgement.verdict is Verdict.EXCEEDS:
        word = __("Exceeds, provisionally") if judgement.is_provisional else __("Exceeds")
        return Badge(word, "bad")
    return Badge(reason_words(judgement.reason), "none")


def rules_words(rules: Iterable[str], missing: Iterable[str] = ()) -> str:
    """Return the rules a judgement went by, then those whose limits are not entered."""
    by, without = (", ".join(dict.fromkeys(names)) for names in (rules, missing))
    if not without:
        return by
    words = __("%(rules)s: limit not entered") % {"rules": without}
    return f"{by}; {words}" if by and by != without else words


def by_rule_words(judgement: Judgement) -> str:
    """Return what each rule says, as a laboratory's sheet does: “P.68/2016: meets; …: limit not entered”."""
    told = []
    for one in judgement.by_rule:
        verdict = {
            Verdict.MEETS: __("meets"),
            Verdict.EXCEEDS: __("exceeds"),
            Verdict.UNKNOWN: reason_words(one.reason).lower(),
        }[one.verdict]
        limit = f" ({one.class_name})" if one.class_name else ""
        doubt = ", " + __("only the year of the rule is known") if one.is_provisional else ""
        told.append(f"{one.rule}{limit}: {verdict}{doubt}")
    return "; ".join(told) or ", ".join(judgement.standards)


def reason_words(reason: VerdictReason | None) -> str:
    """Return in words why there is no verdict."""
    return {
        VerdictReason.NO_DATE: __("Sampling date unknown"),
        VerdictReason.ROUGH_DATE: __("Unclear which rule held on that day"),
        VerdictReason.NO_STANDARD: __("No rule in force is entered"),
        VerdictReason.NO_LIMIT: __("Limit not entered"),
        VerdictReason.NO_CLASS: __("No class of the rule fits"),
        VerdictReason.CLASS: __("Class unknown: volume or receiving water missing"),
        VerdictReason.NOT_REGULATED: __("Not regulated"),
        VerdictReason.UNIT: __("Unit differs from the rule's"),
        VerdictReason.NO_VALUE: __("No value given"),
        VerdictReason.DETECTION: __("Limit of detection too high"),
        VerdictReason.POINT: __("Not a point of discharge"),
        None: __("Not judged"),
    }[reason]


def stated_badge(result: Result) -> Badge | None:
    """Return what the report itself says, where it gives no number; it is marked as the report's word."""
    tones = {
        StatedVerdict.MEETS: "good",
        StatedVerdict.EXCEEDS: "bad",
        StatedVerdict.PARTLY: "part",
    }
    if not result.stated:
        return None
    words = __("%(verdict)s, says the report") % {"verdict": result.get_stated_display()}
    tone = tones[StatedVerdict(result.stated)] if result.sample.is_discharge else "none"
    return Badge(words, tone)


def badge_of_result(result: Result, rules: tuple[Standard, ...]) -> Badge:
    """Return our judgement, or, where there is no number, what the report says."""
    if result.value is None and (stated := stated_badge(result)):
        return stated
    return badge_of(result.judged(rules))


@value_class
class VerdictCounts:
    """Numbers of results by verdict; `…_so_far` are provisional and never in the others.

    Of these another rule, or the day of this one, may still say otherwise.
    """

    meets: int = 0
    exceeds: int = 0
    meets_so_far: int = 0
    exceeds_so_far: int = 0
    unknown: int = 0

    @property
    def all_meeting(self) -> int:
        return self.meets + self.meets_so_far

    @property
    def all_exceeding(self) -> int:
        return self.exceeds + self.exceeds_so_far

    @classmethod
    def of(cls, kinds: Iterable[str]) -> Self:
        """Return the counts of what `kind_of` says of each result."""
        return cls(**Counter(kinds))


def kind_of(judgement: Judgement) -> str:
    """Return the field of `VerdictCounts` a judgement counts in."""
    word = judgement.verdict.value
    return f"{word}_so_far" if judgement.is_provisional and word != Verdict.UNKNOWN else word


def kind_stated(stated: str) -> str:
    """Return the field of `VerdictCounts` of a result without a number, by what its report says."""
    known = {Verdict.MEETS.value, Verdict.EXCEEDS.value}
    return stated if stated in known else Verdict.UNKNOWN.value


def counts(results: Iterable[Any], rules: tuple[Standard, ...]) -> VerdictCounts:
    """Return how many results meet, exceed, or remain open; what reports state counts too."""
    return VerdictCounts.of(
        kind_stated(result.stated)
        if result.value is None and result.sample.is_discharge
        else kind_of(result.judged(rules))
        for result in results
    )


def summary(results: Sequence[Any], rules: tuple[Standard, ...]) -> Badge | None:
    """Return one badge for a sample: worst first; None without results."""
    if not results:
        return None
    found = counts(results, rules)
    sample = results[0].sample
    if not sample.is_discharge:
        return Badge(__("%(point)s: not judged") % {"point": sample.get_point_display()}, "none")
    if n := found.exceeds:
        return Badge(ngettext("%(n)s exceeds", "%(n)s exceed", n) % {"n": n}, "bad")
    if n := found.exceeds_so_far:
        words = ngettext("%(n)s exceeds, provisionally", "%(n)s exceed, provisionally", n)
        return Badge(words % {"n": n}, "bad")
    if n := found.unknown:
        return Badge(__("%(n)s not judged") % {"n": n}, "none")
    if found.meets_so_far:
        return Badge(__("All meet, provisionally"), "part")
    if any(result.value is None for result in results):
        return Badge(__("Meets, says the report"), "good")
    return Badge(__("All meet"), "good")
