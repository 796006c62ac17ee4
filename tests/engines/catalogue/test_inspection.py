"""The questions of self-inspections: each of a control, plain, whole, refused when they are not."""

import copy
import re

import pytest
import yaml

from sekisho.catalogue import CatalogueError, load, load_inspection
from sekisho.catalogue.entry import Entry
from sekisho.catalogue.files import data_folder
from sekisho.catalogue.inspection import inspection_rules


@pytest.fixture
def raw():
    return yaml.safe_load((data_folder() / "inspection.yaml").read_text("utf-8"))


def _read(raw):
    return inspection_rules(Entry("inspection.yaml", raw, "file"), load().controls, load().roles)


def test_everybody_is_asked_and_managers_and_operators_more():
    rules = load_inspection()
    assert [each.id for each in rules.audiences.values()] == ["staff", "manager", "system"]
    assert all(len(rules.asked(audience)) >= 15 for audience in rules.audiences)
    assert rules.audiences["staff"].roles == ()
    assert rules.asked("nobody") == ()


def test_each_is_a_question_in_both_languages():
    for each in load_inspection().questions:
        assert re.search(r"(か。|か。（.+）)$", each.text.ja), each.text.ja
        assert each.text.en.endswith("?"), each.text.en
        assert len(each.text.ja) <= 60, each.text.ja


def test_who_is_asked_about_a_control_is_who_can_know():
    rules, controls = load_inspection(), load().controls
    for each in rules.asked("system"):
        assert controls[each.control].role not in {"manager", "secretariat"}, each.control


def test_the_digest_follows_the_words_and_their_order(raw):
    first = _read(raw).digest("staff")
    changed = copy.deepcopy(raw)
    changed["questions"][0]["text"]["ja"] += "（必ず）"
    swapped = copy.deepcopy(raw)
    swapped["questions"][0], swapped["questions"][1] = raw["questions"][1], raw["questions"][0]
    assert len({first, _read(changed).digest("staff"), _read(swapped).digest("staff")}) == 3
    assert _read(changed).digest("manager") == _read(raw).digest("manager")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: raw["questions"].append(raw["questions"][0]),
        lambda raw: raw["questions"][0].update(control="no-such-control"),
        lambda raw: raw["questions"][0].update(audience="nobody"),
        lambda raw: raw["audiences"][1].update(roles=["no-such-role"]),
        lambda raw: raw["audiences"].append(dict(raw["audiences"][0])),
        lambda raw: raw["audiences"].append({**raw["audiences"][0], "id": "silent"}),
        lambda raw: raw["questions"][0].update(note="x"),
        lambda raw: raw.pop("confirm_days"),
    ],
)
def test_what_does_not_fit_together_is_refused(raw, spoil):
    spoil(raw)
    with pytest.raises(CatalogueError):
        _read(raw)
