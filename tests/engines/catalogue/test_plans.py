"""The template of the emergency plan: whole, and refused by name when wrong."""

import pytest
import yaml

from sekisho.catalogue import CatalogueError, load_plan_template, read_plan_template


def _refused(folder, change):
    path = folder / "plan.yaml"
    raw = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    change(raw)
    path.write_text(yaml.dump(raw, Dumper=yaml.CSafeDumper, allow_unicode=True), "utf-8")
    with pytest.raises(CatalogueError) as caught:
        read_plan_template(folder)
    return str(caught.value)


def test_it_is_read_once():
    assert load_plan_template() is load_plan_template()


def test_it_has_what_the_policy_and_the_ministry_ask_for():
    found = load_plan_template().sections
    assert {"contacts", "reporting", "measures", "prevention"} <= set(found)  # the four elements
    assert {"cutting", "evidence", "recovery", "staff", "utilities"} <= set(found)


def test_each_table_is_asked_for_once():
    asked = [each.computed for each in load_plan_template().sections.values() if each.computed]
    assert sorted(asked) == ["contacts", "measures", "recovery"]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda raw: raw["sections"][0].update(computed="weather"), "computed"),
        (lambda raw: raw["sections"].append(dict(raw["sections"][0])), "twice"),
        (lambda raw: raw["drill_kinds"].append(dict(raw["drill_kinds"][0])), "twice"),
        (lambda raw: raw["sections"][0].pop("words"), "words"),
        (lambda raw: raw.update(review_days=0), "above zero"),
        (lambda raw: raw.update(colour="red"), "unknown field"),
    ],
)
def test_a_wrong_template_is_refused_by_name(folder, change, word):
    assert word in _refused(folder, change)
