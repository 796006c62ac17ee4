"""What `separation changes` promises: fields, exit codes, one JSON document, words."""

import json

import pytest
from tests.cli.test_separation import ALL, MAIL, UNKNOWN, ruleset, sekisho, write  # noqa: F401

FIELDS = {"verdict", "reason", "changes", "not_understood"}
NAT = """*nat
:PREROUTING ACCEPT [0:0]
-A PREROUTING -i eth0 -p tcp -m tcp --dport 25 -j DNAT --to-destination 10.20.0.25
COMMIT
*filter
:FORWARD DROP [0:0]
-A FORWARD -j DROP
COMMIT
"""
OTHER_NAT = NAT.replace("10.20.0.25", "10.20.0.26")
POOL = NAT.replace("10.20.0.25", "10.20.0.25-10.20.0.26")
TO_MAIL = ("-A FORWARD -j DROP", "-A FORWARD -d 10.20.0.25/32 -j ACCEPT")


@pytest.mark.parametrize(
    ("old", "new", "code", "verdict", "opens"),
    [
        (ruleset(MAIL), ruleset(MAIL), 0, "same", []),
        (ruleset(MAIL), ruleset(MAIL, MAIL), 0, "same", []),
        (ruleset(MAIL), ruleset(ALL), 1, "different", [True]),
        (ruleset(ALL), ruleset(MAIL), 1, "different", [False]),
        (NAT, NAT, 0, "same", []),
        (NAT, NAT.replace("-A FORWARD -j DROP", "-A FORWARD -j ACCEPT"), 1, "different", [True]),
        (NAT, OTHER_NAT, 0, "same", []),
        (NAT.replace(*TO_MAIL), OTHER_NAT.replace(*TO_MAIL), 1, "different", [False]),
        (OTHER_NAT.replace(*TO_MAIL), NAT.replace(*TO_MAIL), 1, "different", [True]),
    ],
)
def test_the_difference_is_told_in_packets(sekisho, write, old, new, code, verdict, opens):  # noqa: F811
    found, out, err = sekisho("changes", write("old", old), write("new", new), "--json")
    said = json.loads(out)
    assert (found, said["verdict"], said["reason"], err) == (code, verdict, None, "")
    assert set(said) == FIELDS
    assert sorted({each["opens"] for each in said["changes"]}) == opens
    for each in said["changes"]:
        assert set(each) == {"opens", "packet", "rule", "file", "line"}
        assert each["packet"]["source"]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [(ruleset(MAIL), ruleset(MAIL, UNKNOWN), "possible"), (NAT, POOL, "translation")],
)
def test_what_cannot_be_compared_is_undecided_and_never_the_same(sekisho, write, old, new, reason):  # noqa: F811
    code, out, _ = sekisho("changes", write("old", old), write("new", new), "--json")
    assert code == 4
    assert json.loads(out)["reason"] == reason


def test_a_difference_is_told_though_something_else_is_not_understood(sekisho, write):  # noqa: F811
    code, out, _ = sekisho(
        "changes", write("a", ruleset(MAIL)), write("b", ruleset(ALL, UNKNOWN)), "--json"
    )
    said = json.loads(out)
    assert (code, said["verdict"]) == (1, "different")
    assert len(said["not_understood"]) == 1


def test_in_words(sekisho, write):  # noqa: F811
    old, new = write("old", ruleset(MAIL)), write("new", ruleset(ALL))
    code, out, _ = sekisho("changes", old, new)
    assert code == 1
    assert "新しく通る通信" in out
    assert "→" in out
    assert sekisho("changes", old, old)[1].strip() == "二つの設定は、同じ通信を通します。"


def test_what_cannot_be_read_is_2(sekisho, write, tmp_path):  # noqa: F811
    code, out, err = sekisho("changes", write("a", ruleset(MAIL)), tmp_path / "none", "--json")
    assert code == 2
    assert json.loads(out)["error"]["code"] == "unreadable-file"
    assert "none" in err
