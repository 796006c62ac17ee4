"""Rules, chains and stages: the one language every vendor's configuration is read into.

**The law of a match.** A `Match` is a conjunction: every field that is not `None` must hold. Its
fields are an *upper bound*: no packet outside them is matched by the line. With `unknown` empty
they are exact; otherwise a packet inside them may or may not be matched (the conditions not
understood are named in `unknown`, as written). Whoever cannot express a condition leaves the field
`None` (or wider) and names the condition in `unknown`; nothing is ever left out silently.

**The law of a rule.** A rule matches when one of its `matches` does. No matches: never.

**The law of a chain.** Rules are tried in order; the first that matches and decides, decides.
What reaches the end of a chain goes back to where it was called from; in a base chain `default`
applies.

**The law of stages.** A forwarded packet goes through `Device.stages` in order; each stage that
applies (family, interfaces) must permit it. What a stage does not apply to passes it untouched.
A translation in a stage rewrites the packet for the stages after it.

**Fragments.** A match that names ports, ICMP types or TCP flags never matches a later fragment;
the engine sees to that. (An access list whose permits let later fragments by is written with a
second match: `fragment=True`, no ports.)
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from sekisho.separation.packet import State
from sekisho.separation.spans import Spans


class Origin(NamedTuple):
    """Where a rule is written: the file's name as given, and the line, counted from 1."""

    file: str
    line: int


class Names(NamedTuple):
    """A set of interfaces by name; a name that ends in `*` stands for all with that beginning.

    `negated`: every interface but these. A device's own zones (FortiGate, Juniper) are written as
    the interfaces in them, or by the zone's name when the configuration does not list them.
    """

    names: frozenset[str]
    negated: bool = False

    def holds(self, name: str) -> bool:
        """Say whether an interface is in the set."""
        found = name in self.names or any(
            each.endswith("*") and name.startswith(each[:-1]) for each in self.names
        )
        return found != self.negated


class Match(NamedTuple):
    """A conjunction over the fields of a packet; `None` is any. See the law above.

    `source` and `destination` are spans over whole addresses of `family`, which must then be 4 or
    6 (a rule for both families has two matches). `source_port`/`destination_port` need a
    `protocol` that has ports, `icmp_type`/`icmp_code` need 1 or 58. `tcp_flags` is a set of values
    of the six bits of `packet.FLAGS` (see `spans.flags_spans`) and needs protocol 6.
    """

    family: int | None = None
    iif: Names | None = None
    oif: Names | None = None
    state: State | None = None
    protocol: Spans | None = None
    source: Spans | None = None
    destination: Spans | None = None
    source_port: Spans | None = None
    destination_port: Spans | None = None
    icmp_type: Spans | None = None
    icmp_code: Spans | None = None
    fragment: bool | None = None  # True: only later fragments; False: never one
    tcp_flags: Spans | None = None
    unknown: tuple[str, ...] = ()


ANY = Match()


class Action(StrEnum):
    """What a rule does with a packet it matches."""

    PERMIT = "permit"  # this stage lets it pass
    DENY = "deny"  # it goes no further (reject and drop alike; redirected to the device itself too)
    JUMP = "jump"  # try the chain `target`, come back if it does not decide
    GOTO = "goto"  # try the chain `target`, do not come back to this one
    RETURN = "return"  # leave this chain; in a base chain: `default`
    CONTINUE = "continue"  # nothing is decided (count, log, mark)
    TRANSLATE = "translate"  # rewrite as `translation` says and pass this stage
    UNKNOWN = "unknown"  # not understood: it may do anything


class Translation(NamedTuple):
    """New values of a translated packet: one of the span's numbers, whichever the device takes.

    `None` leaves a field as it is. A rule that maps a network onto another one to one gives the
    whole new network (the proof then holds for any partner). Masquerading to an unknown address
    is the whole address space as `source`.
    """

    source: Spans | None = None
    destination: Spans | None = None
    source_port: Spans | None = None
    destination_port: Spans | None = None


class Rule(NamedTuple):
    """One line of a configuration (or several that make one rule; `origin` is the first).

    `text` is the line as written, shown to people and never read again. Lines that are switched
    off (disabled, inactive) make no rule and count as understood.
    """

    matches: tuple[Match, ...]
    action: Action
    origin: Origin
    text: str = ""
    target: str | None = None  # of JUMP and GOTO: a chain of the same device
    translation: Translation | None = None
    stateless: bool = False  # `State.ESTABLISHED` here means "ACK or RST is set": no memory behind


@dataclass(frozen=True, slots=True)
class Chain:
    """Named rules in order. `default` counts only where a stage begins with this chain.

    `default_origin` is where the default is written; None: it is the vendor's implicit one.
    """

    name: str
    rules: tuple[Rule, ...]
    default: Action = Action.DENY  # PERMIT, DENY or UNKNOWN
    default_origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """One thing every forwarded packet goes through: a base chain, an ACL in or out, NAT.

    Stages are tried by ascending `order`: use the constants of `Order` (plus an offset inside
    ±999 for priorities). `iif`/`oif`: only for packets entering or leaving there.
    """

    chain: str
    order: int
    family: int | None = None
    iif: Names | None = None
    oif: Names | None = None


class Order:
    """Where on a packet's way through a device a stage stands."""

    INGRESS = 1_000  # raw, prerouting filters, access lists `in`
    DESTINATION_NAT = 3_000
    FORWARD = 5_000  # forward chains, zone policies
    EGRESS = 7_000  # access lists `out`, postrouting filters
    SOURCE_NAT = 9_000
