"""The data of chapter 8: whole, in two languages, and refused by name when wrong."""

import itertools

import pytest
import yaml

from sekisho.catalogue import CatalogueError, load_suppliers, read_suppliers
from sekisho.catalogue.files import data_folder
from sekisho.catalogue.suppliers import FILE


def _refused(folder, change):
    path = folder / FILE
    raw = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    change(raw)
    path.write_text(yaml.dump(raw, Dumper=yaml.CSafeDumper, allow_unicode=True), "utf-8")
    with pytest.raises(CatalogueError) as caught:
        read_suppliers(folder)
    return str(caught.value)


def test_the_file_says_what_a_plain_reading_of_it_says():
    raw = yaml.safe_load((data_folder() / FILE).read_text(encoding="utf-8"))
    found = load_suppliers()
    assert list(found.grades) == [each["id"] for each in raw["grades"]]
    assert [each.text.ja for each in found.clauses.values()] == [
        each["text"]["ja"] for each in raw["clauses"]
    ]
    assert (found.ending_days, found.copy_days) == (raw["ending_days"], raw["copy_days"])


def test_it_is_read_once():
    assert load_suppliers() is load_suppliers()


def test_every_clause_says_where_it_comes_from():
    """What no original was read for says so itself."""
    for clause in load_suppliers().clauses.values():
        assert clause.source
        assert clause.confirmed != ("原文未確認" in clause.source), clause.id


def test_graver_information_never_asks_for_less():
    found = load_suppliers()
    asked = [set(map(id, found.clauses_for(grade))) for grade in found.grades]
    for lighter, graver in itertools.pairwise(asked):
        assert lighter <= graver
    assert len(asked[-1]) == len(found.clauses)
    assert asked[0]


def test_a_gravity_nobody_knows_is_handled_as_the_gravest():
    found = load_suppliers()
    assert found.clauses_for("astral") == found.clauses_for(list(found.grades)[-1])


def test_what_real_contracts_ask_is_there():
    wanted = {"secrecy", "purpose", "subcontract", "report", "inspection", "return", "people"}
    assert wanted <= set(load_suppliers().clauses)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda raw: raw["clauses"].append(raw["clauses"][0]), "used twice"),
        (lambda raw: raw["grades"].append(raw["grades"][0]), "used twice"),
        (lambda raw: raw["clauses"][0].update(from_grade="astral"), "from_grade"),
        (lambda raw: raw["clauses"][0].update(colour="red"), "colour"),
        (lambda raw: raw["clauses"][0].pop("source"), "source"),
        (lambda raw: raw["clauses"][0].update(confirmed="yes"), "confirmed"),
        (lambda raw: raw.update(weather=1), "weather"),
        (lambda raw: raw.update(ending_days=0), "ending_days"),
        (lambda raw: raw.pop("copy_days"), "copy_days"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(folder, change, word):
    assert word in _refused(folder, change)
