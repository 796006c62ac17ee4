"""The rules of terminals: whole, pointing to what exists, and refused when they do not."""

import copy
import re

import pytest
import yaml

from sekisho.catalogue import CatalogueError, load, load_terminal_rules
from sekisho.catalogue.entry import Entry
from sekisho.catalogue.files import data_folder
from sekisho.catalogue.terminals import terminal_rules


@pytest.fixture
def raw():
    return yaml.safe_load((data_folder() / "terminals.yaml").read_text("utf-8"))


def _read(raw):
    return terminal_rules(Entry("terminals.yaml", raw, "file"))


def test_every_zone_of_the_catalogue_has_a_rule():
    assert set(load_terminal_rules().zones) == set(load().zones)


def test_the_my_number_zone_must_have_the_block_and_two_factors():
    rule = load_terminal_rules().zones["mynumber"]
    assert {"takeout", "second-factor"} <= set(rule.required)
    assert rule.takeout == "closed"


def test_each_measure_is_asked_for_by_some_zone_and_by_some_question():
    rules = load_terminal_rules()
    asked = {word for zone in rules.zones.values() for word in (*zone.required, *zone.wanted)}
    assert asked | {"identity"} == set(rules.measures)  # that one has a check of its own
    assert {each.measure for each in rules.questions.values()} == set(rules.measures)


def test_nothing_is_required_and_wanted_at_once():
    for zone in load_terminal_rules().zones.values():
        assert not set(zone.required) & set(zone.wanted)


def test_a_platform_is_asked_one_question_per_measure_and_another_platform_none():
    rules = load_terminal_rules()
    for platform in ("windows", "linux"):
        measures = [each.measure for each in rules.questions_for(platform)]
        assert len(measures) == len(set(measures)) > 0
    assert rules.questions_for("darwin") == ()


def test_every_query_is_one_reading_statement():
    for question in load_terminal_rules().questions.values():
        assert question.sql.startswith("SELECT ")
        assert question.sql.rstrip().count(";") == 1
        assert question.sql.rstrip().endswith(";")
        assert not re.search(r"\b(INSERT|UPDATE|DELETE|ATTACH|CREATE|DROP|PRAGMA)\b", question.sql)


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("zones", lambda zone: zone["wanted"].append("no-such")),
        ("queries", lambda query: query.update(measure="no-such")),
        ("queries", lambda query: query.update(platform="amiga")),
        ("queries", lambda query: query.update(seconds=0)),
        ("zones", lambda zone: zone.update(takeout="open")),
        ("zones", lambda zone: zone.update(patch_days="many")),
        ("measures", lambda measure: measure.update(surplus=1)),
        ("measures", lambda measure: measure["title"].pop("en")),
    ],
)
def test_what_does_not_fit_is_refused(raw, part, change):
    change(raw[part][0])
    with pytest.raises(CatalogueError):
        _read(raw)


@pytest.mark.parametrize("part", ["measures", "zones", "queries"])
def test_an_id_stands_once(raw, part):
    raw[part].append(copy.deepcopy(raw[part][0]))
    with pytest.raises(CatalogueError, match="twice"):
        _read(raw)


def test_a_part_nobody_knows_is_refused(raw):
    raw["more"] = []
    with pytest.raises(CatalogueError, match="more"):
        _read(raw)
