"""`sekisho detect`: its exit codes and what it prints."""

import gzip
import json

import pytest
from tests.engines.detection.samples import HOSTILE

from sekisho import entry

ZONES = """
zones:
  mynumber: {label: マイナンバー事務系, prefixes: [10.10.0.0/16, "fd00:10::/32"], interfaces: [eth1]}
  lgwan: {label: LGWAN接続系, prefixes: [10.20.0.0/16, "fd00:20::/32"], interfaces: [eth2]}
  internet: {label: インターネット接続系, prefixes: ["0.0.0.0/0", "::/0"], interfaces: [eth0]}
flows:
  - {from: lgwan, to: internet, destination: [203.0.113.25/32], protocol: tcp, ports: [25], until: 2026-11-30, decision: 令和8年度第12号}
"""
PACKET = "2026-{day}T10:00:00+09:00 fw kernel: {word} IN=eth1 OUT=eth0 SRC={source} DST={destination} LEN=60 PROTO=TCP SPT=50000 DPT={port} SYN\n"


def packet(source="10.20.0.5", destination="203.0.113.25", port=25, day="11-30", word="accept"):
    return PACKET.format(source=source, destination=destination, port=port, day=day, word=word)


@pytest.fixture
def place(tmp_path):
    (tmp_path / "zones.yaml").write_text(ZONES, "utf-8")

    def written(name, data):
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return str(path)

    return written


@pytest.fixture
def detect(tmp_path, capsys):
    def run(*words, zones=True):
        more = ["--zones", str(tmp_path / "zones.yaml")] if zones else []
        code = entry.main(["detect", *words, *more])
        return code, capsys.readouterr()

    return run


def told(shown):
    return json.loads(shown.out)


def test_permitted_flows_are_no_alert(place, detect):
    code, shown = detect(place("a.log", packet()), "--at", "2026-12-01", "--json")
    assert code == 0
    assert told(shown) == {"events": 1, "not_understood": 0, "alerts": []}


def test_a_my_number_host_that_reaches_out_is_an_alert(place, detect):
    path = place("a.log", packet() + packet("10.10.0.5", "198.51.100.7", 443) * 2)
    code, shown = detect(path, "--at", "2026-12-01", "--json")
    assert code == 1
    (alert,) = told(shown)["alerts"]
    assert alert["rule"] == "zone-unpermitted"
    assert alert["at"] == "2026-11-30T10:00:00+09:00"
    assert alert["what"] == (
        "マイナンバー事務系の 10.10.0.5 からインターネット接続系の 198.51.100.7（TCP 443）へ、許可していない通信が 2 件ありました。"
    )
    assert alert["rows"] == [{"file": path, "record": 2}, {"file": path, "record": 3}]
    assert (alert["count"], alert["level"]) == (2, "high")


def test_ipv6_is_judged_too(place, detect):
    line = packet("fd00:0010:0000::5", "2001:db8::1", 443)
    code, shown = detect(place("a.log", line), "--at", "2026-12-01", "--json")
    assert code == 1
    assert "fd00:10::5" in told(shown)["alerts"][0]["what"]


def test_a_permit_counts_to_the_end_of_its_last_day(place, detect):
    code, shown = detect(
        place("a.log", packet(day="11-30") + packet(day="12-01")), "--at", "2026-12-02", "--json"
    )
    assert code == 1
    (alert,) = told(shown)["alerts"]
    assert (alert["rule"], alert["count"], alert["at"]) == (
        "zone-expired",
        1,
        "2026-12-01T10:00:00+09:00",
    )
    assert "令和8年度第12号" in alert["what"]


def test_what_a_device_stopped_is_no_alert(place, detect):
    code, _ = detect(
        place("a.log", packet("10.10.0.5", "198.51.100.7", word="drop")), "--at", "2026-12-01"
    )
    assert code == 0


def test_without_zones_flows_are_not_judged(place, detect):
    assert (
        detect(
            place("a.log", packet("10.10.0.5", "198.51.100.7")), "--at", "2026-12-01", zones=False
        )[0]
        == 0
    )


def test_a_packed_log_and_several_logs_are_read(place, detect):
    paths = (
        place("a.log.gz", gzip.compress(packet().encode())),
        place("b.log", packet("10.10.0.5", "198.51.100.7")),
    )
    code, shown = detect(*paths, "--at", "2026-12-01", "--json")
    assert (code, told(shown)["events"]) == (1, 2)


def test_the_same_file_twice_is_counted_once(place, detect):
    line = packet("10.10.0.5", "198.51.100.7")
    code, shown = detect(place("a.log", line), place("b.log", line), "--at", "2026-12-01", "--json")
    assert code == 1
    assert [alert["count"] for alert in told(shown)["alerts"]] == [1]


def test_what_is_not_understood_is_counted_and_said(place, detect):
    code, shown = detect(
        place("a.log", packet() + "\x1b[2J nobody knows\n"), "--at", "2026-12-01", "--json"
    )
    assert code == 0
    assert told(shown)["not_understood"] == 1
    assert "読めない記録 1 件（no-syslog）" in shown.err


def test_people_are_told_what_why_and_what_to_do_first(place, detect):
    code, shown = detect(place("a.log", packet("10.10.0.5", "198.51.100.7")), "--at", "2026-12-01")
    assert code == 1
    assert "[zone-unpermitted] 2026-11-30 10:00:00" in shown.out
    assert "まず: " in shown.out
    assert "a.log:1" in shown.out


def test_hostile_logs_reach_no_terminal(place, detect):
    data = (
        packet().encode()
        + b"\n".join(HOSTILE[name] for name in ("escapes", "html", "bidi", "binary"))
        + b"\n"
    )
    code, shown = detect(place("\x1b[31mevil.log", data), "--at", "2026-12-01")
    assert code == 0
    assert "\x1b" not in shown.out + shown.err


@pytest.mark.parametrize(
    ("data", "word"), [(b"", "記録がありません"), (b"only words\n", "どの種類の記録か分かりません")]
)
def test_what_is_no_log_is_2(place, detect, data, word):
    code, shown = detect(place("a.log", data), "--json")
    assert code == 2
    assert word in json.loads(shown.out)["error"]["message"]


def test_a_file_that_is_not_there_is_2(detect, tmp_path):
    assert detect(str(tmp_path / "none.log"))[0] == 2


def test_a_broken_zone_policy_is_2(place, detect, tmp_path):
    path = place("a.log", packet())
    (tmp_path / "zones.yaml").write_text("zones: [", "utf-8")
    assert detect(path)[0] == 2


def test_a_packed_log_that_is_cut_is_2_and_not_a_day_without_alerts(place, detect):
    whole = gzip.compress(packet("10.10.0.5", "198.51.100.7").encode() * 1_000)
    code, _ = detect(place("a.log.gz", whole[: len(whole) // 2]), "--at", "2026-12-01")
    assert code == 2


def test_nothing_is_left_behind(place, detect, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", None)
    detect(place("a.log", packet()), "--at", "2026-12-01")
    assert list((tmp_path / "tmp").iterdir()) == []


RULE = """
title: telnet への接続
id: 11111111-2222-4333-8444-555555555555
level: high
logsource: {category: firewall}
detection: {sel: {dst_port: 23}, condition: sel}
"""


@pytest.fixture
def rules(tmp_path):
    (tmp_path / "rules" / "own").mkdir(parents=True)
    (tmp_path / "rules" / "own" / "telnet.yml").write_text(RULE, "utf-8")
    return tmp_path / "rules"


def test_a_rule_of_the_body_finds_its_events(place, detect, rules):
    path = place("a.log", packet() + packet(port=23))
    code, shown = detect(path, "--rules", str(rules), "--at", "2026-12-01", "--json", zones=False)
    (alert,) = told(shown)["alerts"]
    assert code == 1
    assert (alert["rule"], alert["level"], alert["what"]) == (
        "11111111-2222-4333-8444-555555555555", "high", "telnet への接続（1 件）",
    )  # fmt: skip
    assert alert["rows"] == [{"file": path, "record": 2}]


def test_a_rule_that_finds_nothing_is_no_alert(place, detect, rules):
    assert (
        detect(place("a.log", packet()), "--rules", str(rules), "--at", "2026-12-01", zones=False)[
            0
        ]
        == 0
    )


def test_a_rule_that_is_not_evaluated_is_named(place, detect, rules):
    (rules / "odd.yml").write_text(RULE.replace("category: firewall", "product: martian"), "utf-8")
    code, shown = detect(
        place("a.log", packet()), "--rules", str(rules), "--at", "2026-12-01", zones=False
    )
    assert code == 0
    assert "調べない規則 odd.yml: 記録元がありません: product=martian" in shown.err


def test_a_folder_that_is_not_there_is_2(place, detect, tmp_path):
    assert detect(place("a.log", packet()), "--rules", str(tmp_path / "none"), zones=False)[0] == 2


# Behaviour --------------------------------------------------------------------------------------


def beat(day, minutes):
    return "".join(
        packet("10.10.0.5", "198.51.100.7", 443).replace(
            f"{day}T10:00", f"{day}T{9 + n // 60:02}:{n % 60:02}"
        )
        for n in range(0, 480, minutes)
    )


def test_a_beat_of_the_last_day_is_told_when_behaviour_is_asked_for(place, detect):
    path = place("a.log", beat("2026-11-30", 10))
    code, shown = detect(path, "--at", "2026-12-01", "--behaviour", "--json", zones=False)
    assert code == 1
    (alert,) = told(shown)["alerts"]
    assert (alert["rule"], alert["count"]) == ("beacon", 48)
    assert alert["rows"][0] == {"file": path, "record": 1}
    assert detect(path, "--at", "2026-12-01", zones=False)[0] == 0


def test_logs_without_any_event_behave(place, detect):
    assert detect(place("a.log", "{}"), "--at", "2026-12-01", "--behaviour", zones=False)[0] == 2


def test_our_own_rules_are_asked_when_they_are_wanted(place, detect):
    line = packet("10.20.0.7", "203.0.113.1", 445)
    code, shown = detect(place("a.log", line), "--at", "2026-12-01", "--own-rules", zones=False)
    assert code == 1
    assert "外部へファイル共有がつながった（1 件）" in shown.out
    assert "まず: ファイアウォールで外へのファイル共有を止め" in shown.out
