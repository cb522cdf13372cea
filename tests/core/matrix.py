"""Rows of the pages beneath lists in the access matrix: what is kept of a list, and changes of many of its rows."""

from __future__ import annotations

from typing import Any

from tests.personas import ALL, NATIONAL, PUBLIC, WRITERS, refused

# Whoever opens the list opens what is kept of it.
FILTERS = (
    "agreements:regional-paper",
    "ksm:member-dues",
    "ksm:programme",
    "planning:indicator",
    "job",
    "board",
    "core:change",
    "core:region",
    "core:term",
    "core:listed-word",
    "chapters:office",
    "chapters:chapter",
    "ksm:desludging-schedule",
    "ksm:group",
    "ksm:facility-map",
    "ksm:facility",
    "ksm:status-record",
    "ksm:works",
    "ksm:desludging",
    "ksm:tariff",
    "ksm:cash-month",
    "monitoring:watch",
    "monitoring:instrument",
    "monitoring:round",
    "monitoring:round-target",
    "monitoring:visit",
    "monitoring:finding",
    "monitoring:sample",
    "monitoring:effluent-standard",
    "monitoring:office-duty",
    "ksm:dated-fact",
    "agreements:solved",
    "agreements:partnership",
    "agreements:agreement",
    "agreements:blocker",
    "agreements:contact",
    "agreements:stage",
    "agreements:blocker-reason",
    "agreements:legal-basis",
    "agreements:quiet-period",
    "agreements:clause-template",
    "events:event",
    "events:commitment",
    "events:alliance",
    "events:award",
    "events:practice",
    "events:key-date",
    "planning:annual-plan",
    "planning:activity",
    "planning:advice",
    "planning:indicator-target",
    "planning:annual-report",
    "planning:achievement",
    "planning:review-meeting",
    "planning:check-in",
    "planning:vision",
    "planning:goal",
    "planning:strategy-edition",
    "planning:development-plan",
    "planning:service",
    "planning:deadline",
    "planning:sipd-code",
    "planning:national-form",
    "planning:sipd-edition",
    "planning:budget-proposal",
    "planning:archived-report",
)
EDIT = (
    "ksm:group",
    "ksm:facility-map",
    "ksm:facility",
    "ksm:status-record",
    "ksm:works",
    "ksm:desludging",
    "ksm:tariff",
    "monitoring:round-target",
)
ARCHIVE = (
    "agreements:regional-paper",
    "ksm:member-dues",
    "ksm:cash-month",
    "chapters:office",
    "monitoring:round",
    "monitoring:visit",
    "monitoring:finding",
    "monitoring:office-duty",
    "monitoring:sample",
    "ksm:dated-fact",
    "agreements:solved",
    "agreements:partnership",
    "agreements:agreement",
    "agreements:blocker",
    "agreements:contact",
    "events:event",
    "events:commitment",
    "events:award",
    "events:practice",
    "events:key-date",
    "planning:annual-plan",
    "planning:activity",
    "planning:annual-report",
    "planning:achievement",
    "planning:review-meeting",
    "planning:vision",
    "planning:goal",
    "planning:strategy-edition",
    "planning:development-plan",
    "planning:budget-proposal",
)
# Of these the Secretariat alone archives.
ARCHIVE_NATIONAL = (
    "ksm:programme",
    "planning:indicator",
    "chapters:chapter",
    "monitoring:instrument",
    "monitoring:effluent-standard",
    "monitoring:submission-server",
    "agreements:blocker-reason",
    "agreements:legal-basis",
    "agreements:quiet-period",
    "agreements:clause-template",
    "events:alliance",
    "planning:check-in",
    "planning:service",
    "planning:deadline",
    "planning:sipd-code",
    "planning:national-form",
    "planning:sipd-edition",
    "core:reminder-rule",
    "core:term",
    "core:listed-word",
)
MANY = {**dict.fromkeys(EDIT, "edit"), **dict.fromkeys((*ARCHIVE, *ARCHIVE_NATIONAL), "archive")}
WORDS = ("term", "listed-word")
TERM_STEPS = ("edit", "archive", "restore", "note", "file")
ROWS: dict[str, dict[str, int]] = {
    **{f"{stem}-filters": ALL for stem in FILTERS},
    "core:security-event-filters": NATIONAL,
    # Opened by its address it leads home.
    "core:see-as-end": refused(ALL, signed_in=302),
    "core:user-filters": NATIONAL,
    "monitoring:submission-server-filters": NATIONAL,
    "chapters:validation-filters": NATIONAL,
    "chapters:affiliation-filters": NATIONAL,
    "core:import-job-filters": WRITERS,
    **{
        f"core:{name}": NATIONAL
        for name in (
            *(f"{stem}-filters" for stem in ("notice", "mail-text", "reminder-rule")),
            *(f"notice-{page}" for page in ("list", "detail")),
            *(f"mail-text-{page}" for page in ("list", "detail", "edit")),
            *(f"reminder-rule-{page}" for page in ("list", "create", "detail", "edit")),
            *(f"reminder-rule-{page}" for page in ("archive", "restore")),
        )
    },
    # Its address is its key, whoever opens it.
    "core:mail-off": PUBLIC,
    **{f"{stem}-bulk": WRITERS for stem in (*EDIT, *ARCHIVE)},
    **{f"{stem}-bulk": NATIONAL for stem in ARCHIVE_NATIONAL},
    **{f"core:{stem}-{page}": ALL for stem in WORDS for page in ("list", "detail", "history")},
    **{f"core:{stem}-{page}": NATIONAL for stem in WORDS for page in (*TERM_STEPS, "create")},
}


def make_world(code: str, text: str) -> dict[str, dict[str, Any]]:
    """Make a mail to somebody of the region, and what all mails share; return the keys of the addresses."""
    from core.access import Role
    from core.people.users import User
    from core.records.listed import ListedWord
    from core.records.listed.glossary import Term
    from core.records.notices import switches
    from core.records.notices.models import MailText, Notice, ReminderRule

    user, _made = User.objects.get_or_create(
        username=f"penerima-{code}",
        defaults={
            "role": Role.CHAPTER,
            "regions": (code,),
            "email": f"penerima-{code}@example.org",
        },
    )
    notice = Notice.objects.create(
        recipient=user, kind="advised", key=text, line=text, path="/", failure=text
    )
    wording, _made = MailText.objects.get_or_create(kind="advised")
    reminder, _made = ReminderRule.objects.get_or_create(what="account", days_before=30)
    token = switches.address_for(user, "advised").rstrip("/").rpartition("/")[2]
    rules = ("detail", "edit", "archive", "restore")
    # No region's: what it says everybody reads, so nothing of the region stands in it.
    term, _made = Term.objects.get_or_create(word_id="SR", meaning_id="Sambungan rumah")
    told = {"label_id": "Zakat", "label_en": "Alms"}
    word, _made = ListedWord.objects.get_or_create(list="fund", code="zakat", defaults=told)
    return {
        **{
            f"core:{stem}-{page}": {"key": row.pk}
            for stem, row in zip(WORDS, (term, word), strict=True)
            for page in ("detail", "history", *TERM_STEPS)
        },
        **{f"{stem}-bulk": {"kind": kind} for stem, kind in MANY.items()},
        "core:notice-detail": {"key": notice.pk},
        "core:mail-off": {"token": token},
        **{f"core:mail-text-{page}": {"key": wording.pk} for page in ("detail", "edit")},
        **{f"core:reminder-rule-{page}": {"key": reminder.pk} for page in rules},
    }
