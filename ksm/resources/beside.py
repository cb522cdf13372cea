"""What a chapter's table says of a facility beside the facility itself: programmes, and what was seen.

Offices keep one line per facility: name, year, programme, households served, condition. A programme
becomes a funding contribution, what was seen a status record of its day; a second import finds both.
"""

from __future__ import annotations

import contextlib
import re
from functools import cache
from typing import Any

from django.core.validators import MaxLengthValidator
from django.db.models import Prefetch
from django.utils import timezone, translation
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.importing import Choice, Line, Row, Several, SheetField, column
from core.importing.cells import choice_key
from core.importing.sheets import folded
from core.land.regions import search_key
from core.tools import partial_dates
from core.tools.files.spreadsheets import plain
from ksm.choices import Condition, FunctionStatus, Stage
from ksm.models import Facility, FundingContribution, Programme, StatusRecord
from ksm.resources.cells import RoughCell

SEEN = ("function_status", "physical_condition", "active_sr", "kk", "jiwa")
SEEN_ON = "observed_on"
# Months and days as words and addresses of news state them: "survey 2014-11", "/2021/10/18/".
_ISO = re.compile(r"(?<![\d-])(?:19|20)\d\d-(?:0[1-9]|1[0-2])(?:-[0-3]\d)?(?![\d-])")
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)/(0[1-9]|1[0-2])(?:/([0-3]\d))?/")
SEEN_WORDS = "seen_remark"
# Whether a figure of what was seen is marked as rough; the facility has a mark of its own.
SEEN_ROUGH = "seen_is_estimate"
PROGRAMMES = "programmes"
# What tables call the programmes beside their code and their names.
PROGRAMME_WORDS = {
    "sanimas_reguler": ("sanimas", "sanimas reguler"),
    "dak_slbm": ("slbm", "dak slbm"),
    "usri": ("usri",),
    "dak_sanitasi": ("dak sanitasi",),
    "sanimas_idb": ("sanimas idb", "idb"),
    "pnpm_kotaku": ("kotaku", "pnpm"),
    "apbdes": ("apbdes", "dana desa"),
    "sanfab": ("sanfab",),
    "csr": ("csr",),
    "swadaya": ("swadaya",),
}


fits = MaxLengthValidator(FundingContribution._meta.get_field("remark").max_length)


class FunctionCell(Choice):
    """A function; of a facility that is not in use the list says the stage instead, which states none."""

    @override
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return "" if choice_key(plain(value)) in _stage_words() else super().clean(value)


@cache
def _stage_words() -> frozenset[str]:
    found = set()
    for language in ("id", "en"):
        with translation.override(language):
            found |= {choice_key(str(label)) for _value, label in Stage.choices}
    return frozenset(found)


class ConditionCell(Line):
    """What was seen in words; where the word is one of the list of conditions, it is that."""

    @override
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = super().clean(value)
        found = Choice(Condition).words().get(choice_key(text))
        return Several(physical_condition=found) if found else text


class ProgrammesCell(Line):
    """Names of programmes, several with a semicolon."""

    width = 26

    @override
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        parts = [part.strip() for part in super().clean(value).split(";")]
        for part in parts:
            fits(part)
        return tuple(dict.fromkeys(part for part in parts if part))


def given_words(obj: Facility) -> str:
    """Return the programmes of a facility loaded `with_beside`, as the column shows and reads them."""
    return "; ".join(dict.fromkeys(filter(None, map(_word, obj.given))))  # type: ignore[attr-defined]


def _word(given: FundingContribution) -> str:
    return str(given.programme) if given.programme else given.remark


def _nothing(obj: Any) -> str:
    return ""  # a template asks for what was seen anew; what is known stands on the facility's page


_SEEN_HELP = _("Makes a status record of the day it was seen; earlier ones stay.")
COLUMNS = (
    SheetField(PROGRAMMES, _("Programme"), ProgrammesCell(), value=given_words, sample="SANIMAS Reguler",
               synonyms=("programme", "program", "nama program", "sumber dana", "pendanaan", "funding"),
               help_text=_("Several with a semicolon. A name that is not a known programme is kept as a remark.")),
    column(StatusRecord, SEEN_ON, value=_nothing, sample="12 Maret 2018",
           synonyms=("tanggal pendataan", "tanggal survei", "tanggal kunjungan", "diamati"),
           help_text=_("The day the next five columns were seen; else the day of “as of”, else what the words on "
                       "the condition (“2021-10”) or the address of the source (“/2021/10/18/”) state.")),
    column(StatusRecord, "function_status", FunctionCell(FunctionStatus, synonyms={
               FunctionStatus.WORKING: ("berfungsi baik", "beroperasi", "aktif"),
               FunctionStatus.NOT_WORKING: ("rusak", "tidak beroperasi", "mangkrak")}),
           value=_nothing, synonyms=("fungsi", "keberfungsian", "status fungsi"), help_text=_SEEN_HELP),
    column(StatusRecord, "physical_condition", Choice(Condition), value=_nothing,
           synonyms=("kondisi", "kondisi fisik"), help_text=_SEEN_HELP),
    column(StatusRecord, "active_sr", RoughCell("active_sr", SEEN_ROUGH), value=_nothing,
           synonyms=("sr aktif", "jumlah sr aktif", "sr terlayani"), help_text=_SEEN_HELP),
    column(StatusRecord, "kk", RoughCell("kk", SEEN_ROUGH), value=_nothing,
           synonyms=("kk terlayani", "jumlah kk terlayani", "kk pengguna", "kk dilayani", "rumah tangga terlayani",
                     "served_households", "households served", "served kk", "kk served"), help_text=_SEEN_HELP),
    column(StatusRecord, "jiwa", RoughCell("jiwa", SEEN_ROUGH), value=_nothing,
           synonyms=("jiwa terlayani", "jumlah jiwa terlayani", "jiwa pengguna", "jiwa dilayani", "penduduk terlayani",
                     "served_people", "people served"), help_text=_SEEN_HELP),
    SheetField(SEEN_WORDS, _("Condition in words"), ConditionCell(), value=_nothing,
               synonyms=("condition", "uraian kondisi", "kondisi lapangan"),
               help_text=_("A remark on what was seen; among the facility's remarks where nothing else was.")),
)  # fmt: skip


def with_beside(rows: Any) -> Any:
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


class Beside:
    """Takes the columns of this module out of the rows of one walk, and writes what they say."""

    def prepare(self) -> None:
        self.programmes: dict[str, Programme] = {}
        for row in Programme.objects.current():
            words = (row.code, row.label_id, row.label_en, *PROGRAMME_WORDS.get(row.code, ()))
            self.programmes |= {search_key(word): row for word in words}

    def take(self, row: Row) -> None:
        """Move what is not the facility's own from `values` to `extra`; fault what cannot be."""
        values = row.values
        on = values.pop(SEEN_ON, "")
        seen = {name: values.pop(name) for name in SEEN if name in values}
        if values.pop(SEEN_ROUGH, False):
            seen["is_estimate"] = True
        words = values.pop(SEEN_WORDS, "")
        if words and (seen or on):
            seen["remark"] = words
        elif words:
            values["description"] = "; ".join(filter(None, (values.get("description"), words)))
        if seen:
            row.extra["is_dated"] = bool(on)
            on = on or values.get("as_of", "") or stated_day(words, values.get("source_url", ""))
            row.extra["seen"] = {SEEN_ON: on, **seen}
        row.extra["given"] = [self._given(word) for word in values.pop(PROGRAMMES, ())]

    def _given(self, word: str) -> dict[str, Any]:
        programme = self.programmes.get(search_key(word))
        return {"programme": programme} if programme else {"remark": word}

    def judge(self, row: Row) -> None:
        """Fault what was seen on no day, or on one to come."""
        if seen := row.extra.get("seen"):
            first = partial_dates.first_day(seen[SEEN_ON]) if seen[SEEN_ON] else None
            if not seen[SEEN_ON]:
                row.fault(__("Say when this was observed."), SEEN_ON)
            elif first is None or first > timezone.localdate():
                row.fault(__("This date is in the future."), SEEN_ON)

    def meet(self, row: Row) -> None:
        """Leave in `extra` only what a known facility (`with_beside`) lacks, and tell it as a change."""
        obj, extra = row.obj, row.extra
        known = {item.programme_id or folded(item.remark) for item in obj.given}
        extra["given"] = [item for item in extra.get("given", ()) if _key(item) not in known]
        if extra["given"]:
            added = "; ".join(
                str(item.get("programme") or item["remark"]) for item in extra["given"]
            )
            obj.programmes, row.values[PROGRAMMES] = given_words(obj), added
        seen = extra.get("seen")
        if seen and any(
            all(getattr(one, name) == value for name, value in seen.items()) for one in obj.seen
        ):
            extra.pop("seen")
        elif seen and (seen := _news(row, seen)):
            extra["seen"] = seen
            obj.observed_on, row.values[SEEN_ON] = "", seen[SEEN_ON]
            self.judge(row)
        else:
            extra.pop("seen", None)

    def write(self, rows: list[Row], bulk: Any) -> None:
        """Write the contributions and status records of facilities that have their keys."""
        for model, name in ((FundingContribution, "given"), (StatusRecord, "seen")):
            found = []
            for row in rows:
                stated = row.extra.get(name) or []
                for item in stated if isinstance(stated, list) else [stated]:
                    found.append(model(facility=row.obj, **_source(row), **item))
            bulk.insert(found)


def _news(row: Row, seen: dict[str, Any]) -> dict[str, Any]:
    """Return of what a row says was seen what is not known; {} for nothing.

    A list taken along says the latest that is known without a day of its own: that is no new sight. A
    day, or another "as of" than the facility's, makes it one.
    """
    as_of = row.values.get("as_of", "")
    if row.extra["is_dated"] or as_of not in ("", row.obj.as_of):
        return seen
    told = sorted(row.obj.seen, key=lambda one: (one.observed_on, one.pk))
    news = {
        name: value
        for name, value in seen.items()
        if name not in SEEN
        or (value or None)
        != next((known for one in reversed(told) if (known := _known(one, name))), None)
    }
    if news.get("function_status") == FunctionStatus.UNKNOWN:
        del news["function_status"]
    return news if news.keys() & {*SEEN, "remark"} else {}


def _known(record: StatusRecord, name: str) -> Any:
    value = getattr(record, name)
    return None if value in ("", FunctionStatus.UNKNOWN) else value


def _key(item: dict[str, Any]) -> Any:
    return item["programme"].pk if "programme" in item else folded(item["remark"])


def _source(row: Row) -> dict[str, Any]:
    return {name: getattr(row.obj, name) for name in ("source", "source_url", "as_of")}
