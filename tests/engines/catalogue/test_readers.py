"""Each kind of entry, read from a small mapping: what is kept, and what is refused."""

import dataclasses
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho import catalogue
from sekisho.catalogue import CatalogueError, CheckSpec, Reference, Term, Text, load

from sekisho.catalogue import basics, controls, organisation  # isort: skip
from sekisho.catalogue.entry import Entry

BOTH = {"ja": "語", "en": "word"}
STANDARDS = load().standards


def entry(**fields):
    return Entry("file.yaml", fields)


def topic(*terms):
    return basics.topic(entry(id="t", chapter="people", title=BOTH, terms=list(terms)))


def test_a_plain_word_is_a_term_of_one_group():
    assert topic("監査").terms == (Term((("監査",),)),)


def test_bars_give_alternatives():
    assert topic("監査|点検").terms == (Term((("監査", "点検"),)),)


def test_a_list_asks_for_all_of_its_words():
    assert topic(["監査", "実施|計画"]).terms == (Term((("監査",), ("実施", "計画"))),)


def test_the_full_form_names_what_must_not_be_there_and_where_to_look():
    (term,) = topic({"all": ["監査"], "none": ["証跡"], "where": "whole"}).terms
    assert term == Term((("監査",),), ("証跡",), "whole")


def test_the_full_form_looks_in_the_demand_unless_told():
    (term,) = topic({"all": ["監査"]}).terms
    assert (term.none_of, term.where) == ((), "demand")


@given(st.lists(st.lists(st.text("監査点検実施", min_size=1), min_size=1), min_size=1))
def test_terms_keep_their_words_and_order(groups):
    (term,) = topic(["|".join(group) for group in groups]).terms
    assert term.all_of == tuple(tuple(group) for group in groups)


def test_a_family_hands_over_its_threats_with_its_own_id():
    family, threats = basics.family(
        entry(id="disaster", number=3, title=BOTH, threats=[{"id": "fire", "title": BOTH}])
    )
    assert family.number == 3
    assert [(t.id, t.family) for t in threats] == [("fire", "disaster")]


def test_a_family_without_threats_is_refused():
    with pytest.raises(CatalogueError, match="threats"):
        basics.family(entry(id="disaster", number=3, title=BOTH))


def test_a_threat_with_an_unknown_field_is_refused():
    threats = [{"id": "fire", "title": BOTH, "weight": 3}]
    with pytest.raises(CatalogueError, match="weight"):
        basics.family(entry(id="disaster", number=3, title=BOTH, threats=threats))


def control(**changes):
    fields = {
        "id": "c", "title": BOTH, "statement": BOTH, "topics": ["people.training"],
        "threats": ["fire"], "zones": ["lgwan"], "level": "required", "role": "ciso",
        "references": {"mic": ["5.2"]}, "attested": [_attested()],
    }  # fmt: skip
    fields |= changes
    known = {"auto": CheckSpec("auto", "automatic", Text("語", "w"), 1, Text("語", "w"))}
    return controls.control(Entry("file.yaml", fields), "people", known, STANDARDS)


def _attested(name="look"):
    return {"name": name, "title": BOTH, "period_days": 31, "guidance": BOTH}


def test_an_attested_check_takes_the_controls_name_before_its_own():
    (check,) = control().checks
    assert (check.id, check.mode, check.period_days) == ("c.look", "attested", 31)


def test_automatic_checks_come_first_and_are_the_shared_value():
    first, second = control(checks=["auto"]).checks
    assert (first.id, first.mode) == ("auto", "automatic")
    assert second.id == "c.look"


def test_references_carry_the_edition_of_their_standard():
    found = control(references={"nist-csf": ["PR.AT-01"], "mic": ["5.2"]}).references
    assert found == (Reference("mic", "R7.3", "5.2"), Reference("nist-csf", "2.0", "PR.AT-01"))


@pytest.mark.parametrize("wrong", ["5.20", "6.9", "A.5.1", "0"])
def test_a_number_the_guideline_does_not_have_is_refused(wrong):
    with pytest.raises(CatalogueError, match="has no number"):
        control(references={"mic": [wrong]})


@given(st.text(max_size=9))
def test_no_reference_outside_the_published_numbers_is_taken(number):
    if number in STANDARDS["nist-csf"].numbers:
        return
    with pytest.raises(CatalogueError):
        control(references={"nist-csf": [number]})


def test_an_attested_check_without_guidance_is_refused():
    broken = _attested()
    del broken["guidance"]
    with pytest.raises(CatalogueError, match=r"c\.look.*guidance"):
        control(attested=[broken])


def test_an_attested_check_with_an_unknown_field_is_refused():
    with pytest.raises(CatalogueError, match="file"):
        control(attested=[_attested() | {"file": "x"}])


def role(**changes):
    fields = {
        "id": "r", "title": BOTH, "duties": BOTH, "permissions": ["status.read"],
        "mandatory": True, "second_factor": False, "conflicts": [], "typical_post": BOTH,
        "source": "s", "confirmed": False,
    }  # fmt: skip
    return organisation.role(Entry("file.yaml", fields | changes))


def test_a_role_without_permissions_is_refused():
    with pytest.raises(CatalogueError, match="permissions"):
        role(permissions=[])


@given(st.text(max_size=20))
def test_only_known_permissions_are_taken(word):
    if word in catalogue.PERMISSIONS:
        assert role(permissions=[word]).permissions == (word,)
    else:
        with pytest.raises(CatalogueError):
            role(permissions=[word])


def test_a_role_may_conflict_with_nobody():
    assert role().conflicts == ()


def _level(rank):
    return {"id": str(rank), "rank": rank, "title": BOTH, "meaning": BOTH, "source": "s",
            "confirmed": True}  # fmt: skip


def scheme(ranks, **changes):
    fields = {"id": "s", "aspect": "integrity", "title": BOTH, "edition": "e", "default": True,
              "levels": [_level(rank) for rank in ranks]}  # fmt: skip
    return organisation.scheme(Entry("file.yaml", fields | changes))


@given(st.lists(st.integers(1, 9), max_size=5))
def test_grades_must_fall_from_highest_to_lowest_without_ties(ranks):
    falling = len(ranks) > 1 and all(a > b for a, b in pairwise(ranks))
    if falling:
        assert [level.rank for level in scheme(ranks).levels] == ranks
    else:
        with pytest.raises(CatalogueError):
            scheme(ranks)


def test_an_unknown_aspect_is_refused():
    with pytest.raises(CatalogueError, match="aspect"):
        scheme([2, 1], aspect="beauty")


@pytest.mark.parametrize("name", sorted(n for n in catalogue.__all__ if n[0].isupper()))
def test_the_values_of_the_room_are_frozen(name):
    thing = getattr(catalogue, name)
    if dataclasses.is_dataclass(thing):
        assert thing.__dataclass_params__.frozen, name


def test_the_door_names_what_it_offers():
    assert catalogue.__all__ == sorted(catalogue.__all__, key=_door_order)
    for name in catalogue.__all__:
        assert hasattr(catalogue, name)


def _door_order(name):
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)
