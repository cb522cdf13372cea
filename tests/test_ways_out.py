"""Where a step is refused with a reason, the reason leads to where it is put right, and the way is open."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from agreements.gates import checks
from agreements.models import Partnership
from agreements.pipeline import STAGES
from core.records.review import ReviewMove, move, why_locked
from core.tools.todo import Reason
from tests.agreements.factories import make_agreement, make_partnership, make_reference
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
