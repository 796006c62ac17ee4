"""Whole policies, clause by clause, against tables written by hand."""

import os
from functools import cache
from pathlib import Path

import pytest
import yaml

from sekisho.catalogue import load, sample
from sekisho.policytext import read
from sekisho.policytext.topics import REASONS, propose

SAMPLES = Path(__file__).parent / "samples"
OWN = ("basic-policy", "standard", "procedure")  # the fictional body's documents
STYLES = ("ministry-style", "ordinance-style", "federation-style")
REAL = os.environ.get("SEKISHO_REAL_POLICY")


def _table(name):
    raw = (SAMPLES / f"{name}.topics.yaml").read_text(encoding="utf-8")
    return {k: v if isinstance(v, str) else sorted(v) for k, v in yaml.safe_load(raw).items()}


def _proposed(data, name):
    return {
        p.clause: sorted(t.topic for t in p.topics) if p.demand else p.reason
        for p in _proposals(data, name)
    }


@cache
def _proposals(data, name):
    return propose(read(data, name=name), load().topics.values())


def _sample(name):
    if name in OWN:
        return sample(f"{name}.md"), f"{name}.md"
    return (SAMPLES / f"{name}.txt").read_bytes(), f"{name}.txt"


@pytest.mark.parametrize("name", [*OWN, *STYLES])
def test_every_clause_of_the_sample_gets_exactly_the_topics_of_its_table(name):
    assert _proposed(*_sample(name)) == _table(name)


@pytest.mark.skipif(
    not REAL, reason="the real policy is not kept here; name its file in SEKISHO_REAL_POLICY"
)
def test_every_clause_of_the_real_policy_gets_exactly_the_topics_of_its_table():
    path = Path(REAL)
    assert _proposed(path.read_bytes(), path.name) == _table("real-policy")


@pytest.mark.parametrize("name", ["real-policy", *OWN, *STYLES])
def test_the_tables_name_only_known_topics_and_reasons(name):
    for clause, expected in _table(name).items():
        if isinstance(expected, str):
            assert expected in REASONS, clause
        else:
            assert set(expected) <= set(load().topics), clause


def test_the_real_table_demands_something_of_every_article_from_five_to_ten():
    table = _table("real-policy")
    for article in ("5", "6(1)", "6(7)¶2", "6(8)¶2", "6(8)¶3", "7", "8", "9", "10", "10¶2"):
        assert isinstance(table[article], list), article
        assert table[article], article


def test_the_tables_together_use_nearly_every_topic():
    """What no table uses is recognised by no test: only these few may be without one."""
    used = {
        topic
        for name in ("real-policy", *OWN, *STYLES)
        for expected in _table(name).values()
        if isinstance(expected, list)
        for topic in expected
    }
    assert set(load().topics) - used <= {
        "documents.basic-policy",
        "resilience.screen-transfer",
        "resilience.direct-cloud",
    }


@pytest.mark.parametrize("name", [*OWN, *STYLES])
def test_no_demand_of_our_samples_is_left_without_a_topic(name):
    proposals = _proposals(*_sample(name))
    assert not [p.clause for p in proposals if p.demand and not p.topics]


@pytest.mark.parametrize("name", [*OWN, *STYLES])
def test_every_proposed_demand_leads_to_controls(name):
    for proposal in _proposals(*_sample(name)):
        if proposal.demand:
            assert load().controls_for(t.topic for t in proposal.topics), proposal.clause
