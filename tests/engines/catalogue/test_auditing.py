"""How chapters are audited: every chapter once, refused when it is not."""

import pytest
import yaml

from sekisho.catalogue import CatalogueError, load, load_audit_rules
from sekisho.catalogue.auditing import audit_rules
from sekisho.catalogue.entry import Entry
from sekisho.catalogue.files import data_folder


@pytest.fixture
def raw():
    return yaml.safe_load((data_folder() / "audit.yaml").read_text("utf-8"))


def _read(raw):
    return audit_rules(Entry("audit.yaml", raw, "file"), load().chapters)


def test_every_chapter_says_what_to_see_and_how():
    rules = load_audit_rules()
    assert list(rules.chapters) == list(load().chapters)
    assert all(each.documents.ja and each.how.ja for each in rules.chapters.values())
    assert rules.term_years == 3


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: raw["chapters"].pop(),
        lambda raw: raw["chapters"].append(dict(raw["chapters"][0])),
        lambda raw: raw["chapters"][0].update(chapter="nothing"),
        lambda raw: raw["chapters"][0].update(more="x"),
        lambda raw: raw.pop("term_years"),
        lambda raw: raw.update(term_years=0),
    ],
)
def test_what_does_not_fit_is_refused(raw, spoil):
    spoil(raw)
    with pytest.raises(CatalogueError):
        _read(raw)
