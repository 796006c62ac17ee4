"""The numbers of the standards are those that exist, told here a second time by another route."""

import pytest

from sekisho.catalogue import load

# NIST CSWP 29: numbers withdrawn since 1.1 are left out, which makes the gaps.
CSF = {
    "GV.OC": "1 2 3 4 5",
    "GV.RM": "1 2 3 4 5 6 7",
    "GV.RR": "1 2 3 4",
    "GV.PO": "1 2",
    "GV.OV": "1 2 3",
    "GV.SC": "1 2 3 4 5 6 7 8 9 10",
    "ID.AM": "1 2 3 4 5 7 8",
    "ID.RA": "1 2 3 4 5 6 7 8 9 10",
    "ID.IM": "1 2 3 4",
    "PR.AA": "1 2 3 4 5 6",
    "PR.AT": "1 2",
    "PR.DS": "1 2 10 11",
    "PR.PS": "1 2 3 4 5 6",
    "PR.IR": "1 2 3 4",
    "DE.CM": "1 2 3 6 9",
    "DE.AE": "2 3 4 6 7 8",
    "RS.MA": "1 2 3 4 5",
    "RS.AN": "3 6 7 8",
    "RS.CO": "2 3",
    "RS.MI": "1 2",
    "RC.RP": "1 2 3 4 5 6",
    "RC.CO": "3 4",
}
ANNEX_A = {5: 37, 6: 8, 7: 14, 8: 34}


@pytest.fixture(scope="module")
def standards():
    return load().standards


def test_csf_has_the_106_subcategories_of_2_0(standards):
    expected = [f"{k}-{int(n):02}" for k, row in CSF.items() for n in row.split()]
    assert len(expected) == 106
    assert list(standards["nist-csf"].numbers) == expected
    assert standards["nist-csf"].edition == "2.0"


def test_annex_a_has_the_93_controls_of_2022(standards):
    expected = [f"{theme}.{n}" for theme, last in ANNEX_A.items() for n in range(1, last + 1)]
    assert len(expected) == 93
    assert list(standards["iso27001"].numbers) == expected
    assert standards["iso27001"].edition == "2022"


def test_the_ministry_guideline_has_nine_chapters_and_is_marked_unconfirmed(standards):
    mic = standards["mic"]
    assert {n.partition(".")[0] for n in mic.numbers} == {str(n) for n in range(1, 10)}
    assert len(mic.numbers) == len(set(mic.numbers)) == 30
    assert not mic.confirmed
    assert mic.edition == "R7.3"


def test_every_section_of_the_guideline_is_referred_to(standards):
    used = {r.number for c in load().controls.values() for r in c.references if r.standard == "mic"}
    assert used == set(standards["mic"].numbers)
