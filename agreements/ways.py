"""Where what is missing before the next stage is put right: the forms that each line of the checklist leads to."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from agreements.gate_facts import GateFacts
from agreements.models import Agreement, AgreementKind
from chapters.models import Chapter
from core.access import Action, may


def to_contact(facts: GateFacts) -> str:
    """What was said, heard or agreed is a contact."""
    return reverse("agreements:contact-create", args=[facts.partnership.pk])


def to_stage(facts: GateFacts) -> str:
    return reverse("agreements:stage-entry-edit", args=[facts.entry.pk])


def to_groups(_facts: GateFacts) -> str:
    return reverse("ksm:group-create")


def to_facilities(_facts: GateFacts) -> str:
    return reverse("ksm:facility-create")


def to_chapter(facts: GateFacts) -> str:
    """Return the form of the region's chapter, one being formed too; of a new one for whoever may add it, else ""."""
    rows = Chapter.objects.visible_to(facts.user).current().standing()
    found = facts.chapter or rows.filter(region=facts.partnership.region_id).first()
    if found:
        return reverse("chapters:chapter-edit", args=[found.pk])
    if not may(facts.user, Action.ADD, Chapter):
        return ""
    return reverse("chapters:chapter-create", query={"region": facts.partnership.region_id})


def to_seats(facts: GateFacts) -> str:
    if not facts.chapter:
        return to_chapter(facts)
    return reverse("chapters:chapter-seats", args=[facts.chapter.pk])


def to_mou(facts: GateFacts) -> str:
    return _edit(facts, facts.mou_draft)


def to_pks(facts: GateFacts) -> str:
    return _edit(facts, facts.pks_draft)


def to_sign_mou(facts: GateFacts) -> str:
    return _sign(facts, facts.mou_draft)


def to_sign_pks(facts: GateFacts) -> str:
    return _sign(facts, facts.pks_draft)


def to_renew_mou(facts: GateFacts) -> str:
    return _create(facts, renews=facts.mou)


def to_renew_pks(facts: GateFacts) -> str:
    return _create(facts, renews=facts.pks)


def to_budget(facts: GateFacts) -> str:
    paper = facts.in_hand(AgreementKind.PKS)
    if paper is None:
        return _create(facts, parent=facts.mou)
    return reverse("agreements:budget-line-create", args=[paper.pk])


def to_paper(name: str) -> Callable[[GateFacts], str]:
    """Return the way to the form of a signed paper (`mou` or `pks` of the facts)."""
    return lambda facts: _edit(facts, getattr(facts, name))


def to_file(name: str) -> Callable[[GateFacts], str]:
    def way(facts: GateFacts) -> str:
        paper: Agreement | None = getattr(facts, name)
        if paper is None:
            return _create(facts)
        return reverse("agreements:agreement-signed-file", args=[paper.pk])

    return way


def to_blocker(facts: GateFacts) -> str:
    return reverse("agreements:blocker-create", args=[facts.partnership.pk])


def to_blockers(*codes: str) -> Callable[[GateFacts], str]:
    """Return the way to resolve the first of the blockers of these kinds."""

    def way(facts: GateFacts) -> str:
        found = facts.blockers(*codes)
        return reverse("agreements:blocker-resolve", args=[found[0].pk]) if found else ""

    return way


def _edit(facts: GateFacts, paper: Agreement | None) -> str:
    return _create(facts) if paper is None else _page("edit", paper)


def _sign(facts: GateFacts, paper: Agreement | None) -> str:
    return _create(facts) if paper is None else _page("sign", paper)


def _page(name: str, paper: Agreement) -> str:
    return reverse(f"agreements:agreement-{name}", args=[paper.pk])


def _create(facts: GateFacts, **of: Agreement | None) -> str:
    query = {name: paper.pk for name, paper in of.items() if paper is not None}
    return reverse("agreements:agreement-create", args=[facts.partnership.pk], query=query)
