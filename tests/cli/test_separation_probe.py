"""`separation probe`: real connections between three zones, judged at the receiver."""

import argparse
import json
from datetime import date
from hashlib import sha256

import pytest
from tests.engines.separation import kernel
from tests.engines.separation.test_zones_in_kernel import ZONES

from sekisho.cli import separation
from sekisho.separation import (
    Endpoint,
    Outcome,
    compile_nftables,
    judge_probe,
    plan,
    read_policy,
    read_probe,
)

AT = date(2026, 12, 1)


@pytest.fixture
def sekisho(capsys):
    def command(*words):
        parser = argparse.ArgumentParser()
        separation.add(parser.add_subparsers())
        args = parser.parse_args(["separation", *(str(word) for word in words)])
        return args.run(args), *capsys.readouterr()

    return command


@pytest.fixture
def zones(tmp_path):
    path = tmp_path / "zones.yaml"
    path.write_text(ZONES, "utf-8")
    return path


def test_the_plan_tries_what_is_permitted_its_neighbours_and_what_is_not():
    ends = [
        Endpoint("lgwan", "192.0.2.2"),
        Endpoint("internet", "192.0.3.2"),
        Endpoint("mynumber", "2001:db8:1::2"),
    ]
    found = plan(read_policy(ZONES), ends, at=AT, most=100)
    there = {
        (each.protocol, each.port): each.expected for each in found if each.source_zone == "lgwan"
    }
    assert there["tcp", 8080]
    assert not there["tcp", 8079]
    assert not there["tcp", 8081]
    assert not there["udp", 53]
    assert {(each.source_zone, each.destination_zone) for each in found} == {
        ("lgwan", "internet"),
        ("internet", "lgwan"),
    }  # the other family has only one end
    assert not any(each.expected for each in found if each.source_zone == "internet")


def test_the_plan_is_bounded_and_every_pair_is_in_it():
    ends = [Endpoint("lgwan", "192.0.2.2"), Endpoint("internet", "192.0.3.2")]
    found = plan(read_policy(ZONES), ends, at=AT, most=4)
    assert len(found) == 4
    assert len({each.source_zone for each in found}) == 2


@pytest.mark.parametrize("legs", [[], ["lgwan=192.0.2.2"], ["dmz=192.0.2.2"], ["lgwan"]])
def test_legs_that_cannot_be_tried_are_2(sekisho, zones, legs):
    words = [word for leg in legs for word in ("--leg", leg)]
    code, _out, err = sekisho("probe", zones, *words)
    assert code == 2
    assert "--leg" in err


def test_an_end_that_hears_not_even_itself_ends_the_probe_without_a_result(
    sekisho, zones, tmp_path
):
    """203.0.113.77 is no address of this machine: what does not arrive there would say nothing."""
    out = tmp_path / "probe.json"
    words = ("--leg", "lgwan=203.0.113.77", "--leg", "mynumber=203.0.113.78", "--out", out)
    code, said, err = sekisho("probe", zones, *words)
    assert code == 2
    assert "203.0.113.77" in err
    assert not said
    assert not out.exists()


@pytest.fixture(scope="module")
def world():
    with kernel.World(3, apart=True) as made:
        yield made


def probe(sekisho, zones, world):
    words = []
    for zone, name in ((1, "mynumber"), (2, "lgwan"), (3, "internet")):
        for address in (f"192.0.{zone}.2", f"2001:db8:{zone}::2"):
            words += ["--leg", f"{name}={address}@{world.host(zone)}"]
    kept = zones.with_name("probe.json")
    words += ["--at", AT.isoformat(), "--out", kept, "--json"]
    code, out, _err = sekisho("probe", zones, *words)
    found = json.loads(out)
    assert json.loads(kept.read_text("utf-8")) == found
    assert found["policy_sha256"] == sha256(zones.read_bytes()).hexdigest()
    judged = judge_probe(read_policy(ZONES), read_probe(kept.read_text("utf-8")), at=AT)
    assert [(row["expected"], row["arrived"]) for row in found["attempts"]] == [
        (outcome in {Outcome.PASSED, Outcome.BLOCKED}, outcome in {Outcome.PASSED, Outcome.REACHED})
        for _attempt, outcome in judged.rows
    ]  # what the web makes of the file is what the command said
    return code, found["attempts"]


@pytest.mark.verification
@kernel.needs_kernel
def test_compiled_rules_do_what_the_policy_says(sekisho, zones, world):
    world.load(compile_nftables(read_policy(ZONES), at=AT))
    code, attempts = probe(sekisho, zones, world)
    assert code == 0
    assert {row["arrived"] for row in attempts} == {True, False}


@pytest.mark.verification
@kernel.needs_kernel
def test_a_forgotten_accept_is_found(sekisho, zones, world):
    text = compile_nftables(read_policy(ZONES), at=AT)
    world.load(text.replace("counter drop", "counter accept", 1))  # mynumber → lgwan
    code, attempts = probe(sekisho, zones, world)
    wrong = {(row["from"], row["to"]) for row in attempts if row["expected"] != row["arrived"]}
    assert code == 1
    assert wrong == {("mynumber", "lgwan")}
