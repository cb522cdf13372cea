"""What is missing before the next stage, in plain words, computed from the facts on record.

A checklist, not a lock: real life skips stages (domain §7.1), so a move with gaps is possible and its
reason told. Each requirement says whose turn it is; what the government owes goes into the hand-over
pack. Sources: evidence per stage domain §7.1, contents of MoU and PKS §7.2, blockers §7.3.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from agreements import pipeline
from agreements.models import Agreement, AgreementKind, Contact, ContactKind, ContactOutcome
from agreements.models import PaperState as Paper
from agreements.pipeline import Move, Waiting
from chapters.models import CORE_SEATS, Chapter
from core.people.users import User
from core.records.journal import Attachment
from core.tools.partial_dates import lies_before
from core.tools.tables import Badge
from ksm.models import Facility, Group

US, GOVERNMENT = Waiting.US, Waiting.GOVERNMENT
RECENT_DAYS = 365
"""A running cooperation is reported on at least once a year (domain §7.1, P9 "workplan, reports")."""


class GateFacts:
    """What the requirements look at: rows of one partnership the reader may see; each is read when first asked."""

    def __init__(self, *, user: User, partnership: Any, at: dt.date) -> None:
        """`partnership` comes from `with_standing` and stands at a stage."""
        self.user, self.partnership, self.at = user, partnership, at
        self.entry = partnership.open_entries[0]

    @cached_property
    def contacts(self) -> list[Contact]:
        rows = Contact.objects.visible_to(self.user).current().filter(partnership=self.partnership)
        return list(rows.latest_first())

    @cached_property
    def agreements(self) -> list[Agreement]:
        rows = Agreement.objects.visible_to(self.user).current()
        rows = rows.filter(partnership=self.partnership).exclude(paper=Paper.CANCELLED).with_end()
        return list(rows.prefetch_related("budget_lines").order_by("-signed_on", "-pk"))

    @cached_property
    def chapter(self) -> Any:
        rows = Chapter.objects.visible_to(self.user).current().working().with_core_seats(self.at)
        return rows.filter(region=self.partnership.region_id).first()

    @cached_property
    def has_groups(self) -> bool:
        rows = Group.objects.visible_to(self.user).current()
        return rows.in_region(self.partnership.region_id).exists()

    @cached_property
    def has_facilities(self) -> bool:
        rows = Facility.objects.visible_to(self.user).current()
        return rows.in_region(self.partnership.region_id).exists()

    @cached_property
    def has_minutes(self) -> bool:
        """Whether evidence of the present stage is told, or a file hangs on it."""
        files = Attachment.objects.visible_to(self.user).current().of(self.entry)
        return bool(self.entry.evidence) or files.exists()

    def held(self, *kinds: str) -> bool:
        return any(contact.kind in kinds for contact in self.contacts)

    def since(self, day: str) -> list[Contact]:
        """Return the contacts held on or after a (full or partial) day; none where it is not known."""
        return [c for c in self.contacts if c.held_on and day and not lies_before(c.held_on, day)]

    def newest(self, kind: str, *papers: str) -> Agreement | None:
        found = (a for a in self.agreements if a.kind == kind and (not papers or a.paper in papers))
        return next(found, None)

    @property
    def mou(self) -> Agreement | None:
        return self.newest(AgreementKind.MOU, Paper.SIGNED)

    @property
    def pks(self) -> Agreement | None:
        return self.newest(AgreementKind.PKS, Paper.SIGNED)

    @property
    def mou_draft(self) -> Agreement | None:
        return self.in_hand(AgreementKind.MOU)

    @property
    def pks_draft(self) -> Agreement | None:
        return self.in_hand(AgreementKind.PKS)

    def in_hand(self, kind: str) -> Agreement | None:
        """Return the paper that is worked on: the latest draft, else one signed in this round; not the expired one."""
        drafts = [a for a in self.agreements if a.kind == kind and a.paper != Paper.SIGNED]
        if drafts:
            return max(drafts, key=lambda draft: (draft.handed_over_on, draft.pk))
        return self.signed_now(kind)

    def signed_now(self, kind: str) -> Agreement | None:
        """Return the paper signed in this round: still in force and, where a former one is renewed, not that one."""
        signed = (a for a in self.agreements if a.kind == kind and a.paper == Paper.SIGNED)
        return next((a for a in signed if _in_force(self, a) and not self._is_former(a)), None)

    def _is_former(self, agreement: Agreement) -> bool:
        comes_again = self.entry.move in (Move.RENEW, Move.RETURN)
        return comes_again and lies_before(agreement.signed_on, self.entry.entered_on)

    def blocked_by(self, *codes: str) -> bool:
        return any(
            (blocker.reason.parent_id or blocker.reason_id).startswith(codes)
            for blocker in self.partnership.open_blockers
        )


@dataclass(frozen=True)
class Requirement:
    """`words` are true when `met` says so; `owner` has to see to it. `ask`: the same as a request to the government."""

    words: Any
    met: Callable[[GateFacts], bool]
    owner: Waiting = US
    ask: object = ""


@dataclass(frozen=True)
class GateCheck:
    """One line of the checklist as it stands."""

    words: str
    is_met: bool
    owner: Waiting
    ask: str

    @property
    def badge(self) -> Badge:
        return Badge(__("Fulfilled"), "good") if self.is_met else Badge(__("Not yet"), "part")


def _in_force(facts: GateFacts, agreement: Agreement | None) -> bool:
    if agreement is None:
        return False
    last = agreement.last_valid_day()
    return last is None or last >= facts.at


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
        ),
        Requirement(
            _("%(kind)s: date of signing and both signatories are recorded") % {"kind": short},
            lambda facts: _signed_by_both(paper(facts)),
        ),
        Requirement(
            _("%(kind)s: the last day in force is recorded") % {"kind": short},
            lambda facts: bool((found := paper(facts)) and found.last_valid_day()),
        ),
        Requirement(
            _("%(kind)s: the signed version is filed") % {"kind": short},
            lambda facts: bool((found := paper(facts)) and found.signed_file_id),
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
    lambda facts: _in_force(facts, facts.mou),
    GOVERNMENT,
    _("Renew the MoU."),
)
ASK_BUDGET = _("Name the budget of the PKS by year and source.")
EVIDENCE = Requirement(
    _("The evidence of this stage is recorded or attached"), lambda facts: facts.has_minutes
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
        Requirement(_("Groups of the region are recorded"), lambda facts: facts.has_groups),
        Requirement(_("Facilities of the region are recorded"), lambda facts: facts.has_facilities),
        EVIDENCE,
    ),
    pipeline.CHAPTER: (
        Requirement(
            _("The chapter is recorded as formed"), lambda facts: facts.chapter is not None
        ),
        Requirement(
            _("The decree (SK) of the chapter is recorded"),
            lambda facts: bool(facts.chapter and facts.chapter.decree),
            GOVERNMENT,
            _("Issue or confirm the decree (SK) of the chapter."),
        ),
        Requirement(
            _("Chair, secretary and treasurer are in place"),
            lambda facts: bool(facts.chapter and facts.chapter.core_filled >= len(CORE_SEATS)),
        ),
    ),
    pipeline.MOU_DRAFT: (
        Requirement(
            _("A draft MoU is recorded"),
            lambda facts: facts.mou_draft is not None,
        ),
        Requirement(
            _("The draft MoU was handed over, with its date"),
            lambda facts: bool(
                (draft := facts.mou_draft) and (draft.handed_over_on or draft.paper == Paper.SIGNED)
            ),
        ),
        REPLIED,
        Requirement(
            _("The MoU is signed"),
            lambda facts: facts.signed_now(AgreementKind.MOU) is not None,
            GOVERNMENT,
            _("Set a day for signing the MoU."),
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
        ),
    ),
    pipeline.PKS_DRAFT: (
        Requirement(
            _("The day the draft PKS was handed over is recorded"),
            lambda facts: bool((draft := facts.pks_draft) and draft.handed_over_on),
        ),
        REPLIED,
        MOU_HOLDS,
        Requirement(
            _("Nothing says that the draft is left without reply (B1)"),
            lambda facts: not facts.blocked_by("B1"),
            GOVERNMENT,
            _("Reply in writing to the draft PKS, with what has to change."),
        ),
    ),
    pipeline.MECHANISM: (
        Requirement(
            _("The scope of the PKS is written down"),
            lambda facts: bool((draft := facts.pks_draft) and draft.scope),
        ),
        Requirement(
            _("The PKS has a budget line with an amount or a share"),
            lambda facts: _has_money(facts.pks_draft),
            GOVERNMENT,
            ASK_BUDGET,
        ),
        MOU_HOLDS,
        Requirement(
            _("Budget and grant rules do not stand in the way (B3, B4, B5)"),
            lambda facts: not facts.blocked_by("B3", "B4", "B5"),
            GOVERNMENT,
            _("Say by which budget and under which rule the programme can be paid."),
        ),
        Requirement(
            _("The PKS is signed"),
            lambda facts: facts.signed_now(AgreementKind.PKS) is not None,
            GOVERNMENT,
            _("Set a day for signing the PKS."),
        ),
    ),
    pipeline.PKS_SIGNED: (
        *_signed("pks", "PKS"),
        Requirement(
            _("The PKS has a budget line with an amount or a share"),
            lambda facts: _has_money(facts.pks),
            GOVERNMENT,
            ASK_BUDGET,
        ),
    ),
    pipeline.RUNNING: (
        Requirement(
            _("The PKS is still in force"),
            lambda facts: _in_force(facts, facts.pks),
            GOVERNMENT,
            _("Renew the PKS."),
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

    At most 6 queries.
    """
    if not partnership.open_entries:
        return ()
    facts = GateFacts(user=user, partnership=partnership, at=at)
    return tuple(
        GateCheck(str(need.words), need.met(facts), need.owner, str(need.ask))
        for need in GATES.get(facts.entry.stage_id, ())
    )
