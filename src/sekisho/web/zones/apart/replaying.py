"""Sends a proof's packets through the rules in a kernel: the program of a short-lived child.

It runs in a user, mount and network namespace of its own (`INSIDE`): it is root there and nowhere
else, the networks it makes end with it, and the machine's own network is out of its reach. The
order is one line of JSON (`order_of`), then the configuration as it came.
"""

import json
import os
from collections.abc import Mapping, Sequence
from typing import Any

from sekisho.cli import confirm
from sekisho.separation import Action, ConfigError, Packet, Step, Violation
from sekisho.web.ui.apart import answer
from sekisho.web.zones.apart.decoding import NoTextError, decoded
from sekisho.web.zones.apart.order import File
from sekisho.web.zones.apart.prover import RefusedError, read

# `ip netns` keeps its names under /run: it gets one nobody else sees.
INSIDE = (
    "unshare", "--user", "--map-root-user", "--mount", "--net", "--fork", "--kill-child",
    "sh", "-c", 'mount -t tmpfs tmpfs /run && exec "$@"', "sh",
)  # fmt: skip
VENDORS = confirm.VENDORS
_PROGRAMS = "/usr/sbin:/sbin"  # where ip, nft and the iptables programs stand


def order_of(file: File, violations: Sequence[Mapping[str, Any]]) -> bytes:
    """Return an order as it goes to the process; the violations as `telling` tells them."""
    head = {"name": file.name, "vendor": file.vendor, "violations": list(violations)}
    return json.dumps(head).encode("ascii") + b"\n" + file.data


def replayed(data: bytes) -> bytes:
    """Return which packets were seen to pass, or why none was sent."""
    head, _line, untrusted = data.partition(b"\n")
    os.environ["PATH"] = f"{os.environ.get('PATH', os.defpath)}:{_PROGRAMS}"
    try:
        found = _replayed(json.loads(head), untrusted)
    except confirm.NotTriedError as error:
        found = {"why": error.code, "lacking": list(error.names)}
    except (NoTextError, RefusedError, ConfigError):
        found = {"why": "unreadable", "lacking": []}
    return json.dumps(found).encode()


def _replayed(head: Mapping[str, Any], untrusted: bytes) -> dict[str, Any]:
    text = decoded(untrusted)
    device = read(File(head["name"], head["vendor"], b""), text)
    rules = confirm.Rules(device.vendor, min(device.families), text)
    violations = [_violation(each) for each in head["violations"]]
    return {"seen": confirm.confirmed(violations, [rules]), "why": "", "lacking": []}


def _violation(told: Mapping[str, Any]) -> Violation:
    packet = Packet.from_json(told["packet"])
    path = tuple(_step(each) for each in told["path"])
    return Violation(told["from"], told["to"], packet, path)


def _step(told: Mapping[str, Any]) -> Step:
    return Step(told["device"], told["chain"], Action(told["action"]), None, "")


if __name__ == "__main__":
    answer(replayed)
