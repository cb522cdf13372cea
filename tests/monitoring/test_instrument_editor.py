"""Versions of an instrument: made, changed, checked, published, compared, by the Secretariat."""

from __future__ import annotations

import dataclasses
import io
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from core.records.review import Locked
from monitoring import reference, services
from monitoring.models import Instrument, Option, Question
from monitoring.questionnaire import checks as instrument_checks
from monitoring.questionnaire import xlsform
from monitoring.questionnaire.diff import differences
from monitoring.questionnaire.spec import InstrumentSpec, spec_of
from tests.monitoring import factories as f


def loaded(instrument: Instrument) -> Instrument:
    return Instrument.objects.with_questions().get(pk=instrument.pk)


def shipped(code: str = "aksansi-2021") -> Instrument:
    reference.load()
    return Instrument.objects.get(code=code, based_on=None)


def test_a_frozen_version_is_copied_into_a_draft_by_one_action(secretariat: Any) -> None:
    old = services.freeze(instrument=shipped())
    new = services.make_version(instrument=old, by=secretariat, edition=" 2027 ")
    assert (new.edition, new.is_published, new.based_on) == ("2027", False, old)
    before, after = spec_of(loaded(old)), spec_of(loaded(new))
    assert after == dataclasses.replace(before, edition="2027")
    assert differences(before, after) == []
    with pytest.raises(ValidationError):
        services.make_version(instrument=old, by=secretariat, edition="2027")


def test_only_the_secretariat_makes_and_publishes(officer: Any) -> None:
    with pytest.raises(PermissionDenied):
        services.make_version(instrument=f.make_instrument(), by=officer, edition="2")
    with pytest.raises(PermissionDenied):
        services.publish(instrument=f.make_instrument("d", published_at=None), by=officer)


@pytest.mark.parametrize("code", ["aksansi-2021", "pra-monitoring-2015"])
def test_the_shipped_instruments_pass_their_own_checks(regions: Any, code: str) -> None:
    assert instrument_checks.problems(spec_of(loaded(shipped(code)))) == []


def _with(spec: InstrumentSpec, code: str, /, **change: Any) -> InstrumentSpec:
    aspects = tuple(
        dataclasses.replace(
            aspect,
            questions=tuple(
                dataclasses.replace(question, **change) if question.code == code else question
                for question in aspect.questions
            ),
        )
        for aspect in spec.aspects
    )
    return dataclasses.replace(spec, aspects=aspects)


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("T01", {"options": ()}),
        ("T01", {"weight": Decimal(21)}),
        ("T01", {"show_if": "T09 = bulanan"}),
        ("T01", {"show_if": "K01 = mungkin"}),
        ("T01", {"show_if": "K01 ="}),
        ("T04", {"show_if": "T03 > 5"}),
        ("T01", {"kind": "multi"}),
        ("T03", {"formula": ""}),
        ("T02", {"code": "T01"}),
        ("T02", {"code": "catatan"}),
        ("T01", {"label_id": "Apa ${K01}?"}),
    ],
)
def test_what_cannot_work_is_said_before_publishing(
    regions: Any, code: str, change: dict[str, Any]
) -> None:
    spec = spec_of(loaded(shipped()))
    found = instrument_checks.problems(_with(spec, code, **change))
    assert found
    assert all(problem.words for problem in found)


def test_options_need_scores_advice_and_fair_caps(regions: Any) -> None:
    spec = spec_of(loaded(shipped()))
    options = next(q for q in spec.questions if q.code == "T01").options
    for change in ({"score": Decimal(90)}, {"cap": "poor"}, {"value": "dk"}):
        first = dataclasses.replace(options[0], **change)
        assert instrument_checks.problems(_with(spec, "T01", options=(first, *options[1:])))
    silent = dataclasses.replace(options[1], advice_id="")
    assert instrument_checks.problems(
        _with(spec, "T01", options=(options[0], silent, *options[2:]))
    )


def test_publishing_refuses_faults_and_taking_back_refuses_use(secretariat: Any) -> None:
    draft = services.make_version(instrument=shipped(), by=secretariat, edition="2")
    question = Question.objects.get(aspect__instrument=draft, code="K01")
    Option.objects.filter(question=question).delete()
    with pytest.raises(ValidationError) as refused:
        services.publish(instrument=draft, by=secretariat)
    assert any("K01" in message for message in refused.value.messages)
    other = services.make_version(instrument=shipped(), by=secretariat, edition="3")
    assert services.publish(instrument=other, by=secretariat).is_published
    with pytest.raises(Locked):
        services.remove_part(part=other.aspects.first(), by=secretariat)
    assert not services.take_back(instrument=other, by=secretariat).is_published
    services.publish(instrument=other, by=secretariat)
    f.make_visit(instrument=other)
    with pytest.raises(ValidationError):
        services.take_back(instrument=other, by=secretariat)


def test_parts_move_among_their_siblings(secretariat: Any) -> None:
    draft = f.make_instrument("d", published_at=None)
    last = f.question("T10", draft)
    services.place_part(part=last, by=secretariat, after=None)
    codes = [row.code for row in services.siblings(last)]
    assert codes == ["T10", "T01", "T02"]
    services.place_part(part=last, by=secretariat, after=f.question("T01", draft))
    assert [row.code for row in services.siblings(last)] == ["T01", "T10", "T02"]


def test_a_version_is_edited_and_published_in_the_browser(as_user: Any, secretariat: Any) -> None:
    draft = services.make_version(instrument=shipped(), by=secretariat, edition="2")
    browser = as_user(secretariat)
    question = Question.objects.get(aspect__instrument=draft, code="K01")
    page = browser.get(reverse("monitoring:question-detail", args=[question.pk]))
    assert "Belum dibentuk" in page.content.decode()
    option = question.options.get(value="sebagian")
    answer = browser.post(
        reverse("monitoring:option-edit", args=[option.pk]),
        {
            "value": "sebagian",
            "label_id": "Aktif sebagian saja",
            "score": "40",
            "advice_id": "Undang warga",
            "row_version": option.version,
        },
    )
    assert answer.status_code == 302, answer.content.decode()[:3000]
    option.refresh_from_db()
    assert option.score == 40
    aspect = question.aspect
    answer = browser.post(
        reverse("monitoring:question-create", args=[aspect.pk]),
        {"code": "K11", "label_id": "Catatan lain", "kind": "text", "weight": "0"},
    )
    assert answer.status_code == 302
    added = Question.objects.get(aspect=aspect, code="K11")
    assert list(services.siblings(added))[-1] == added
    assert browser.post(reverse("monitoring:question-place", args=[added.pk]), {"after": ""})
    assert next(iter(services.siblings(added))) == added
    assert browser.post(reverse("monitoring:question-remove", args=[added.pk])).status_code == 302
    page = browser.get(reverse("monitoring:instrument-compare", args=[draft.pk])).content.decode()
    assert "Aktif sebagian saja" in page
    assert (
        browser.post(reverse("monitoring:instrument-publish", args=[draft.pk])).status_code == 302
    )
    draft.refresh_from_db()
    assert draft.is_published
    edit = reverse("monitoring:option-edit", args=[option.pk])
    assert browser.get(edit).status_code == 403
    assert browser.post(edit, {"value": "x", "label_id": "x"}).status_code in (403, 422)
    option.refresh_from_db()
    assert option.value == "sebagian"


def test_an_xlsform_becomes_a_new_draft(as_user: Any, secretariat: Any) -> None:
    old = shipped("pra-monitoring-2015")
    browser = as_user(secretariat)
    content = browser.get(reverse("monitoring:instrument-xlsform", args=[old.pk])).content
    address = reverse("monitoring:instrument-upload", args=[old.pk])

    def send(data: bytes, edition: str) -> Any:
        file = io.BytesIO(data)
        file.name = "formulir.xlsx"
        return browser.post(address, {"file": file, "edition": edition})

    assert send(content, "").status_code == 422  # this version exists
    assert send(b"bukan formulir", "2").status_code == 422
    assert send(content, "dari ODK").status_code == 302
    new = Instrument.objects.get(edition="dari ODK")
    assert differences(spec_of(loaded(old)), spec_of(loaded(new))) == []
    other = xlsform.write(spec_of(loaded(shipped())))
    assert send(other, "3").status_code == 422  # another instrument
    assert (
        Instrument.objects.count() == 4
    )  # three that ship, one of them for visits without questions


@pytest.mark.parametrize("wanted", ["x", "999999", "9" * 40, "²"])
def test_a_comparison_with_nothing_is_not_found(
    as_user: Any, secretariat: Any, wanted: str
) -> None:
    address = reverse("monitoring:instrument-compare", args=[f.make_instrument().pk])
    assert as_user(secretariat).get(address, {"with": wanted}).status_code == 404
