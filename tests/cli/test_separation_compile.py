"""`separation compile`: rules on stdout, or 2 and why."""

import argparse

import pytest
from tests.cli.test_separation import ZONES

from sekisho.cli import separation


@pytest.fixture
def sekisho(capsys):
    def command(*words):
        parser = argparse.ArgumentParser()
        separation.add(parser.add_subparsers())
        args = parser.parse_args(["separation", *(str(word) for word in words)])
        return args.run(args), *capsys.readouterr()

    return command


def test_the_rules_are_printed_and_nothing_else(sekisho, tmp_path):
    zones = tmp_path / "zones.yaml"
    zones.write_text(ZONES, "utf-8")
    code, out, err = sekisho("compile", zones, "--target", "nftables", "--at", "2026-12-01")
    assert (code, err) == (0, "")
    assert "table inet sekisho {" in out
    code, out, _err = sekisho("compile", zones, "--target", "nftables", "--at", "2027-04-01")
    assert (code, "203.0.113.25" in out) == (0, False)


def test_what_cannot_be_compiled_is_2_with_the_reason(sekisho, tmp_path):
    zones = tmp_path / "zones.yaml"
    zones.write_text(ZONES.replace("interfaces: [eth1]", "interfaces: []"), "utf-8")
    code, out, err = sekisho("compile", zones, "--target", "nftables")
    assert (code, out) == (2, "")
    assert "mynumber" in err
    assert sekisho("compile", tmp_path / "none.yaml", "--target", "nftables")[0] == 2


def test_an_unknown_target_is_usage(sekisho, tmp_path):
    with pytest.raises(SystemExit) as stopped:
        sekisho("compile", tmp_path, "--target", "abacus")
    assert stopped.value.code == 2
