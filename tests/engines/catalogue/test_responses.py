"""The data of the response to incidents: whole, and refused by name when wrong."""

import pytest
import yaml

from sekisho.catalogue import CatalogueError, load_response_rules, read_response_rules


def _refused(folder, change):
    path = folder / "response.yaml"
    raw = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    change(raw)
    path.write_text(yaml.dump(raw, Dumper=yaml.CSafeDumper, allow_unicode=True), "utf-8")
    with pytest.raises(CatalogueError) as caught:
        read_response_rules(folder)
    return str(caught.value)


def test_it_is_read_once():
    assert load_response_rules() is load_response_rules()


def test_every_kind_has_measures_from_first_steps_to_the_review():
    rules = load_response_rules()
    for kind in rules.kinds:
        found = rules.measures_for(kind)
        assert {"now", "after"} <= {each.phase for each in found}
        assert [each.hours for each in found] == sorted(each.hours for each in found)


def test_every_family_has_a_kind_and_every_phase_a_measure():
    rules = load_response_rules()
    assert {each.family for each in rules.kinds.values()} == set(rules.families)
    assert {each.phase for each in rules.measures.values()} == set(rules.phases)


def test_only_what_logs_show_is_not_offered_to_people_who_report():
    kinds = load_response_rules().kinds.values()
    assert [each.id for each in kinds if not each.reported] == ["watched"]


def test_what_a_reporter_reads_has_no_jargon():
    for kind in load_response_rules().kinds.values():
        words = kind.title.ja + kind.examples.ja + kind.first.ja
        assert not any(word in words for word in ("インシデント", "CSIRT", "漏えい", "トリアージ"))


def test_the_gravest_goes_to_the_ciso_and_no_incident_does_not():
    rules = load_response_rules()
    assert rules.severities["critical"].to_ciso
    assert not rules.severities["none"].to_ciso


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda raw: raw["kinds"][0].update(family="war"), "family"),
        (lambda raw: raw["measures"][0].update(families=["war"]), "unknown family"),
        (lambda raw: raw["measures"][0].update(phase="never"), "phase"),
        (lambda raw: raw["measures"][0].update(hours=0), "above zero"),
        (lambda raw: raw["kinds"].append(dict(raw["kinds"][0])), "twice"),
        (lambda raw: raw["severities"][0].pop("to_ciso"), "to_ciso"),
        (lambda raw: raw.update(colour="red"), "unknown field"),
    ],
)
def test_wrong_data_is_refused_by_name(folder, change, word):
    assert word in _refused(folder, change)
