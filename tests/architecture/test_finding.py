"""Whatever a room keeps can be found by its words, or it is written down why not.

What a source finds is what its `hit` takes; `unfound.txt` gives every other model with a reason.
A reason `part of app.Model` says the row is read on the page of a row that is found.
"""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from django.apps import apps
from django.db.models import Model

from sekisho.web.search.columns import ByColumns
from sekisho.web.search.sources import Source
from sekisho.web.site.finding import APART
from sekisho.web.site.finding import SOURCES as TOGETHER

SOURCES = (*TOGETHER, *APART)
REASONS = Path(__file__).with_name("unfound.txt")
PART = "part of "


def models() -> set[str]:
    """Every model of ours, by its label."""
    return {m._meta.label for m in apps.get_models() if m.__module__.startswith("sekisho.web.")}


def reasons() -> dict[str, str]:
    lines = REASONS.read_text("utf-8").splitlines()
    return dict(line.split("\t") for line in lines)


def of(source: Source) -> set[str]:
    """The models whose rows a source finds."""
    hit = source.hit
    taken = get_type_hints(hit)["row"]
    return set(_models_in(taken))


def _models_in(kind: Any) -> Iterator[str]:
    for each in get_args(kind) or (kind,):
        if isinstance(each, type) and issubclass(each, Model):
            yield each._meta.label
        elif is_dataclass(each):
            hints = get_type_hints(each)
            yield from (m for f in fields(each) for m in _models_in(hints[f.name]))


def found() -> set[str]:
    return {label for source in SOURCES for label in of(source)}


def test_every_model_is_found_or_has_a_reason():
    silent = models() - found() - reasons().keys()
    assert not silent, f"no source, and no reason in {REASONS.name}: {silent}"


def test_no_reason_stands_for_what_is_found_or_gone():
    assert not found() & reasons().keys()
    assert not reasons().keys() - models()


def test_a_part_belongs_to_something_that_is_found():
    wholes = {why.removeprefix(PART) for why in reasons().values() if why.startswith(PART)}
    assert wholes
    assert not wholes - found()


def test_every_reason_says_something_and_stands_in_order():
    lines = REASONS.read_text("utf-8").splitlines()
    assert lines == sorted(lines)
    assert all(reasons().values())


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.id)
def test_every_source_says_of_what_its_rows_are(source):
    assert "row" in get_type_hints(source.hit)


@pytest.mark.parametrize(
    "source", [s for s in SOURCES if isinstance(s, ByColumns)], ids=lambda source: source.id
)
def test_rows_that_everybody_may_ask_for_are_narrowed_to_a_reader(source):
    """A source without rights of its own looks at the request, or is named here: for all."""
    for_all = {"contacts"}  # the tree of emergency contacts is everybody's page; no number in it
    narrowed = "request" in source.rows.__code__.co_varnames
    assert source.readers or narrowed or source.id in for_all
