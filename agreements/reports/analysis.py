"""What the history of stages tells: how far partnerships came, how long each stage lasts, on whom time is spent.

Recomputed from stage entries and agreements at each look; nothing of it is stored (products §4 item 1).
"""

from __future__ import annotations

import datetime as dt
import statistics
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import field

from django.urls import reverse
from django.utils.translation import gettext as __

from agreements import pipeline
from agreements.models import Agreement, AgreementKind, LegalBasis, Partnership, Stage, StageEntry
from agreements.pipeline import StageKind, Waiting
from agreements.reports.stays import Stay, days_of, furthest_of, stays_of
from core.people.users import User
from core.tools.drawn.charts import Bar, Chart, bars, funnel, share
from core.tools.formats import DASH, number
from core.tools.rows.figures import Figure
from core.tools.rows.moment import Moment
from core.tools.rows.values import value_class

ANY = "any"  # in the place of a stage


@value_class
class StageLine:
    """One stage in the analysis; numbers count partnerships.

    `recorded`: have a stay here on record; `reached`: stand or stood here or at a later step (a skipped
    step counts as passed); `here`: stand here now. `median_days` over the `n` stays whose beginning and
    end are both dated, None where there is none; `is_rough`: some of those dates are a month or a year.
    """

    code: str
    label: str
    waits_for: str
    recorded: int
    reached: int
    here: int
    median_days: int | None
    n: int
    is_rough: bool
    url: str
    figures: Mapping[str, Figure] = field(default_factory=dict)

    def get_absolute_url(self) -> str:
        return self.url


@value_class
class WaitingLine:
    """Time spent with one party: partnerships waiting now, and dated days of all stays there."""

    who: str
    label: str
    partnerships: Figure
    days: int
    stays: int


@value_class
class Ending:
    """An agreement that ends soon. `days` left; `alert`: the narrowest of 180, 90, 30."""

    agreement: Agreement
    region: str
    last_day: dt.date
    days: int
    alert: int
    url: str

    def get_absolute_url(self) -> str:
        return self.url

    @property
    def is_example(self) -> bool:
        return self.agreement.is_example


@value_class
class Analysis:
    """`total`: partnerships the figures rest on. `undated`: stays whose days are not known, left out of the
    medians. `past_mou`, `past_pks`: partnerships that came to that stage or beyond without a signed paper on
    record, so that stages and papers differ. `without_end`: signed agreements whose end nobody recorded, so
    that they announce nothing.
    """

    at: dt.date
    is_past: bool
    total: int
    with_mou: int
    with_pks: int
    past_mou: int
    past_pks: int
    stages: tuple[StageLine, ...]
    undated: int
    waiting: tuple[WaitingLine, ...]
    ending: tuple[Ending, ...]
    without_end: int
    bases: tuple[LegalBasis, ...]
    includes_examples: bool
    examples: int
    lists: AnalysisLists

    @property
    def funnel(self) -> Chart:
        steps = [s for s in self.stages if pipeline.STAGES[s.code].kind == StageKind.STEP]
        title = __("How far %(n)s partnerships came") % {"n": number(self.total)}
        items = [
            Bar(line.label, line.reached, url=line.figures["reached"].url) for line in steps[:-1]
        ]
        return funnel(title, items)

    @property
    def has_medians(self) -> bool:
        return any(line.n for line in self.stages)

    @property
    def medians(self) -> Chart:
        lines = [line for line in self.stages if line.n]
        items = [
            Bar(f"{line.label} (n = {line.n})", line.median_days, _TONES[Waiting(line.waits_for)])
            for line in lines
        ]
        return bars(__("Median days per stage"), items, unit=__("Days"))

    @property
    def turns(self) -> Chart:
        items = [
            Bar(line.label, line.days, _TONES[Waiting(line.who)])
            for line in self.waiting
            if line.who != Waiting.NOBODY
        ]
        return share(__("Dated days by whose turn it was"), items, unit=__("Days"))


@value_class
class AnalysisLists:
    """The lists of partnerships behind the figures, on the same day and of the same records."""

    moment: Moment
    includes_examples: bool

    def partnerships(self, **narrow: str) -> str:
        real = "" if self.includes_examples else "1"
        return self.moment.url(reverse("agreements:partnership-list"), real=real, **narrow)

    def signed(self, kind: str) -> str:
        """Return the list of those with a signed paper; "" with examples, which it never takes for papers."""
        return "" if self.includes_examples else self.partnerships(signed=kind)


_TONES = {Waiting.US: "info", Waiting.GOVERNMENT: "part", Waiting.NOBODY: "none"}


def build_analysis(*, user: User, moment: Moment, examples: bool = False) -> Analysis:
    """Return the analysis over what the user may see, real records only unless `examples`. 6 queries."""
    at = moment.day
    partnerships = Partnership.objects.visible_to(user).current()
    made_up = partnerships.filter(is_example=True).count()
    if not examples:
        partnerships = partnerships.filter(is_example=False)
    entries = StageEntry.objects.visible_to(user).current().filter(partnership__in=partnerships)
    if moment.is_past:
        entries = entries.known_by(at)
    stays = stays_of(entries, at if moment.is_past else None)
    agreements = Agreement.objects.visible_to(user).current().filter(partnership__in=partnerships)
    agreements = agreements.with_end(at=moment.past_day)
    signed = agreements.signed_by(at) if moment.is_past else agreements.signed()
    kinds = defaultdict(set)
    papers = list(signed.select_related("partnership__region").order_by("last_day", "pk"))  # type: ignore[misc]
    for paper in papers:
        kinds[paper.kind].add(paper.partnership_id)
    furthest = furthest_of(stays)

    def past(kind: str, stage: str) -> int:
        order = pipeline.STAGES[stage].order
        return len({key for key, came in furthest.items() if came >= order} - kinds[kind])

    stages = list(Stage.objects.visible_to(user).order_by("order"))
    renewed = {paper.renews_id for paper in papers}
    main = [
        p
        for p in papers
        if p.kind in (AgreementKind.MOU, AgreementKind.PKS) and p.pk not in renewed
    ]
    bases = LegalBasis.objects.visible_to(user).current().select_related("replaced_by")
    if moment.is_past:
        bases = bases.filter(valid_from__lte=at.isoformat())
    lists = AnalysisLists(moment, examples)
    return Analysis(
        at=at,
        is_past=moment.is_past,
        total=len({stay.partnership for stay in stays}),
        with_mou=len(kinds[AgreementKind.MOU]),
        with_pks=len(kinds[AgreementKind.PKS]),
        past_mou=past(AgreementKind.MOU, pipeline.MOU_SIGNED),
        past_pks=past(AgreementKind.PKS, pipeline.PKS_SIGNED),
        stages=_stage_lines(stages, stays, furthest, moment, lists),
        undated=sum(days_of(stay, at) is None for stay in stays),
        waiting=_waiting(stages, stays, at, lists),
        ending=tuple(_ending(paper, at) for paper in main if _ends_soon(paper, at)),
        without_end=sum(paper.last_day is None for paper in main),
        bases=tuple(bases.order_by("subject", "valid_from", "pk")),
        includes_examples=examples,
        examples=made_up,
        lists=lists,
    )


def _stage_lines(
    stages: list[Stage],
    stays: list[Stay],
    furthest: dict[int, int],
    moment: Moment,
    lists: AnalysisLists,
) -> tuple[StageLine, ...]:
    recorded: dict[str, set[int]] = defaultdict(set)
    for stay in stays:
        recorded[stay.stage].add(stay.partnership)
    here = Counter(stay.stage for stay in stays if stay.is_open)
    found = []
    for stage in stages:
        closed = [s for s in stays if s.stage == stage.pk and not s.is_open]
        days = [d for s in closed if (d := days_of(s, moment.day)) is not None]
        step = pipeline.STAGES[stage.pk]
        reached = (
            sum(order >= step.order for order in furthest.values())
            if step.kind == StageKind.STEP
            else len(recorded[stage.pk])
        )
        counts = {
            "recorded": Figure(len(recorded[stage.pk]), url=lists.partnerships(been=stage.pk)),
            "reached": Figure(reached, url=lists.partnerships(reached=stage.pk)),
            "here": Figure(here[stage.pk], url=lists.partnerships(stage=stage.pk)),
        }
        found.append(
            StageLine(
                stage.pk,
                stage.label,
                stage.waits_for,
                len(recorded[stage.pk]),
                reached,
                here[stage.pk],
                round(statistics.median(days)) if days else None,
                len(days),
                any(pipeline.is_rough(s.entered_on, s.left_on) for s in closed),
                moment.url(reverse("agreements:partnership-list"), stage=stage.pk),
                counts,
            )
        )
    return tuple(found)


def _waiting(
    stages: list[Stage], stays: list[Stay], at: dt.date, lists: AnalysisLists
) -> tuple[WaitingLine, ...]:
    turn = {stage.pk: stage.waits_for for stage in stages}
    days: Counter[str] = Counter()
    dated: Counter[str] = Counter()
    now: Counter[str] = Counter()
    for stay in stays:
        who = turn[stay.stage]
        now[who] += stay.is_open
        if (found := days_of(stay, at)) is not None:
            days[who] += found
            dated[who] += 1
    return tuple(
        WaitingLine(
            who.value,
            str(who.label),
            Figure(now[who], url=lists.partnerships(waits=who.value, been=ANY)),
            days[who],
            dated[who],
        )
        for who in Waiting
    )


def _ends_soon(paper: Agreement, at: dt.date) -> bool:
    return pipeline.ending_alert(paper.last_day, at) is not None


def _ending(paper: Agreement, at: dt.date) -> Ending:
    alert = pipeline.ending_alert(paper.last_day, at)
    last = paper.last_valid_day()
    assert last is not None and alert is not None
    return Ending(
        paper,
        paper.partnership.region.short_name,
        last,
        (last - at).days,
        alert,
        paper.get_absolute_url(),
    )


def days_words(line: StageLine) -> str:
    """Return the median in words: "± 320", a dash where no stay is dated at both ends."""
    if line.median_days is None:
        return DASH
    return f"± {number(line.median_days)}" if line.is_rough else number(line.median_days)
