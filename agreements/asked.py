"""Why each field of cooperation and its papers is asked for, and where its answer is found."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.records.asked import Asked

_REGISTER = _("Choose it from the register; add it there first where it is missing.")
_CONTACT = _("The last letter, call or meeting with the government.")
_LETTER = _("The letter or the minutes that say so.")
_AGREED = _("The minutes of the meeting in which it was agreed.")
_SIGNED = _("The signed paper; leave it empty while only a draft exists.")

PARTNERSHIP: dict[str, Asked] = {
    "region": Asked(
        _("It decides who sees the cooperation and in whose report it stands."), _REGISTER
    ),
    "counterpart": Asked(_("The party that will sign must be known from the start."), _CONTACT),
    "subject": Asked(_("One line tells this cooperation from others of the region."), _CONTACT),
    "description": Asked(_("How it came about, for whoever takes over."), _CONTACT),
    "stage": Asked(_("Shows how far it came, and for whom it waits."), _CONTACT),
    "entered_on": Asked(_("How long it stands is counted from this day."), _LETTER),
    "evidence": Asked(_("A stage without a paper is only a hope."), _LETTER),
    "by_whom": Asked(_("Posts change hands; the paper must tell who did it."), _LETTER),
    "reason": Asked(_("What is known of the time before keeps the history whole."), _CONTACT),
    "next_step": Asked(_("A cooperation without a next step is forgotten."), _AGREED),
    "next_step_owner": Asked(_("A step of everybody is done by nobody."), _AGREED),
    "next_step_due": Asked(_("The task appears when this day comes near."), _AGREED),
    "only_known": Asked(
        _("Old facts are kept without asking anybody for a next step."),
        _("Tick it when you know it from a paper only."),
    ),
}

AGREEMENT: dict[str, Asked] = {
    "kind": Asked(_("An MoU states the will, a PKS who pays what."), _SIGNED),
    "parent": Asked(_("A PKS falls with its MoU."), _SIGNED),
    "renews": Asked(_("Shows that cooperation goes on without a gap."), _SIGNED),
    "amends": Asked(_("Tells what of the first text no longer holds."), _SIGNED),
    "changes": Asked(_("Readers see old and new side by side."), _SIGNED),
    "title": Asked(_("The paper is asked for by its title."), _SIGNED),
    "scope": Asked(_("What is not in the scope cannot be paid."), _SIGNED),
    "legal_basis": Asked(_("The legal office checks it first."), _SIGNED),
    "paper": Asked(_("A paper in hand, a copy and a mention weigh differently."), _SIGNED),
    "handed_over_on": Asked(_("Shows since when the draft lies with the government."), _LETTER),
    "signed_on": Asked(_("The day the cooperation became binding."), _SIGNED),
    "cancelled_on": Asked(_("What was cancelled is not counted as in force."), _LETTER),
    "starts_on": Asked(_("In force and signed are not always the same day."), _SIGNED),
    "ends_on": Asked(_("The reminder to renew is reckoned from it."), _SIGNED),
    "number_ours": Asked(_("Both archives find the paper by its number."), _SIGNED),
    "number_theirs": Asked(_("Both archives find the paper by its number."), _SIGNED),
    "place": Asked(_("Part of the text of every later letter."), _SIGNED),
    "signatory_ours": Asked(_("Only some posts may bind AKSANSI."), _SIGNED),
    "signatory_theirs": Asked(_("A head of region binds more than a head of office."), _SIGNED),
    "remarks": Asked(_("What the paper does not say, but the next reader needs."), _CONTACT),
}
