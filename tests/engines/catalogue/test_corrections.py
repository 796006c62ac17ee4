"""The rules of corrections: whole, graver things sooner, and refused when they are not."""

import copy

import pytest
import yaml

from sekisho.catalogue import CatalogueError, load_correction_rules
from sekisho.catalogue.corrections import correction_rules
from sekisho.catalogue.entry import Entry
from sekisho.catalogue.files import data_folder


@pytest.fixture
def raw():
    return yaml.safe_load((data_folder() / "corrections.yaml").read_text("utf-8"))


def _read(raw):
    return correction_rules(Entry("corrections.yaml", raw, "file"))


def test_graver_things_are_mended_sooner():
    days = [each.days for each in load_correction_rules().grades.values()]
    assert days == sorted(days)
    assert len(days) == 3


def test_a_grave_thing_with_more_time_than_a_light_one_is_refused(raw):
    raw["grades"].reverse()
    with pytest.raises(CatalogueError, match="more time"):
        _read(raw)


def test_a_grade_twice_or_no_grade_is_refused(raw):
    twice = copy.deepcopy(raw)
    twice["grades"].append(raw["grades"][-1])
    with pytest.raises(CatalogueError):
        _read(twice)
    with pytest.raises(CatalogueError):
        _read({**raw, "grades": []})


@pytest.mark.parametrize("field", ["plan_days", "confirm_days", "source", "confirmed"])
def test_every_field_is_needed(raw, field):
    del raw[field]
    with pytest.raises(CatalogueError):
        _read(raw)


def test_a_field_nobody_knows_is_refused(raw):
    with pytest.raises(CatalogueError):
        _read({**raw, "weeks": 3})
