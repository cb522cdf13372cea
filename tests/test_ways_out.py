"""Where a step is refused with a reason, the reason leads to where it is put right, and the way is open."""

from __future__ import annotations

import html
import re
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from agreements.gates import checks
from agreements.models import Partnership
from agreements.pipeline import STAGES
from core.people.tokens import services as tokens
from core.records import services
from core.records.review import ReviewMove, why_locked
from core.records.steps import move
from core.tools.todo import Reason, leading_to
from monitoring.services import visits
from planning.models.meetings import Step
from tests.agreements.factories import make_agreement, make_partnership, make_reference
from tests.chapters.factories import make_chapter
from tests.ksm import factories as registry
from tests.monitoring import factories as monitoring
from tests.planning import factories as planning

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year


def ways_on(browser: Any, url: str) -> list[str]:
    """Return where the reasons beside the steps of a page lead."""
    page = browser.get(url).content.decode()
    [steps] = re.findall(r'<div class="in moves">.*?</section>', page, flags=re.S)
    return [html.unescape(one) for one in re.findall(r'<p>[^<]+<a href="([^"]+)"', steps)]


def place(name: str, *args: object) -> str:
    return reverse(name, args=args)


def test_a_plan_leads_to_what_it_lacks(
    regions: Any, as_user: Any, officer: Any, secretariat: Any
) -> None:
    browser, plan = as_user(officer), planning.make_plan(year=YEAR)
    own = plan.get_absolute_url()
    assert ways_on(browser, own) == [place("planning:annual-plan-activities", plan.pk)]
    planning.make_activity(plan=plan)
    bare = planning.make_activity(plan=plan, title="Tanpa target", target=None)
    undated = planning.make_activity(plan=plan, title="Tanpa bulan", month_from=None, month_to=None)
    planning.make_advice(activity=bare)
    found = ways_on(browser, own)
    assert found == [
        place("planning:activity-edit", bare.pk),
        place("planning:activity-edit", undated.pk),
        place("planning:annual-plan-answer", plan.pk),
    ]
    assert [browser.get(one).status_code for one in found] == [200, 200, 200]
    # The page of the step says the same.
    step = browser.get(place("planning:annual-plan-review", plan.pk) + "?move=submit")
    assert all(one in step.content.decode() for one in found)


def test_an_account_leads_to_what_it_lacks(regions: Any, as_user: Any, officer: Any) -> None:
    browser, report = as_user(officer), planning.make_report(year=YEAR, summary="")
    copied, edit = (
        place(f"planning:annual-report-{name}", report.pk) for name in ("propose", "edit")
    )
    assert ways_on(browser, report.get_absolute_url()) == [copied, edit]
    row = planning.make_achievement(annual_report=report, realised=None, cause="", obstacle="")
    found = ways_on(browser, report.get_absolute_url())
    assert found == [place("planning:achievement-edit", row.pk), edit]
    assert [browser.get(one).status_code for one in (*found, copied)] == [200, 200, 200]


def test_a_visit_leads_to_its_answers(regions: Any, as_user: Any, officer: Any) -> None:
    visit, browser = monitoring.make_visit(), as_user(officer)
    [found] = ways_on(browser, visit.get_absolute_url())
    assert found == place("monitoring:visit-answers", visit.pk)
    assert browser.get(found).status_code == 200


def test_a_line_that_is_locked_leads_to_what_was_handed_in(
    regions: Any, as_user: Any, officer: Any
) -> None:
    plan = planning.make_plan(year=YEAR)
    line, browser = planning.make_activity(plan=plan), as_user(officer)
    move(obj=plan, move_=ReviewMove.SUBMIT, by=officer)
    line.refresh_from_db()
    way = f'href="{plan.get_absolute_url()}">Buka rencana tahunan'
    assert way in browser.get(line.get_absolute_url()).content.decode()
    refused = browser.get(place("planning:activity-edit", line.pk))
    assert refused.status_code == 403 and way in refused.content.decode()
    plan.refresh_from_db()
    reason = why_locked(plan)  # its own page has the steps
    assert isinstance(reason, Reason) and not reason.url


def test_a_closed_finding_and_a_used_instrument_lead_on(
    regions: Any, as_user: Any, officer: Any, secretariat: Any
) -> None:
    day = timezone.localdate()
    row = monitoring.make_finding(
        opened_on=day, closed_on=day, closed_by=officer, action_taken="Diperbaiki"
    )
    refused = as_user(officer).get(place("monitoring:finding-edit", row.pk))
    way = place("monitoring:finding-reopen", row.pk)
    assert refused.status_code == 403 and f'href="{way}"' in refused.content.decode()
    for extra, step in (({}, "takeback"), ({"frozen_at": timezone.now()}, "version")):
        kept = monitoring.make_instrument(step, **extra)
        why = kept.why_closed()
        assert isinstance(why, Reason)
        assert why.url == place(f"monitoring:instrument-{step}", kept.pk)
        assert as_user(secretariat).get(why.url).status_code == 200


@pytest.mark.parametrize("stage", [one.code for one in STAGES.values() if not one.closes])
@pytest.mark.parametrize("has_papers", [False, True])
def test_each_line_of_the_checklist_leads_to_its_form(
    stage: str, has_papers: bool, regions: Any, as_user: Any, secretariat: Any, official: Any
) -> None:
    make_reference()
    partnership = make_partnership(stage=stage, counterpart=stage)
    if has_papers:
        mou = make_agreement(partnership=partnership, signed_on="2010-01-01", ends_on="2011-01-01")
        make_agreement(partnership=partnership, kind="pks", parent=mou, paper="draft", signed_on="")
    found = Partnership.objects.with_standing().get(pk=partnership.pk)
    lacking = [
        one
        for one in checks(user=secretariat, partnership=found, at=timezone.localdate())
        if not one.is_met
    ]
    browser = as_user(secretariat)
    page = html.unescape(browser.get(partnership.get_absolute_url()).content.decode())
    for one in lacking:
        assert browser.get(one.url).status_code == 200, (one.words, one.url)
        assert f'<a href="{one.url}">Isi<' in page
    # Whoever only reads is led to no form.
    read = html.unescape(as_user(official).get(partnership.get_absolute_url()).content.decode())
    assert not any(f'href="{one.url}"' in read for one in lacking)


def test_only_whoever_adds_chapters_is_led_to_a_new_one(
    regions: Any, officer: Any, secretariat: Any
) -> None:
    partnership = make_partnership(stage="pembentukan")
    found = Partnership.objects.with_standing().get(pk=partnership.pk)
    for user, is_led in ((officer, False), (secretariat, True)):
        first = checks(user=user, partnership=found, at=timezone.localdate())[0]
        assert not first.is_met and bool(first.url) is is_led


def summary(answer: Any) -> str:
    """Return what a refusal says above its form."""
    [found] = re.findall(r"data-error-summary>.*?</ul>", answer.content.decode(), flags=re.S)
    return html.unescape(found)


def has_button(page: str) -> bool:
    [bar] = re.findall(r'<div class="savebar">.*?</div>', page, flags=re.S)
    return 'type="submit"' in bar


def test_what_was_taken_from_a_visit_leads_there(regions: Any, as_user: Any, officer: Any) -> None:
    visit = monitoring.make_visit()
    row = registry.make_status(
        visit.facility, "2018", told_kind="visit", told_by=visit.client_uuid, source="Kunjungan"
    )
    browser, way = as_user(officer), f'href="{visit.get_absolute_url()}">Buka '
    refused = browser.post(place("ksm:status-record-edit", row.pk), {})
    assert refused.status_code == 403 and way in refused.content.decode()
    assert way in browser.get(row.get_absolute_url()).content.decode()


def test_a_merge_that_cannot_be_leads_to_what_stands_against_it(
    regions: Any, as_user: Any, secretariat: Any
) -> None:
    kept, merged = registry.make_facility(name="Satu"), registry.make_facility(name="Dua")
    registry.make_operation(kept, registry.make_group(name="KSM A"))
    goes = registry.make_operation(merged, registry.make_group(name="KSM B"))
    browser, url = as_user(secretariat), place("ksm:facility-merge", kept.key)
    asked = browser.get(f"{url}?other={merged.key}").content.decode()
    assert f'href="{goes.get_absolute_url()}"' in asked and "Gabungkan</button>" not in asked
    refused = browser.post(url, {"other": merged.key, "keep": "this"})
    assert refused.status_code == 422 and goes.get_absolute_url() in summary(refused)
    merged.refresh_from_db()
    assert merged.archived_at is None
    services.archive(obj=goes, by=secretariat)
    assert "Gabungkan</button>" in browser.get(f"{url}?other={merged.key}").content.decode()


def test_a_row_that_cannot_move_over_leads_to_its_page(
    regions: Any, as_user: Any, secretariat: Any
) -> None:
    kept, merged = registry.make_group(name="KSM A"), registry.make_group(name="KSM B")
    for group in (kept, merged):
        row = registry.make_cash(group)
    browser, url = as_user(secretariat), place("ksm:group-merge", kept.pk)
    refused = browser.post(url, {"other": merged.pk, "keep": "this"})
    assert refused.status_code == 422 and f'href="{row.get_absolute_url()}"' in summary(refused)


def test_what_is_recorded_already_leads_to_the_row_there_is(
    regions: Any, as_user: Any, officer: Any, other_officer: Any, secretariat: Any
) -> None:
    there = make_chapter()
    browser, url = as_user(secretariat), place("chapters:chapter-create")
    given = {"region": "34.04", "status": "active"}
    refused = browser.post(url, given)
    assert f'href="{there.get_absolute_url()}"' in summary(refused)
    # Names are compared by an expression, and by a place.
    group = registry.make_group(name="KSM Maju", village="Caturtunggal")
    asked = {"name": "ksm maju", "village": "Caturtunggal", "region": "34.04", "kind": "ksm"}
    refused = browser.post(place("ksm:group-create"), asked)
    assert f'href="{group.get_absolute_url()}"' in summary(refused)
    # Restoring what has been recorded anew since.
    services.archive(obj=group, by=secretariat)
    again = registry.make_group(name="KSM Maju", village="Caturtunggal")
    refused = browser.post(place("ksm:group-restore", group.pk), {"remark": "keliru"})
    assert f'href="{again.get_absolute_url()}"' in summary(refused)


def test_a_draft_that_cannot_be_published_leads_to_each_part(
    regions: Any, as_user: Any, secretariat: Any
) -> None:
    draft = monitoring.make_instrument("draf", published_at=None)
    aspect = draft.aspects.first()
    aspect.questions.all().delete()
    question = draft.aspects.last().questions.first()
    type(question).objects.filter(pk=question.pk).update(show_if="TIDAKADA = 1")
    browser, url = as_user(secretariat), place("monitoring:instrument-publish", draft.pk)
    ways = [
        place("monitoring:aspect-edit", aspect.pk),
        place("monitoring:question-edit", question.pk),
    ]
    page = html.unescape(browser.get(url).content.decode())
    assert all(f'href="{one}"' in page for one in ways) and not has_button(page)
    refused = browser.post(url, {"remark": ""})
    assert refused.status_code == 422 and all(one in summary(refused) for one in ways)
    assert [browser.get(one).status_code for one in ways] == [200, 200]


def test_minutes_lead_to_the_steps_that_are_not_done(
    regions: Any, as_user: Any, officer: Any
) -> None:
    meeting = planning.make_meeting()
    browser, url = as_user(officer), place("planning:meeting-close", meeting.pk)
    ways = [place("planning:meeting-step", meeting.pk, step.value) for step in Step]
    page = browser.get(url).content.decode()
    assert all(f'href="{one}"' in page for one in ways) and not has_button(page)
    assert all(one in summary(browser.post(url, {})) for one in ways)


def test_further_steps_lead_on(regions: Any, as_user: Any, secretariat: Any, officer: Any) -> None:
    browser = as_user(secretariat)
    group = registry.make_group(name="KSM Jalan")
    registry.make_operation(registry.make_facility(name="Sarana"), group)
    officer.email = ""
    officer.save()
    proposal, service = planning.make_proposal(), planning.make_service()
    pick = reverse(
        "planning:budget-proposal-pick", args=[proposal.pk], query={"service": service.pk}
    )
    report = place("region-report-archive", "34.04", 2018)
    for url, way in (
        (place("ksm:group-archive", group.pk), group.get_absolute_url()),
        (place("core:user-invite", officer.pk), place("core:user-edit", officer.pk)),
        (pick, service.get_absolute_url()),
        (report, ""),
    ):
        answer = browser.get(url)
        page = answer.content.decode()
        assert answer.status_code == 200 and f'href="{way}' in page, url
        assert not has_button(page), url
    refused = browser.post(place("ksm:group-archive", group.pk), {"remark": "x"})
    assert group.get_absolute_url() in summary(refused)


def test_a_day_that_has_a_visit_and_a_full_list_of_tokens_lead_on(
    regions: Any, officer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = monitoring.make_visit(client_uuid=uuid.uuid4())
    type(there).objects.filter(pk=there.pk).update(state="submitted")
    day = {"visited_on": there.visited_on, "facility": there.facility, "round": there.round}
    values = {**day, "instrument": there.instrument, "client_uuid": uuid.uuid4()}
    with pytest.raises(ValidationError) as told:
        visits.start_visit(by=officer, **values)
    assert told.value.messages[0].url == there.get_absolute_url()  # type: ignore[attr-defined]
    monkeypatch.setattr(tokens, "MOST", 0)
    asked = {"kind": "program", "name": "Program", "lists": []}
    with pytest.raises(ValidationError) as told:
        tokens.make(user=officer, expires_on=timezone.localdate(), **asked)
    assert told.value.messages[0].url == reverse("tokens")  # type: ignore[attr-defined]


def test_a_step_that_is_refused_meanwhile_hands_back_what_was_typed(
    regions: Any, as_user: Any, secretariat: Any
) -> None:
    group = registry.make_group(name="KSM Jalan")
    registry.make_operation(registry.make_facility(name="Sarana"), group)
    browser, url = as_user(secretariat), place("ksm:group-archive", group.pk)
    assert 'name="remark"' not in browser.get(url).content.decode()
    refused = browser.post(url, {"remark": "Sudah bubar sejak 2019"}).content.decode()
    assert "Sudah bubar sejak 2019" in refused and not has_button(refused)


def test_a_long_name_is_cut_where_it_says_so() -> None:
    long = Reason("x")
    assert leading_to(long, "x").way == "Buka x"
    assert str(leading_to("y" * 80, "x").way).endswith("y…")
