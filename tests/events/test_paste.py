"""Pasted attendance lists, as people really copy them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events import paste
from events.models import AttendeeCategory


def people(text: str) -> list[tuple[str, str, str, str, str]]:
    return [(p.name, p.institution, p.position, p.sex, p.category) for p in paste.read(text).people]


def test_spreadsheet_rows_with_a_heading() -> None:
    text = "No\tNama Lengkap\tInstansi\tJabatan\tL/P\tTanda tangan\n1\tSri Lestari\tKSM Melati\tKetua\tP\t\n2\tBudi, S.T.\tDPUPKP\tStaf\tL\t"
    assert people(text) == [
        ("Sri Lestari", "KSM Melati", "Ketua", "P", "ksm"),
        ("Budi, S.T.", "DPUPKP", "Staf", "L", "opd"),
    ]


def test_chat_lines_with_numbers_and_no_heading() -> None:
    text = "1. Sri Lestari, KSM Melati, ketua, P\n2) Slamet - Puskesmas Wates - sanitarian\n- Tini (P)\n\n"
    found = people(text)
    assert found[0] == ("Sri Lestari", "KSM Melati", "ketua", "P", "ksm")
    assert found[1] == ("Slamet", "Puskesmas Wates", "sanitarian", "", "puskesmas")
    assert found[2][0].startswith("Tini")


def test_phone_numbers_and_addresses_are_never_taken_in() -> None:
    reading = paste.read("Sri; KSM Melati; 0812-3456-7890; sri@example.org; P")
    assert people("Sri; KSM Melati; 0812-3456-7890; sri@example.org; P") == [
        ("Sri", "KSM Melati", "", "P", "ksm")
    ]
    assert "0812" not in repr(reading)


def test_the_sender_and_time_of_a_chat_are_dropped() -> None:
    assert people("[23/11/21, 08:15:02] Bu Ani: Sri, KPP Mawar, P") == [
        ("Sri", "KPP Mawar", "", "P", "ksm")
    ]


def test_lines_without_a_name_are_told() -> None:
    reading = paste.read("Sri, KSM Melati\n12345\n===\n")
    assert [line for line, _text in reading.left_out] == [2, 3]


def test_more_lines_than_a_list_has_are_refused() -> None:
    with pytest.raises(ValueError):
        paste.read("Sri\n" * (paste.MOST_LINES + 1))
    with pytest.raises(ValueError):
        paste.read("x" * (paste.MOST_LETTERS + 1))


def test_the_same_person_is_known_in_other_spelling() -> None:
    assert paste.same_person("Sri  Lestari, S.T.", "KSM Melati") == paste.same_person(
        "sri lestari s.t", "ksm melati"
    )


@given(st.text(max_size=400))
def test_anything_pasted_is_read_without_an_error(text: str) -> None:
    reading = paste.read(text)
    for person in reading.people:
        assert 0 < len(person.name) <= 150
        assert person.category in AttendeeCategory.values
        assert person.sex in ("", "L", "P")


def test_b17_a_degree_behind_a_name_belongs_to_it() -> None:
    content = (Path(__file__).parents[1] / "core" / "cases" / "B17_daftar_hadir.txt").read_text()
    found = paste.read(content).people
    assert [(one.name, one.institution, one.position) for one in found] == [
        ("Drs. Contoh Satu, M.Si.", "Bappeda", ""),
        ("Ir. Contoh Dua, M.T.", "DPUPKP", "Kepala Bidang"),
        ("Hj. Contoh Tiga, S.K.M., M.Kes.", "Puskesmas Contoh", ""),
        ("Contoh", "KSM Contoh Maju", ""),
        ("Contoh Lima, A.Md.", "", ""),
    ]


@pytest.mark.parametrize(
    "degree", ["S.T.", "ST", "M.Eng.", "Ph.D.", "A.Md.Kes.", "S.Pd., M.Pd.", "Sp.A", "S.Sos"]
)
def test_degrees_are_told_from_institutions(degree: str) -> None:
    (one,) = paste.read(f"3. Budi Santoso, {degree}, Puskesmas Wates, L").people
    assert (one.name, one.institution, one.sex) == (
        f"Budi Santoso, {degree}",
        "Puskesmas Wates",
        "L",
    )


@pytest.mark.parametrize("word", ["Staf", "SEKRETARIS", "Ketua", "MCK Plus", "Sekda"])
def test_what_is_no_degree_stays_a_cell_of_its_own(word: str) -> None:
    (one,) = paste.read(f"Budi Santoso, {word}").people
    assert one.name == "Budi Santoso"


def test_a_line_parted_otherwise_than_the_rest_is_read_as_it_stands() -> None:
    rows = paste.read(
        "Siti (P); KSM Melati; ketua\nBudi; KSM Mawar; anggota\nTini, S.T. | DPUPKP | staf\nAgus, KPP Sehat"
    )
    assert [(one.name, one.institution, one.position) for one in rows.people] == [
        ("Siti", "KSM Melati", "ketua"),
        ("Budi", "KSM Mawar", "anggota"),
        ("Tini, S.T.", "DPUPKP", "staf"),
        ("Agus", "KPP Sehat", ""),
    ]


@pytest.mark.parametrize(
    ("line", "name", "sex"),
    [
        ("Siti (P)", "Siti", "P"),
        ("1. Budi Santoso (L), KSM Melati", "Budi Santoso", "L"),
        ("Sri Lestari, S.T. (P)", "Sri Lestari, S.T.", "P"),
        ("Slamet (laki-laki), S.Pd.", "Slamet, S.Pd.", "L"),
        ("Tini [p]", "Tini", "P"),
        ("Tini (P) – Puskesmas Wates", "Tini", "P"),
        ("3. Agus — KSM Sehat", "Agus", ""),
        ("Agus (Ketua)", "Agus (Ketua)", ""),
    ],
)
def test_the_sex_in_brackets_behind_a_name_is_read(line: str, name: str, sex: str) -> None:
    (person,) = paste.read(line).people
    assert (person.name, person.sex) == (name, sex)
