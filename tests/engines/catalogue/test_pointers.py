"""No id of the catalogue points to nothing, whichever row is taken away; and its words are used."""

import re
import shutil
from importlib.resources import as_file
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sekisho.catalogue import PERMISSIONS, CatalogueError, load, read_catalogue
from sekisho.catalogue.files import CHAPTER_FILES, data_folder

MATRIX = Path(__file__).parents[2] / "architecture" / "access.txt"
LISTS = ("chapters.yaml", "zones.yaml", "topics.yaml", "roles.yaml", "checks.yaml")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    target = tmp_path_factory.mktemp("catalogue") / "data"
    with as_file(data_folder()) as source:
        shutil.copytree(source, target)
    return target


@pytest.fixture(scope="module")
def raw(folder):
    """What the files say, read plainly: the oracle of who points to what."""
    names = (*LISTS, "threats.yaml", "people.yaml", *CHAPTER_FILES)
    texts = {name: (folder / name).read_text("utf-8") for name in names}
    return {name: yaml.load(text, yaml.CSafeLoader) for name, text in texts.items()}


def without(folder, name, rows):
    """Return what reading says when a file holds only these rows; the file is put back."""
    path = folder / name
    kept = path.read_bytes()
    path.write_text(yaml.dump(rows, Dumper=yaml.CSafeDumper, allow_unicode=True), "utf-8")
    try:
        return read_catalogue(folder)
    except CatalogueError as error:
        return error
    finally:
        path.write_bytes(kept)


def pointed_to(raw):
    """Return every id that another row names, by the file it must stand in."""
    controls = [each for name in CHAPTER_FILES for each in raw[name]]
    named = {
        "topics.yaml": {topic for each in controls for topic in each["topics"]},
        "zones.yaml": {zone for each in controls for zone in each["zones"]},
        "roles.yaml": {each["role"] for each in controls},
        "checks.yaml": {check for each in controls for check in each.get("checks", ())},
        "chapters.yaml": {name.partition("-")[2].removesuffix(".yaml") for name in CHAPTER_FILES},
    }
    named["chapters.yaml"] |= {each["chapter"] for each in raw["topics.yaml"]}
    named["roles.yaml"] |= {r for each in raw["roles.yaml"] for r in each.get("conflicts", ())}
    return named


class TestPointers:
    @settings(
        max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
    )
    @given(data=st.data())
    def test_a_row_can_be_taken_away_exactly_when_nobody_names_it(self, folder, raw, data):
        name = data.draw(st.sampled_from(LISTS))
        at = data.draw(st.integers(0, len(raw[name]) - 1))
        gone = raw[name][at]["id"]
        found = without(folder, name, raw[name][:at] + raw[name][at + 1 :])
        if gone in pointed_to(raw)[name]:
            assert isinstance(found, CatalogueError)
            # A chapter is missed by the file named after it, all else by its own id.
            assert gone in str(found) or name == "chapters.yaml"
        else:
            assert gone not in found.checks

    def test_a_threat_that_controls_name_cannot_be_taken_away(self, folder, raw):
        controls = [each for name in CHAPTER_FILES for each in raw[name]]
        named = {threat for each in controls for threat in each["threats"]}
        family, *others = raw["threats.yaml"]
        gone = next(each["id"] for each in family["threats"] if each["id"] in named)
        left = [each for each in family["threats"] if each["id"] != gone]
        found = without(folder, "threats.yaml", [{**family, "threats": left}, *others])
        assert isinstance(found, CatalogueError)
        assert gone in str(found)

    def test_a_kind_of_staff_that_a_relation_names_cannot_be_taken_away(self, folder, raw):
        people = raw["people.yaml"]
        named = {c for each in people["relations"] for c in each.get("categories", ())}
        left = [each for each in people["categories"] if each["id"] not in named]
        found = without(folder, "people.yaml", {**people, "categories": left})
        assert isinstance(found, CatalogueError)

    def test_the_file_put_back_reads_as_before(self, folder):
        assert dict(read_catalogue(folder).controls) == dict(load().controls)


class TestWordsInUse:
    def test_every_right_an_address_asks_for_is_one_a_role_can_carry(self):
        words = set()
        for line in MATRIX.read_text("utf-8").splitlines():
            rule = line.rpartition("\t")[2]
            words |= {each for each in rule.split(" | ") if re.fullmatch(r"[a-z]+\.[a-z]+", each)}
        assert words
        assert words <= set(PERMISSIONS)

    @pytest.mark.parametrize("coordinating", ["chief-officer", "secretariat"])
    def test_where_a_responsible_role_may_not_attest_a_coordinating_one_does(self, coordinating):
        roles = load().roles
        held = {control.role for control in load().controls.values()}
        silent = {role for role in held if "controls.attest" not in roles[role].permissions}
        assert silent  # deciders, committees and auditors attest nothing themselves
        assert "controls.attest" in roles[coordinating].permissions
