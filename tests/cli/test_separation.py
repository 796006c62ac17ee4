"""What `separation verify` promises: fields, exit codes, one JSON document."""

import argparse
import json

import pytest

from sekisho.cli import separation

ZONES = """zones:
  mynumber: {label: マイナンバー事務系, prefixes: [10.10.0.0/16, "fd00:10::/32"], interfaces: [eth1]}
  lgwan: {label: LGWAN接続系, prefixes: [10.20.0.0/16, "fd00:20::/32"], interfaces: [eth2]}
  internet: {label: インターネット接続系, prefixes: ["0.0.0.0/0", "::/0"], interfaces: [eth0]}
flows:
  - {from: lgwan, to: internet, destination: [203.0.113.25/32], protocol: tcp, ports: [25], until: 2027-03-31}
"""
FIELDS = {"verdict", "reason", "rules", "warnings", "not_understood", "violations"}
PACKET = {
    "family",
    "in",
    "out",
    "source",
    "destination",
    "protocol",
    "source_port",
    "destination_port",
    "state",
}


def ruleset(*rules, family="inet"):
    chain = {
        "family": family, "table": "t", "name": "f", "type": "filter", "hook": "forward",
        "prio": 0, "policy": "drop",
    }  # fmt: skip
    listed = [{"table": {"family": family, "name": "t"}}, {"chain": chain}]
    listed += [
        {"rule": {"family": family, "table": "t", "chain": "f", "expr": rule}} for rule in rules
    ]
    return json.dumps({"nftables": listed})


def match(protocol, field, right):
    left = {"payload": {"protocol": protocol, "field": field}}
    return {"match": {"op": "==", "left": left, "right": right}}


def meta(key, right):
    return {"match": {"op": "==", "left": {"meta": {"key": key}}, "right": right}}


MAIL = [
    meta("iifname", "eth2"),
    meta("oifname", "eth0"),
    match("ip", "daddr", "203.0.113.25"),
    match("tcp", "dport", 25),
    {"accept": None},
]
ALL = [{"accept": None}]
UNKNOWN = [meta("mark", 7), {"accept": None}]


@pytest.fixture
def sekisho(capsys):
    def command(*words):
        parser = argparse.ArgumentParser()
        separation.add(parser.add_subparsers())
        args = parser.parse_args(["separation", *(str(word) for word in words)])
        code = args.run(args)
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return command


@pytest.fixture
def write(tmp_path):
    def file(name, content):
        path = tmp_path / name
        path.write_text(content, "utf-8")
        return path

    return file


@pytest.mark.parametrize(
    ("rules", "at", "expected"),
    [
        ([MAIL], "2027-03-31", (0, "proven", None)),
        ([MAIL], "2027-04-01", (1, "violated", None)),
        ([MAIL, ALL], "2026-12-01", (1, "violated", None)),
        ([MAIL, UNKNOWN], "2026-12-01", (4, "undecided", "possible")),
    ],
)
def test_verdicts_have_their_exit_codes(sekisho, write, rules, at, expected):
    zones, config = write("zones.yaml", ZONES), write("fw.json", ruleset(*rules))
    code, out, _err = sekisho("verify", zones, config, "--at", at, "--json")
    found = json.loads(out)
    assert set(found) == FIELDS
    assert (code, found["verdict"], found["reason"]) == expected
    assert found["rules"] == len(rules)


def test_a_family_nobody_speaks_of_is_undecided(sekisho, write):
    zones, config = write("zones.yaml", ZONES), write("fw.json", ruleset(MAIL, family="ip"))
    code, out, _err = sekisho("verify", zones, config, "--at", "2026-12-01", "--json")
    found = json.loads(out)
    assert (code, found["reason"]) == (4, "missing-family")


def test_a_violation_tells_packet_and_path(sekisho, write):
    zones, config = write("zones.yaml", ZONES), write("fw.json", ruleset(MAIL, ALL))
    _code, out, _err = sekisho("verify", zones, config, "--at", "2026-12-01", "--json")
    violations = json.loads(out)["violations"]
    assert {(each["from"], each["to"]) for each in violations} == {
        (a, b)
        for a in ("mynumber", "lgwan", "internet")
        for b in ("mynumber", "lgwan", "internet")
        if a != b
    }
    for each in violations:
        assert set(each) == {"from", "to", "packet", "path"}
        assert set(each["packet"]) == PACKET
        assert all(set(step) == {"device", "rule", "line"} for step in each["path"])
        assert each["path"]


def test_lines_not_understood_are_listed(sekisho, write):
    zones, config = write("zones.yaml", ZONES), write("fw.json", ruleset(UNKNOWN))
    _code, out, _err = sekisho("verify", zones, config, "--json")
    (line,) = json.loads(out)["not_understood"]
    assert set(line) == {"file", "line", "text"}
    assert line["file"].endswith("fw.json")


@pytest.mark.parametrize(
    ("zones", "config", "code"),
    [
        ("zones: [", ruleset(ALL), "policy"),
        (ZONES, "nothing known", "configuration"),
        (None, ruleset(ALL), "unreadable-file"),
        (ZONES, None, "unreadable-file"),
    ],
)
def test_what_cannot_be_read_is_2_with_one_error_document(
    sekisho, write, tmp_path, zones, config, code
):
    paths = [
        tmp_path / name if text is None else write(name, text)
        for name, text in (("zones.yaml", zones), ("fw.json", config))
    ]
    status, out, err = sekisho("verify", *paths, "--json")
    error = json.loads(out)["error"]
    assert (status, error["code"]) == (2, code)
    assert err.strip() == error["message"].strip()


def test_people_read_the_labels_of_the_zones_and_what_passes(sekisho, write):
    zones, config = write("zones.yaml", ZONES), write("fw.json", ruleset(ALL))
    code, out, _err = sekisho("verify", zones, config)
    assert code == 1
    assert "マイナンバー事務系 から インターネット接続系 へ" in out
