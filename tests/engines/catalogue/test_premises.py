"""The data of physical security: whole, in two languages, and refused by name when wrong."""

import pytest
import yaml

from sekisho.catalogue import CatalogueError, load, load_premises, read_premises
from sekisho.catalogue.files import data_folder
from sekisho.catalogue.premises import FILE


def _refused(folder, change):
    path = folder / FILE
    raw = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    change(raw)
    path.write_text(yaml.dump(raw, Dumper=yaml.CSafeDumper, allow_unicode=True), "utf-8")
    with pytest.raises(CatalogueError) as caught:
        read_premises(folder)
    return str(caught.value)


def test_the_file_says_what_a_plain_reading_of_it_says():
    raw = yaml.safe_load((data_folder() / FILE).read_text(encoding="utf-8"))
    found = load_premises()
    assert list(found.levels) == [each["id"] for each in raw["levels"]]
    assert [s.every_days for s in found.sheets.values()] == [s["every_days"] for s in raw["sheets"]]
    assert found.visitor_days == raw["visitor_days"]


def test_it_is_read_once():
    assert load_premises() is load_premises()


def test_sheets_ask_about_each_of_the_six_safeguards():
    asked = {line.safeguard for sheet in load_premises().sheets.values() for line in sheet.lines}
    assert asked == set(load_premises().safeguards)


def test_every_rank_of_confidentiality_has_a_way_of_disposal():
    ranks = {
        level.rank
        for scheme in load().schemes.values()
        if scheme.aspect == "confidentiality"
        for level in scheme.levels
    }
    best = max(method.up_to_rank for method in load_premises().disposal_methods.values())
    assert max(ranks) <= best


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda raw: raw["levels"].append(raw["levels"][0]), "used twice"),
        (lambda raw: raw["levels"][0].update(log_days=0), "log_days"),
        (lambda raw: raw["levels"][0].update(colour="red"), "colour"),
        (lambda raw: raw["sheets"][0]["items"][0].update(subject="ship"), "subject"),
        (lambda raw: raw["sheets"][0]["items"][0].update(safeguard="hope"), "safeguard"),
        (lambda raw: raw["door_formats"][0]["columns"].pop("card"), "columns"),
        (lambda raw: raw["door_formats"][0].update(columns=[]), "columns"),
        (lambda raw: raw.update(weather=1), "weather"),
        (lambda raw: raw.pop("mend_days"), "mend_days"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(folder, change, word):
    assert word in _refused(folder, change)
