"""Rows of this room in the access matrix, and its objects for matrix and canary."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile

from chapters.models import Affiliation, BoardSeat, Chapter, Office, Official
from core.importing.models import ImportJob
from core.people.users import User
from core.records.jobs.models import Job
from core.records.journal import Note
from tests.personas import (
    ALL,
    DOOR,
    NATIONAL,
    OWN,
    OWN_NATIONAL,
    OWN_WRITERS,
    PUBLIC,
    WRITERS,
    refused,
)

JOURNAL = {
    "archive": OWN_WRITERS,
    "restore": OWN_NATIONAL,
    "history": OWN,
    "note": OWN_WRITERS,
    "file": OWN_WRITERS,
}


def _record(noun: str, **pages: dict[str, int]) -> dict[str, dict[str, int]]:
    return {f"chapters:{noun}-{page}": row for page, row in {**JOURNAL, **pages}.items()}


ROWS: dict[str, dict[str, int]] = {
    "core:me": ALL,
    "core:me-digest": ALL,
    "core:me-lists": ALL,
    "core:me-calendar": ALL,
    "account_login": DOOR,
    "account_logout": ALL,
    "account_reauthenticate": ALL,
    "account_change_password": ALL,
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    "mfa_index": ALL,
    # Only in the middle of signing in; who has no factor confirms by the password.
    "mfa_authenticate": refused(ALL, signed_in=302),
    "mfa_reauthenticate": refused(ALL, signed_in=302),
    # Sent to confirm who it is first.
    "mfa_prove_mailbox": ALL,
    "core:me-address": refused(ALL, signed_in=302),
    # A link that is worth nothing leads to the own account.
    "core:me-address-confirm": refused(ALL, signed_in=302),
    "core:me-sessions": ALL,
    "mfa_activate_totp": refused(ALL, signed_in=302),
    "mfa_generate_recovery_codes": refused(ALL, signed_in=302),
    # Nobody here has a factor.
    "mfa_deactivate_totp": refused(ALL, signed_in=404),
    "mfa_view_recovery_codes": refused(ALL, signed_in=404),
    "mfa_download_recovery_codes": refused(ALL, signed_in=404),
    "chapters:validation": NATIONAL,
    "core:security-event-list": NATIONAL,
    "core:change-list": ALL,
    "core:change-detail": OWN,
    "core:region-list": ALL,
    "core:region-create": NATIONAL,
    "core:region-detail": OWN,
    "core:region-edit": OWN_NATIONAL,
    **_record("office", list=ALL, create=WRITERS, detail=OWN, edit=OWN_WRITERS),
    **_record("official", create=OWN_WRITERS, detail=OWN, edit=OWN_WRITERS, replace=OWN_WRITERS),
    # Only the Secretariat makes and archives chapters; their officers edit them.
    **_record(
        "chapter", list=ALL, create=NATIONAL, detail=OWN, edit=OWN_WRITERS, archive=OWN_NATIONAL
    ),
    "chapters:chapter-seats": OWN_WRITERS,
    "core:import-job-list": WRITERS,
    "core:import-job-create": WRITERS,
    "core:import-template": WRITERS,
    # An import is its user's; the Secretariat looks on.
    **{
        f"core:import-job-{page}": {**OWN_WRITERS, "pair_officer": 404, "other_official": 403}
        for page in ("detail", "columns", "errors")
    },
    "core:import-of-job": {
        **refused(OWN_WRITERS, signed_in=302),
        "pair_officer": 404,
        "other_official": 403,
    },
    **_record("board-seat", create=OWN_WRITERS, detail=OWN, edit=OWN_WRITERS),
    "core:attachment-archive": OWN_WRITERS,
    "chapters:affiliation-list": NATIONAL,
    "chapters:affiliation-edit": NATIONAL,
    **{
        f"core:user-{page}": NATIONAL
        for page in (
            "list",
            "create",
            "detail",
            "edit",
            "history",
            "invite",
            "extend",
            "see",
            "calendar",
            "factor",
            "close",
            "reopen",
        )
    },
}


def make_world(code: str, text: str) -> dict[str, dict[str, Any]]:
    """Make one of everything in a region, `text` in every text field; return the keys of the addresses."""
    import uuid

    from django.contrib.contenttypes.models import ContentType

    from core.access import Role
    from core.people import security
    from core.people.security_log import SecurityKind
    from core.records import bulk, services
    from core.records.batches import BatchKind
    from core.records.journal import Attachment

    short = text[:20]
    facts = {"source": text, "source_url": "https://example.org/"}
    office = Office.objects.create(
        region_id=code, name=f"{text} Dinas", short_name=short, kind="opd", address=text, **facts
    )
    official = Official.objects.create(
        office=office, position=text, name=text, phone=short, handles_sanitation=True, **facts
    )
    chapter = Chapter.objects.create(
        region_id=code, status="active", decree=text, address=text, description=text, **facts
    )
    seat = BoardSeat.objects.create(
        chapter=chapter,
        role="ketua",
        field=text,
        person=text,
        group_name=text,
        phone=short,
        **facts,
    )
    user = User.objects.create(
        username=f"{short.lower().replace(' ', '-')}-{code}",
        role=Role.CHAPTER,
        regions=(code,),
        first_name=text,
        position=text,
        email=f"{short.lower().replace(' ', '')}{code}@example.org",
    )
    Affiliation.objects.create(user=user, office=office, official=official)
    job = make_import(User.objects.filter(username="officer", regions=code).first() or user, text)
    by = User.objects.filter(regions="").first() or User.system()
    if by.pk:
        services.add_note(obj=chapter, by=by, text=text, kind="info")
    else:
        Note.objects.create(
            content_type=ContentType.objects.get_for_model(chapter),
            object_id=str(chapter.pk),
            region_id=code,
            text=text,
        )
    kept = Attachment.objects.create(
        content_type=ContentType.objects.get_for_model(chapter),
        object_id=str(chapter.pk),
        region_id=code,
        kind="document",
        title=text,
        uuid=uuid.uuid4(),
        original_name=text,
        extension=".pdf",
        mime_type="application/pdf",
        size=1,
    )
    keys: dict[str, Any] = {
        "region": code,
        "office": office.pk,
        "official": official.pk,
        "chapter": chapter.pk,
        "board-seat": seat.pk,
        "user": user.pk,
        "affiliation": user.pk,
    }
    found: dict[str, dict[str, Any]] = {}
    for name in ROWS:
        noun, _dash, page = name.partition(":")[2].rpartition("-")
        if noun in keys and page not in ("list", "create"):
            found[name] = {"key": keys[noun]}
    task = bulk.change_task({"address": f"{text} 2"}, reason=text)
    outcome = bulk.run(task=task, model=Office, keys=[office.pk], by=user)
    security.record(SecurityKind.ACCOUNT_MADE, request=None, user=user, detail=text)
    batch = bulk.remember(outcome=outcome, kind=BatchKind.EDIT, by=user, reason=text)
    found["core:change-detail"] = {"stamp": batch.stamp}
    found["core:attachment-archive"] = {"uuid": kept.uuid}
    for page in ("detail", "columns", "errors"):
        found[f"core:import-job-{page}"] = {"key": job.uuid}
    assert job.work is not None
    found["core:import-of-job"] = {"key": job.work.uuid}
    found["core:import-job-create"] = found["core:import-template"] = {"sheet": "groups"}
    found["chapters:official-create"] = {"key": office.pk}
    found["chapters:board-seat-create"] = {"key": chapter.pk}
    found["chapters:chapter-seats"] = {"key": chapter.pk}
    found["core:me-address-confirm"] = {"token": "worthless"}
    found["account_reset_password_from_key"] = {"uidb36": "1", "key": "worthless"}
    return found


def make_import(user: User, text: str) -> ImportJob:
    """Return a checked import of the user, its texts all `text`."""
    job = ImportJob(
        user=user,
        sheet="groups",
        original_name=f"{text}.csv",
        state="checked",
        mapping={"0": "name"},
        checked={"new": 1, "changed": 0, "same": 0, "faulty": 1},
        total_rows=2,
        written_rows=2,
        work=Job.objects.create(kind="import", owner=user, title=text, state="done"),
        notes=[text],
        preview=[
            {"line": 2, "kind": "new", "what": text, "url": "", "reasons": [], "changes": []},
            {
                "line": 3,
                "kind": "faulty",
                "what": text,
                "url": "",
                "reasons": [{"column": text, "value": text, "text": text}],
                "changes": [],
            },
        ],
    )
    job.file.save("", ContentFile(f"Nama KSM\n{text}\n".encode()), save=False)
    job.errors_file.save("", ContentFile(text.encode()), save=False)
    job.save()
    return job
