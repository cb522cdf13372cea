"""One chapter's world, typed into the pages as its people would, and what every page and paper says of it."""

from __future__ import annotations

import io
import re
from typing import Any

from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from agreements import reference as stages
from chapters.models import Chapter
from ksm.models import Facility, Group
from planning.models import Achievement, Activity, AnnualPlan, AnnualReport, Goal
from tests.conftest import make_persona, make_regions, signed_in
from tests.reading import said_by
from tests.sweep import read_page

YEAR = 2018


class Desk:
    """A person at the pages: fills in a form as a browser sends it and meets no refusal."""

    def __init__(self, persona: str) -> None:
        self.browser = Client()
        signed_in(self.browser, make_persona(persona))

    def enter(self, name: str, /, *args: Any, query: str = "", **typed: Any) -> str:
        """Fill in the form of a page and return where it led. Raises AssertionError with what the page said."""
        place = reverse(name, args=args) + query
        page = self.browser.get(place)
        assert page.status_code == 200, (name, page.status_code)
        forms = [form for form in read_page(page.content.decode()).forms if form.method == "post"]
        form = max(forms, key=lambda one: len(one.entries))
        sent = {key: [v.removeprefix("\n") for v in values] for key, values in form.sent().items()}
        unknown = {key for key in typed if key not in form.entries}
        assert not unknown, (name, unknown)
        answer = self.browser.post(place, {**sent, **typed})
        if answer.status_code != 302:
            found = answer.context and answer.context.get("form")
            raise AssertionError((name, answer.status_code, found.errors if found else ""))
        return str(answer["Location"])

    def words(self, name: str, /, *args: Any, **query: Any) -> str:
        """Return what a page says, or a paper prints, in one line."""
        answer = self.browser.get(reverse(name, args=args), query)
        assert answer.status_code == 200, (name, answer.status_code)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        if body[:5] == b"%PDF-":
            text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
        else:
            text = said_by(body.decode())
        return re.sub(r"\s+", " ", text)


def enter() -> tuple[Desk, Desk, Desk]:
    """Type the world in; return the desks of the Secretariat, the chapter officer and the official."""
    make_regions()
    stages.load()
    secretariat, officer, official = (Desk(one) for one in ("secretariat", "officer", "official"))
    _chapter(secretariat, officer)
    _registry(officer)
    _monitoring(officer)
    _events(officer)
    _cooperation(secretariat)
    _planning(secretariat, officer)
    return secretariat, officer, official


def _chapter(secretariat: Desk, officer: Desk) -> None:
    secretariat.enter(
        "chapters:chapter-create",
        region="34.04",
        status="active",
        formed_on="31/10/2013",
        address="Jalan Parasamya 1",
    )
    chapter = Chapter.objects.get().pk
    for role, person, since, until in (
        ("ketua", "Suharto Wibowo", "2016", "2021"),
        ("sekretaris", "Endang Lestari", "2016", "2021"),
        ("bendahara", "Bendahara Lama", "2013", "2016"),
    ):
        officer.enter(
            "chapters:board-seat-create",
            chapter,
            role=role,
            person=person,
            term_from=since,
            term_to=until,
        )


def _registry(officer: Desk) -> None:
    for name, village, kind, extra in (
        ("KPP Mawar", "Donokerto", "kpp", {"membership": "ya", "member_from": "2014"}),
        ("KSM Melati", "Sinduadi", "ksm", {"membership": "ya", "member_from": "2014", "member_to": "2017"}),
        ("KPP Dahlia", "Caturtunggal", "kpp", {"membership": "belum"}),
    ):  # fmt: skip
        officer.enter(
            "ksm:group-create",
            name=name,
            kind=kind,
            region="34.04",
            village=village,
            status="aktif",
            formed_on="2012",
            **extra,
        )
    for name, kind, village, extra in (
        ("IPAL Mawar", "ipal_komunal", "Donokerto", {"built_on": "2012", "design_sr": "100", "design_kk": "110"}),
        ("IPAL Melati", "ipal_komunal", "Sinduadi", {"built_on": "2014", "design_sr": "60"}),
        ("MCK Dahlia", "mck_plus", "Caturtunggal", {"built_on": "2015"}),
        ("IPAL Anggrek", "ipal_komunal", "Tirtomartani", {"built_on": "2020", "design_sr": "500"}),
        ("IPAL Kenanga", "ipal_komunal", "Margodadi", {"built_on": "2008", "stage": "ditutup", "closed_on": "2016"}),
    ):  # fmt: skip
        officer.enter(
            "ksm:facility-create",
            name=name,
            facility_type=kind,
            region="34.04",
            village=village,
            **extra,
        )
    code = {row.name: row.code for row in Facility.objects.all()}
    for name, told in (
        ("IPAL Mawar", {"observed_on": "05/2018", "function_status": "berfungsi", "active_sr": "80", "kk": "85", "jiwa": "±300"}),
        ("IPAL Melati", {"observed_on": "2017", "function_status": "tidak_berfungsi", "active_sr": "0"}),
        ("MCK Dahlia", {"observed_on": "10/03/2018", "function_status": "berfungsi_sebagian", "jiwa": "45"}),
        ("IPAL Mawar", {"observed_on": "2021", "function_status": "tidak_berfungsi", "active_sr": "777"}),
    ):  # fmt: skip
        officer.enter("ksm:status-record-create", code[name], **told)
    officer.enter(
        "ksm:operation-create",
        code["IPAL Mawar"],
        group=str(Group.objects.get(name="KPP Mawar").pk),
        started_on="2013",
    )
    officer.enter(
        "ksm:desludging-create",
        code["IPAL Mawar"],
        done_on="20/03/2018",
        volume_m3="6",
        provider_kind="uptd",
    )
    for status, since, until, added in (
        ("selesai", "02/2018", "06/2018", "15"),
        ("rencana", "2018", "", "100"),
    ):
        officer.enter(
            "ksm:works-create",
            code["IPAL Mawar"],
            kind="pengembangan",
            status=status,
            started_on=since,
            finished_on=until,
            sr_added=added,
        )


def _monitoring(officer: Desk) -> None:
    facility = str(Facility.objects.get(name="IPAL Melati").pk)
    officer.enter(
        "monitoring:finding-create",
        title="Pompa rusak",
        facility=facility,
        aspect="T",
        severity="high",
        responsible="government",
        action_required="Ganti pompa",
        opened_on="12/07/2018",
        due_on="31/12/2018",
    )
    officer.enter(
        "monitoring:finding-create",
        title="Iuran macet",
        facility=facility,
        aspect="F",
        severity="low",
        responsible="ksm",
        action_required="Musyawarah iuran",
        opened_on="12/07/2018",
    )
    officer.enter(
        "ksm:dated-fact-create",
        topic="registry",
        subject="IPAL komunal menurut PUPR",
        region="34.04",
        value="129",
        unit="unit",
        source="SIINSAN",
        as_of="2018",
    )


def _events(officer: Desk) -> None:
    from events.models import Event

    officer.enter(
        "events:event-create",
        title="Bimtek pengelola 2018",
        kind="training",
        state="held",
        region="34.04",
        starts_on="08/05/2018",
        ends_on="09/05/2018",
    )
    event = Event.objects.get().pk
    for day in ("08/05/2018", "09/05/2018"):
        if not Event.objects.get().days.filter(date=f"2018-05-0{day[1]}").exists():
            officer.enter("events:event-day-create", event, date=day)
    days = [
        str(key) for key in Event.objects.get().days.order_by("date").values_list("pk", flat=True)
    ]
    for day in days:
        for name in ("Siti", "Budi"):
            officer.enter(
                "events:attendance-create",
                event,
                day=day,
                category="ksm",
                name=name,
                women="1" if name == "Siti" else "",
                men="1" if name == "Budi" else "",
            )
    officer.enter(
        "events:commitment-create",
        event,
        kind="rtl",
        text="Menyusun jadwal penyedotan",
        owner_text="Bidang Air Limbah",
        due_on="01/09/2018",
        checked_on="01/12/2018",
    )


def _cooperation(secretariat: Desk) -> None:
    from agreements.models import Partnership

    secretariat.enter(
        "agreements:partnership-create",
        region="34.04",
        counterpart="Pemerintah Kabupaten Sleman",
        stage="mou",
        entered_on="15/03/2016",
        evidence="Naskah MoU",
        reason="Tahap sebelumnya tidak tercatat",
        next_step="Menyusun PKS",
        next_step_owner="pusat",
        next_step_due="01/12/2026",
    )
    key = Partnership.objects.get().pk
    secretariat.enter(
        "agreements:agreement-create",
        key,
        kind="mou",
        title="Kerja sama pengelolaan sanitasi",
        paper="signed",
        signed_on="15/03/2016",
        ends_on="15/03/2021",
        number_ours="01/MoU/2016",
    )
    secretariat.enter(
        "agreements:blocker-create", key, reason="B4_NO_BUDGET_LINE", raised_on="02/2018"
    )


def _planning(secretariat: Desk, officer: Desk) -> None:
    chapter = str(Chapter.objects.get().pk)
    officer.enter(
        "planning:vision-create", chapter=chapter, text="Sleman bebas limbah", set_on="2016"
    )
    officer.enter(
        "planning:goal-create",
        chapter=chapter,
        title="KPP terlatih",
        field="kapasitas",
        from_year="2016",
        to_year="2018",
        target="60",
        unit="KPP",
    )
    officer.enter(
        "planning:annual-plan-create", chapter=chapter, year=str(YEAR), summary="Tahun latihan"
    )
    plan = AnnualPlan.objects.get()
    goal = str(Goal.objects.get().pk)
    for title, target, unit, fund, amount, extra in (
        ("Latihan operator", "40", "orang", "apbd", "25000000", {"goal": goal}),
        ("Kampanye warga", "10", "kali", "aksansi", "4000000", {}),
        ("Lokakarya batal", "1", "kali", "csr", "90000000", {}),
    ):
        officer.enter(
            "planning:activity-create",
            plan.pk,
            field="kapasitas",
            title=title,
            target=target,
            unit=unit,
            month_from="5",
            month_to="6",
            fund=fund,
            amount=amount,
            **extra,
        )
    _review(plan, officer, secretariat)
    activity = {row.title: row for row in Activity.objects.all()}
    secretariat.enter(
        "planning:activity-stop",
        activity["Lokakarya batal"].pk,
        state="batal",
        reason="Dana dialihkan",
    )
    for title, on, volume, cost in (
        ("Latihan operator", "09/05/2018", "30", "20000000"),
        ("Latihan operator", "10/06/2018", "14", "3000000"),
        ("Kampanye warga", "20/06/2018", "5", ""),
    ):
        officer.enter(
            "planning:progress-create",
            activity[title].pk,
            date=on,
            volume=volume,
            cost=cost,
            fund="apbd" if cost else "",
        )
    officer.enter("planning:annual-report-create", chapter=chapter, year=str(YEAR), propose="on")
    report = AnnualReport.objects.get()
    officer.enter("planning:annual-report-edit", report.pk, summary="Latihan berjalan baik.")
    for line in Achievement.objects.all():
        if line.realised is None:
            officer.enter("planning:achievement-edit", line.pk, cause="Belum dihitung")
    _review(report, officer, secretariat)


def _review(root: Any, officer: Desk, secretariat: Desk) -> None:
    name = f"planning:{'annual-plan' if isinstance(root, AnnualPlan) else 'annual-report'}-review"
    officer.enter(name, root.pk, query="?move=submit")
    secretariat.enter(name, root.pk, query="?move=approve")
