"""A report as the roof would hand it over, long enough for several pages."""

from __future__ import annotations

from typing import Any

from core.tools.tables import Table
from tests.ui import styleguide


def sample(*, draft: str = "DRAF") -> dict[str, Any]:
    parts = styleguide.parts()
    rows = styleguide.ROWS * 12
    return {
        "inner": "ui/report_body.html",
        "pdf_url": "/ui/report/pdf/",
        "crumbs": [("Kab. Kulon Progo", "/ui/detail/")],
        "paper": {
            "title": "Laporan Capaian Daerah 2018",
            "subtitle": "Kabupaten Kulon Progo, Daerah Istimewa Yogyakarta",
            "subject": "Penyampaian Laporan Capaian Daerah",
            "letterhead": {
                "name": "AKSANSI Daerah",
                "unit": "Kabupaten Kulon Progo",
                "address": "Jalan Contoh 1, Wates",
                "contact": "",
            },
            "number": "012/AKSANSI-KP/III/2019",
            "date": "4 Maret 2019",
            "addressee": ["Bupati Kulon Progo", "c.q. Kepala Bappeda"],
            "as_of": "31 Desember 2018",
            "code": "7F3K-9QPD",
            "address": "aksansi.example.org/verifikasi",
            "draft": draft,
            "is_example": True,
        },
        "figures": parts["stats"],
        "pictures": parts["pictures"],
        "facilities": Table(styleguide.COLUMNS, rows, title="Sarana", caption="Sarana"),
        "nothing": Table(
            styleguide.COLUMNS, [], caption="Penyedotan", empty="Belum ada penyedotan yang dicatat."
        ),
    }
