"""The columns of the board. `needs` names the part of a line (`aksansi.board.lines`) that a cell is made of."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from aksansi.board.board import THINGS
from aksansi.board.late import ANY
from aksansi.board.lines import BoardLine
from core.records.review import State
from core.tools.formats import day
from core.tools.rows.figures import PERCENT, Figure, sentence
from core.tools.tables import Badge, Column
from ksm.choices import FunctionStatus
from planning.models import Duty

NONE_YET = _("None yet")


def _joined(*parts: str) -> SafeString:
    told = [part for part in parts if part]
    return format_html_join(" · ", "{}", ((part,) for part in told))


def _late(line: BoardLine) -> Badge:
    if n := len(line.late):
        return Badge(ngettext("%(n)s thing", "%(n)s things", n) % {"n": n}, "bad")
    return Badge(__("Nothing"), "good" if line.due else "none")


def _late_words(line: BoardLine) -> str:
    return ", ".join(str(label) for what, label in THINGS.items() if what in line.late)


def _missing(line: BoardLine, duty: str) -> Badge:
    return Badge(NONE_YET, "bad" if duty in line.late else "none")


def _changed(n: int, url: str) -> SafeString | str:
    if not n:
        return ""
    words = ngettext("%(n)s change since the approval", "%(n)s changes since the approval", n)
    return format_html('<a href="{}history/?since=approval">{}</a>', url, words % {"n": n})


def _plan(line: BoardLine) -> Badge:
    found = line.year.plan if line.year else None
    return found or _missing(line, Duty.PLAN)


def _plan_note(line: BoardLine) -> SafeString:
    year, lists = line.year, line.lists
    if year is None or year.plan is None:
        return _joined()
    activities = sentence(
        __("%(done)s of %(n)s activities done"),
        done=Figure(year.done_count, url=lists.done),
        n=Figure(year.activity_count, url=lists.planned),
    )
    return _joined(activities, _changed(year.plan_changes, year.plan_url))


def _report(line: BoardLine) -> Badge:
    found = line.year.report if line.year else None
    return found or _missing(line, Duty.REPORT)


def _report_note(line: BoardLine) -> SafeString:
    year = line.year
    if year is None or year.report is None:
        return _joined()
    return _joined(_changed(year.report_changes, year.report_url))


def _visits(line: BoardLine) -> Figure | Badge:
    if Duty.VISITS in line.late:
        return _missing(line, Duty.VISITS)
    handed_in = line.visits.get(State.SUBMITTED, 0) + line.visits.get(State.APPROVED, 0)
    return Figure(handed_in or None, url=_visits_list(line, handed="in"))


def _visits_list(line: BoardLine, **narrow: object) -> str:
    return line.lists.to("monitoring:visit-list", year=line.lists.year, standing=1, **narrow)


def _visits_note(line: BoardLine) -> SafeString:
    waiting = line.visits.get(State.SUBMITTED, 0)
    told = (
        sentence(
            __("%(n)s to review"),
            n=Figure(waiting, url=_visits_list(line, state=State.SUBMITTED)),
        )
        if waiting
        else ""
    )
    return _joined(told)


def _facilities(line: BoardLine) -> Figure:
    return Figure(line.completeness.facilities or None, url=line.lists.standing)


def _facilities_note(line: BoardLine) -> SafeString | str:
    if not (n := line.completeness.unknown):
        return ""
    unknown = Figure(n, url=line.lists.of_function(FunctionStatus.UNKNOWN))
    return sentence(__("%(n)s not known"), n=unknown)


def _officer(line: BoardLine) -> str:
    return ", ".join(user.get_full_name() or user.username for user in line.officers) or __(
        "No account"
    )


def _signed_in(line: BoardLine) -> str:
    if not line.officers:
        return ""
    last = line.officers[0].last_login
    if last is None:
        return __("never signed in")
    return __("signed in on %(date)s") % {"date": day(last, is_short=True)}


def _check_in_note(line: BoardLine) -> SafeString:
    found = line.looked
    if not found.open:
        return _joined()
    waiting = Figure(found.open, url=line.lists.check_ins(promise="open"))
    if not found.overdue:
        return _joined(sentence(__("%(n)s promises open"), n=waiting))
    late = Figure(found.overdue, url=line.lists.check_ins(promise="overdue"))
    return _joined(sentence(__("%(n)s promises open, %(late)s overdue"), n=waiting, late=late))


def _stage(line: BoardLine) -> Badge | None:
    return line.partners.standing.stage_badge if line.partners.standing else None


def _stage_note(line: BoardLine) -> SafeString:
    if line.partners.standing is None:
        return _joined()
    all_of = line.lists.partnerships()
    more = (
        sentence(__("%(n)s partnerships in all"), n=Figure(line.partners.count, url=all_of))
        if line.partners.count > 1
        else ""
    )
    return _joined(line.partners.standing.days_text, more)


def _letter(line: BoardLine) -> Badge:
    if line.letter is None:
        return _missing(line, Duty.LETTER)
    if line.letter.sent_on:
        return Badge(__("Sent"), "good")
    return Badge(__("Issued, not sent yet"), "bad" if Duty.LETTER in line.late else "part")


def _letter_note(line: BoardLine) -> SafeString:
    if line.letter is None or not line.letter.sent_on:
        return _joined()
    return _joined(day(line.letter.sent_on, is_short=True))


def _letter_url(line: BoardLine) -> str:
    if line.letter is not None:
        return line.letter.get_absolute_url()
    return ""


def _complete(line: BoardLine) -> Figure:
    found = line.completeness
    return Figure(
        None if found.share is None else round(found.share),
        PERCENT,
        found.asked,
        url=reverse("board-clinic", args=[line.code]),
        part=found.filled,
    )


def _advice(line: BoardLine) -> Figure | None:
    return Figure(line.year.open_advice or None, url=line.lists.advice) if line.year else None


COLUMNS = [
    Column("region", _("Chapter"), "chapter.region.short_name", sort="region__code", link=True,
           note=_late_words),
    Column("late", _("Overdue"), _late, kind="badge"),
    Column("late_words", _("What is overdue"), _late_words, hidden=True),
    Column("officer", _("Officer"), _officer, note=_signed_in, personal=True, needs=("officers",)),
    Column("check_in", _("Check-in"), "looked.on", kind="date", note=_check_in_note, personal=True,
           needs=("check_ins",), url=lambda line: line.lists.check_ins() if line.looked.on else ""),
    Column("plan", _("Plan"), _plan, kind="badge", note=_plan_note, needs=("year", "changes"),
           url=lambda line: line.year.plan_url if line.year else ""),
    Column("report", _("Achievements"), _report, kind="badge", note=_report_note, needs=("year", "changes"),
           url=lambda line: line.year.report_url if line.year else ""),
    Column("visits", _("Visits"), _visits, kind="number", note=_visits_note, needs=("visits",)),
    Column("facilities", _("Facilities"), _facilities, kind="number",
           note=_facilities_note, needs=("completeness",)),
    Column("complete", _("Data complete"), _complete, kind="number", needs=("completeness",)),
    Column("findings", _("Findings overdue"),
           lambda line: Figure(line.findings or None, url=line.lists.findings(status="overdue")),
           kind="number", needs=("findings",)),
    Column("stage", _("Cooperation"), _stage, kind="badge", note=_stage_note, needs=("partnership",),
           url=lambda line: line.partners.first.get_absolute_url() if line.partners.first else ""),
    Column("letter", _("Letter sent"), _letter, kind="badge", note=_letter_note, needs=("letter",),
           url=_letter_url),
    Column("groups", _("Groups"), lambda line: Figure(line.groups or None, url=line.lists.groups()),
           kind="number", needs=("groups",), hidden=True),
    Column("progress", _("Last progress"), lambda line: line.year and line.year.last_progress_on,
           kind="date", needs=("year", "progress"), hidden=True),
    Column("advice", _("Advice not answered"), _advice, kind="number", needs=("year", "advice"),
           personal=True, hidden=True),
]  # fmt: skip
LATE = [(ANY, _("Anything")), *THINGS.items()]
