"""The data by which risks are judged: whole, in step with the catalogue, refused by name."""

import pytest
import yaml

from sekisho.catalogue import CatalogueError, load, load_risk_rules, read_risk_rules


def _refused(folder, change):
    path = folder / "risk.yaml"
    raw = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    change(raw)
    path.write_text(yaml.dump(raw, Dumper=yaml.CSafeDumper, allow_unicode=True), "utf-8")
    with pytest.raises(CatalogueError) as caught:
        read_risk_rules(folder)
    return str(caught.value)


def test_it_is_read_once():
    assert load_risk_rules() is load_risk_rules()


def test_every_threat_of_the_catalogue_can_hit_something_that_is_registered():
    rules = load_risk_rules()
    assert set(rules.threats) == set(load().threats)
    assert {sort for each in rules.threats.values() for sort in each.sorts} == set(
        load().asset_sorts
    )


def test_every_set_of_handling_rules_proposes_an_impact():
    assert set(load_risk_rules().handling) == set(load().handlings)


def test_every_score_has_a_level_and_higher_scores_no_lower_one():
    rules = load_risk_rules()
    order = [each.id for each in rules.levels]
    found = [order.index(rules.level(score).id) for score in range(1, 17)]
    assert found == sorted(found)
    assert set(found) == set(range(len(order)))


def test_the_four_treatments_are_those_of_the_field():
    assert list(load_risk_rules().treatments) == ["reduce", "avoid", "transfer", "accept"]


def test_disasters_are_made_slighter_and_attacks_rarer():
    threats = load_risk_rules().threats
    assert threats["earthquake"].lowers == "impact"
    assert threats["malware"].lowers == "likelihood"


@pytest.mark.parametrize(
    ("rank", "highest", "impact"), [(0, 2, 4), (1, 2, 1), (2, 2, 3), (2, 3, 2), (3, 3, 3)]
)
def test_a_grade_proposes_its_impact_and_no_grade_the_gravest(rank, highest, impact):
    assert load_risk_rules().impact_of_rank(rank, highest) == impact


def test_handling_nobody_knows_proposes_the_gravest():
    assert load_risk_rules().impact_of_handling("") == 4


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda raw: raw["threats"].pop(), "no line for the threats ['water-outage']"),
        (lambda raw: raw["threats"].append(raw["threats"][0]), "stands twice"),
        (lambda raw: raw["threats"][0].update(sorts=["ship"]), "unknown sorts ['ship']"),
        (lambda raw: raw["threats"][0].update(aspects=["beauty"]), "unknown aspects"),
        (lambda raw: raw["threats"][0].update(likelihood=5), "5 is above 4"),
        (lambda raw: raw.update(line=17), "17 is above 16"),
        (lambda raw: raw["families"].update(disaster="colour"), "not one of likelihood, impact"),
        (lambda raw: raw["families"].update(war="impact"), "unknown field war"),
        (lambda raw: raw["levels"][0].update({"from": 2}), "levels must begin with 1"),
        (lambda raw: raw["levels"][1].update({"from": 8}), "and rise"),
        (lambda raw: raw["impacts"].pop(0), "without a gap"),
        (lambda raw: raw["impact_of"]["handling"].update(open=9), "impacts of the scale"),
        (lambda raw: raw["effects"][0].update(percent=101), "101 is above 100"),
        (lambda raw: raw.update(must_judge=["shiny"]), "unknown must_judge"),
        (lambda raw: raw.update(extra=1), "unknown field extra"),
    ],
)
def test_what_is_wrong_is_named(folder, change, said):
    assert said in _refused(folder, change)
