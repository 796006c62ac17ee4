"""The rules that come with the software: each on records it must find and on records it must let pass."""

import json
import re

import ibis
import pytest
from tests.engines.detection.reading import log, us, whole

from sekisho.detection.rules import compiled, found_by, matched, read_rules, shipped_rules
from sekisho.detection.storing import arrow
from sekisho.detection.zoning.telling import WORDS

RULES, REFUSED = read_rules(shipped_rules())
BY_TITLE = {each.title: each for each in RULES}
AT = us(2026, 11, 30, 10)
SYSMON = "Microsoft-Windows-Sysmon/Operational"


def windows(code, channel="Security", second=0, **data):
    return "windows", json.dumps({"EventTime": f"2026-11-30 10:00:{second:02}", "EventID": code, "Channel": channel, "Computer": "PC01", **data})  # fmt: skip


def process(command, image="C:\\Windows\\System32\\cmd.exe", parent="C:\\Windows\\explorer.exe"):
    return windows(1, SYSMON, Image=image, CommandLine=command, ParentImage=parent)


def sshd(words, second=0):
    return "syslog", f"2026-11-30T10:00:{second:02}+09:00 srv1 sshd[55]: {words} port 7 ssh2"


def packet(source, destination, port, word="accept", second=0):
    return "syslog", (
        f"2026-11-30T10:{second // 60:02}:{second % 60:02}+09:00 fw kernel: {word} IN=eth1 OUT=eth0 SRC={source} "
        f"DST={destination} LEN=60 PROTO=TCP SPT=50000 DPT={port} SYN"
    )


def asked(name):
    return "unbound", f"[1795996800] unbound[1:0] info: 10.20.0.7 {name}. A IN"


def request(url, method="GET", result="TCP_MISS", second=0):
    return "squid", f"{1795996800 + second}.000 10 10.20.0.7 {result}/200 4567 {method} {url} - HIER_DIRECT/203.0.113.1 text/html"  # fmt: skip


def mail(words, second=0):
    return "syslog", f"2026-11-30T10:00:{second % 60:02}+09:00 mx1 postfix/{words}"


def sent(number, queue="4F5A2B3C1D"):
    return mail(f"smtp[1]: {queue}: to=<u{number}@example.jp>, relay=mx.example.jp[203.0.113.25]:25, dsn=2.0.0, status=sent (x)")  # fmt: skip


def alert(severity):
    return "suricata", json.dumps({"timestamp": "2026-11-30T10:00:00+0900", "event_type": "alert", "src_ip": "10.20.0.7",
                                   "dest_ip": "203.0.113.1", "alert": {"severity": severity, "signature": "x"}})  # fmt: skip


def fortigate(status):
    return "fortigate", (
        'date=2026-11-30 time=10:00:00 devname="fw" devid="F" logid="0100032002" type="event" subtype="system" '
        f'level="alert" action="login" status="{status}" user="admin" srcip=10.20.0.7'
    )


FAILED = "Failed password for {} from 198.51.100.9"
# Title: what must be found, and what looks like it and must pass.
CASES = {
    "Windows のセキュリティの記録が消された": ([windows(1102)], [windows(1102, "System"), windows(1100)]),
    "Windows の利用者が作られた": ([windows(4720, TargetUserName="x")], [windows(4726, TargetUserName="x")]),
    "管理者のグループに利用者が加えられた": (
        [windows(4732, TargetUserName="Administrators")], [windows(4732, TargetUserName="Users"), windows(4733, TargetUserName="Administrators")]),
    "作られた利用者が、すぐ管理者になった": (
        [windows(4720), windows(4728, second=5, TargetUserName="Domain Admins")], [windows(4728, TargetUserName="Domain Admins"), windows(4720, second=5)]),
    "怪しい場所からサービスが入れられた": (
        [windows(7045, "System", ImagePath="C:\\Users\\Public\\a.exe")], [windows(7045, "System", ImagePath="C:\\Program Files\\a.exe")]),
    "符号化した命令で PowerShell が動いた": (
        [process("powershell.exe -NoP -enc " + "QQBB" * 12, "C:\\W\\powershell.exe")], [process("powershell.exe -Encoding utf8", "C:\\W\\powershell.exe")]),
    "復元のための写しが消された": ([process("vssadmin.exe Delete Shadows /all /quiet")], [process("vssadmin list shadows")]),
    "パスワードの入った記憶が写された": (
        [process("rundll32 C:\\windows\\system32\\comsvcs.dll, MiniDump 612 a.dmp full")], [process("procdump -ma notepad.exe")]),
    "Office の文書から命令が動いた": (
        [process("cmd /c x", parent="C:\\Office\\WINWORD.EXE")], [process("cmd /c x"), process("x", "C:\\Office\\splwow64.exe", "C:\\Office\\WINWORD.EXE")]),
    "Windows の道具でファイルが取り寄せられた": ([process("certutil -urlcache -f http://a/b c")], [process("certutil -hashfile a SHA256")]),
    "遠隔操作や大量の送信の道具が動いた": ([process("x", "C:\\Users\\a\\AnyDesk.exe")], [process("x", "C:\\a\\NotAnyDesk.exe")]),
    "守りの設定が切られた": ([process("netsh advfirewall set allprofiles state off")], [process("netsh advfirewall show allprofiles")]),
    "タスクが怪しい場所のプログラムで作られた": (
        [windows(4698, TaskContent="<Command>C:\\Users\\a\\AppData\\x.exe</Command>")], [windows(4698, TaskContent="<Command>C:\\Program Files\\x.exe</Command>")]),
    "外からの遠隔デスクトップのサインイン": (
        [windows(4624, LogonType=10, IpAddress="203.0.113.9")],
        [windows(4624, LogonType=10, IpAddress="10.1.2.3"), windows(4624, LogonType=3, IpAddress="203.0.113.9"), windows(4624, LogonType=10)]),
    "サーバーに root で直接サインインされた": (
        [sshd("Accepted password for root from 10.0.0.9")], [sshd("Failed password for root from 10.0.0.9"), sshd("Accepted password for sato from 10.0.0.9")]),
    "同じ場所からサインインの失敗が続いた": (
        [sshd(FAILED.format("sato"), n) for n in range(20)],
        [sshd(FAILED.format("sato"), n) for n in range(19)] + [sshd("Failed password for sato from 198.51.100.8", 1)]),
    "一つの場所から多くの人のサインインが失敗した": (
        [sshd(FAILED.format(f"u{n}"), n) for n in range(10)], [sshd(FAILED.format(f"u{n % 9}"), n) for n in range(20)]),
    "止めてある利用者がサインインしようとした": (
        [windows(4625, SubStatus="0xc0000072", TargetUserName="x")], [windows(4625, SubStatus="0xc000006a", TargetUserName="x")]),
    "ネットワーク機器の管理画面へのサインインが失敗した": ([fortigate("failed")], [fortigate("success")]),
    "外部へファイル共有がつながった": (
        [packet("10.20.0.7", "203.0.113.1", 445)], [packet("10.20.0.7", "10.20.0.8", 445), packet("10.20.0.7", "203.0.113.1", 445, "drop")]),
    "外から管理のための接続が通った": (
        [packet("203.0.113.1", "10.20.0.7", 3389)], [packet("203.0.113.1", "10.20.0.7", 443), packet("203.0.113.1", "10.20.0.7", 3389, "drop")]),
    "一つの機器が多くのポートを試した": (
        [packet("203.0.113.1", "10.20.0.7", n, "drop", n) for n in range(20)], [packet("203.0.113.1", "10.20.0.7", n % 19, "drop", n) for n in range(40)]),
    "一つの機器が多くの機器を試した": (
        [packet("10.20.0.7", f"10.30.0.{n}", 445, "drop", n) for n in range(30)],
        [packet("10.20.0.7", f"10.30.0.{n}", 445 + n % 2, "drop", n) for n in range(40)]),
    "侵入検知の機器が重大な通信を見つけた": ([alert(1)], [alert(2)]),
    "暗号の採掘の接続先が問い合わせられた": ([asked("xmr.nanopool.org")], [asked("notnanopool.org"), asked("nanopool.org.example")]),
    "名前を隠した問合せの窓口が使われた": ([asked("dns.google")], [asked("www.google")]),
    "匿名の通信網の名前が問い合わせられた": ([asked("abc.onion")], [asked("onion.example")]),
    "名前のない相手からプログラムが取り寄せられた": (
        [request("http://203.0.113.1/a/b.exe?x=1")],
        [request("http://www.example/a.exe"), request("http://203.0.113.1/a.html"), request("http://203.0.113.1/b.exe", result="TCP_DENIED")]),
    "ファイルの受渡しサービスに送られた": (
        [request("wetransfer.com:443", "CONNECT")], [request("http://wetransfer.com/", "GET"), request("wetransfer.com:443", "CONNECT", "TCP_DENIED")]),
    "止められる要求が端末から続いた": (
        [request(f"http://a{n}.example/", result="TCP_DENIED", second=n) for n in range(100)],
        [request(f"http://a{n}.example/", result="TCP_DENIED", second=n) for n in range(99)]),
    "一つの利用者から多くの相手にメールが送られた": ([sent(n) for n in range(50)], [sent(n % 49) for n in range(60)] + [sent(99, "5A5A5A5A5A")]),
    "メールの送信の認証が続けて失敗した": (
        [mail(f"smtpd[1]: warning: unknown[198.51.100.9]: SASL LOGIN authentication failed: {n}", n) for n in range(10)],
        [mail(f"smtpd[1]: warning: unknown[198.51.100.9]: SASL LOGIN authentication failed: {n}", n) for n in range(9)]),
}  # fmt: skip


def events(records):
    """Read records as a delivery of each kind."""
    found = []
    for kind in dict.fromkeys(kind for kind, _ in records):
        lines = "".join(f"{line}\n" for each, line in records if each == kind)
        read, unread = whole(log(lines, kind=kind, at=us(2026, 11, 30, 12)))
        assert unread == []
        found += read
    return found


def alert_of(title, records):
    table = ibis.memtable(arrow(events(records)))
    (found,), refused = compiled(table, [BY_TITLE[title]])
    assert refused == ()
    return matched(table, found)


def test_every_rule_is_evaluated_and_has_its_events():
    assert REFUSED == ()
    assert sorted(BY_TITLE) == sorted(CASES)
    assert len(RULES) >= 25


@pytest.mark.parametrize("title", CASES)
def test_a_rule_finds_what_it_is_for(title):
    found = alert_of(title, CASES[title][0])
    assert found is not None
    assert found.what.startswith(title)
    assert found.words.english.first


@pytest.mark.parametrize("title", CASES)
def test_a_rule_lets_pass_what_only_looks_like_it(title):
    assert alert_of(title, CASES[title][1]) is None


@pytest.mark.parametrize("rule", RULES, ids=lambda each: each.title)
def test_a_rule_says_why_and_what_first_in_both_languages(rule):
    own = rule.sigma.custom_attributes["sekisho"]
    assert re.search("[ぁ-ん]", str(rule.sigma.description))
    assert re.search("[ぁ-ん]", own["first"])
    assert set(own["en"]) == {"title", "why", "first"}
    assert not re.search("[ぁ-んァ-ヶ]", " ".join(own["en"].values()))


def test_all_rules_asked_together_find_what_each_finds_alone():
    records = [each for found, passed in CASES.values() for each in (*found, *passed)]
    table = ibis.memtable(arrow(events(records)))
    asked, _ = compiled(table, RULES)
    alone = [alert for each in asked if (alert := matched(table, each)) is not None]
    assert found_by(table, asked) == alone
    assert len(alone) >= 25
    assert found_by(table, ()) == []


def test_ids_of_rules_are_their_own():
    ids = [each.id for each in RULES]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[0-9a-f-]{36}", each) for each in ids)


def test_rules_of_others_are_told_in_words_that_hold_of_any_rule():
    text = "title: x\ndescription: expert words\nlogsource: {product: sekisho}\ndetection: {a: {f: 1}, condition: a}"
    (rule,), _ = read_rules({"r.yml": text})
    table = ibis.memtable(arrow([{"ts_us": 1, "fields": {"f": "1"}}]))
    (found,), _ = compiled(table, [rule])
    told = matched(table, found)
    assert "expert" not in told.words.why
    english = told.words.english
    assert told.told(english.what) == "x (1)"
    assert "expert" not in english.why
    assert not re.search("[ぁ-んァ-ヶ]", english.why + english.first)


@pytest.mark.parametrize("kind", list(WORDS))
def test_flows_between_zones_are_told_in_english_with_the_same_figures(kind):
    words = WORDS[kind]
    english = words.english
    assert set(re.findall(r"{(\w+)}", english.what)) <= set(re.findall(r"{(\w+)}", words.what)) | {
        "from",
        "to",
    }
    assert {"source", "destination", "count"} <= set(re.findall(r"{(\w+)}", english.what))
    assert not re.search("[ぁ-んァ-ヶ]", english.what + english.why + english.first)
