"""An instrument as XLSForm, so that ODK or Kobo ask the same questions; written here, read by `xlsform_read`.

Sheets survey, choices and settings are XLSForm's own (xlsform.org). What it has no place for – weights,
scores, bands, advice – stands in further sheets named `aksansi_…`, which form tools pass over. One file
therefore brings the instrument back whole.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from decimal import Decimal

from django.utils import translation

from core.tools.files import xlsx
from ksm.choices import FacilityType
from monitoring.models import NoAnswer, QuestionType
from monitoring.questionnaire import showif
from monitoring.questionnaire.spec import InstrumentSpec, OptionSpec, QuestionSpec, own

ID, EN = "Bahasa Indonesia (id)", "English (en)"
SURVEY = (
    "type",
    "name",
    f"label::{ID}",
    f"label::{EN}",
    f"hint::{ID}",
    f"hint::{EN}",
    "required",
    "relevant",
    "constraint",
    "calculation",
    f"constraint_message::{ID}",
    f"constraint_message::{EN}",
)
CHOICES = ("list_name", "name", f"label::{ID}", f"label::{EN}")
REASONS = "alasan"
REASON_WORDS = {
    NoAnswer.NOT_APPLICABLE.value: ("Tidak berlaku", "Not applicable"),
    NoAnswer.UNKNOWN.value: ("Tidak tahu", "Unknown"),
    NoAnswer.REFUSED.value: ("Menolak menjawab", "Refused"),
}
# Names beside a question's code: why there is no answer; part and whole of a ratio.
WHY, PART, WHOLE = "_alasan", "_bagian", "_dari"
PLACE, FACILITY, DAY = "lokasi", "kode_sarana", "tanggal_kunjungan"
TEAM, RESPONDENT, WOMEN, MEN, REMARK = (
    "tim",
    "responden",
    "perempuan",
    "laki_laki",
    "catatan",
)
# A date of which often the year alone is known (“last emptied 2019”): no picker of days takes it.
DATE_SHAPE = "regex(., '^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$')"
DATE_WORDS = {
    f"constraint_message::{ID}": "Tulis 2019, 2019-05 atau 2019-05-14.",
    f"constraint_message::{EN}": "Write 2019, 2019-05 or 2019-05-14.",
}
CODE_SHAPE = "regex(., '^[0-9]{2}[.][0-9]{2}-[0-9]+$')"
# Type, name, Indonesian, English, required, constraint.
IDENTITY = (
    ("geopoint", PLACE, "Lokasi", "Place", "", ""),
    (
        "text",
        FACILITY,
        "Kode sarana (misalnya 34.01-0007)",
        "Code of the facility",
        "yes",
        CODE_SHAPE,
    ),
    ("date", DAY, "Tanggal kunjungan", "Day of the visit", "yes", ". <= today()"),
    ("select_one sarana", showif.TYPE, "Jenis sarana", "Type of the facility", "yes", ""),
    ("integer", showif.CONNECTIONS, "SR desain", "Designed connections", "", ". >= 0"),
    ("text", TEAM, "Tim", "Team", "", ""),
    ("text", RESPONDENT, "Jabatan responden", "Office of the respondent", "", ""),
    ("integer", WOMEN, "Perempuan hadir", "Women present", "", ". >= 0"),
    ("integer", MEN, "Laki-laki hadir", "Men present", "", ". >= 0"),
)
IDENTITY_NAMES = frozenset({row[1] for row in IDENTITY} | {REMARK, "identitas"})


def never_options(question: QuestionSpec) -> tuple[OptionSpec, ...]:
    """Return the options of a date that are said, not dated (“never”)."""
    if question.kind != QuestionType.DATE:
        return ()
    return tuple(option for option in question.options if option.at_least is None)


def write(spec: InstrumentSpec, *, form_id: str = "") -> bytes:
    """Return the XLSForm as a workbook; `form_id`: how a server knows the form, else by the instrument's code."""
    sheets: dict[str, tuple[tuple[str, ...], list[tuple[object, ...]]]] = {
        "survey": (SURVEY, list(_survey(spec))),
        "choices": (CHOICES, list(_choices(spec))),
        "settings": (
            ("form_title", "form_id", "version", "default_language"),
            [(spec.title_id, form_id or spec.code, spec.edition, ID)],
        ),
        "aksansi_instrument": _sheet([{}], [own(spec)]),
        "aksansi_aspects": _sheet([{}], [own(aspect) for aspect in spec.aspects]),
        "aksansi_questions": _sheet(
            [{"aspect": aspect.code} for aspect in spec.aspects for _q in aspect.questions],
            [own(question) for question in spec.questions],
        ),
        "aksansi_checks": _sheet([{}], [own(check) for check in spec.checks]),
        "aksansi_options": _sheet(
            [{"question": q.code} for q in spec.questions for _o in q.options],
            [own(option) for q in spec.questions for option in q.options],
        ),
    }
    out = io.BytesIO()
    book = xlsx.workbook(out, is_streamed=False)
    bold = book.add_format({"bold": True})
    for name, (head, rows) in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(head) - 1, 22)
        for column, word in enumerate(head):
            sheet.write_string(0, column, word, bold)
        for line, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if text := as_text(value):
                    sheet.write_string(line, column, text)
    book.close()
    return out.getvalue()


def as_text(value: object) -> str:
    """Return a value as its cell holds it: text throughout, so that no tool reads it as something else."""
    if value is None or value is False:
        return ""
    if value is True:
        return "1"
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _sheet(
    before: list[dict[str, object]], rows: list[dict[str, object]]
) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    if not rows:
        return ("code",), []
    lines = [
        {**(before[i] if len(before) == len(rows) else {}), **row} for i, row in enumerate(rows)
    ]
    return tuple(lines[0]), [tuple(line.values()) for line in lines]


def _row(kind: str, name: str, **cells: str) -> tuple[str, ...]:
    named = {"type": kind, "name": name}
    named |= {f"label::{ID}": cells.get("id", ""), f"label::{EN}": cells.get("en", "")}
    named |= {f"hint::{ID}": cells.get("hint_id", ""), f"hint::{EN}": cells.get("hint_en", "")}
    named |= {key: cells.get(key, "") for key in SURVEY[6:]}
    return tuple(named[column] for column in SURVEY)


def _survey(spec: InstrumentSpec) -> Iterator[tuple[str, ...]]:
    yield _row("begin group", "identitas", id="Kunjungan", en="Visit")
    for kind, name, local, english, required, constraint in IDENTITY:
        yield _row(kind, name, id=local, en=english, required=required, constraint=constraint)
    yield _row("end group", "")
    for aspect in spec.aspects:
        words = {"id": aspect.label_id, "en": aspect.label_en or aspect.label_id}
        yield _row("begin group", f"aspek_{aspect.code}", **words)
        for question in aspect.questions:
            yield from _question(question)
        yield _row("end group", "")
    yield _row("text", REMARK, id="Catatan kunjungan", en="Remarks")


def _question(question: QuestionSpec) -> Iterator[tuple[str, ...]]:
    code, kind = question.code, question.kind
    relevant = showif.to_relevant(_rule(question.show_if))
    unit = f" ({question.unit})" if question.unit else ""
    local = f"{code} {question.label_id}"
    english = f"{code} {question.label_en or question.label_id}"
    words = {
        "hint_id": question.help_id,
        "hint_en": question.help_en or question.help_id,
        "relevant": relevant,
    }
    if kind == QuestionType.COMPUTED:
        # Known only at the office; here it keeps its place in the order of questions.
        yield _row("calculate", code, calculation="''", relevant=relevant)
        return
    if kind == QuestionType.SINGLE:
        yield _row(f"select_one {code}", code, id=local, en=english, **words)
        return
    if kind == QuestionType.RATIO:
        for name, word_id, word_en, limit in (
            (code + PART, "bagian", "part", ". >= 0"),
            (code + WHOLE, "seluruhnya", "whole", ". > 0"),
        ):
            labels = {
                "id": f"{local} – {word_id}{unit}",
                "en": f"{english} – {word_en}{unit}",
            }
            yield _row("decimal", name, constraint=limit, **labels, **words)
        empty = f"string-length(${{{code + PART}}}) = 0"
    else:
        types = {
            QuestionType.MULTI: f"select_multiple {code}",
            QuestionType.NUMBER: "decimal",
        }
        limits = [
            f". {sign} {as_text(bound)}"
            for sign, bound in ((">=", question.minimum), ("<=", question.maximum))
            if bound is not None
        ]
        if kind == QuestionType.DATE:
            words |= {"constraint": DATE_SHAPE, **DATE_WORDS}
        elif kind == QuestionType.NUMBER:
            words["constraint"] = " and ".join(limits)
        yield _row(
            types.get(QuestionType(kind), "text"),
            code,
            id=local + unit,
            en=english + unit,
            **words,
        )
        empty = f"string-length(${{{code}}}) = 0"
    reasons = f"{REASONS}_{code}" if never_options(question) else REASONS
    yield _row(
        f"select_one {reasons}",
        code + WHY,
        id=f"{code}: bila tidak ada jawaban",
        en=f"{code}: if there is no answer",
        relevant=f"({relevant}) and {empty}" if relevant else empty,
    )


def _rule(text: str) -> showif.Rule | None:
    try:
        return showif.parse(text)
    except showif.BadRule:
        return None  # the checks before publishing say so


def _choices(spec: InstrumentSpec) -> Iterator[tuple[str, ...]]:
    reasons = [(code, *words) for code, words in REASON_WORDS.items()]
    for question in spec.questions:
        listed: tuple[OptionSpec, ...] = ()
        name = question.code
        if question.kind in (QuestionType.SINGLE, QuestionType.MULTI):
            listed = question.options
        elif never := never_options(question):
            listed, name = never, f"{REASONS}_{question.code}"
        for option in listed:
            yield (name, option.value, option.label_id, option.label_en or option.label_id)
        if listed and question.kind != QuestionType.MULTI:
            yield from ((name, *reason) for reason in reasons)
    yield from ((REASONS, *reason) for reason in reasons)
    for code, word in FacilityType.choices:
        words = []
        for language in ("id", "en"):
            with translation.override(language):
                words.append(str(word))
        yield ("sarana", code, *words)
