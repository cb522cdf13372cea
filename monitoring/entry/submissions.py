"""How ODK Central and KoboToolbox write the answers to our XLSForm: columns of an export, read cell by cell.

Headers come bare (`T01`), with their group (`aspek_T-T01`, `aspek_T/T01`) or as labels; a place comes in
one cell (“lat lon alt acc”) or in four. Values are a machine's: decimal point, ISO dates, codes of
options. Sources: docs.getodk.org “Central submissions”, support.kobotoolbox.org “Exporting data”.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.importing import Cell, Choice, Line, PartialDate, RoughDate, SheetField, Whole
from core.importing.columns import Words
from core.importing.rows import Raw, Values
from core.tools.files.spreadsheets import plain
from ksm.choices import FacilityType
from ksm.resources.cells import CodeCell
from monitoring.entry.submission_cells import (
    LONGEST_REMARK,
    LongCell,
    ManyCell,
    MomentCell,
    NumberCell,
    ReviewCell,
    SubmittedPlaceCell,
    UuidCell,
    as_number,
)
from monitoring.models import Aspect, Instrument, NoAnswer, Question, QuestionType, Visit
from monitoring.questionnaire import showif, xlsform

UUID = "client_uuid"
EDITION, REVIEW = "edition_uuid", "review_state"
# Where a row comes from that was fetched from a server (`monitoring.servers`), and the moment it holds for.
SERVER, STAND = "aksansi_server", "aksansi_stand"
PLACE_PARTS = ("latitude", "longitude", "accuracy")


def _choice(pairs: list[tuple[str, object]]) -> Choice:
    return Choice(SimpleNamespace(choices=pairs))


REASONS = [(f"!{reason.value}", reason.label) for reason in NoAnswer]


def _column(name: str, label: Words, cell: Cell, *also: str, **options: Any) -> SheetField:
    return SheetField(name, label, cell, synonyms=also, **options)


def head_columns() -> list[SheetField]:
    """Return what stands before the questions: which submission, which facility, when, who."""

    def asked(name: str, label: Words, cell: Cell, column: str, **options: object) -> SheetField:
        words = next((row[2:4] for row in xlsform.IDENTITY if row[1] == column), ())
        return _column(name, label, cell, column, f"identitas {column}", *words, **options)

    place = xlsform.PLACE
    return [
        # A correction on the server gets a number of its own; KEY and rootUuid stay those of the submission.
        _column(
            UUID,
            _("Number of the submission"),
            UuidCell(),
            "KEY",
            "meta rootUuid",
            "rootUuid",
            required=True,
        ),
        _column(
            EDITION,
            _("Number of its edition"),
            UuidCell(),
            "_uuid",
            "meta instanceID",
            "instanceID",
        ),
        _column(
            REVIEW,
            _("State of its review"),
            ReviewCell(),
            "ReviewState",
            "_validation_status",
            "validation status",
        ),
        _column(SERVER, _("Server"), Whole(), SERVER),
        _column(STAND, _("As the server had it on"), MomentCell(), STAND),
        asked(
            xlsform.FACILITY,
            _("Code of the facility"),
            CodeCell(or_name=True),
            xlsform.FACILITY,
            required=True,
        ),
        asked(
            "visited_on",
            _("Visited on"),
            RoughDate("visited_on", "visited_on_known"),
            xlsform.DAY,
            required=True,
        ),
        asked(showif.TYPE, _("Type of the facility"), Choice(FacilityType), showif.TYPE),
        asked("team", _("Team"), Line(), xlsform.TEAM),
        asked("respondent", _("Respondent"), Line(), xlsform.RESPONDENT),
        asked("women", _("Women present"), Whole(), xlsform.WOMEN),
        asked("men", _("Men present"), Whole(), xlsform.MEN),
        asked(
            "narrative",
            _("What was seen"),
            LongCell(LONGEST_REMARK),
            xlsform.REMARK,
        ),
        asked(place, _("Place"), SubmittedPlaceCell(), place),
        *(
            _column(
                f"{place}_{part}",
                f"{place}_{part}",
                NumberText(),
                f"identitas {place} {part}",
                *((f"{place}_precision", f"_{place}_precision") if part == "accuracy" else ()),
            )
            for part in PLACE_PARTS
        ),
    ]


class NumberText(Cell):
    @override
    def clean(self, value: Raw) -> object:
        return as_number(plain(value))


def answer_columns(instrument: Instrument) -> Iterator[SheetField]:
    """Yield the columns of an instrument's questions; needs `with_questions`."""
    for aspect in instrument.loaded_aspects:  # type: ignore[attr-defined]
        for question in aspect.loaded_questions:
            if question.is_asked:
                yield from _of_question(aspect, question)


def _of_question(aspect: Aspect, question: Question) -> Iterator[SheetField]:
    code, kind = question.code, question.kind
    group = f"aspek_{aspect.code}"

    def one(name: str, cell: Cell, *also: str) -> SheetField:
        words = (f"{group} {name}", *also, *(f"{aspect.label_id} {word}" for word in also))
        return _column(name, name, cell, *words)

    labels = [
        f"{code} {label}{end}"
        for label in (question.label_id, question.label_en or question.label_id)
        for end in ("", f" ({question.unit})" if question.unit else "")
    ]
    options = [(option.value, option.label) for option in question.loaded_options]
    if kind == QuestionType.SINGLE:
        yield one(code, _choice([*options, *REASONS]), *labels)
        return
    if kind == QuestionType.RATIO:
        for end, word in ((xlsform.PART, "bagian"), (xlsform.WHOLE, "seluruhnya")):
            yield one(
                code + end, NumberCell(Decimal(0), None), f"{code} {question.label_id} {word}"
            )
    else:
        cells: dict[str, Cell] = {
            QuestionType.NUMBER: NumberCell(question.minimum, question.maximum),
            QuestionType.MULTI: ManyCell([value for value, _label in options]),
            QuestionType.DATE: PartialDate(),
        }
        yield one(code, cells.get(kind, LongCell(2000)), *labels)
    never = [
        (option.value, option.label)
        for option in question.loaded_options
        if kind == QuestionType.DATE and option.at_least is None
    ]
    yield one(code + xlsform.WHY, _choice([*never, *REASONS]), f"{code}: bila tidak ada jawaban")


def answer_of(question: Question, cells: dict[str, str]) -> str:
    """Return the answer as text (`monitoring.entry.merging`) from the cells of a question, "" for none.

    Raises ValidationError where they do not go together.
    """
    code = question.code
    why = cells.get(code + xlsform.WHY, "")
    value = cells.get(code, "")
    if question.kind == QuestionType.RATIO:
        part, whole = cells.get(code + xlsform.PART, ""), cells.get(code + xlsform.WHOLE, "")
        if bool(part) != bool(whole):
            raise ValidationError(
                __("%(code)s needs both numbers, the part and the whole.") % {"code": code}
            )
        if whole and not Decimal(whole):
            raise ValidationError(
                f"{code}: {__('The second number is the whole and cannot be 0.')}"
            )
        value = f"{part}/{whole}" if part else ""
    if value and why:
        raise ValidationError(
            f"{code}: {__('Give an answer or the reason why there is none, not both.')}"
        )
    return value or why


def place_of(values: Values) -> tuple[Decimal, ...]:
    """Take the place out of a row's values, from one cell or from several; () where there is none."""
    name = xlsform.PLACE
    parts = [values.pop(f"{name}_{part}", None) for part in PLACE_PARTS]
    whole = values.pop(name, ())
    if whole or parts[0] is None or parts[1] is None:
        return whole
    return tuple(part for part in parts if part is not None)


def different_head(visit: Visit, values: Values) -> list[str]:
    """Return which of day and facility differ from a kept visit, in words."""
    found = []
    if values.get("facility") is not None and values["facility"].pk != visit.facility_id:
        found.append(str(_("facility")))
    said = values.get("visited_on")
    if said is not None and (said, said.known_to) != (visit.visited_on, visit.visited_on_known):
        found.append(str(_("visited on")))
    return found
