"""The state of the partnerships in sentences, as the source document tells its eight MoU."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as __
from django.utils.translation import ngettext

from agreements import pipeline
from agreements.models import AgreementKind, BlockerReason
from agreements.reports.rows import PipelineRow
from core.tools import partial_dates

MOU_ORDER = pipeline.STAGES[pipeline.MOU_SIGNED].order
ENDED_ORDER = pipeline.STAGES[pipeline.ENDED].order


def tell(signed: dict[str, set[int]], rows: list[PipelineRow]) -> tuple[str, ...]:
    """Return the signed MoU and PKS and who went on from the MoU, in sentences; () where nothing is signed.

    As in "Proses kerjasama …" (aksansi.org/?p=495): eight MoU by name, none of them a MoA yet, only
    Kota Mojokerto gone on to the technical mechanism.
    """
    names = {row.key: row.region for row in rows if not row.is_example}
    mou, pks = (
        [name for key, name in names.items() if key in signed[kind]]
        for kind in (AgreementKind.MOU, AgreementKind.PKS)
    )
    if not mou and not pks:
        return ()
    said = [
        ngettext("%(n)s MoU is signed: %(where)s.", "%(n)s MoU are signed: %(where)s.", len(mou))
        % {"n": len(mou), "where": ", ".join(mou)}
        if mou
        else __("No MoU is signed.")
    ]
    if pks:
        said.append(
            ngettext(
                "%(n)s has become a PKS (MoA): %(where)s.",
                "%(n)s have become a PKS (MoA): %(where)s.",
                len(pks),
            )
            % {"n": len(pks), "where": ", ".join(pks)}
        )
    else:
        said.append(__("None of them has become a PKS (MoA) yet."))
    beyond = [
        f"{row.region} ({row.standing.stage.label})"
        for row in rows
        if row.key in signed[AgreementKind.MOU]
        and row.key not in signed[AgreementKind.PKS]
        and not row.is_example
        and MOU_ORDER < row.standing.stage.order < ENDED_ORDER
    ]
    if beyond:
        said.append(__("Gone on from the MoU: %(where)s.") % {"where": ", ".join(beyond)})
    return tuple(said)


def reasons_note(reasons: list[BlockerReason], at: dt.date) -> str:
    """Return who names the reasons and as of when, "" where no source had named them by that day.

    A source that names them for all partnerships together says nothing of any one of them: a count
    of 0 then means that none was recorded, not that none was met.
    """
    for reason in reasons:
        known = partial_dates.first_day(reason.as_of) if reason.as_of else None
        if reason.source and known and known <= at:
            return __(
                "The reasons are named by: %(source)s (as of %(day)s). The figures count only what was recorded for "
                "one partnership: 0 means not recorded, not that it did not stand in the way."
            ) % {"source": reason.source, "day": partial_dates.display(reason.as_of)}
    return ""
