"""What the checklist of a stage looks at: the rows of one partnership that its reader may see."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any

from agreements.models import Agreement, AgreementKind, Blocker, Contact
from agreements.models import PaperState as Paper
from agreements.pipeline import Move
from chapters.models import Chapter
from core.people.users import User
from core.records.journal import Attachment
from core.tools.partial_dates import lies_before
from ksm.models import Facility, Group


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
        return next((a for a in signed if self.in_force(a) and not self._is_former(a)), None)

    def _is_former(self, agreement: Agreement) -> bool:
        comes_again = self.entry.move in (Move.RENEW, Move.RETURN)
        return comes_again and lies_before(agreement.signed_on, self.entry.entered_on)

    def blockers(self, *codes: str) -> list[Blocker]:
        """Return the open blockers of these kinds."""
        return [
            blocker
            for blocker in self.partnership.open_blockers
            if (blocker.reason.parent_id or blocker.reason_id).startswith(codes)
        ]

    def in_force(self, agreement: Agreement | None) -> bool:
        if agreement is None:
            return False
        last = agreement.last_valid_day()
        return last is None or last >= self.at
