"""What the catalogue proposes, held against the file itself read another way."""

from importlib.resources import files
from itertools import pairwise, product
from types import SimpleNamespace

import pytest
import yaml

from sekisho.catalogue import load, load_risk_rules
from sekisho.web.assets.grading import chosen
from sekisho.web.risks.proposing import must_be_judged, proposals

pytestmark = pytest.mark.django_db
RAW = yaml.safe_load((files("sekisho.catalogue") / "data/risk.yaml").read_text("utf-8"))
SORTS = tuple(load().asset_sorts)


@pytest.fixture
def schemes():
    return chosen()


def grades_of(schemes, aspect):
    """Every grade of an aspect from the lowest, and none."""
    levels = sorted(schemes.by_aspect[aspect].levels, key=lambda each: each.rank)
    return ["", *(each.id for each in levels)]


def thing(sort="server", confidentiality="", integrity="", availability=""):
    return SimpleNamespace(
        sort=sort, confidentiality=confidentiality, integrity=integrity, availability=availability
    )


def of_grade(schemes, aspect, grade):
    """The impact the file gives a grade, by its place among the others."""
    order = grades_of(schemes, aspect)[1:]
    if grade not in order:
        return 4
    place = order.index(grade)
    if place == len(order) - 1:
        return RAW["impact_of"]["graver"]
    return RAW["impact_of"]["lesser"] if place == 0 else 2


def of_class(schemes, grade):
    found = {each.id: each for each in schemes.by_aspect["confidentiality"].levels}.get(grade)
    return 4 if found is None else RAW["impact_of"]["handling"][found.handling]


@pytest.mark.parametrize("sort", SORTS)
def test_every_combination_of_grades_is_proposed_what_the_file_says(schemes, sort):
    aspects = ("confidentiality", "integrity", "availability")
    for grades in product(*(grades_of(schemes, each) for each in aspects)):
        asset = thing(sort, *grades)
        impacts = {
            "confidentiality": of_class(schemes, grades[0]),
            "integrity": of_grade(schemes, "integrity", grades[1]),
            "availability": of_grade(schemes, "availability", grades[2]),
        }
        expected = [
            (each["id"], each["likelihood"], max(impacts[one] for one in each["aspects"]))
            for each in RAW["threats"]
            if sort in each["sorts"]
        ]
        found = [
            (each.threat.id, each.likelihood, each.impact) for each in proposals(asset, schemes)
        ]
        assert found == expected, grades


@pytest.mark.parametrize("sort", SORTS)
def test_every_sort_of_asset_can_be_hit_by_something(schemes, sort):
    assert proposals(thing(sort), schemes)


@pytest.mark.parametrize("aspect", ["confidentiality", "integrity", "availability"])
def test_a_graver_grade_is_never_proposed_less(schemes, aspect):
    found = [
        [each.impact for each in proposals(thing(**{aspect: grade}), schemes)]
        for grade in grades_of(schemes, aspect)[1:]
    ]
    for lesser, graver in pairwise(found):
        assert all(one <= other for one, other in zip(lesser, graver, strict=True))


@pytest.mark.parametrize("aspect", ["confidentiality", "integrity", "availability"])
def test_no_grade_is_never_proposed_less_than_any(schemes, aspect):
    bare = [each.impact for each in proposals(thing(), schemes)]
    for grade in grades_of(schemes, aspect):
        some = [each.impact for each in proposals(thing(**{aspect: grade}), schemes)]
        assert all(one <= other for one, other in zip(some, bare, strict=True))


def test_the_classes_that_must_be_judged_are_those_of_the_file(schemes):
    for level in schemes.by_aspect["confidentiality"].levels:
        must = level.handling in RAW["must_judge"]
        assert must_be_judged(thing(confidentiality=level.id), schemes) is must, level.id


def test_a_class_of_another_scheme_must_be_judged(schemes):
    assert must_be_judged(thing(confidentiality="no such class"), schemes)


def test_proposals_lie_on_the_scales(schemes):
    rules = load_risk_rules()
    for sort in SORTS:
        for each in proposals(thing(sort), schemes):
            assert each.likelihood in rules.likelihoods
            assert each.impact in rules.impacts
