"""Give the checks of answers to the instruments in use that were frozen before there were any.

Only to those we brought along, unchanged: by code, version and what they ask. Checks are asked while a visit is
entered; no score and no approved visit changes by them.
"""

import hashlib
from importlib import import_module

from django.db import migrations
from django.utils import timezone

# What is asked, then the row: code, applies_if, left, relation, right, margin, both sentences.
CHECKS = (
    (
        "F02 F03 F06",
        "fee_income",
        "",
        "F06_bagian",
        "differs",
        "F02 * F03_bagian * 12",
        "50",
        "Iuran Rp{F02} dari {F03_bagian} KK pembayar menghasilkan Rp{kanan} dalam 12 bulan; pendapatan yang diisi Rp{kiri}.",
        "A fee of Rp{F02} from {F03_bagian} paying households makes Rp{kanan} in 12 months; the income given is Rp{kiri}.",
    ),
    (
        "F03",
        "paying_over_connected",
        "",
        "F03_bagian",
        "more",
        "F03_dari",
        None,
        "KK yang membayar ({kiri}) lebih banyak daripada KK tersambung ({kanan}).",
        "More households pay ({kiri}) than are connected ({kanan}).",
    ),
    (
        "T02",
        "active_over_installed",
        "",
        "T02",
        "more",
        "SR_TERPASANG",
        None,
        "SR aktif ({kiri}) lebih banyak daripada SR terpasang menurut data sarana ({kanan}).",
        "More connections are active ({kiri}) than are installed according to the registry ({kanan}).",
    ),
    (
        "T02",
        "active_over_design",
        "",
        "T02",
        "more",
        "SR_DESAIN",
        None,
        "SR aktif ({kiri}) lebih banyak daripada SR desain ({kanan}).",
        "More connections are active ({kiri}) than were designed ({kanan}).",
    ),
    (
        "T01 T02",
        "works_unused",
        "T01 = berfungsi and (SARANA not in (mck, mck_plus, mck_plusplus) or SR_DESAIN > 0)",
        "T02",
        "equal",
        "0",
        None,
        "Sarana berfungsi, tetapi tidak ada SR yang aktif.",
        "The facility works, but no connection is active.",
    ),
    (
        "T02",
        "jump",
        "",
        "T02",
        "changed",
        "T02_lalu",
        "2",
        "SR aktif berubah dari {kanan} pada kunjungan terakhir menjadi {kiri}.",
        "The active connections went from {kanan} at the last visit to {kiri}.",
    ),
    (
        "K08",
        "women_over_board",
        "",
        "K08_bagian",
        "more",
        "K08_dari",
        None,
        "Jumlah perempuan ({kiri}) melebihi jumlah pengurus ({kanan}).",
        "More women ({kiri}) than board members ({kanan}).",
    ),
    (
        "S04",
        "satisfied_over_asked",
        "",
        "S04_bagian",
        "more",
        "S04_dari",
        None,
        "KK yang puas ({kiri}) lebih banyak daripada KK yang ditanya ({kanan}).",
        "More satisfied households ({kiri}) than were asked ({kanan}).",
    ),
    (
        "S04",
        "few_asked",
        "",
        "S04_dari",
        "less",
        "5",
        None,
        "Hanya {kiri} KK yang ditanya; paling sedikit {kanan}.",
        "Only {kiri} households were asked; at least {kanan} are due.",
    ),
    (
        "T10",
        "emptied_later",
        "",
        "T10",
        "after",
        "KUNJUNGAN",
        None,
        "Penyedotan terakhir bertanggal sesudah kunjungan {kanan}.",
        "The last desludging is after the visit of {kanan}.",
    ),
)
# `fingerprint` of what was brought along, by code and version.
OURS = {
    ("aksansi-2021", "usulan 1"): "ec3fab8f51f2876b3f18a41ad6920ed6",
    ("aksansi-2021", "usulan 2"): "946c768c82913eefd324526dbcbdf754",
    ("aksansi-2021", "usulan 3"): "946c768c82913eefd324526dbcbdf754",
    ("pra-monitoring-2015", "usulan 1"): "71face0a09582a7dd91ed5efeab4b016",
    ("pra-monitoring-2015", "usulan 2"): "fef3bee8068a2ac7da76c28b21d060f1",
    ("pra-monitoring-2015", "usulan 3"): "fef3bee8068a2ac7da76c28b21d060f1",
}
TABLE = "monitoring_crosscheck"
FIRST = "monitoring.migrations.0007_cross_checks"
BEFORE = "monitoring.migrations.0010_practices_of_answers"


def _text(number):
    return "" if number is None else f"{number.normalize():f}"


def fingerprint(aspects):
    """Return a hash of weights, questions, options and scores: what an instrument asks and how it scores."""
    lines = []
    for aspect in aspects:
        lines.append(f"{aspect.code} {_text(aspect.weight)}")
        for question in aspect.questions.filter(archived_at=None):
            lines.append(f"{question.code} {question.kind} {_text(question.weight)}")
            for option in question.options.filter(archived_at=None):
                lines.append(f"{question.code} {option.value} {_text(option.score)}")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:32]


def give(apps, schema_editor):
    """Add the checks to our frozen instruments that have none."""
    model = apps.get_model("monitoring", "CrossCheck")
    history = apps.get_model("monitoring", "HistoricalCrossCheck")
    instruments = apps.get_model("monitoring", "Instrument").objects
    columns = [field.attname for field in model._meta.concrete_fields]
    shared = [field.attname for field in history._meta.concrete_fields if field.attname in columns]
    for instrument in instruments.filter(frozen_at__isnull=False, checks__isnull=True):
        aspects = instrument.aspects.filter(archived_at=None)
        if OURS.get((instrument.code, instrument.edition)) != fingerprint(aspects):
            continue
        asked = set(
            apps.get_model("monitoring", "Question")
            .objects.filter(aspect__in=aspects)
            .values_list("code", flat=True)
        )
        for order, (codes, *row) in enumerate(CHECKS, start=1):
            if not asked.issuperset(codes.split()):
                continue
            names = ("code", "applies_if", "left", "relation", "right", "margin", "label_id", "label_en")
            check = model.objects.create(
                instrument=instrument, order=order, **dict(zip(names, row, strict=True))
            )
            told = {name: getattr(check, name) for name in shared}
            history.objects.create(**told, history_date=timezone.now(), history_type="+")


def give_unguarded(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    guards = list(import_module(FIRST).statements(vendor))
    if vendor == "sqlite":
        for statement in guards:
            schema_editor.execute(f"DROP TRIGGER {statement.split()[2]}")
        give(apps, schema_editor)
        for statement in guards:
            schema_editor.execute(statement)
        return
    with import_module(BEFORE).unguarded(schema_editor, TABLE):
        give(apps, schema_editor)


class Migration(migrations.Migration):

    dependencies = [
        ('monitoring', '0010_practices_of_answers'),
    ]

    operations = [
        migrations.RunPython(give_unguarded, migrations.RunPython.noop),
    ]
