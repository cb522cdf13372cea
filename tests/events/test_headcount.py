from __future__ import annotations

from events.headcount import ListRow, count, total


def test_a_list_for_the_whole_event_counts_persons() -> None:
    found = count([ListRow(None, women=3, men=5), ListRow(None, unspecified=4)])
    assert (found.present, found.women, found.men, found.unspecified) == (12, 3, 5, 4)
    assert not found.per_day
    assert found.at_least == 12


def test_lists_of_two_days_count_person_days_and_say_how_many_are_certain() -> None:
    found = count([ListRow("d1", women=10, men=10), ListRow("d2", women=5, men=20)])
    assert found.present == 45
    assert found.per_day
    assert found.at_least == 25


def test_people_who_are_named_are_counted_once_over_the_days() -> None:
    lines = [
        ListRow(day, women=1 if sex == "P" else None, men=1 if sex == "L" else None, person=name)
        for day in ("d1", "d2")
        for name, sex in (("Sri", "P"), ("Budi", "L"), ("Ani", "P"))
    ]
    found = count(lines[:-1])
    assert (found.present, found.per_day, found.persons) == (5, True, 3)
    once = found.once
    assert (once.women, once.men, once.present, once.per_day) == (2, 1, 3, False)
    assert count(
        [*lines, ListRow("d2", men=4)]
    ).once.per_day  # four without names: who came twice is not known
    assert total([once, count([ListRow("d1", men=5), ListRow("d2", men=3)])]).at_least == 8


def test_a_day_beside_the_whole_event_may_count_twice_too() -> None:
    assert count([ListRow(None, men=5), ListRow("d1", men=5)]).per_day


def test_one_day_only_counts_persons() -> None:
    assert not count([ListRow("d1", men=5), ListRow("d1", women=2)]).per_day


def test_no_number_is_unknown_and_zero_is_zero() -> None:
    assert count([ListRow(None), ListRow("d1", invited=32)]).present is None
    assert count([ListRow(None), ListRow("d1", invited=32)]).invited == 32
    assert count([ListRow(None, women=0)]).present == 0


def test_the_total_of_events_is_in_person_days_as_soon_as_one_is() -> None:
    persons = count([ListRow(None, men=5)])
    days = count([ListRow("d1", men=5), ListRow("d2", men=5)])
    assert total([persons, days]).present == 15
    assert total([persons, days]).per_day
    assert total([]).present is None
