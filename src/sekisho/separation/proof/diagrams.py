"""The second engine: sets of packets as decision diagrams, straight from the rules.

It shares nothing with the boxes but the laws: what may become of packets in a stretch of rules is
put together from its halves, a chain once and not at every call. Bits of real addresses are its
variables, not ranks. A way that translates is not judged here.

Two sets are kept of each stage: which packets may be permitted, and which may be denied; what may
not be denied is surely permitted.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from oxidd.bcdd import BCDDFunction, BCDDManager

from sekisho.separation.limits import Limits
from sekisho.separation.packet import FIRST_PACKETS, State
from sekisho.separation.policy.regions import Permit
from sekisho.separation.proof.paths import Hop, Way
from sekisho.separation.rules import Action, Chain, Match, Names, Rule, Stage
from sekisho.separation.spans import BITS, Spans

_STATES = tuple(State)
_CACHE = 1 << 18


class TranslatesError(Exception):
    """A way rewrites packets: this engine does not judge it."""


class Diagrams:
    """The packets of one family as diagrams."""

    def __init__(self, family: int, limits: Limits) -> None:
        """Lay out the variables: state, fragment, then fields from their highest bit."""
        self.family = family
        self._limits = limits
        self._manager = BCDDManager(limits.nodes, _CACHE, 1)
        widths = {
            "state": 3,
            "fragment": 1,
            "destination": BITS[family],
            "source": BITS[family],
            "protocol": 8,
            "destination_port": 16,
            "source_port": 16,
            "tcp_flags": 6,
        }
        self._fields: dict[str, list[BCDDFunction]] = {}
        for name, width in widths.items():
            first = self._manager.num_vars()
            self._manager.add_vars(width)
            self._fields[name] = [self._manager.var(first + at) for at in range(width)]
        self.true, self.false = self._manager.true(), self._manager.false()
        self._spans: dict[tuple[str, Spans], BCDDFunction] = {}
        self._matches: dict[Match, BCDDFunction] = {}
        self._hops: dict[tuple[int, str, str], tuple[BCDDFunction, BCDDFunction]] = {}
        self._whole = ~self._fields["fragment"][0]

    def field(self, name: str, spans: Spans | None) -> BCDDFunction:
        """Return the packets whose field is in spans."""
        if spans is None:
            return self.true
        key = (name, spans)
        if key not in self._spans:
            found = self.false
            for first, last in spans:
                found |= self._at_least(name, first) & self._at_most(name, last)
            self._spans[key] = found
        return self._spans[key]

    def _at_least(self, name: str, value: int) -> BCDDFunction:
        found = self.true
        for at, bit in enumerate(reversed(self._fields[name])):
            found = bit & found if value >> at & 1 else bit | found
        return found

    def _at_most(self, name: str, value: int) -> BCDDFunction:
        found = self.true
        for at, bit in enumerate(reversed(self._fields[name])):
            found = ~bit | found if value >> at & 1 else ~bit & found
        return found

    def states(self, wanted: State) -> BCDDFunction:
        """Return the packets in one of some states."""
        found = self.false
        for number, state in enumerate(_STATES):
            if state & wanted:
                found |= self.field("state", ((number, number),))
        return found

    def _match(self, match: Match) -> BCDDFunction:
        """Return the packets inside a match's fields, interfaces left aside."""
        if match not in self._matches:
            self._matches[match] = self._made(match)
        return self._matches[match]

    def _made(self, match: Match) -> BCDDFunction:
        found = self.true if match.state is None else self.states(match.state)
        for name in ("destination", "source", "protocol"):
            found &= self.field(name, getattr(match, name))
        upper = {
            "source_port": (match.source_port, match.icmp_type),
            "destination_port": (match.destination_port, match.icmp_code),
            "tcp_flags": (match.tcp_flags,),
        }
        for name, several in upper.items():
            for spans in several:
                if spans is not None:
                    found &= self.field(name, spans) & self._whole
        if match.fragment is not None:
            found &= ~self._whole if match.fragment else self._whole
        return found

    def over_states(self, found: BCDDFunction) -> BCDDFunction:
        """Return the packets for which a first packet's state exists that is in a set."""
        variables = self._fields["state"]
        cube = variables[0]
        for each in variables[1:]:
            cube &= each
        return (found & self.states(FIRST_PACKETS)).exists(cube)

    def allowed(self, permits: Iterable[Permit]) -> BCDDFunction:
        """Return what flows permit; of later fragments ports do not count."""
        found = self.false
        for permit in permits:
            ports = self.field("source_port", permit.source_ports)
            ports &= self.field("destination_port", permit.destination_ports)
            found |= (
                self.field("protocol", permit.protocols)
                & self.field("source", permit.sources)
                & self.field("destination", permit.destinations)
                & (ports | ~self._whole)
            )
        return found

    def passing(self, way: Way) -> tuple[BCDDFunction, BCDDFunction]:
        """Return the packets that may pass a way, and those that surely do."""
        may = surely = self.true
        for hop in way.hops:
            each_may, each_surely = self._hop(hop)
            may &= self.over_states(each_may)
            surely &= self.over_states(each_surely)
        if any(hop.device.reassembles for hop in way.hops):
            may, surely = may & self._whole, surely & self._whole
        return may, surely

    def _hop(self, hop: Hop) -> tuple[BCDDFunction, BCDDFunction]:
        key = (id(hop.device), hop.iif, hop.oif)
        if key not in self._hops:
            self._hops[key] = self._passed(hop)
        return self._hops[key]

    def _passed(self, hop: Hop) -> tuple[BCDDFunction, BCDDFunction]:
        may = surely = self.true
        walk = _Walk(self, hop)
        for stage in hop.device.stages:
            if _applies(stage, hop, self.family):
                chain = hop.device.chains[stage.chain]
                may &= walk.outcome(chain, Action.PERMIT)
                surely &= ~walk.outcome(chain, Action.DENY)
        return may, surely

    def inside(self, rule: Rule, hop: Hop) -> tuple[BCDDFunction, BCDDFunction]:
        """Return the packets a rule may match on a hop, and those it surely matches."""
        may = surely = self.false
        for match in rule.matches:
            if match.family in {None, self.family} and _enters(match.iif, match.oif, hop):
                found = self._match(match._replace(iif=None, oif=None, family=None, unknown=()))
                may |= found
                if not match.unknown:
                    surely |= found
        return may, surely


@dataclass(frozen=True, slots=True)
class _Piece:
    """What may become of packets entering a stretch of rules, all of them asked at once.

    `hit` may end with the goal, `gone` may leave the chain undecided, `stay` may come out at the
    stretch's end. Two stretches in a row make one (`then`), so a chain is put together by halves.
    """

    hit: BCDDFunction
    gone: BCDDFunction
    stay: BCDDFunction

    def then(self, after: "_Piece") -> "_Piece":
        """Return both stretches as one."""
        return _Piece(
            self.hit | (self.stay & after.hit),
            self.gone | (self.stay & after.gone),
            self.stay & after.stay,
        )


class _Walk:
    """The chains of one device on one hop, each put together once for each goal."""

    def __init__(self, diagrams: Diagrams, hop: Hop) -> None:
        self._diagrams = diagrams
        self._hop = hop
        self._made: dict[tuple[str, Action], tuple[BCDDFunction, BCDDFunction]] = {}

    def outcome(self, chain: Chain, goal: Action) -> BCDDFunction:
        """Return the packets for which a base chain may end with `goal`."""
        hit, left = self._chain(chain.name, goal, ())
        return hit | left if chain.default in {goal, Action.UNKNOWN} else hit

    def _chain(
        self, name: str, goal: Action, callers: tuple[str, ...]
    ) -> tuple[BCDDFunction, BCDDFunction]:
        """Return what may end with `goal` inside a chain, and what may leave it undecided."""
        if name in callers:
            return self._diagrams.true, self._diagrams.true
        key = (name, goal)
        if key not in self._made:
            pieces = [
                piece
                for rule in self._hop.device.chains[name].rules
                if (piece := self._rule(rule, goal, (*callers, name))) is not None
            ]
            whole = self._together(pieces)
            self._made[key] = (whole.hit, whole.gone | whole.stay)
        return self._made[key]

    def _together(self, pieces: list[_Piece]) -> _Piece:
        if not pieces:
            return _Piece(self._diagrams.false, self._diagrams.false, self._diagrams.true)
        if len(pieces) == 1:
            return pieces[0]
        middle = len(pieces) // 2
        return self._together(pieces[:middle]).then(self._together(pieces[middle:]))

    def _rule(  # noqa: PLR0911  # an answer per kind of rule
        self, rule: Rule, goal: Action, callers: tuple[str, ...]
    ) -> _Piece | None:
        if rule.action is Action.CONTINUE:
            return None
        may, surely = self._diagrams.inside(rule, self._hop)
        if not may.satisfiable():
            return None
        nothing, past = self._diagrams.false, ~surely
        if rule.action is Action.TRANSLATE:
            raise TranslatesError
        if rule.action is Action.UNKNOWN:
            return _Piece(may, nothing, self._diagrams.true)
        if rule.action in {Action.PERMIT, Action.DENY}:
            return _Piece(may if rule.action is goal else nothing, nothing, past)
        if rule.action is Action.RETURN:
            return _Piece(nothing, may, past)
        hit, left = self._chain(rule.target or "", goal, callers)
        if rule.action is Action.JUMP:
            return _Piece(may & hit, nothing, past | (may & left))
        return _Piece(may & hit, may & left, past)


def _enters(iif: Names | None, oif: Names | None, hop: Hop) -> bool:
    return (iif is None or iif.holds(hop.iif)) and (oif is None or oif.holds(hop.oif))


def _applies(stage: Stage, hop: Hop, family: int) -> bool:
    return stage.family in {None, family} and _enters(stage.iif, stage.oif, hop)
