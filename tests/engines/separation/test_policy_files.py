"""Policies written and read back, and the models to begin from."""

import random
from dataclasses import replace
from datetime import date

import pytest
from tests.engines.separation import small
from tests.engines.separation.test_policy import CONTRACT

from sekisho.separation import (
    PRESETS,
    Config,
    Verdict,
    compile_nftables,
    notices,
    preset,
    read_policy,
    verify,
    write_policy,
)

AT = date(2026, 12, 1)


def lineless(policy):
    return replace(policy, flows=tuple(replace(flow, line=0) for flow in policy.flows))


@pytest.mark.parametrize("seed", range(30))
def test_what_is_written_is_read_back(seed):
    policy = small.policy(small.flows(random.Random(seed)))
    assert lineless(read_policy(write_policy(policy))) == policy


def test_the_example_of_the_contract_survives_being_written():
    policy = read_policy(
        CONTRACT + "devices:\n  d: {host: fw, interfaces: {e0: lgwan, e1: internet}}\n"
    )
    again = read_policy(write_policy(policy))
    assert lineless(again) == replace(lineless(policy), devices=again.devices)
    assert again.devices["d"].connects == {"e0": "lgwan", "e1": "internet"}


@pytest.mark.parametrize("model", PRESETS)
def test_each_model_is_a_policy_that_keeps_the_my_number_zone_apart(model):
    policy = preset(model)
    assert policy.model == model
    assert [each.code for each in notices(policy, AT)] == []
    assert not any("mynumber" in {f.source_zone, f.destination_zone} for f in policy.flows)
    assert compile_nftables(policy, at=AT)
    assert lineless(read_policy(write_policy(policy))) == lineless(policy)


def test_an_open_device_violates_every_model():
    from sekisho.separation import read_config

    empty = read_config(Config("fw", '{"nftables": [{"metainfo": {}}]}'))
    for model in PRESETS:
        assert verify(preset(model), [empty], at=AT).verdict is Verdict.VIOLATED
