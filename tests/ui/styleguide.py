"""Pages that show every part of the look, for tests and for eyes: `tests.ui.urls` serves them."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from core.land.regions import Region
from core.pages import ListPage
from core.pages.fields import DayField
from core.pages.scoped_forms import PlainForm
from core.records.timeline import Entry, FieldChange
from core.tools.drawn import charts
from core.tools.tables import Badge, Column, Fact, Table
from core.tools.todo import Task
from core.views.filters import RegionListFilter

COLUMNS = [
    Column("name", "Sarana", note="note", link=True, sort="name"),
    Column("state", "Fungsi"),
    Column("sr", "SR aktif", kind="number", sort="sr"),
    Column("group", "Pengelola"),
    Column("cost", "Biaya", kind="rupiah"),
]
ROWS: list[dict[str, Any]] = [
    {"name": "IPAL Ngudi Waras", "note": "34.01-0007 · Kalurahan Bendungan", "state": Badge("Berfungsi", "good"), "sr": 84, "group": "KPP Ngudi Waras", "cost": 425000000, "url": "/ui/detail/"},
    {"name": "MCK Plus Tirta Sehat", "note": "34.01-0011 · Kalurahan Wates", "state": Badge("Sebagian", "part"), "sr": 0, "group": "KSM Tirta Sehat", "cost": None, "url": "/ui/detail/", "is_example": True},
    {"name": "IPAL Sumber Rejeki", "note": "34.01-0023 · Kalurahan Giripeni", "state": Badge("Tidak berfungsi", "bad"), "sr": 12, "group": None, "cost": 98500000, "url": "/ui/detail/"},
    {"name": "Tangki septik komunal RT 05", "note": "34.01-0031", "state": Badge("Tidak diketahui", "none"), "sr": None, "group": "KPP Maju Lestari", "cost": None, "url": "/ui/detail/"},
]  # fmt: skip


class RegionGuide(ListPage):
    model = Region
    title = "Wilayah"
    lead = "Provinsi, kabupaten, dan kota menurut kode Kemendagri."
    filterset_class = RegionListFilter
    ordering = ("code",)
    columns = [
        Column("name", "Nama", sort="name", note="code"),
        Column("kind", "Jenis", value="get_kind_display"),
        Column("code", "Kode", sort="code"),
    ]


class GuideForm(PlainForm):
    sections = [
        ("Penyedotan", ["day", "volume", "payer", "photo"]),
        ("Keterangan", ["region", "reasons", "note", "sure"]),
    ]
    day = DayField(label="Tanggal penyedotan", help_text="Boleh lampau. Contoh: 14 Maret 2018")
    volume = forms.DecimalField(
        label="Volume (m³)",
        min_value=0,
        help_text="Dari nota truk tinja. Bila tidak tahu, kosongkan.",
    )
    payer = forms.ChoiceField(
        label="Dibayar oleh",
        choices=[("kpp", "KPP"), ("pemda", "Pemerintah daerah")],
        widget=forms.RadioSelect,
    )
    region = forms.ModelChoiceField(Region.objects.none(), label="Wilayah")
    reasons = forms.MultipleChoiceField(
        label="Kendala", choices=[("a", "Anggaran belum ada"), ("b", "Pejabat berganti")],
        widget=forms.CheckboxSelectMultiple, required=False, help_text="Boleh lebih dari satu.",
    )  # fmt: skip
    photo = forms.FileField(label="Foto", required=False)
    note = forms.CharField(
        label="Catatan", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    sure = forms.BooleanField(label="Saya sudah memeriksa nota")


def thing() -> SimpleNamespace:
    return SimpleNamespace(
        is_example=True, is_archived=False, source="Kunjungan 12 Oktober 2021",
        source_url="https://aksansi.example.org/2021/10/kunjungan-pra-pemantauan-kulon-progo", as_of="2021-10",
    )  # fmt: skip


def entries() -> list[Entry]:
    at = timezone.make_aware(dt.datetime(2021, 10, 12, 19, 5))
    return [
        Entry(
            at, "Pengurus Kulon Progo", "mengubah", "", "", [FieldChange("SR aktif", "78", "84")]
        ),
        Entry(at, "Sekretariat", "Kembalikan", "Mohon lengkapi anggaran per sumber.", "review"),
        Entry(
            at, "Pengurus Kulon Progo", "Kendala", "Pompa rusak sejak September.", "note-problem"
        ),
        Entry(at, "Pengurus Kulon Progo", "memasukkan catatan ini"),
    ]


def detail(request: HttpRequest) -> HttpResponse:
    messages.success(request, "Tersimpan: IPAL Ngudi Waras.")
    table = Table(
        COLUMNS,
        ROWS,
        title="Sarana",
        caption="Sarana",
        total=38,
        more_url="/ui/list/",
        add_url="/ui/form/",
    )
    nothing = Table(
        COLUMNS,
        [],
        title="Penyedotan",
        caption="Penyedotan",
        empty="Belum ada yang dicatat.",
        add_url="/ui/form/",
    )
    context = {
        "title": "IPAL Ngudi Waras", "crumbs": [("Sarana", "/ui/list/")], "room": "ksm", "object": thing(),
        "lead": "IPAL kombinasi di Kalurahan Bendungan, Kapanewon Wates",
        "facts": [
            Fact("Jenis", "IPAL kombinasi", note="sejak 2016, semula MCK Plus"), Fact("Fungsi", Badge("Berfungsi", "good"), note="per 12 Oktober 2021"),
            Fact("Desain", "100 SR · 40 m³/hari"), Fact("Pengelola", "KPP Ngudi Waras", url="/ui/detail/", note="sejak 2014"),
            Fact("Biaya pembangunan", 425000000, kind="rupiah"), Fact("Uji efluen", None),
        ],
        "tables": [table, nothing], "edit_url": "/ui/form/", "archive_url": "/ui/action/", "actions": [("Unduh PDF", "/ui/pdf/")],
        "locked": "Diajukan pada 12 Oktober 2021 dan menunggu tinjauan Sekretariat. Tarik kembali untuk melanjutkan pengisian.",
        "moves": [
            {"label": "Tarik kembali", "url": "/ui/action/", "move": "withdraw", "reasons": []},
            {"label": "Setujui", "url": "/ui/action/", "move": "approve", "reasons": ["Pengajuan harus ditinjau orang lain, bukan yang mengajukan."]},
        ],
        "timeline": entries(), "history_url": "/ui/history/", "more_history": True, "note_url": "/ui/action/",
        "file_url": "/ui/action/", "files": [],
    }  # fmt: skip
    return render(request, "pages/detail.html", context)


def form(request: HttpRequest) -> HttpResponse:
    data = {"volume": "-4", "day": "kemarin"} if request.GET.get("errors") else None
    bound = GuideForm(data, user=request.user)
    context = {
        "title": "Catat penyedotan",
        "crumbs": [("IPAL Ngudi Waras", "/ui/detail/")],
        "form": bound,
        "cancel_url": "/ui/detail/",
        "room": "ksm",
    }
    return render(request, "pages/form.html", context)


def action(request: HttpRequest) -> HttpResponse:
    context = {
        "title": "Arsipkan: IPAL Ngudi Waras", "crumbs": [("Sarana", "/ui/list/")], "form": PlainForm(user=request.user),
        "question": "Ini hilang dari daftar dan laporan. Tidak ada yang dihapus; Sekretariat dapat memulihkannya.",
        "submit_label": "Arsipkan", "danger": True, "cancel_url": "/ui/detail/",
    }  # fmt: skip
    return render(request, "pages/action.html", context)


def history(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "pages/history.html",
        {"title": "Riwayat: IPAL Ngudi Waras", "timeline": entries(), "more_history": True},
    )


def parts() -> dict[str, Any]:
    functions = [
        charts.Bar("Berfungsi", 29, "good"),
        charts.Bar("Berfungsi sebagian", 5, "part"),
        charts.Bar("Tidak berfungsi", 3, "bad"),
        charts.Bar("Tidak diketahui", 1, "none"),
    ]
    today = timezone.localdate()
    return {
        "stats": [
            {"value": "38", "label": "Sarana terdata", "note": "per 21 November 2021", "url": "/ui/list/"},
            {"value": "29", "label": "Berfungsi", "note": "76% dari 38", "tone": "good"},
            {"value": "Rp1.425.000.000", "label": "Realisasi", "note": "dari rencana Rp2.100.000.000"},
            {"value": None, "label": "Uji efluen", "note": "12 bulan terakhir: belum ada data"},
        ],
        "tasks": [
            Task("Jawab 2 saran Sekretariat atas rencana 2022", "/ui/detail/", "Rencana diajukan 3 hari lalu", today, "soon", 2),
            Task("Catat penyedotan IPAL Ngudi Waras", "/ui/form/", "Terakhir 14 Maret 2018 · interval 3 tahun", today - dt.timedelta(days=240), "late"),
            Task("Lengkapi kunjungan KPP Tirta Sehat", "/ui/form/", "Draf, 31 dari 47 pertanyaan terisi"),
        ],
        "columns": [
            {"title": "MoU ditandatangani", "count": 7, "cards": [{"title": "Kab. Sukoharjo", "url": "/ui/detail/", "note": "412 hari di tahap ini", "badge": Badge("Draf PKS tanpa tanggapan", "bad")}, {"title": "Kota Surakarta", "url": "/ui/detail/", "note": "388 hari", "badge": Badge("Pejabat pengampu berganti", "part"), "is_example": True}]},
            {"title": "Perumusan mekanisme teknis", "count": 1, "cards": [{"title": "Kota Mojokerto", "url": "/ui/detail/", "note": "Retrofit MCK Plus dengan SR", "badge": Badge("Langkah berikut: 2 Juni", "good")}]},
            {"title": "PKS ditandatangani", "count": 0, "cards": [], "empty": "Belum ada. Lihat kendala yang paling sering."},
        ],
        "pictures": [
            charts.bars("Skor per aspek", [charts.Bar("Kelembagaan", 82), charts.Bar("Teknis", 71), charts.Bar("Keuangan", 48, "bad"), charts.Bar("Tata kelola", None)], of=100),
            charts.pairs("Rencana dan realisasi 2018", [charts.Pair("Bimtek operator IPAL komunal", 120000000, 98500000), charts.Pair("Penyedotan terjadwal", 45000000, None), charts.Pair("Pertemuan KPP se-kabupaten", 30000000, 36000000)], money=True),
            charts.share("Sarana menurut keberfungsian", functions, unit="Sarana"),
            charts.stacked("Sarana menurut jenis dan keberfungsian", ["Berfungsi", "Sebagian", "Tidak"], [("IPAL komunal", [20, 3, 1]), ("MCK Plus", [6, 2, 2]), ("Tangki septik komunal", [None, None, None])], tones=["good", "part", "bad"]),
            charts.funnel("Kerja sama menurut tahap", [charts.Bar("Potensi", 20), charts.Bar("Audiensi", 16), charts.Bar("MoU ditandatangani", 8), charts.Bar("Perumusan mekanisme teknis", 1), charts.Bar("PKS ditandatangani", 0)]),
        ],
    }  # fmt: skip


def components(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "ui/components.html",
        {"title": "Selamat malam. 3 hal menunggu Anda.", "room": "home", **parts()},
    )


def table_page(request: HttpRequest) -> HttpResponse:
    """A list as rooms have it, without a database behind it."""
    from core.tools.rows.keyset import KeyPage

    rows = [] if request.GET.get("empty") else ROWS
    chunk = KeyPage(ROWS, 51, 400, True, previous_key="a", next_key="b", last_key="c")
    context = {
        "title": "Sarana", "room": "ksm", "lead": "Semua sarana sanitasi berbasis masyarakat yang terdata.", "table": Table(COLUMNS, rows, caption="Sarana", empty="Belum ada sarana. Mulailah dari buku catatan kunjungan terakhir."),
        "columns_sort": "name", "total": 400 if rows else 0, "chunk": chunk if rows else None, "add_url": "/ui/form/", "add_label": "Tambah sarana", "may_restore": True,
        "chips": [{"label": "Jenis", "value": "IPAL komunal", "url": "?"}, {"label": "Kapanewon", "value": "Wates", "url": "?"}] if rows else [],
    }  # fmt: skip
    return render(request, "pages/list.html", context)


def refused(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("Disetujui Sekretariat pada 3 Maret 2018 dan terkunci.")


def broken(request: HttpRequest) -> HttpResponse:
    return render(None, "500.html", status=500)  # type: ignore[arg-type]


def report(request: HttpRequest) -> HttpResponse:
    from tests.ui.paper import sample

    return render(request, "pages/report.html", sample())
