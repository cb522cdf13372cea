"""Rules that ask a question only where it makes sense."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.entry.sheet import Part, VisitLine
from monitoring.models import Answer, Aspect, Question
from monitoring.questionnaire import showif
from monitoring.questionnaire.showif import BadRule, Compare, Joined, Rule, holds, joined, parse

CODES = st.sampled_from(["K01", "T02", "F11", "SARANA", "SR_DESAIN"])
VALUES = st.from_regex(r"[a-z0-9]{1,6}(?:[_-][a-z0-9]{1,4})?", fullmatch=True)
NUMBERS = st.decimals(-999, 999, places=2).map(lambda number: f"{number:f}")
COMPARISONS = st.builds(
    Compare, CODES, st.sampled_from(["=", "!=", "has", "lacks"]), VALUES
) | st.builds(Compare, CODES, st.sampled_from(["<", "<=", ">", ">="]), NUMBERS)
RULES: st.SearchStrategy[Rule] = st.recursive(
    COMPARISONS,
    lambda inner: st.builds(
        joined, st.sampled_from(["and", "or"]), st.lists(inner, min_size=1, max_size=3)
    ),
    max_leaves=6,
)
ANSWERS = st.dictionaries(CODES, st.just("") | VALUES | NUMBERS | st.just("desa donasi"))


@given(RULES)
def test_a_rule_reads_back_from_its_text_and_from_xlsform(rule: Rule) -> None:
    assert parse(showif.to_text(rule)) == rule
    assert showif.from_relevant(showif.to_relevant(rule)) == rule


@given(RULES, RULES, ANSWERS)
def test_and_or_mean_what_they_say(one: Rule, two: Rule, answers: dict[str, str]) -> None:
    both = holds(one, answers) and holds(two, answers)
    either = holds(one, answers) or holds(two, answers)
    assert holds(joined("and", [one, two]), answers) == both
    assert holds(joined("or", [one, two]), answers) == either


@given(COMPARISONS, ANSWERS)
def test_an_opposite_never_agrees_where_there_is_an_answer(
    rule: Compare, answers: dict[str, str]
) -> None:
    opposite = {"=": "!=", "!=": "=", "has": "lacks", "lacks": "has"}.get(rule.op)
    if opposite:
        assert holds(rule, answers) != holds(Compare(rule.name, opposite, rule.value), answers)


@given(st.text(max_size=60))
def test_any_text_is_a_rule_or_refused_with_words(text: str) -> None:
    for read in (parse, showif.from_relevant):
        try:
            rule = read(text)
        except BadRule as error:
            assert str(error)
        else:
            assert rule is None or holds(rule, {}) in (True, False)


@given(st.lists(RULES, max_size=5), ANSWERS)
def test_a_hidden_question_counts_as_open(rules: list[Rule], answers: dict[str, str]) -> None:
    questions = [(f"Q{i}", showif.to_text(rule)) for i, rule in enumerate(rules)]
    shown = showif.shown(questions, answers)
    hidden = {code for code, _rule in questions} - shown
    left = {code: value for code, value in answers.items() if code not in hidden}
    assert showif.shown(questions, left) == shown


def test_what_has_no_answer_is_empty_text_as_in_odk() -> None:
    assert holds(parse("K01 != belum"), {})
    assert not holds(parse("K01 = aktif"), {})
    assert not holds(parse("T02 >= 0"), {})
    assert holds(parse("T02 >= 0"), {"T02": "0"})
    assert holds(parse("T02 = 3"), {"T02": "3.0"})
    assert holds(None, {})


def test_hiding_goes_on_down_the_form() -> None:
    questions = [("A1", ""), ("A2", "A1 = ya"), ("A3", "A2 = ya"), ("A4", "A3 != ya")]
    assert showif.shown(questions, {"A1": "tidak", "A2": "ya", "A3": "ya"}) == {"A1", "A4"}
    assert showif.shown(questions, {"A1": "ya", "A2": "ya", "A3": "ya"}) == {"A1", "A2", "A3"}


def test_facts_of_the_facility_decide_too() -> None:
    questions = [("T06", "SARANA in (mck, mck_plus)")]
    assert showif.shown(questions, {}, {showif.TYPE: "mck_plus"}) == {"T06"}
    assert showif.shown(questions, {}, {showif.TYPE: "ipal_komunal"}) == frozenset()


def test_lists_are_short_for_equalities() -> None:
    rule = parse("SARANA in (mck, mck_plus) and K01 not in (belum, tidak)")
    assert rule == Joined(
        "and",
        (
            Joined("or", (Compare("SARANA", "=", "mck"), Compare("SARANA", "=", "mck_plus"))),
            Compare("K01", "!=", "belum"),
            Compare("K01", "!=", "tidak"),
        ),
    )
    assert (
        showif.to_relevant(parse("F11 lacks desa or T02 > 5"))
        == "not(selected(${F11}, 'desa')) or ${T02} > 5"
    )


@pytest.mark.parametrize(
    "text",
    ["K01", "K01 =", "K01 = a b", "(K01 = a", "k01 = a", "T02 > banyak", "K01 in ()", "K01 ~ a"],
)
def test_bad_rules_are_refused(text: str) -> None:
    with pytest.raises(BadRule):
        parse(text)


def test_a_bad_rule_hides_nothing() -> None:
    assert showif.shown([("A1", "??")], {}) == {"A1"}


def test_only_earlier_questions_and_real_options_may_be_named() -> None:
    good = [
        ("A1", "", ["ya", "tidak"]),
        ("A2", "A1 = ya and SARANA = mck", None),
        ("A3", "A2 > 3", None),
    ]
    assert showif.problems(good) == []
    bad = [
        ("A1", "A2 = ya", ["ya"]),
        ("A2", "A1 = mungkin", None),
        ("A3", "B9 = x", None),
        ("A4", "(", None),
    ]
    assert [code for code, _words in showif.problems(bad)] == ["A1", "A2", "A3", "A4"]


def test_words_for_people() -> None:
    words = {"K01": "Keaktifan", "K01=belum": "Belum dibentuk"}
    assert "Keaktifan" in showif.in_words(parse("K01 != belum"), words)
    assert "Belum dibentuk" in showif.in_words(parse("K01 != belum"), words)
    assert showif.as_data(parse("K01 = a or T02 > 3")) == [
        "or",
        ["=", "K01", "a"],
        [">", "T02", "3"],
    ]


def test_an_answer_no_longer_asked_for_counts_in_no_part() -> None:
    asked = VisitLine(Question(weight=1))
    dropped = VisitLine(Question(weight=1), asked=False, answer=Answer(value="ya"))
    part = Part(Aspect(), [asked, dropped])
    assert (part.asked, part.answered, part.open, part.missing) == (1, 0, 1, [asked])
