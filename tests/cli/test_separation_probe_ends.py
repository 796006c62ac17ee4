"""A probe between machines of their own: separate processes in separate network namespaces.

They share nothing but files: the plan that goes out, and the results that come back.
"""

import json
import subprocess
import sys

import pytest
from tests.cli.test_separation_probe import AT, sekisho, zones  # noqa: F401
from tests.engines.separation import kernel
from tests.engines.separation.test_zones_in_kernel import ZONES

from sekisho.separation import Outcome, compile_nftables, judge_probe, read_policy, read_probe

ENDS = {2: ("lgwan", "192.0.2.2", "2001:db8:2::2"), 3: ("internet", "192.0.3.2", "2001:db8:3::2"),
        1: ("mynumber", "192.0.1.2")}  # fmt: skip
END = (
    "import sys; from sekisho.cli import separation; import argparse;"
    "parser = argparse.ArgumentParser(); separation.add(parser.add_subparsers());"
    "args = parser.parse_args(['separation', *sys.argv[1:]]); sys.exit(args.run(args))"
)


@pytest.fixture(scope="module")
def world():
    with kernel.World(3, apart=True) as made:
        yield made


def planned(sekisho, zones):  # noqa: F811
    path = zones.with_name("plan.json")
    words = [w for zone, *ends in ENDS.values() for end in ends for w in ("--end", f"{zone}={end}")]
    code, _out, err = sekisho("probe-plan", zones, *words, "--at", AT.isoformat(), "--out", path)
    assert (code, err) == (0, "")
    return path


def machine(world, zone, plan):
    """Start one machine's part, in its own namespace and folder."""
    home = plan.with_name(f"host-{zone}")
    home.mkdir()
    carried = home / "plan.json"
    carried.write_bytes(plan.read_bytes())
    words = [w for address in ENDS[zone][1:] for w in ("--address", address)]
    return home / "result.json", subprocess.Popen(
        ["ip", "netns", "exec", world.host(zone), sys.executable, "-c", END, "probe-end", carried,
         *words, "--out", home / "result.json"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def enter(process):
    process.stdin.write("\n")
    process.stdin.flush()


def results_of(world, plan):
    """Run all machines: each listens, then each sends, then each ends; return their files."""
    made = [machine(world, zone, plan) for zone in ENDS]
    try:
        for _path, process in made:
            assert "待ち受けています" in process.stdout.readline()
        for _path, process in made:
            enter(process)
        for _path, process in made:
            assert "送り終えました" in process.stdout.readline()
        for _path, process in made:
            enter(process)
        for path, process in made:
            assert process.wait(60) == 0
            assert path.exists()
    finally:
        for _path, process in made:
            process.kill()
            process.communicate()
    return [path for path, _process in made]


@pytest.mark.verification
@kernel.needs_kernel
@pytest.mark.parametrize(
    ("mistake", "code", "wrong"),
    [
        (("", ""), 0, set()),
        (("counter drop", "counter accept"), 1, {("mynumber", "lgwan")}),
    ],
    ids=["as compiled", "a forgotten accept"],
)
def test_machines_that_share_only_files_prove_what_passes_between_them(
    sekisho, zones, world, mistake, code, wrong  # noqa: F811
):  # fmt: skip
    text = compile_nftables(read_policy(ZONES), at=AT)
    world.load(text.replace(*mistake, 1) if mistake[0] else text)
    plan = planned(sekisho, zones)
    results = results_of(world, plan)
    out = zones.with_name("probe.json")
    day = ("--at", AT.isoformat())
    found, said, err = sekisho("probe-judge", zones, plan, *results, *day, "--json", "--out", out)
    assert (found, err) == (code, "")
    rows = json.loads(said)["attempts"]
    assert {(r["from"], r["to"]) for r in rows if r["expected"] != r["arrived"]} == wrong
    assert {row["arrived"] for row in rows} == {True, False}
    assert {row["protocol"] for row in rows if row["arrived"]} == {"tcp", "udp"}
    # What the web takes in is the same file.
    judged = judge_probe(read_policy(ZONES), read_probe(out.read_text("utf-8")), at=AT)
    reached = {(a.source_zone, a.destination_zone) for a in judged.of(Outcome.REACHED)}
    assert reached == wrong

    # A result changed on its way, and one that did not come back, are refused.
    spoilt = results[0].with_name("spoilt.json")
    kept = json.loads(results[0].read_text("utf-8"))
    spoilt.write_text(json.dumps({**kept, "arrived": kept["arrived"][:-1]}), "utf-8")
    refused, _said, err = sekisho("probe-judge", zones, plan, spoilt, *results[1:])
    assert (refused, "途中で変わった" in err) == (2, True)
    refused, _said, err = sekisho("probe-judge", zones, plan, *results[1:])
    assert (refused, ENDS[2][1] in err) == (2, True)


def test_a_plan_needs_two_ends_of_different_zones(sekisho, zones, tmp_path):  # noqa: F811
    out = tmp_path / "plan.json"
    for ends in ([], ["lgwan=192.0.2.2"], ["lgwan=192.0.2.2", "lgwan=192.0.2.3"]):
        words = [word for end in ends for word in ("--end", end)]
        code, _said, err = sekisho("probe-plan", zones, *words, "--out", out)
        assert (code, out.exists()) == (2, False)
        assert "二つ以上の領域" in err


@pytest.mark.parametrize("end", ["dmz=192.0.2.2", "lgwan", "=192.0.2.2"])
def test_an_end_that_is_none_is_2(sekisho, zones, tmp_path, end):  # noqa: F811
    code, _said, err = sekisho("probe-plan", zones, "--end", end, "--out", tmp_path / "plan.json")
    assert code == 2
    assert "--end" in err


def test_an_address_of_another_machine_cannot_be_listened_at(sekisho, zones, tmp_path):  # noqa: F811
    plan, out = tmp_path / "plan.json", tmp_path / "result.json"
    ends = ("--end", "lgwan=192.0.2.77", "--end", "internet=203.0.113.77")  # nobody's here
    assert sekisho("probe-plan", zones, *ends, "--at", AT.isoformat(), "--out", plan)[0] == 0
    here = ("--send-after", "0", "--stop-after", "0", "--out", out)
    code, _said, err = sekisho("probe-end", plan, "--address", "203.0.113.77", *here)
    assert (code, out.exists()) == (2, False)
    assert "待ち受けられません" in err
    code, _said, err = sekisho("probe-end", plan, "--address", "192.0.2.99", *here)
    assert (code, "計画にない住所" in err) == (2, True)


def test_a_plan_of_another_policy_is_2(sekisho, zones, tmp_path):  # noqa: F811
    plan = planned(sekisho, zones)
    zones.write_text(ZONES.replace("8080", "8081"), "utf-8")
    result = tmp_path / "r.json"
    result.write_text("{}", "utf-8")
    code, _said, err = sekisho("probe-judge", zones, plan, result)
    assert (code, "この zones.yaml" in err) == (2, True)


def test_files_that_are_none_of_ours_are_2(sekisho, zones, tmp_path):  # noqa: F811
    wrong = tmp_path / "wrong.json"
    wrong.write_text("{", "utf-8")
    plan = planned(sekisho, zones)
    for words in (("probe-judge", zones, wrong, plan), ("probe-judge", zones, plan, wrong),
                  ("probe-judge", zones, plan, plan), ("probe-judge", zones, plan, tmp_path / "none")):  # fmt: skip
        code, said, err = sekisho(*words)
        assert (code, said, bool(err)) == (2, "", True)
