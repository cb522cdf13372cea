"""What is missing before the next stage, in plain words, computed from the facts on record.

A checklist, not a lock: real life skips stages (domain §7.1), so a move with gaps is possible and its
reason told. Each requirement says whose turn it is; what the government owes goes into the hand-over
pack. Sources: evidence per stage domain §7.1, contents of MoU and PKS §7.2, blockers §7.3.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from agreements import pipeline, ways
from agreements.gate_facts import GateFacts
from agreements.models import Agreement, AgreementKind, ContactKind, ContactOutcome
from agreements.models import PaperState as Paper
from agreements.pipeline import Waiting
from chapters.models import CORE_SEATS
from core.people.users import User
from core.tools.rows.values import value_class
from core.tools.tables import Badge

US, GOVERNMENT = Waiting.US, Waiting.GOVERNMENT
RECENT_DAYS = 365
"""A running cooperation is reported on at least once a year (domain §7.1, P9 "workplan, reports")."""


@value_class
class Requirement:
    """`words` are true when `met` says so; `owner` has to see to it. `ask`: the same as a request to the government.

    `way`: where it is put right once it is so.
    """

    words: Any
    met: Callable[[GateFacts], bool]
    owner: Waiting = US
    ask: object = ""
    way: Callable[[GateFacts], str] = ways.to_contact


@value_class
class GateCheck:
    """One line of the checklist as it stands; `url`: where it is put right, for whoever may."""

    words: str
    is_met: bool
    owner: Waiting
    ask: str
    url: str

    @property
    def badge(self) -> Badge:
        return Badge(__("Fulfilled"), "good") if self.is_met else Badge(__("Not yet"), "part")


def _both_numbers(agreement: Agreement | None) -> bool:
    return bool(agreement and agreement.number_ours and agreement.number_theirs)


def _signed_by_both(agreement: Agreement | None) -> bool:
    return bool(
        agreement
        and agreement.signed_on
        and agreement.signatory_ours
        and agreement.signatory_theirs
    )


def _has_money(agreement: Agreement | None) -> bool:
    return bool(agreement) and any(
        line.archived_at is None and (line.amount is not None or line.share_percent is not None)
        for line in agreement.budget_lines.all()  # type: ignore[misc, union-attr]
    )


def _signed(name: str, short: object) -> tuple[Requirement, ...]:
    """Return what a signed paper must tell before its stage is done; `name` is an attribute of Facts."""

    def paper(facts: GateFacts) -> Agreement | None:
        found: Agreement | None = getattr(facts, name)
        return found

    return (
        Requirement(
            _("%(kind)s: the numbers of both parties are recorded") % {"kind": short},
            lambda facts: _both_numbers(paper(facts)),
            way=ways.to_paper(name),
        ),
        Requirement(
            _("%(kind)s: date of signing and both signatories are recorded") % {"kind": short},
            lambda facts: _signed_by_both(paper(facts)),
            way=ways.to_paper(name),
        ),
        Requirement(
            _("%(kind)s: the last day in force is recorded") % {"kind": short},
            lambda facts: bool((found := paper(facts)) and found.last_valid_day()),
            way=ways.to_paper(name),
        ),
        Requirement(
            _("%(kind)s: the signed version is filed") % {"kind": short},
            lambda facts: bool((found := paper(facts)) and found.signed_file_id),
            way=ways.to_file(name),
        ),
    )


REPLIED = Requirement(
    _("The government has replied since this stage began"),
    lambda facts: any(c.is_answer for c in facts.since(facts.entry.entered_on)),
    GOVERNMENT,
    _("Reply to our last letter or draft."),
)
MOU_HOLDS = Requirement(
    _("The MoU is still in force"),
    lambda facts: facts.in_force(facts.mou),
    GOVERNMENT,
    _("Renew the MoU."),
    way=ways.to_renew_mou,
)
ASK_BUDGET = _("Name the budget of the PKS by year and source.")
EVIDENCE = Requirement(
    _("The evidence of this stage is recorded or attached"),
    lambda facts: facts.has_minutes,
    way=ways.to_stage,
)

GATES: dict[str, tuple[Requirement, ...]] = {
    pipeline.LEAD: (
        Requirement(
            _("A request, letter or call with the government is recorded"),
            lambda facts: bool(facts.contacts) or facts.has_minutes,
        ),
        Requirement(
            _("An audience was held"),
            lambda facts: facts.held(ContactKind.AUDIENCE),
            GOVERNMENT,
        ),
    ),
    pipeline.AUDIENCE: (
        Requirement(
            _("An audience was held"),
            lambda facts: facts.held(ContactKind.AUDIENCE),
            GOVERNMENT,
        ),
        Requirement(
            _("The outcome of a contact was positive"),
            lambda facts: any(c.outcome == ContactOutcome.POSITIVE for c in facts.contacts),
            GOVERNMENT,
            _("Tell us whether the government wants to go on with the cooperation."),
        ),
        EVIDENCE,
    ),
    pipeline.SURVEY: (
        Requirement(
            _("Groups of the region are recorded"),
            lambda facts: facts.has_groups,
            way=ways.to_groups,
        ),
        Requirement(
            _("Facilities of the region are recorded"),
            lambda facts: facts.has_facilities,
            way=ways.to_facilities,
        ),
        EVIDENCE,
    ),
    pipeline.CHAPTER: (
        Requirement(
            _("The chapter is recorded as formed"),
            lambda facts: facts.chapter is not None,
            way=ways.to_chapter,
        ),
        Requirement(
            _("The decree (SK) of the chapter is recorded"),
            lambda facts: bool(facts.chapter and facts.chapter.decree),
            GOVERNMENT,
            _("Issue or confirm the decree (SK) of the chapter."),
            way=ways.to_chapter,
        ),
        Requirement(
            _("Chair, secretary and treasurer are in place"),
            lambda facts: bool(facts.chapter and facts.chapter.core_filled >= len(CORE_SEATS)),
            way=ways.to_seats,
        ),
    ),
    pipeline.MOU_DRAFT: (
        Requirement(
            _("A draft MoU is recorded"), lambda facts: facts.mou_draft is not None, way=ways.to_mou
        ),
        Requirement(
            _("The draft MoU was handed over, with its date"),
            lambda facts: bool(
                (draft := facts.mou_draft) and (draft.handed_over_on or draft.paper == Paper.SIGNED)
            ),
            way=ways.to_mou,
        ),
        REPLIED,
        Requirement(
            _("The MoU is signed"),
            lambda facts: facts.signed_now(AgreementKind.MOU) is not None,
            GOVERNMENT,
            _("Set a day for signing the MoU."),
            way=ways.to_sign_mou,
        ),
    ),
    pipeline.MOU_SIGNED: (
        *_signed("mou", "MoU"),
        MOU_HOLDS,
        Requirement(
            _("A draft PKS that rests on the MoU was handed over, with its date"),
            lambda facts: bool(
                (draft := facts.pks_draft) and draft.parent_id and draft.handed_over_on
            ),
            way=ways.to_pks,
        ),
    ),
    pipeline.PKS_DRAFT: (
        Requirement(
            _("The day the draft PKS was handed over is recorded"),
            lambda facts: bool((draft := facts.pks_draft) and draft.handed_over_on),
            way=ways.to_pks,
        ),
        REPLIED,
        MOU_HOLDS,
        Requirement(
            _("Nothing says that the draft is left without reply (B1)"),
            lambda facts: not facts.blockers("B1"),
            GOVERNMENT,
            _("Reply in writing to the draft PKS, with what has to change."),
            way=ways.to_blockers("B1"),
        ),
    ),
    pipeline.MECHANISM: (
        Requirement(
            _("The scope of the PKS is written down"),
            lambda facts: bool((draft := facts.pks_draft) and draft.scope),
            way=ways.to_pks,
        ),
        Requirement(
            _("The PKS has a budget line with an amount or a share"),
            lambda facts: _has_money(facts.pks_draft),
            GOVERNMENT,
            ASK_BUDGET,
            way=ways.to_budget,
        ),
        MOU_HOLDS,
        Requirement(
            _("Budget and grant rules do not stand in the way (B3, B4, B5)"),
            lambda facts: not facts.blockers("B3", "B4", "B5"),
            GOVERNMENT,
            _("Say by which budget and under which rule the programme can be paid."),
            way=ways.to_blockers("B3", "B4", "B5"),
        ),
        Requirement(
            _("The PKS is signed"),
            lambda facts: facts.signed_now(AgreementKind.PKS) is not None,
            GOVERNMENT,
            _("Set a day for signing the PKS."),
            way=ways.to_sign_pks,
        ),
    ),
    pipeline.PKS_SIGNED: (
        *_signed("pks", "PKS"),
        Requirement(
            _("The PKS has a budget line with an amount or a share"),
            lambda facts: _has_money(facts.pks),
            GOVERNMENT,
            ASK_BUDGET,
            way=ways.to_budget,
        ),
    ),
    pipeline.RUNNING: (
        Requirement(
            _("The PKS is still in force"),
            lambda facts: facts.in_force(facts.pks),
            GOVERNMENT,
            _("Renew the PKS."),
            way=ways.to_renew_pks,
        ),
        Requirement(
            _("A contact of the past year is recorded, such as a meeting or a report sent"),
            lambda facts: bool(
                facts.since((facts.at - dt.timedelta(days=RECENT_DAYS)).isoformat())
            ),
        ),
        EVIDENCE,
    ),
    pipeline.HELD: (
        Requirement(
            _("The reason is named as a blocker"),
            lambda facts: bool(facts.partnership.open_blockers),
            way=ways.to_blocker,
        ),
        Requirement(
            _("A next step with owner and date is agreed"),
            lambda facts: bool(facts.partnership.next_step),
        ),
        REPLIED,
    ),
}


def checks(*, user: User, partnership: Any, at: dt.date) -> tuple[GateCheck, ...]:
    """Return the checklist of the stage a partnership (from `with_standing`) stands at; () where it has none.

    At most 7 queries.
    """
    if not partnership.open_entries:
        return ()
    facts = GateFacts(user=user, partnership=partnership, at=at)
    return tuple(
        GateCheck(str(need.words), met, need.owner, str(need.ask), "" if met else need.way(facts))
        for need in GATES.get(facts.entry.stage_id, ())
        for met in [need.met(facts)]
    )
