"""What a chapter's table says of a facility beside the facility itself: programmes, and what was seen.

Offices keep one line per facility: name, year, programme, households served, condition. A programme
becomes a funding contribution, what was seen a status record of its day; a second import finds both.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.core.validators import MaxLengthValidator
from django.db.models import Prefetch
from django.utils import timezone, translation
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet
from core.importing import Choice, Line, Row, Several, SheetField, Writer, column
from core.importing.cells.choices import choice_key
from core.importing.rows import Raw, Values
from core.importing.sheets import folded
from core.land.regions import search_key
from core.records.sources import SOURCE
from core.tools import partial_dates
from core.tools.files.spreadsheets import plain
from ksm.choices import Condition, FunctionStatus, LifeStage
from ksm.models import Facility, FundingContribution, Programme, StatusRecord
from ksm.resources.cells import RoughCell
from ksm.stages import in_use, is_sign_of_use, stage_of_new, told_stage

SEEN = ("function_status", "physical_condition", "active_sr", "kk", "jiwa")
SEEN_ON = "observed_on"
# Months and days as words and addresses of news state them: "survey 2014-11", "/2021/10/18/".
_ISO = re.compile(r"(?<![\d-])(?:19|20)\d\d-(?:0[1-9]|1[0-2])(?:-[0-3]\d)?(?![\d-])")
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)/(0[1-9]|1[0-2])(?:/([0-3]\d))?/")
SEEN_WORDS = "seen_remark"
# Whether a figure of what was seen is marked as rough; the facility has a mark of its own.
SEEN_ROUGH = "seen_is_estimate"
PROGRAMMES = "programmes"
# The stage that words of other columns tell ("75 %, pipa belum dipasang"), where the row states none.
STAGE_SAID = "stage_said"
# What tables call the programmes beside their code and their names; a word that fits several names none of them.
PROGRAMME_WORDS = {
    "sanimas_reguler": ("sanimas reguler",),
    "dak_slbm": ("slbm", "dak slbm"),
    "usri": ("usri",),
    "dak_sanitasi": ("dak sanitasi",),
    "sanimas_idb": ("sanimas idb", "idb"),
    "pnpm_kotaku": ("pnpm",),
    "apbdes": ("apbdes", "dana desa"),
    "sanfab": ("sanfab",),
    "csr": ("csr",),
    "swadaya": ("swadaya",),
}


fits = MaxLengthValidator(FundingContribution._meta.get_field("remark").max_length)


class FunctionCell(Choice):
    """A function; of a facility that is not in use the list says the stage instead, which states none."""

    @override
    def clean(self, value: Raw) -> object:
        stage = _stage_words().get(choice_key(plain(value))) or told_stage(plain(value))
        return Several({STAGE_SAID: stage}) if stage else super().clean(value)


@cache
def _stage_words() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in ("id", "en"):
        with translation.override(language):
            found |= {choice_key(str(label)): value for value, label in LifeStage.choices}
    # "Not known" is a function too.
    return {word: value for word, value in found.items() if value != LifeStage.UNKNOWN}


class ConditionCell(Line):
    """What was seen in words; where the word is one of the list of conditions, it is that."""

    @override
    def clean(self, value: Raw) -> object:
        text = self.text(value)
        found = Choice(Condition).words().get(choice_key(text))
        return Several(physical_condition=found) if found else text


class ProgrammesCell(Line):
    """Names of programmes, several with a semicolon."""

    width = 26

    @override
    def clean(self, value: Raw) -> object:
        parts = [part.strip() for part in self.text(value).split(";")]
        for part in parts:
            fits(part)
        return tuple(dict.fromkeys(part for part in parts if part))


def given_words(obj: Facility) -> str:
    """Return the programmes of a facility loaded `with_beside`, as the column shows and reads them."""
    return "; ".join(dict.fromkeys(filter(None, map(_word, obj.given))))  # type: ignore[attr-defined]


def _word(given: FundingContribution) -> str:
    return str(given.programme) if given.programme else given.remark


def _nothing(obj: object) -> str:
    return ""  # a template asks for what was seen anew; what is known stands on the facility's page


_SEEN_HELP = _("Makes a status record of the day it was seen; earlier ones stay.")
COLUMNS = (
    SheetField(PROGRAMMES, _("Programme"), ProgrammesCell(), value=given_words, sample="SANIMAS Reguler",
               synonyms=("programme", "program", "nama program", "sumber dana", "pendanaan", "funding"),
               help_text=_("Several with a semicolon. A name that is not a known programme is kept as a remark.")),
    column(StatusRecord, SEEN_ON, value=_nothing, sample="12 Maret 2018",
           synonyms=("tanggal pendataan", "tanggal update", "tanggal survei", "tanggal kunjungan", "diamati"),
           help_text=_("The day the next five columns were seen; else the day of “as of”, else what the words on "
                       "the condition (“2021-10”) or the address of the source (“/2021/10/18/”) state.")),
    column(StatusRecord, "function_status", FunctionCell(FunctionStatus, synonyms={
               FunctionStatus.WORKING: ("berfungsi baik", "beroperasi", "aktif"),
               FunctionStatus.NOT_WORKING: ("rusak", "tidak beroperasi", "mangkrak")}),
           value=_nothing, synonyms=("fungsi", "keberfungsian", "status fungsi", "status keberfungsian"),
           help_text=_SEEN_HELP),
    column(StatusRecord, "physical_condition", Choice(Condition), value=_nothing,
           synonyms=("kondisi", "kondisi fisik"), help_text=_SEEN_HELP),
    column(StatusRecord, "active_sr", RoughCell("active_sr", SEEN_ROUGH), value=_nothing,
           synonyms=("sr aktif", "jumlah sr aktif", "sr terlayani"), help_text=_SEEN_HELP),
    column(StatusRecord, "kk", RoughCell("kk", SEEN_ROUGH), value=_nothing,
           synonyms=("kk terlayani", "jumlah kk terlayani", "kk pengguna", "kk dilayani", "rumah tangga terlayani",
                     "served_households", "households served", "served kk", "kk served"), help_text=_SEEN_HELP),
    column(StatusRecord, "jiwa", RoughCell("jiwa", SEEN_ROUGH), value=_nothing,
           synonyms=("jiwa terlayani", "jumlah jiwa terlayani", "jiwa pengguna", "jiwa dilayani", "penduduk terlayani",
                     "jumlah pemanfaat jiwa", "pemanfaat (jiwa)",
                     "served_people", "people served"), help_text=_SEEN_HELP),
    SheetField(SEEN_WORDS, _("Condition in words"), ConditionCell(), value=_nothing,
               synonyms=("condition", "uraian kondisi", "kondisi lapangan"),
               help_text=_("A remark on what was seen; among the facility's remarks where nothing else was.")),
)  # fmt: skip


def with_beside(rows: ScopedQuerySet) -> Any:
    """Load the programmes and status records of facilities; two queries."""
    given = FundingContribution.objects.current().select_related("programme")
    return rows.prefetch_related(
        Prefetch("contributions", given, to_attr="given"),
        Prefetch("status_records", StatusRecord.objects.current(), to_attr="seen"),
    )


def stated_day(words: str, address: str) -> str:
    """Return the newest month or day the words state, else the one in the address of their source; else ""."""
    found = _ISO.findall(words)
    if not found and (match := _IN_ADDRESS.search(address)):
        found = ["-".join(filter(None, match.groups()))]
    days = []
    for text in found:
        with contextlib.suppress(ValueError):
            days.append(partial_dates.parse(text))
    return max(days, default="")


@dataclass
class FacilitySheetRow(Row):
    """`given`: contributions of the programmes the row names; `seen`: what it says was seen, by attribute of
    a status record ({} for nothing), and whether it states the day itself. What is known already goes.
    `stage`: of a new facility, where the row states none; `doubt`: its words contradict what was seen.
    """

    given: list[FundingContribution] = field(default_factory=list)
    seen: Values = field(default_factory=dict)
    is_dated: bool = False
    stage: str = ""
    doubt: bool = False


class Beside:
    """What the columns of this module say, through the steps of one walk."""

    def prepare(self) -> None:
        self.today = timezone.localdate()
        self.programmes: dict[str, Programme] = {}
        for row in Programme.objects.current():
            words = (row.code, row.label_id, row.label_en, *PROGRAMME_WORDS.get(row.code, ()))
            self.programmes |= {search_key(word): row for word in words}

    def read(self, row: FacilitySheetRow) -> None:
        """Take from the values what is not the facility's own."""
        values = row.values
        seen = {name: values[name] for name in SEEN if name in values}
        if values.get(SEEN_ROUGH):
            seen["is_estimate"] = True
        on, words = values.get(SEEN_ON, ""), values.get(SEEN_WORDS, "")
        if words and (seen or on):
            seen["remark"] = words
        elif words:
            values["description"] = "; ".join(filter(None, (values.get("description"), words)))
        if seen:
            row.is_dated = bool(on)
            on = on or values.get("as_of", "") or stated_day(words, values.get("source_url", ""))
            row.seen = {SEEN_ON: on, **seen}
        if row.id is None and "stage" not in values:
            said = values.get(STAGE_SAID) or told_stage(words)
            is_seen = any(is_sign_of_use(name, seen.get(name)) for name in SEEN)
            row.stage = said or stage_of_new(values, is_seen=is_seen, today=self.today)
            # What works was built: of a plan that works the words are asked for.
            row.doubt = row.stage in (LifeStage.PLANNED, LifeStage.BUILDING) and in_use(seen)
        row.given = [self._given(word) for word in values.get(PROGRAMMES, ())]

    def _given(self, word: str) -> FundingContribution:
        programme = self.programmes.get(search_key(word))
        return FundingContribution(programme=programme, remark="" if programme else word)

    def decide(self, row: FacilitySheetRow) -> None:
        """Leave in the row only what a known facility (`with_beside`) lacks, and tell it as a change."""
        if not row.is_new:
            known = {_key(one) for one in row.obj.given}
            row.given = [one for one in row.given if _key(one) not in known]
            row.seen = _news(row)
            if row.given:
                added = "; ".join(map(_word, row.given))
                row.changed[PROGRAMMES] = (given_words(row.obj), added)
            if row.seen:
                row.changed[SEEN_ON] = ("", row.seen[SEEN_ON])
        if row.seen:
            if not row.seen[SEEN_ON]:
                row.fault(__("Say when this was observed."), SEEN_ON)
            elif partial_dates.in_future(row.seen[SEEN_ON]):
                row.fault(__("This date is in the future."), SEEN_ON)

    def write(self, rows: Sequence[FacilitySheetRow], writer: Writer) -> None:
        """Write the contributions and status records of facilities that have their keys."""
        seen = [StatusRecord(facility=row.obj, **row.seen) for row in rows if row.seen]
        given: list[Any] = [one for row in rows for one in row.given]
        for row in rows:
            for one in row.given:
                one.facility = row.obj
        by = {row.obj.pk: _source(row) for row in rows}
        for one in [*given, *seen]:
            for name, value in by[one.facility.pk].items():
                setattr(one, name, value)
        writer.add(given)
        writer.add(seen)


def _news(row: FacilitySheetRow) -> Values:
    """Return of what a row says was seen what is not known of its facility; {} for nothing.

    A list taken along says the latest that is known without a day of its own: that is no new sight. A
    day, or another "as of" than the facility's, makes it one.
    """
    seen = row.seen
    if any(all(getattr(one, name) == seen[name] for name in seen) for one in row.obj.seen):
        return {}
    if row.is_dated or row.values.get("as_of", "") not in ("", row.obj.as_of):
        return seen
    told = sorted(row.obj.seen, key=lambda one: (one.observed_on, one.pk), reverse=True)
    news = {
        name: value
        for name, value in seen.items()
        if name not in SEEN
        or (value or None) != next(filter(None, (_known(one, name) for one in told)), None)
    }
    if news.get("function_status") == FunctionStatus.UNKNOWN:
        del news["function_status"]
    return news if news.keys() & {*SEEN, "remark"} else {}


def _source(row: FacilitySheetRow) -> dict[str, str]:
    """Return the source of what a row brings: its own, where it states none that of its facility."""
    stated = {name: row.values.get(name, "") for name in SOURCE}
    return stated if any(stated.values()) else {name: getattr(row.obj, name) for name in SOURCE}


def _known(record: StatusRecord, name: str) -> object:
    value = getattr(record, name)
    return None if value in ("", FunctionStatus.UNKNOWN) else value


def _key(given: FundingContribution) -> object:
    return given.programme_id or folded(given.remark)
