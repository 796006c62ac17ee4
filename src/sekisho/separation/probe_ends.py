"""A probe whose ends are machines of their own: they exchange nothing but files.

1. A *plan* is drawn from the policy: the ends, the attempts, and a secret of its own.
2. Each end listens, sends its attempts, and writes a *result*: which marks arrived, and when it
   listened and sent. Marks bear the plan's secret: no other traffic is taken for one.
3. The results put together are the file of a probe (`probed`), judged like any other.

What did not arrive says something only if its receiver listened all the while its sender sent: each
end sends itself a mark when it begins to listen and one when it ends, and the times of both, by
their own clocks, must fit. A result is sealed with the plan's secret (HMAC-SHA256): one changed on
its way, or of another plan, is refused. Every end holds the plan, so a seal does not say that an
end told the truth.
"""

import hmac
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sekisho.separation.errors import ProbeError
from sekisho.separation.probed import FORMAT as JUDGED_FORMAT
from sekisho.separation.probed import PROTOCOLS
from sekisho.separation.probed import VERSION as JUDGED_VERSION
from sekisho.separation.probing import Attempt, Endpoint

PLAN_FORMAT, RESULT_FORMAT, VERSION = "sekisho-probe-plan", "sekisho-probe-result", 1
CONTROL_PORT = 443  # where an end nobody tries to reach listens for its own marks
Job = tuple[int, str, str, str, int]  # number, protocol, source, destination, port
_READ = (ValueError, KeyError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True)
class EndsPlan:
    """What every end is given."""

    secret: str
    policy_sha256: str
    ends: tuple[Endpoint, ...]
    attempts: tuple[Attempt, ...]

    def received_by(self, addresses: Iterable[str]) -> list[Job]:
        """Return what may arrive at addresses, their controls included."""
        mine = set(addresses)
        jobs = [self._job(n, each) for n, each in enumerate(self.attempts)]
        return [job for job in jobs if job[3] in mine] + self.controls(mine)

    def sent_by(self, addresses: Iterable[str]) -> list[Job]:
        """Return what addresses send to others."""
        mine = set(addresses)
        return [self._job(n, each) for n, each in enumerate(self.attempts) if each.source in mine]

    def controls(self, addresses: Iterable[str], *, last: bool | None = None) -> list[Job]:
        """Return the marks addresses send themselves: the first, the last, or both (None)."""
        mine, found = set(addresses), []
        for at, end in enumerate(self.ends):
            for behind in (False, True):
                if end.address in mine and last in {None, behind}:
                    number = len(self.attempts) + 2 * at + behind
                    found.append((number, "tcp", end.address, end.address, self._port(end)))
        return found

    def _port(self, end: Endpoint) -> int:
        """Return a port at which an end listens anyhow."""
        tcp = (each for each in self.attempts if each.protocol == "tcp")
        return next((each.port for each in tcp if each.destination == end.address), CONTROL_PORT)

    @staticmethod
    def _job(number: int, each: Attempt) -> Job:
        return number, each.protocol, each.source, each.destination, each.port


@dataclass(frozen=True, slots=True)
class EndResult:
    """What one machine saw, at one address or several."""

    addresses: tuple[str, ...]
    listened: tuple[datetime, datetime]
    sent: tuple[datetime, datetime]
    arrived: frozenset[int]


def write_ends_plan(plan: EndsPlan) -> str:
    """Return a plan as a file."""
    said = {
        "format": PLAN_FORMAT,
        "version": VERSION,
        "secret": plan.secret,
        "policy_sha256": plan.policy_sha256,
        "ends": [[each.zone, each.address] for each in plan.ends],
        "attempts": [
            [each.source_zone, each.destination_zone, each.source, each.destination,
             each.protocol, each.port] for each in plan.attempts
        ],
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False, indent=1)


def read_ends_plan(untrusted: str) -> EndsPlan:
    """Read a plan. Raises `ProbeError`."""
    try:
        data = json.loads(untrusted)
        if (data["format"], data["version"]) != (PLAN_FORMAT, VERSION):
            raise ProbeError("other-format")
        return EndsPlan(
            _text(data["secret"]),
            _text(data["policy_sha256"]),
            tuple(Endpoint(*map(_text, each)) for each in data["ends"]),
            tuple(_attempt(*each) for each in data["attempts"]),
        )
    except _READ as error:
        raise ProbeError("unreadable") from error


def write_end_result(plan: EndsPlan, result: EndResult) -> str:
    """Return a result as a file, sealed with its plan's secret."""
    said: dict[str, Any] = {
        "format": RESULT_FORMAT,
        "version": VERSION,
        "addresses": list(result.addresses),
        "listened": [each.isoformat() for each in result.listened],
        "sent": [each.isoformat() for each in result.sent],
        "arrived": sorted(result.arrived),
    }
    return json.dumps({**said, "seal": _seal(plan, said)}, ensure_ascii=False, indent=1)


def read_end_result(plan: EndsPlan, untrusted: str) -> EndResult:
    """Read a result of a plan. Raises `ProbeError`."""
    try:
        data = json.loads(untrusted)
        if (data["format"], data["version"]) != (RESULT_FORMAT, VERSION):
            raise ProbeError("other-format")
        seal = _text(data.pop("seal"))
        if not hmac.compare_digest(seal.encode(), _seal(plan, data).encode()):
            raise ProbeError("changed")
        return EndResult(
            tuple(map(_text, data["addresses"])),
            _times(data["listened"]),
            _times(data["sent"]),
            frozenset(map(_number, data["arrived"])),
        )
    except _READ as error:
        raise ProbeError("unreadable") from error


def together(plan: EndsPlan, results: Sequence[EndResult]) -> dict[str, Any]:
    """Return the file of a probe (as `probed` reads it) from all ends' results.

    Raises `ProbeError`: missing-end, twice, no-control (address), not-listening (receiver, sender).
    """
    by_address = _by_address(plan, results)
    for end in plan.ends:
        numbers = {job[0] for job in plan.controls([end.address])}
        if not numbers <= by_address[end.address].arrived:
            raise ProbeError("no-control", (end.address,))
    rows = [_row(number, each, by_address) for number, each in enumerate(plan.attempts)]
    return {
        "format": JUDGED_FORMAT,
        "version": JUDGED_VERSION,
        "tried_at": min(each.sent[0] for each in results).isoformat(),
        "policy_sha256": plan.policy_sha256,
        "controls": [
            {"zone": each.zone, "address": each.address, "arrived": True} for each in plan.ends
        ],
        "attempts": rows,
    }


def _by_address(plan: EndsPlan, results: Sequence[EndResult]) -> dict[str, EndResult]:
    found: dict[str, EndResult] = {}
    for result in results:
        for address in result.addresses:
            if address in found:
                raise ProbeError("twice", (address,))
            found[address] = result
    for end in plan.ends:
        if end.address not in found:
            raise ProbeError("missing-end", (end.address,))
    return found


def _row(number: int, each: Attempt, by_address: dict[str, EndResult]) -> dict[str, Any]:
    sender, receiver = by_address[each.source], by_address[each.destination]
    arrived = number in receiver.arrived
    listened, sent = receiver.listened, sender.sent
    if not arrived and not listened[0] <= sent[0] <= sent[1] <= listened[1]:
        raise ProbeError("not-listening", (each.destination, each.source))
    return {
        "from": each.source_zone,
        "to": each.destination_zone,
        "source": each.source,
        "destination": each.destination,
        "protocol": each.protocol,
        "port": each.port,
        "arrived": arrived,
    }


def _seal(plan: EndsPlan, said: dict[str, Any]) -> str:
    written = json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
    return hmac.new(plan.secret.encode(), written, "sha256").hexdigest()


def _attempt(*untrusted: object) -> Attempt:
    source_zone, destination_zone, source, destination, protocol, port = untrusted
    if protocol not in PROTOCOLS:
        raise ValueError(protocol)
    return Attempt(
        _text(source_zone),
        _text(destination_zone),
        _text(source),
        _text(destination),
        str(protocol),
        _number(port),
        expected=False,
    )


def _times(untrusted: Sequence[object]) -> tuple[datetime, datetime]:
    first, last = (datetime.fromisoformat(_text(each)) for each in untrusted)
    if first.tzinfo is None or last.tzinfo is None:
        raise ValueError(untrusted)
    return first, last


def _number(untrusted: object) -> int:
    if not isinstance(untrusted, int) or isinstance(untrusted, bool):
        raise TypeError(untrusted)
    return untrusted


def _text(untrusted: object) -> str:
    if not isinstance(untrusted, str) or not untrusted:
        raise TypeError(untrusted)
    return untrusted
