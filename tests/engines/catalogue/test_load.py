"""The loader reads what the files say, and refuses data that does not fit, naming the place."""

import zipfile
from contextlib import suppress
from importlib.resources import as_file
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sekisho.catalogue import CatalogueError, load, read_catalogue
from sekisho.catalogue.files import CHAPTER_FILES, DATA_FILES, data_folder


def _change(folder, name, change):
    path = folder / name
    raw = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    change(raw)
    path.write_text(yaml.dump(raw, Dumper=yaml.CSafeDumper, allow_unicode=True), "utf-8")


def _refused(folder, name, change, *words):
    _change(folder, name, change)
    with pytest.raises(CatalogueError) as caught:
        read_catalogue(folder)
    for word in words:
        assert word in str(caught.value)
    return caught.value


def test_the_files_are_exactly_those_of_the_loaders_tuple():
    with as_file(data_folder()) as source:
        there = {p.relative_to(source).as_posix() for p in Path(source).rglob("*.yaml")}
    assert {name for name in there if not name.startswith("sample/")} == set(DATA_FILES)


def test_a_copy_of_the_data_gives_an_equal_catalogue(folder):
    copy, own = read_catalogue(folder), load()
    for name in own.__dataclass_fields__:
        if name == "routing":
            assert copy.routing == own.routing
        else:
            assert dict(getattr(copy, name)) == dict(getattr(own, name))


def test_the_catalogue_can_be_read_from_inside_a_zip(folder, tmp_path):
    archive = tmp_path / "data.zip"
    with zipfile.ZipFile(archive, "w") as target:
        for path in folder.rglob("*"):
            target.write(path, path.relative_to(folder))
    with zipfile.ZipFile(archive) as opened:
        assert len(read_catalogue(zipfile.Path(opened)).controls) == len(load().controls)


def test_load_reads_once_and_gives_the_same_value():
    assert load() is load()


def test_the_mappings_cannot_be_written():
    catalogue = load()
    for name in catalogue.__dataclass_fields__:
        with pytest.raises(TypeError):
            getattr(catalogue, name)["new"] = None


def test_the_loader_says_what_a_plain_reading_of_the_yaml_says(folder):
    """An independent reading: counts, ids, order and every id list, straight from the files."""
    raw = [e for f in CHAPTER_FILES for e in yaml.safe_load((folder / f).read_text("utf-8"))]
    controls = list(load().controls.values())
    assert [c.id for c in controls] == [e["id"] for e in raw]
    for control, entry in zip(controls, raw, strict=True):
        assert list(control.topics) == entry["topics"]
        assert list(control.threats) == entry["threats"]
        assert list(control.zones) == entry["zones"]
        assert (control.level, control.role) == (entry["level"], entry["role"])
        names = entry.get("checks", []) + [
            f"{entry['id']}.{a['name']}" for a in entry.get("attested", [])
        ]
        assert [c.id for c in control.checks] == names
        numbers = [r.number for r in control.references]
        assert sorted(numbers) == sorted(n for v in entry["references"].values() for n in v)


@given(st.sets(st.sampled_from([*sorted(load().topics), "no.such-topic"]), max_size=6))
def test_controls_for_agrees_with_brute_force(topics):
    found = load().controls_for(topics)
    assert list(found) == [
        c for c in load().controls.values() if any(t in topics for t in c.topics)
    ]


def test_no_topics_have_no_controls():
    assert load().controls_for([]) == ()
    assert load().controls_for(["gone.topic"]) == ()


def test_a_missing_file_is_named(folder):
    (folder / "threats.yaml").unlink()
    with pytest.raises(CatalogueError, match=r"threats\.yaml"):
        read_catalogue(folder)


def test_broken_yaml_is_named(folder):
    (folder / "zones.yaml").write_text("- {id: [", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"zones\.yaml.*no YAML"):
        read_catalogue(folder)


@pytest.mark.parametrize("content", ["", "[]", "{}", "# only a remark\n"])
def test_an_empty_file_is_refused(folder, content):
    (folder / "topics.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"topics\.yaml"):
        read_catalogue(folder)


def test_a_mapping_where_a_list_belongs_is_refused(folder):
    (folder / "zones.yaml").write_text("mynumber: {title: x}\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match="must be a list"):
        read_catalogue(folder)


def test_yaml_cannot_build_objects(folder):
    (folder / "zones.yaml").write_text("- !!python/object/apply:os.getcwd []\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"zones\.yaml"):
        read_catalogue(folder)


FIRST = "controls/1-organization.yaml"


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("topics", ["no.topic"], "no.topic"),
        ("threats", ["no-threat"], "no-threat"),
        ("zones", ["no-zone"], "no-zone"),
        ("role", "no-role", "no-role"),
        ("checks", ["no-check"], "no-check"),
        ("level", "必須", "level"),
        ("references", {"mic": ["99"]}, "99"),
        ("references", {"iso27001": ["5.38"]}, "5.38"),
        ("references", {"nist-csf": ["PR.AC-01"]}, "PR.AC-01"),
        ("references", {"cis": ["1"]}, "cis"),
        ("topics", [], "topics"),
        ("topics", "documents.standard", "topics"),
        ("zones", ["lgwan", "lgwan"], "twice"),
        ("title", {"ja": "題"}, "en"),
        ("title", {"ja": "題", "en": " "}, "en"),
        ("title", {"ja": "題", "en": "t", "fr": "t"}, "fr"),
        ("statement", "一つの言葉", "mapping"),
        ("statment", {"ja": "題", "en": "t"}, "statment"),
    ],
)
def test_a_wrong_field_of_a_control_is_refused_by_name(folder, field, value, word):
    error = _refused(folder, FIRST, lambda raw: raw[0].update({field: value}), word)
    assert "ciso-appointed" in str(error)


@pytest.mark.parametrize("field", ["id", "title", "statement", "topics", "threats", "zones"])
def test_a_missing_field_of_a_control_is_refused(folder, field):
    _refused(folder, FIRST, lambda raw: raw[1].pop(field), field, FIRST)


def test_a_control_without_any_check_is_refused(folder):
    _refused(folder, FIRST, lambda raw: raw[0].pop("checks"), "ciso-appointed", "no check")


def test_an_id_used_twice_across_chapters_is_refused(folder):
    taken = yaml.safe_load((folder / FIRST).read_text("utf-8"))[0]["id"]
    _refused(folder, "controls/9-review.yaml", lambda raw: raw[0].update(id=taken), taken, "twice")


@pytest.mark.parametrize(
    "name", ["chapters.yaml", "zones.yaml", "topics.yaml", "roles.yaml", "checks.yaml"]
)
def test_an_id_used_twice_in_a_file_is_refused(folder, name):
    _refused(folder, name, lambda raw: raw.append(raw[0]), name, "twice")


def test_a_threat_named_in_two_families_is_refused(folder):
    def repeat(raw):
        raw[1]["threats"].append(raw[0]["threats"][0])

    _refused(folder, "threats.yaml", repeat, "unauthorized-access", "twice")


def test_two_attested_checks_of_one_name_are_refused(folder):
    def twice(raw):
        raw[1]["attested"] *= 2

    _refused(folder, FIRST, twice, "role-orders.order", "twice")


@pytest.mark.parametrize("days", [0, -1, True, "31", 1.5, None])
def test_a_period_must_be_a_whole_number_of_days(folder, days):
    _refused(folder, "checks.yaml", lambda raw: raw[0].update(period_days=days), "period_days")


def test_an_unknown_permission_is_refused(folder):
    _refused(folder, "roles.yaml", lambda raw: raw[0]["permissions"].append("all"), "ciso", "'all'")


def test_a_conflict_with_an_unknown_role_is_refused(folder):
    _refused(folder, "roles.yaml", lambda raw: raw[0]["conflicts"].append("nobody"), "nobody")


def test_a_topic_of_no_chapter_is_refused(folder):
    _refused(folder, "topics.yaml", lambda raw: raw[0].update(chapter="10"), "scope.people", "'10'")


@pytest.mark.parametrize(
    "terms",
    ["word", [1], [""], ["a||b"], [["a", 2]], [{"all": []}], [{"all": ["a"], "where": "title"}],
     [{"all": ["a"], "any": ["b"]}]],
)  # fmt: skip
def test_a_term_of_the_wrong_form_is_refused(folder, terms):
    _refused(folder, "topics.yaml", lambda raw: raw[0].update(terms=terms), "scope.people")


def test_grades_out_of_order_are_refused(folder):
    def swap(raw):
        raw["schemes"][0]["levels"].reverse()

    _refused(folder, "classification.yaml", swap, "mic-2024-confidentiality", "highest")


def test_a_scheme_of_one_grade_is_refused(folder):
    def shorten(raw):
        del raw["schemes"][1]["levels"][1:]

    _refused(folder, "classification.yaml", shorten, "confidentiality-3")


def test_a_part_nobody_reads_is_refused(folder):
    _refused(folder, "people.yaml", lambda raw: raw.update(posts=[]), "posts")


def test_a_chapter_file_must_be_named_after_its_chapter(folder):
    def renumber(raw):
        raw[0]["number"] = 4

    _refused(folder, "chapters.yaml", renumber, FIRST)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["id", "title", "aliases", "x"]), inner, max_size=4)
        ),
        max_leaves=8,
    )
)
def test_whatever_stands_in_a_file_the_answer_is_a_catalogue_error(anything):
    """The reader never fails in another way, whatever is written into a data file."""
    from sekisho.catalogue import basics, controls, organisation
    from sekisho.catalogue.entry import Entry

    readers = (basics.zone, basics.topic, basics.chapter, basics.standard, basics.family,
               organisation.role, organisation.scheme, controls.automatic_check)  # fmt: skip
    for read in readers:
        entry = None
        with suppress(CatalogueError):
            entry = Entry("zones.yaml", anything)
            read(entry)
            entry.done()
