"""Our own fixtures of every vendor, and the zones they stand between: real in shape, fictional."""

import re
from dataclasses import dataclass
from pathlib import Path

from sekisho.separation import read_policy

CONFIGS = Path(__file__).parent / "configs"
_ZONES = """zones:
  mynumber: {{prefixes: [10.10.0.0/16{mynumber6}], interfaces: [{mynumber}]}}
  lgwan: {{prefixes: [10.20.0.0/16{lgwan6}], interfaces: [{lgwan}]}}
  internet: {{prefixes: ["0.0.0.0/0"{internet6}], interfaces: [{internet}]}}
flows:
  - {{from: lgwan, to: internet}}
  - {{from: internet, to: lgwan, protocol: tcp, ports: [25]}}
"""
_SWITCHED_OFF = """    edit 3
        set status disable
        set srcintf "any"
        set dstintf "any"
        set action accept
        set srcaddr "all"
        set dstaddr "all"
        set schedule "always"
        set service "ALL"
    next
"""
_NO_POLICY = """            inactive: policy old-permit {
                match {
                    source-address any;
                    destination-address any;
                    application any;
                }
                then {
                    permit;
                }
            }
"""
_OWN_POLICY = """        from-zone lgwan to-zone junos-host {
            policy kanri {
                match {
                    source-address any;
                    destination-address any;
                    application junos-ssh;
                }
                then {
                    permit;
                }
            }
        }
"""
_NO_RULE = r"remark|description|comment|inactive|無効"  # or one that is switched off
_SIX = {"mynumber6": ', "fd00:10::/32"', "lgwan6": ', "fd00:20::/32"', "internet6": ', "::/0"'}


@dataclass(frozen=True)
class Case:
    """One fixture: its interfaces by zone, its lines that filter, and words no filter has wrong.

    A word of `words` spoilt in a line that `filters` finds must be named. `mended` takes away
    what keeps the fixture from being proven.
    """

    vendor: str
    file: str
    interfaces: dict[str, str]
    filters: str
    words: str
    six: bool = False
    block: int = 1  # lines below a spoilt one that may be named in its place: it opens a block
    mended: tuple[tuple[str, str], ...] = ()

    @property
    def text(self):
        """The fixture as it stands."""
        return (CONFIGS / self.file).read_text("utf-8")

    @property
    def proven(self):
        """The fixture without what a proof would find."""
        text = self.text
        for old, new in self.mended:
            assert old in text, old
            text = text.replace(old, new)
        return text

    @property
    def policy(self):
        """What may pass between the zones."""
        six = _SIX if self.six else dict.fromkeys(_SIX, "")
        return read_policy(_ZONES.format(**self.interfaces, **six))

    def places(self):
        """Return where a word that must not be wrong stands: (line from 1, first, end)."""
        listed = set(self.words.split())
        return [
            (number, found.start(), found.end())
            for number, line in enumerate(self.proven.split("\n"), 1)
            if re.search(self.filters, line) and not re.search(_NO_RULE, line)
            for found in re.finditer(r"[\w.-]+", line)
            if found[0] in listed
        ]


CASES = (
    Case(
        "nftables", "nftables-asagiri.json", {"mynumber": "eth1", "lgwan": "eth2", "internet": "eth0"},
        r'^\{"rule".*"chain": "f', "match left right payload protocol saddr daddr dport meta iifname accept drop counter jump",
        six=True,
    ),
    Case(
        "iptables", "iptables-asagiri.txt", {"mynumber": "eth1", "lgwan": "eth2", "internet": "eth0"},
        r"^-A (FORWARD|LGWAN)", "-p -m -d -s -i -j tcp udp --dport --ctstate multiport RELATED ACCEPT DROP 10.20.0.25",
    ),
    Case(
        "ios", "ios-asagiri.txt",
        {"mynumber": "GigabitEthernet0/2", "lgwan": "GigabitEthernet0/0", "internet": "GigabitEthernet0/1"},
        r"^ *(\d+ |access-list 110 |sequence )", "permit deny tcp ip icmp host any eq echo established",
    ),
    Case(
        "asa", "asa-asagiri.txt", {"mynumber": "mynumber", "lgwan": "lgwan", "internet": "outside"},
        r"^access-list", "extended permit deny tcp ip icmp host any any4 eq object object-group", six=True,
    ),
    Case(
        "fortigate", "fortigate-asagiri.conf", {"mynumber": "port3", "lgwan": "port1", "internet": "port2"},
        r"^ +set (srcaddr|dstaddr|service|action|schedule)\b",
        "srcaddr dstaddr service accept deny always", mended=(
            ("intrazone allow", "intrazone deny"),
            (_SWITCHED_OFF, ""),
        ),
    ),
    Case(
        "junos", "junos-asagiri.conf",
        {"mynumber": "ge-0/0/2.0", "lgwan": "ge-0/0/0.0", "internet": "ge-0/0/1.0"},
        r"^ {12,}(source|destination|application|permit|deny|protocol|then|policy|match|term|from \{|except|accept|discard)",
        "source-address destination-address application permit protocol tcp then policy match term from except "
        "accept discard destination-port", six=True, block=40,
        mended=((_NO_POLICY, ""), (_OWN_POLICY, "")),
    ),
    Case(
        "rtx", "rtx-asagiri.txt", {"mynumber": "lan2", "lgwan": "lan1", "internet": "pp1"},
        r"^ip filter \d|secure filter", "filter secure pass reject pass-log tcp udp,tcp established in",
        mended=(("nat descriptor masquerade static 1 1 10.20.0.25 tcp smtp\n", ""),),
    ),
    Case(
        "csv", "table-asagiri.csv", {"mynumber": "lan2", "lgwan": "lan1", "internet": "wan"},
        r"^\d", "許可 拒否 すべて tcp TCP udp 確立済み 10.20.0.25 203.0.113.25",
    ),
)  # fmt: skip
MORE = ("ip6tables-asagiri.txt", "rtx-filters.txt")
