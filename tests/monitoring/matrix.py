"""Rows of this room in the access matrix, and its objects for matrix and canary."""

from __future__ import annotations

from typing import Any

from tests.ksm.factories import make_facility
from tests.monitoring import factories as f
from tests.personas import (
    ALL,
    NATIONAL,
    OWN,
    OWN_NATIONAL,
    OWN_OFFICER,
    OWN_WRITERS,
    PUBLIC,
    WRITERS,
)

JOURNAL = {
    "archive": OWN_WRITERS,
    "restore": OWN_NATIONAL,
    "history": OWN,
    "note": OWN_WRITERS,
    "file": OWN_WRITERS,
}
TOP = {**JOURNAL, "list": ALL, "create": WRITERS, "detail": OWN, "edit": OWN_WRITERS}
# Reference rows: everybody reads them, the Secretariat keeps them.
SHARED = {
    "list": ALL,
    "detail": ALL,
    "history": ALL,
    **dict.fromkeys(("archive", "restore", "note", "file"), NATIONAL),
}


# What others than the Secretariat do not even see.
UNSEEN = {who: 404 if code == 403 else code for who, code in NATIONAL.items()}


def _record(noun: str, pages: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    return {f"monitoring:{noun}-{page}": row for page, row in pages.items()}


ROWS: dict[str, dict[str, int]] = {
    **_record("instrument", {**SHARED, "compare": ALL, "xlsform": ALL, "paper": ALL}),
    **_record(
        "instrument",
        dict.fromkeys(
            ("create", "edit", "version", "publish", "takeback", "upload", "preview"), NATIONAL
        ),
    ),
    "monitoring:question-detail": ALL,
    **{
        f"monitoring:{part}-{page}": NATIONAL
        for part in ("aspect", "question", "option", "cross-check")
        for page in ("create", "edit", "place", "remove")
    },
    **_record("effluent-standard", {**SHARED, "create": NATIONAL, "edit": NATIONAL}),
    **{
        f"monitoring:effluent-{part}-{page}": NATIONAL
        for part in ("class", "limit")
        for page in ("create", "edit", "archive", "restore")
    },
    **_record("round", {**TOP, "targets": OWN_WRITERS, "rescore": OWN_NATIONAL}),
    **_record("round-target", {k: v for k, v in TOP.items() if k != "create"}),
    "monitoring:recap": ALL,
    "monitoring:recap-pdf": ALL,
    "monitoring:comparison": ALL,
    "monitoring:comparison-pdf": ALL,
    "monitoring:watch-list": ALL,
    "monitoring:effluent": ALL,
    "monitoring:round-target-paper": OWN,
    "monitoring:round-target-papers": ALL,
    "monitoring:visit-score": OWN,
    "monitoring:visit-score-pdf": OWN,
    "monitoring:facility-scores": OWN,
    **_record(
        "visit",
        {
            **TOP,
            "answers": OWN_WRITERS,
            "aspect": OWN_WRITERS,
            "approve": NATIONAL,
            "review": OWN_OFFICER,
        },
    ),
    **_record(
        "finding", {**TOP, "close": OWN_WRITERS, "verify": OWN_WRITERS, "reopen": OWN_WRITERS}
    ),
    **_record("office-duty", TOP),
    **_record("sample", TOP),
    "monitoring:lab-grid": WRITERS,
    **_record(
        "result",
        {
            "create": OWN_WRITERS,
            "edit": OWN_WRITERS,
            "archive": OWN_WRITERS,
            "restore": OWN_NATIONAL,
        },
    ),
    **_record(
        "submission-server",
        {
            **dict.fromkeys(("list", "create", "detail", "edit", "pull", "push"), NATIONAL),
            **dict.fromkeys(("archive", "restore"), UNSEEN),
        },
    ),
    "monitoring:field": WRITERS,
    "monitoring:field-ticket": WRITERS,
    "monitoring:field-worker": PUBLIC,
    "monitoring:field-manifest": PUBLIC,
    "monitoring:field-visit": OWN_WRITERS,
    "monitoring:field-photos": OWN_WRITERS,
}


def make_world(code: str, text: str) -> dict[str, dict[str, Any]]:
    """Make one of everything in a region, `text` in every text field; return the keys of the addresses."""
    facts = {"source": text, "source_url": "https://example.org/", "as_of": "2018"}
    facility = make_facility(code, name=text)
    instrument, standard = f.make_instrument(), f.make_standard()
    campaign = f.make_round(code, name=text, note=text, **facts)
    visit = f.make_visit(
        facility, round=campaign, team=text, respondent=text, narrative=text, **facts
    )
    f.make_answer(visit, "F12", text)
    target = f.make_target(campaign, facility, team=text, reason=text, **facts)
    finding = f.make_finding(
        code,
        facility=facility,
        visit=visit,
        title=text,
        description=text,
        action_required=text,
        reply="received",
        reply_letter=text,
        **facts,
    )
    sample = f.make_sample(
        code,
        facility=facility,
        place=text,
        laboratory_text=text,
        sampler=text,
        visit=visit,
        **facts,
    )
    result = f.make_result(sample, stated_by=text, method=text)
    of_standard = f.make_class(standard)
    keys = {
        "effluent-class": of_standard,
        "effluent-limit": standard.limits.first(),
        "instrument": instrument,
        "effluent-standard": standard,
        "round": campaign,
        "round-target": target,
        "visit": visit,
        "finding": finding,
        "office-duty": f.make_duty(code, office__name=text, **facts),
        "sample": sample,
        "submission-server": f.make_server(title=text, form=text, account=text),
        "result": result,
    }
    found: dict[str, dict[str, Any]] = {}
    draft = f.make_instrument("draf", published_at=None)
    asked = f.question("T01", draft)
    parts = {"instrument": draft, "aspect": asked.aspect, "question": asked}
    keys["option"] = asked.options.first()
    keys["cross-check"] = f.make_check(draft)
    keys |= parts
    parents = {"aspect": draft, "question": asked.aspect, "option": asked, "result": sample}
    parents["cross-check"] = draft
    parents |= {"effluent-class": standard, "effluent-limit": standard}
    found["monitoring:visit-score"] = found["monitoring:visit-score-pdf"] = {"key": visit.pk}
    found["monitoring:facility-scores"] = {"key": facility.code}
    for name in ROWS:
        if name in found:
            continue
        noun, _dash, page = name.removeprefix("monitoring:").rpartition("-")
        if page == "create":
            found[name] = {"key": parents[noun].pk} if noun in parents else {}
        elif page != "list" and noun in keys:
            found[name] = {"key": keys[noun].pk}
    aspect = instrument.aspects.order_by("order").first()
    found["monitoring:visit-aspect"] = {"key": visit.pk, "aspect": aspect.pk}
    device = {"key": visit.client_uuid}
    found |= {"monitoring:field-visit": device, "monitoring:field-photos": device}
    for name in ("recap", "recap-pdf", "comparison", "comparison-pdf", "effluent"):
        found[f"monitoring:{name}"] = {}
    for name in ("field", "field-ticket", "field-worker", "field-manifest"):
        found[f"monitoring:{name}"] = {}
    found["monitoring:visit-approve"] = found["monitoring:round-target-papers"] = {}
    found["monitoring:visit-review"]["query"] = "move=submit"
    return found
