"""Submissions fetched from servers, forms put there: against stand-ins that speak the documented protocols."""

from __future__ import annotations

import datetime as dt
import io
import time
import uuid
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from core.access import Role
from core.importing.models import ImportJob
from core.records.jobs import runs, timed
from core.records.jobs.models import SILENCE, Job, JobState
from core.records.journal import ReviewEvent
from core.records.review import State
from monitoring import services
from monitoring.models import Answer, Instrument, ServerKey, Submission, SubmissionServer, Visit
from monitoring.servers import door, keys, pulling, pushing
from tests.conftest import make_user
from tests.ksm.factories import make_facility
from tests.monitoring import factories as f
from tests.monitoring.standins import Central, Kobo, served

pytestmark = pytest.mark.django_db
ONE, TWO, THREE = (f"5f2a0d3e-0000-4000-8000-00000000000{n}" for n in (1, 2, 3))
LOOPBACK = ["127.0.0.0/8"]


@pytest.fixture
def own_network(settings: Any, regions: Any) -> None:
    settings.OWN_NETWORKS = LOOPBACK
    f.make_instrument()


@pytest.fixture
def central(own_network: None) -> Iterator[Central]:
    with served(Central()) as found:
        yield found  # type: ignore[misc]


@pytest.fixture
def kobo(own_network: None) -> Iterator[Kobo]:
    with served(Kobo()) as found:
        yield found  # type: ignore[misc]


def entered(standin: Any, by: Any, **more: Any) -> SubmissionServer:
    is_central = isinstance(standin, Central)
    values: dict[str, Any] = {
        "title": "Peladen uji",
        "kind": "central" if is_central else "kobo",
        "address": standin.url,
        "form": "uji" if is_central else "aUji",
        "project": 7 if is_central else None,
        "account": standin.account if is_central else "",
        "instrument": Instrument.objects.get(code="uji"),
        "owner": by,
        **more,
    }
    server = SubmissionServer.objects.create(**values)
    keys.keep(server=server, key=standin.password if is_central else standin.token)
    return server


def answered(code: str, day: str = "2018-05-08", **answers: str) -> dict[str, Any]:
    """A submission as OData nests it."""
    return {
        "identitas": {
            "lokasi": {
                "type": "Point",
                "coordinates": [110.4, -7.7, 120.0],
                "properties": {"accuracy": 5.0},
            },
            "kode_sarana": code,
            "tanggal_kunjungan": day,
            "tim": "AKSANSI",
            "perempuan": 4,
        },
        "aspek_T": {"T01": "baik", "T02": 42.5, "T10_alasan": "dk", **answers},
        "catatan": "Bersih",
    }


def flat(code: str, **answers: str) -> dict[str, str]:
    """A submission as Kobo writes it."""
    found = {
        "identitas/lokasi": "-7.7 110.4 0 5",
        "identitas/kode_sarana": code,
        "identitas/tanggal_kunjungan": "2018-05-08",
    }
    return found | {f"aspek_T/{name}": one for name, one in {"T01": "baik", **answers}.items()}


def pull(server: SubmissionServer, by: Any, *, anew: bool = False) -> tuple[Job, dict[str, int]]:
    server.refresh_from_db()
    job = pulling.ask(server=server, by=by, anew=anew)
    work = runs.take(job)
    assert work is not None
    runs.do(work)
    job.refresh_from_db()
    table = ImportJob.objects.filter(work=job).first()
    return job, {kind: n for kind, n in table.counts.items() if n} if table else {}


def answers_of(visit: Visit) -> dict[str, str]:
    rows = Answer.objects.current().filter(visit=visit).select_related("question")
    return {row.question.code: row.as_text() for row in rows}


def told(job: Job) -> str:
    table = ImportJob.objects.get(work=job)
    return str([line["reasons"] + line["told"] for line in table.preview])


def test_a_year_of_a_central_server(central: Central, secretariat: Any, officer: Any) -> None:
    """New ones page after page, nothing twice, a correction, a rejection, its end, and what people did here stays."""
    first, second, third = (make_facility(name=f"IPAL {n}") for n in range(3))
    central.put(ONE, answered(first.code) | {"soal_lain": "x"})
    central.put(TWO, answered(second.code))
    central.put(THREE, answered(third.code))
    central.review(THREE, "rejected")
    server = entered(central, secretariat)
    job, counts = pull(server, secretariat)
    assert (job.state, counts) == (JobState.DONE, {"new": 2, "faulty": 1}), job.failure
    assert "ditolak" in told(job)
    # What the form asks and we do not know is named on the page of the result.
    columns = ImportJob.objects.get(work=job).columns
    assert {"header": "soal_lain", "means": "", "is_guess": False} in columns
    visit = Visit.objects.get(client_uuid=ONE)
    assert (visit.state, visit.women, visit.visited_on) == (State.DRAFT, 4, dt.date(2018, 5, 8))
    assert answers_of(visit) == {"T01": "baik", "T02": "42.5", "T10": "!dk"}
    # Again: nothing.
    before = list(Visit.objects.values()), list(Answer.objects.values()), Visit.history.count()
    job, counts = pull(server, secretariat)
    assert counts == {} and "baru" in job.said
    assert before == (list(Visit.objects.values()), list(Answer.objects.values()), Visit.history.count())  # fmt: skip
    # A correction takes the place of what was said before, with history; an answer no more given is no answer.
    central.put(ONE, answered(first.code, "2018-05-09", T01="rusak", T02=None, T10_alasan=None))  # type: ignore[arg-type]
    job, counts = pull(server, secretariat)
    visit.refresh_from_db()
    assert counts == {"changed": 1}, told(job)
    assert visit.visited_on == dt.date(2018, 5, 9) and answers_of(visit) == {"T01": "rusak"}
    assert Answer.history.filter(question__code="T01", visit=visit).count() == 2
    # The chapter handed it in: a further correction gives it back.
    Visit.objects.filter(pk=visit.pk).update(
        state=State.SUBMITTED, submitted_by=officer, submitted_at=timezone.now(), submission=1
    )
    central.put(ONE, answered(first.code, "2018-05-09", T01="baik"))
    pull(server, secretariat)
    visit.refresh_from_db()
    assert (visit.state, answers_of(visit)["T01"]) == (State.RETURNED, "baik")
    assert ReviewEvent.objects.get(object_id=str(visit.pk)).to_state == State.RETURNED
    # Rejected afterwards: archived, told; in favour again: back.
    central.review(ONE, "rejected")
    job, counts = pull(server, secretariat)
    visit.refresh_from_db()
    assert counts == {"changed": 1} and visit.is_archived and "diarsipkan" in told(job)
    central.review(ONE, "approved")
    _job, counts = pull(server, secretariat)
    visit.refresh_from_db()
    assert counts == {"changed": 1} and not visit.is_archived
    assert answers_of(visit)["T01"] == "baik"
    # Changed here: what the server says now is told and not taken, and told once.
    services.save_answers(visit=visit, by=officer, answers={f.question("T01"): ("rusak", "")})
    central.put(ONE, answered(first.code, "2018-05-09", T02="7"))
    job, counts = pull(server, secretariat)
    assert counts == {"faulty": 1} and "T01" in told(job)
    assert answers_of(visit)["T01"] == "rusak" and pull(server, secretariat)[1] == {}
    # Approved here: the same.
    Visit.objects.filter(client_uuid=TWO).update(state=State.APPROVED)
    central.put(TWO, answered(second.code, T01="rusak"))
    job, counts = pull(server, secretariat)
    assert counts == {"faulty": 1} and "disetujui" in told(job)
    # No password, no token of a session in anything that is kept.
    kept = str([list(model.objects.values()) for model in (Job, ImportJob, SubmissionServer, ServerKey)])  # fmt: skip
    kept += str(list(SubmissionServer.history.values()))
    assert central.password not in kept and "sesi-rahasia" not in kept


def test_what_was_faulty_is_fetched_until_it_is_mended_here(
    central: Central, secretariat: Any
) -> None:
    central.put(ONE, answered("34.04-0001"))
    central.put(TWO, answered(make_facility().code))
    server = entered(central, secretariat)
    assert pull(server, secretariat)[1] == {"new": 1, "faulty": 1}
    make_facility(code="34.04-0001")
    assert pull(server, secretariat)[1] == {"new": 1}
    assert pull(server, secretariat)[1] == {}
    assert pull(server, secretariat, anew=True)[1] == {"same": 2}


def test_a_server_of_a_region_and_of_a_round(central: Central, secretariat: Any) -> None:
    inside, outside = make_facility(), make_facility("33.72")
    central.put(ONE, answered(inside.code))
    central.put(TWO, answered(outside.code))
    round_ = f.make_round("34.04")
    server = entered(central, secretariat, region_id="34.04", round=round_)
    job, counts = pull(server, secretariat)
    assert counts == {"new": 1, "faulty": 1} and "di luar" in told(job)
    assert Visit.objects.get().round == round_


def test_a_year_of_a_kobo_server(kobo: Kobo, secretariat: Any) -> None:
    facility, other = make_facility(), make_facility()
    kobo.put(ONE, flat(facility.code))
    kobo.put(TWO, flat(other.code))
    kobo.put(THREE, flat(other.code))
    kobo.review(THREE, "validation_status_not_approved")
    server = entered(kobo, secretariat)
    job, counts = pull(server, secretariat)
    assert counts == {"new": 2, "faulty": 1}, (job.failure, counts)
    assert pull(server, secretariat)[1] == {}
    kobo.put(ONE, flat(facility.code, T01="rusak"), edition=str(uuid.uuid4()))
    del kobo.rows[0]["meta/rootUuid"]  # as older servers have it
    kobo.review_at = None  # type: ignore[attr-defined]
    assert pull(server, secretariat)[1] == {"changed": 1}
    assert answers_of(Visit.objects.get(client_uuid=ONE)) == {"T01": "rusak"}
    assert pull(server, secretariat)[1] == {}
    kobo.rows[1]["_validation_status"] = {"uid": "validation_status_not_approved"}
    assert pull(server, secretariat)[1] == {"changed": 1}
    assert Visit.objects.get(client_uuid=TWO).is_archived
    in_full = [path for _method, path in kobo.asked if "query" in path]
    assert len(in_full) == 4  # three submissions on two pages, then one each time


@pytest.mark.parametrize("point", ["fetched", "kept", "written", "over"])
def test_a_run_that_dies_loses_nothing_and_doubles_nothing(
    central: Central, secretariat: Any, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    class Death(BaseException):
        pass

    def die(*args: object, **kwargs: object) -> None:
        raise Death

    for key in (ONE, TWO, THREE):
        central.put(key, answered(make_facility().code))
    server = entered(central, secretariat)
    place: dict[str, tuple[Any, str]] = {
        "fetched": (pulling.imports, "hand_in"),
        "kept": (pulling.walk, "carry_out"),
        "written": (pulling.walk, "_read_back"),
        "over": (pulling, "_move_on"),
    }
    job = pulling.ask(server=server, by=secretariat)
    with monkeypatch.context() as patch:
        patch.setattr(*place[point], die)
        work = runs.take(job)
        assert work is not None
        with pytest.raises(Death):
            runs.do(work)
    Job.objects.filter(pk=job.pk).update(beat_at=timezone.now() - SILENCE * 2)
    work = runs.take(job)
    assert work is not None
    runs.do(work)
    job.refresh_from_db()
    assert (job.state, Visit.objects.count()) == (JobState.DONE, 3), job.failure
    assert Visit.history.count() == 3 and Submission.objects.count() == 3
    assert ImportJob.objects.get().read_back == {"new": 3, "changed": 0}
    pull(server, secretariat)
    assert Visit.objects.count() == 3 and Visit.history.count() == 3


class TestBadDays:
    """What a server can do to us ends as a sentence, and the next fetch takes everything."""

    @pytest.fixture
    def server(self, central: Central, secretariat: Any, monkeypatch: Any) -> SubmissionServer:
        monkeypatch.setattr(door.Door, "pause", staticmethod(lambda seconds: None))
        central.put(ONE, answered(make_facility().code))
        return entered(central, secretariat)

    def fails(self, server: SubmissionServer, words: str) -> None:
        job, counts = pull(server, server.owner)
        assert (job.state, counts) == (JobState.FAILED, {}), job.said
        assert words in job.failure, job.failure
        assert Central.password not in job.failure

    def test_of_http(self, server: SubmissionServer, central: Central) -> None:
        def busy(handler: Any) -> bool:
            handler.send(429, b"", Retry_After="1")
            return True

        def broken(handler: Any) -> bool:
            handler.send(503, b"<html>")
            return True

        def half(handler: Any) -> bool:
            handler.send(200, b'{"value": [', length=5000)
            return True

        def away(handler: Any) -> bool:
            handler.send(302, b"", Location="http://169.254.169.254/latest/")
            return True

        def page(handler: Any) -> bool:
            handler.send(200, b"<html>Masuk</html>")
            return True

        def strange(handler: Any) -> bool:
            handler.send(200, b'{"value": 7}')
            return True

        def deep(handler: Any) -> bool:
            handler.send(200, b"[" * 100_000)
            return True

        fine = lambda handler: False  # noqa: E731
        for trouble, words in (
            ([busy] * 3, "terlalu sering"),
            ([broken] * 3, "503"),
            ([half] * 3, "terputus"),
            ([away], "alamat akhir"),
            ([page], "bukan"),
            ([strange], "value"),
            ([deep], "bukan"),
        ):
            central.trouble = [fine, *trouble]
            self.fails(server, words)
        # Busy twice is no failure.
        central.trouble = [fine, busy, half]
        assert pull(server, server.owner)[1] == {"new": 1}

    def test_of_the_account(self, server: SubmissionServer, central: Central) -> None:
        keys.keep(server=server, key="salah-sekali")
        job, _counts = pull(server, server.owner)
        assert "tidak menerima" in job.failure and "salah-sekali" not in job.failure
        ServerKey.objects.update(sealed="gAAAA-none")
        self.fails(server, "Isi kembali")
        keys.keep(server=server, key=central.password)
        SubmissionServer.objects.update(form="lain")
        self.fails(server, "formulir")

    def test_slow_and_huge(self, server: SubmissionServer, central: Central) -> None:
        def drips(handler: Any) -> bool:
            handler.send_response(200)
            handler.end_headers()
            for _drop in range(60):
                handler.wfile.write(b" ")
                time.sleep(0.05)
            return True

        def huge(handler: Any) -> bool:
            handler.send(200, b"[" + b"1," * 60_000 + b"1]")
            return True

        for trouble, words in (((drips,), "terlalu lama"), ((huge,), "MB")):
            central.trouble = list(trouble)
            door_ = door.Door(central.url, seconds=0.4, most=100_000)
            with pytest.raises(door.Unreachable) as refused:
                door_.ask("POST", "/v1/sessions")
            assert words in str(refused.value)


@pytest.mark.parametrize(
    "address",
    [
        "http://odk.example.org",
        "ftp://odk.example.org",
        "https://a:b@odk.example.org",
        "https://odk.example.org/?x=1",
        "https://",
        "http://127.0.0.1:99999",
        "http://localhost",
        "odk.example.org",
    ],
)
def test_an_address_that_would_carry_a_password_in_the_clear(settings: Any, address: str) -> None:
    settings.OWN_NETWORKS = LOOPBACK
    with pytest.raises(ValidationError):
        door.spot_of(address)


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1", "10.1.2.3", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "::1", "fe80::1", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::",
    ],
)  # fmt: skip
def test_no_address_that_is_not_public(
    settings: Any, monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    """Whatever name it stands behind, and where one of several is such a one."""
    rows = [(0, 0, 0, "", (one, 443)) for one in ("93.184.216.34", number)]
    monkeypatch.setattr(door.socket, "getaddrinfo", lambda *args, **kwargs: rows)
    spot = door.spot_of("https://odk.example.org")
    with pytest.raises(door.Unreachable, match="OWN_NETWORKS"):
        door.addresses_of(spot)
    settings.OWN_NETWORKS = ["0.0.0.0/0", "::/0"]
    assert len(door.addresses_of(spot)) == 2


def test_the_name_is_asked_once_and_the_judged_address_is_used(
    central: Central, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    port = int(central.url.rpartition(":")[2])
    real = door.socket.getaddrinfo

    def found(host: str, *args: Any, **kwargs: Any) -> Any:
        asked.append(host)
        return real("127.0.0.1", port, type=door.socket.SOCK_STREAM)

    monkeypatch.setattr(
        door, "spot_of", lambda address: door.Spot("http", "odk.example.org", port, "")
    )
    monkeypatch.setattr(door, "addresses_of", lambda spot: (found(spot.host), [door.ipaddress.ip_address("127.0.0.1")])[1])  # fmt: skip
    with pytest.raises(door.Refused):
        door.Door("https://odk.example.org").ask(
            "POST", "/v1/sessions", b'{"email": "", "password": ""}'
        )
    assert asked == ["odk.example.org"]


def test_a_form_is_put_on_both_kinds(
    central: Central, secretariat: Any, own_network: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door.Door, "pause", staticmethod(lambda seconds: None))

    def push(server: SubmissionServer) -> Job:
        job = pushing.ask(server=server, by=secretariat)
        work = runs.take(job)
        assert work is not None
        runs.do(work)
        job.refresh_from_db()
        return job

    server = entered(central, secretariat)
    job = push(server)
    assert job.state == JobState.DONE and "diterbitkan" in job.said, job.failure
    book = next(body for body in central.bodies if body.startswith(b"PK"))
    settings = openpyxl.load_workbook(io.BytesIO(book))["settings"]
    assert [cell.value for cell in settings[2]][1] == "uji"
    assert "diganti" in push(server).said and central.forms["draft"] == "published"
    with served(Kobo()) as other:
        project = entered(other, secretariat, title="Kobo")
        assert "diterbitkan" in push(project).said and other.is_deployed  # type: ignore[attr-defined]
        assert any(b"PK" in body and b"assetUid" in body for body in other.bodies)
        assert "diganti" in push(project).said


def test_the_key_is_sealed_and_a_new_secret_key_makes_the_old_one_dispensable(
    own_network: None, secretariat: Any, settings: Any, capsys: Any
) -> None:
    old, new = "old-key-" * 6, "new-key-" * 6
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = old, []
    server = entered(Kobo(), secretariat, address="https://kf.example.org")
    assert Kobo.token not in ServerKey.objects.get().sealed
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = new, [old]
    call_command("rotate_keys")
    assert "servers encrypted anew: 1." in capsys.readouterr().out
    settings.SECRET_KEY_FALLBACKS = []
    assert keys.key_of(server) == Kobo.token
    call_command("rotate_keys")
    assert "servers encrypted anew: 0." in capsys.readouterr().out


def test_only_the_secretariat_and_the_key_is_never_shown(
    central: Central,
    as_user: Any,
    secretariat: Any,
    officer: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    browser = as_user(secretariat)
    add = reverse("monitoring:submission-server-create")
    entry = {
        "title": "Peladen DIY",
        "kind": "central",
        "address": central.url,
        "project": "7",
        "form": "uji",
        "account": central.account,
        "instrument": Instrument.objects.get(code="uji").pk,
    }
    assert browser.post(add, entry).status_code == 422  # without a password
    answer = browser.post(add, {**entry, "password": central.password})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    server = SubmissionServer.objects.get()
    assert (server.owner, keys.key_of(server)) == (secretariat, central.password)
    edit = reverse("monitoring:submission-server-edit", args=[server.pk])
    for address in (server.get_absolute_url(), edit):
        assert central.password not in browser.get(address).content.decode()
    version = {"row_version": server.version}
    # Another address never gets the key of before.
    moved = browser.post(edit, {**entry, **version, "address": "https://jahat.example.org"})
    assert moved.status_code == 422
    assert browser.post(edit, {**entry, **version, "title": "Peladen Sleman"}).status_code == 302
    assert keys.key_of(server) == central.password
    # Asking it: a job, and its result page is the import's.
    central.put(ONE, answered(make_facility().code))
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(reverse("monitoring:submission-server-pull", args=[server.pk]), {})
    job = Job.objects.get()
    assert answer.url == job.get_absolute_url() and job.state == JobState.DONE, job.failure
    shown = browser.get(answer.url).content.decode()
    own_page = reverse("core:import-of-job", args=[job.uuid])
    assert own_page in shown
    page = browser.get(own_page, follow=True).content.decode()
    assert Visit.objects.get().facility.name in page
    assert job.get_absolute_url() in browser.get(server.get_absolute_url()).content.decode()
    # Nobody else sees any of it.
    other = as_user(officer)
    for name in ("list", "create"):
        assert other.get(reverse(f"monitoring:submission-server-{name}")).status_code == 403
    for name in ("detail", "edit", "pull", "push", "archive"):
        address = reverse(f"monitoring:submission-server-{name}", args=[server.pk])
        assert other.get(address).status_code in (403, 404)
        assert other.post(address, {}).status_code in (403, 404)


def test_by_the_clock_in_the_name_of_whoever_entered_the_key(
    central: Central, secretariat: Any
) -> None:
    central.put(ONE, answered(make_facility().code))
    gone = make_user("pergi", Role.SECRETARIAT, valid_until=dt.date(2020, 1, 1))
    entered(central, secretariat, is_timed=True)
    entered(central, gone, is_timed=True, title="Peladen lama", project=8)
    entered(central, secretariat, title="Peladen lain", project=9)
    job = timed.put_now("pull-timed")
    work = runs.take(job)
    assert work is not None
    runs.do(work)
    job.refresh_from_db()
    assert "Peladen lama" in job.said
    asked = Job.objects.get(kind="pull-submissions")
    assert asked.owner == secretariat
