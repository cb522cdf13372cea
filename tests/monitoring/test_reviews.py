"""Review of visits: versions, remarks, approval with what follows, many at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from core.records.review import ReviewMove, State
from monitoring import services
from monitoring.models import AnswerRemark, Finding, Visit, VisitScore
from tests.ksm.factories import make_facility
from tests.monitoring import factories as f
from tests.refusing import refused_by

WHOLE = {"T01": ("rusak", ""), "T10": ("", "dk"), "F03": ("12/30", "")}


def opens_on(value: str, *, opens: bool = True) -> None:
    f.question("T01").options.filter(value=value).update(
        opens_finding=opens,
        severity="high" if opens else "",
        responsible="ksm" if opens else "",
        due_days=30 if opens else None,
    )


def handed_in(officer: Any, facility: Any = None, **changed: tuple[str, str]) -> Visit:
    day = changed.pop("on", dt.date(2018, 5, 8))
    visit = f.make_visit(facility, visited_on=day)
    answers = {f.question(code): pair for code, pair in {**WHOLE, **changed}.items()}
    services.save_answers(visit=visit, by=officer, answers=answers)
    return services.submit_visit(visit=visit, by=officer)


def test_each_handing_in_is_kept_as_it_was(officer: Any, secretariat: Any) -> None:
    visit = handed_in(officer)
    services.return_visit(
        visit=visit, by=secretariat, remark="", remarks={f.question("T01").pk: "Lihat lagi"}
    )
    visit.refresh_from_db()
    services.save_answers(visit=visit, by=officer, answers={f.question("T01"): ("baik", "")})
    visit = services.submit_visit(visit=visit, by=officer)
    first, second = visit.editions.all()
    pk = str(f.question("T01").pk)
    assert (visit.submission, first.answers[pk], second.answers[pk]) == (
        2,
        ["rusak", ""],
        ["baik", ""],
    )


def test_a_remark_stands_at_its_question_until_it_is_handed_in_again(
    as_user: Any, officer: Any, secretariat: Any
) -> None:
    visit, pk = handed_in(officer), f.question("T01").pk
    url = f"{reverse('monitoring:visit-review', args=[visit.pk])}?move=return"
    desk = as_user(secretariat)
    assert desk.post(url, {"move": "return", "remark": ""}).status_code == 422
    assert f'name="r{pk}"' in desk.get(url).content.decode()
    sent = {"move": "return", "remark": "", f"r{pk}": "Foto berkata lain"}
    assert desk.post(url, sent).status_code == 302
    visit.refresh_from_db()
    assert visit.state == State.RETURNED
    aspect = reverse("monitoring:visit-aspect", args=[visit.pk, f.question("T01").aspect_id])
    phone = as_user(officer)
    overview = phone.get(reverse("monitoring:visit-answers", args=[visit.pk]))
    assert [line.remark for _url, line in overview.context["remarks"]] == ["Foto berkata lain"]
    assert f'href="{aspect}#ask-{pk}"' in overview.content.decode()
    assert "Foto berkata lain" in phone.get(aspect).content.decode()
    assert phone.post(aspect, {f"q{pk}": "baik", f"b{pk}": "rusak"}).status_code == 302
    submit = f"{reverse('monitoring:visit-review', args=[visit.pk])}?move=submit"
    assert phone.post(submit, {"move": "submit"}).status_code == 302
    assert AnswerRemark.objects.get().submission == 1
    page = desk.get(url).content.decode()  # the reviewer sees what was corrected
    assert "<del>Rusak</del>" in page


def test_a_remark_on_a_foreign_question_is_refused_and_nothing_moves(
    officer: Any, secretariat: Any
) -> None:
    visit = handed_in(officer)
    other = f.question("T01", f.make_instrument("lain"))
    with pytest.raises(ValidationError):
        services.return_visit(visit=visit, by=secretariat, remark="x", remarks={other.pk: "x"})
    visit.refresh_from_db()
    assert visit.state == State.SUBMITTED


def test_approval_scores_and_opens_a_finding_once(officer: Any, secretariat: Any) -> None:
    opens_on("rusak")
    visit = handed_in(officer)
    visit = services.approve_visit(visit=visit, by=secretariat)
    assert VisitScore.objects.get().visit == visit
    row = Finding.objects.get()
    assert (row.question_code, row.severity, row.responsible, row.facility, row.visit) == (
        "T01",
        "high",
        "ksm",
        visit.facility,
        visit,
    )
    assert row.due_on is not None
    again = handed_in(officer, visit.facility, on=dt.date(2019, 5, 8))  # type: ignore[arg-type]
    services.approve_visit(visit=again, by=secretariat)
    assert Finding.objects.count() == 1
    elsewhere = handed_in(officer, make_facility())
    services.approve_visit(visit=elsewhere, by=secretariat)
    assert Finding.objects.count() == 2


def test_the_next_good_answer_proposes_closure_and_closes_nothing(
    officer: Any, secretariat: Any, as_user: Any
) -> None:
    opens_on("rusak")
    visit = handed_in(officer)
    services.approve_visit(visit=visit, by=secretariat)
    better = handed_in(
        officer,
        visit.facility,
        T01=("baik", ""),
        on=dt.date(2019, 5, 8),  # type: ignore[arg-type]
    )
    services.approve_visit(visit=better, by=secretariat)
    row = Finding.objects.get()
    assert row.is_open and row.closure_proposed_by == better
    page = as_user(officer).get(row.get_absolute_url()).content.decode()
    assert "Usul ditutup oleh" in page and better.get_absolute_url() in page
    listed = as_user(officer).get(reverse("monitoring:finding-list")).content.decode()
    assert "usul ditutup" in listed
    worse = handed_in(officer, visit.facility, on=dt.date(2020, 5, 8))  # type: ignore[arg-type]
    services.approve_visit(visit=worse, by=secretariat)
    row.refresh_from_db()
    assert row.is_open and row.closure_proposed_by is None


def test_the_database_holds_one_open_finding_per_question(officer: Any) -> None:
    facility = make_facility()
    f.make_finding(facility=facility, question_code="T01")
    f.make_finding(facility=facility)  # made by hand: as many as there are
    f.make_finding(facility=facility)
    with refused_by("monitoring_finding_open_once_per_question"):
        f.make_finding(facility=facility, question_code="T01")


def test_whoever_handed_in_does_not_approve(officer: Any, secretariat: Any) -> None:
    visit = handed_in(officer)
    Visit.objects.filter(pk=visit.pk).update(submitted_by=secretariat)
    visit.refresh_from_db()
    with pytest.raises(ValidationError):
        services.approve_visit(visit=visit, by=secretariat)
    assert not VisitScore.objects.exists()


def test_many_are_approved_and_the_others_named(
    as_user: Any, officer: Any, secretariat: Any
) -> None:
    good, own, draft = handed_in(officer), handed_in(officer, make_facility()), f.make_visit()
    Visit.objects.filter(pk=own.pk).update(submitted_by=secretariat)
    url = f"{reverse('monitoring:visit-approve')}?state=submitted"
    desk = as_user(secretariat)
    page = desk.get(url).content.decode()
    assert page.index(str(good)) < page.index("Tidak ikut disetujui") < page.index(str(own))
    assert draft.facility.name not in page
    answer = desk.post(
        url, {"row": [good.pk, own.pk, draft.pk, "x"], "remark": "Rapi"}, follow=True
    )
    assert "1 disetujui." in answer.content.decode()
    assert str(own.facility.name) in answer.content.decode()
    states = dict(Visit.objects.values_list("pk", "state"))
    assert states == {good.pk: "approved", own.pk: "submitted", draft.pk: "draft"}


def test_what_came_in_since_the_page_was_shown_waits(
    as_user: Any, officer: Any, secretariat: Any
) -> None:
    seen, late = handed_in(officer), handed_in(officer, make_facility())
    url = reverse("monitoring:visit-approve")
    as_user(secretariat).post(url, {"row": [seen.pk]})
    late.refresh_from_db()
    assert late.state == State.SUBMITTED


def test_locking_again_scores_what_was_corrected(officer: Any, secretariat: Any) -> None:
    visit = services.approve_visit(visit=handed_in(officer), by=secretariat)
    before = VisitScore.objects.get().total
    visit = services.take_step(
        visit=visit, step=ReviewMove.UNLOCK, by=secretariat, remark="Salah ketik"
    )
    services.save_answers(visit=visit, by=officer, answers={f.question("T01"): ("baik", "")})
    services.take_step(visit=visit, step=ReviewMove.RELOCK, by=secretariat)
    assert VisitScore.objects.get().total > before


pytestmark = pytest.mark.django_db


def test_the_reviewer_sees_what_was_asked_for_and_what_was_corrected(
    as_user: Any, officer: Any, secretariat: Any
) -> None:
    """Also in the visit itself, and where an answer stayed as it was in spite of the remark."""
    visit = handed_in(officer)
    asked = {f.question("T01").pk: "Foto berkata lain", f.question("F03").pk: "Cocokkan buku kas"}
    services.return_visit(visit=visit, by=secretariat, remark="", remarks=asked)
    visit.refresh_from_db()
    services.merge_head(visit=visit, by=officer, values={"narrative": "Bak penuh"}, bases={})
    services.save_answers(visit=visit, by=officer, answers={f.question("T01"): ("baik", "")})
    services.submit_visit(visit=Visit.objects.get(pk=visit.pk), by=officer)
    url = f"{reverse('monitoring:visit-review', args=[visit.pk])}?move=approve"
    page = as_user(secretariat).get(url)
    rows = [line for part in page.context["parts"] for line in part["lines"]]
    told = {row["line"].question.code: (row["changed"], row["asked_for"]) for row in rows}
    assert told["T01"] == (True, "Foto berkata lain")
    assert told["F03"] == (False, "Cocokkan buku kas")
    assert told["T10"] == (False, "")
    (head,) = page.context["head_changes"]
    assert (head["was"], head["now"]) == ("", "Bak penuh")
    assert "Bak penuh" in page.content.decode()


def test_the_others_of_a_list_are_counted_with_their_reason(
    as_user: Any, officer: Any, secretariat: Any, monkeypatch: Any
) -> None:
    from core.pages import beneath

    for _number in range(3):
        handed_in(officer, make_facility())
    f.make_visit(make_facility())
    returned = handed_in(officer, make_facility())
    services.return_visit(visit=returned, by=secretariat, remark="Lengkapi", remarks={})
    monkeypatch.setattr(beneath, "MOST", 2)
    page = as_user(secretariat).get(reverse("monitoring:visit-approve"))
    assert len(page.context["good"]) == 2
    assert [n for _words, n in page.context["left"]] == [1, 1, 1]
