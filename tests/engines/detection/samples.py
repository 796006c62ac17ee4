"""A delivery of each kind, written by our own writers: what laws over all kinds are tried on."""

import json
from ipaddress import IPv4Address

from tests.engines.detection import netflows, zeeks
from tests.engines.detection.test_bind import LINE as BIND
from tests.engines.detection.test_conntrack import EVENT as CONNTRACK
from tests.engines.detection.test_fortigate_log import LINE as FORTIGATE
from tests.engines.detection.test_gateways import MAIL
from tests.engines.detection.test_netfilter import LINE as NETFILTER
from tests.engines.detection.test_squid import LINE as SQUID
from tests.engines.detection.test_suricata import eve
from tests.engines.detection.test_ulogd import NFCT, NFLOG
from tests.engines.detection.test_unbound import QUERY, REPLY
from tests.engines.detection.test_windows import BEAT, FLAT, TREE
from tests.engines.detection.test_zeek import CONN, DNS

FLOW = netflows.Flow(IPv4Address("10.0.0.1"), IPv4Address("10.0.0.2"))
V9 = netflows.set_of(0, netflows.template(4, netflows.REST9))
V10 = netflows.set_of(2, netflows.template(4, netflows.REST10))
POSTFIX = "Nov 30 10:00:00 mx1 postfix/smtp[123]: 4F5A2B3C1D: to=<sato@example.jp>, relay=mx.example.jp[203.0.113.25]:25, dsn=2.0.0, status=sent (x)"
SSHD = "Nov 30 10:00:00 srv1 sshd[55]: Failed password for root from 198.51.100.9 port 7 ssh2"
YAMAHA = "<189>LAN2 Rejected at IN(200099) filter: TCP 203.0.113.5:4444 > 192.0.2.1:23"


def _lines(*lines):
    return "".join(f"{line}\n" for line in lines).encode()


SAMPLES = {
    "netfilter": _lines(NETFILTER.partition("kernel: ")[2], NETFILTER.partition("kernel: ")[2]),
    "ulogd": _lines(json.dumps(NFLOG), json.dumps(NFCT)),
    "conntrack": _lines(CONNTRACK, CONNTRACK.replace("DESTROY", "NEW")),
    "netflow5": netflows.version5([FLOW] * 3) + netflows.version5([FLOW]),
    "netflow9": netflows.version9(V9) + netflows.version9(netflows.data9([FLOW] * 3)),
    "ipfix": netflows.ipfix(V10, netflows.data10([FLOW] * 2))
    + netflows.ipfix(netflows.data10([FLOW])),
    "squid": _lines(SQUID, SQUID),
    "suricata": _lines(eve("flow", flow={"bytes_toserver": 1}), eve("dns", dns={"rrname": "a.jp"})),
    "zeek-json": _lines(zeeks.as_json("conn", CONN), zeeks.as_json("dns", DNS)),
    "zeek-tsv": _lines(*zeeks.as_lines("conn", [CONN, CONN])),
    "bind": _lines(BIND, BIND),
    "unbound": _lines(QUERY, REPLY),
    "gateways": MAIL,
    "windows": _lines(json.dumps(TREE), json.dumps(BEAT), json.dumps(FLAT)),
    "fortigate": _lines(FORTIGATE, FORTIGATE),
    "yamaha": _lines(YAMAHA.removeprefix("<189>"), YAMAHA.removeprefix("<189>")),
    "syslog": _lines(
        NETFILTER, POSTFIX, SSHD, "Nov 30 10:00:00 h cron[1]: x", "<13>1 - - - - - - hello"
    ),
    "table": _lines("time,source_ip,destination_ip", "2026-11-30T10:00:00Z,10.0.0.1,10.0.0.2"),
}
# Kinds only syslog carries are read by syslog where several programs may share a file.
CARRIED_BY_SYSLOG = {
    "postfix": _lines(POSTFIX, POSTFIX),
    "sshd": _lines(SSHD, SSHD),
    "netfilter": _lines(NETFILTER),
}
HOSTILE = {
    "escapes": b"\x1b[2J\x1b]0;owned\x07 \x9b31m \x00\x07\x08",
    "html": b"<script>alert(1)</script><img src=x onerror=alert(1)>",
    "formula": b"=cmd|'/C calc'!A0,+1+1,@SUM(1+9),-2+3,\"=1\"",
    "bidi": "\u202egpj.exe \u2066x\u2069 \u200b\ufeff".encode(),
    "surrogates": b'{"timestamp":"2026-11-30T10:00:00Z","event_type":"\\ud800","src_ip":"\\udfff","ts":"\\ud800","a\\ud800":"b"}',
    "binary": bytes(range(256)),
    "long": b"A" * 3_000_000,
    "deep": b'{"a":' * 100_000,
    "number": b'{"timestamp":"2026-11-30T10:00:00Z","event_type":"x","flow_id":'
    + b"9" * 5_000
    + b"}",
    "greater": b'{"timestamp":"2026-11-30T10:00:00Z","event_type":"x","src_port":1e400,"flow":{"bytes_toserver":18446744073709551616}}',
    "spaces": b" " * 200_000,
    "pairs": b"date=2026-11-30 time=10:00:00 type=x logid=1 " + b"a=b " * 100_000,
    "quotes": b"date=2026-11-30 time=10:00:00 type=x logid=1 " + b'a="' * 50_000,
    "columns": b"\t" * 100_000,
    "japanese": "遮断 マイナンバー ①㈱髙﨑".encode("cp932"),
    "year": b"Nov 30 99:99:99 h a: x",
}
