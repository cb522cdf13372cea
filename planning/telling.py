"""Who is mailed of what happens in this room."""

from __future__ import annotations

from core.access import region_code_of
from core.records.notices import sending
from core.records.notices.people import officers_of
from planning.models import Advice


def tell_of_advice(advice: Advice) -> None:
    """Note for the chapter's officers that the Secretariat gave advice."""
    line = advice.line
    sending.tell(
        "advised",
        key=f"advised:{advice.pk}",
        to=officers_of(region_code_of(advice)),
        line=lambda: f"{line}: {advice.text}",
        path=line.get_absolute_url(),
    )
