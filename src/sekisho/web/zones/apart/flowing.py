"""Holds a table of flows against the permitted flows: the program of a short-lived child process.

The order is one line of JSON (`order_of`), then the table as it came. It knows the separation
engine and the standard library only. A table that cannot be read is answered by `{"refused": …}`.
"""

import gc
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sekisho.separation import (
    Conversation,
    FlowCheck,
    FlowTable,
    FlowTableError,
    TimedFlow,
    judge_flows,
    read_policy,
)
from sekisho.web.ui.apart import answer
from sekisho.web.zones.apart.decoding import NoTextError, decoded

MOST_NOT_READ = 100  # rows named one by one


@dataclass(frozen=True, slots=True)
class Span:
    """When a flow of the policy counted: its reference, from when, before when."""

    reference: str
    begins: datetime
    ends: datetime | None


def order_of(policy: str, spans: Sequence[Span], table: bytes) -> bytes:
    """Return an order as it goes to the process; the spans in the order of the policy's flows."""
    head = {
        "policy": policy,
        "spans": [
            [each.reference, each.begins.isoformat(), each.ends.isoformat() if each.ends else None]
            for each in spans
        ],
    }
    return json.dumps(head).encode("ascii") + b"\n" + table


def judged(data: bytes) -> bytes:
    """Return what a table shows."""
    head, _line, untrusted = data.partition(b"\n")
    try:
        found = _judged(json.loads(head), decoded(untrusted))
    except NoTextError as error:
        found = {"refused": error.code}
    except FlowTableError as error:
        found = {"refused": "columns", "missing": sorted(error.missing)}
    return json.dumps(found, ensure_ascii=False).encode()


def _judged(head: dict[str, Any], text: str) -> dict[str, Any]:
    policy = read_policy(head["policy"])
    timed = [
        TimedFlow(reference, flow, _moment(begins), _moment(ends) if ends else None)
        for flow, (reference, begins, ends) in zip(policy.flows, head["spans"], strict=True)
    ]
    return _told(judge_flows(policy, timed, FlowTable(text).records()))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _told(found: FlowCheck) -> dict[str, Any]:
    return {
        "counts": {str(kind): count for kind, count in found.counts.items()},
        "wrong": [_conversation(each) for each in found.wrong],
        "conversations": found.wrong_conversations,
        "used": sorted(found.used),
        "not_read": [[each.line, each.column] for each in found.not_read[:MOST_NOT_READ]],
        "unread": len(found.not_read),
        "first": found.first.isoformat() if found.first else None,
        "last": found.last.isoformat() if found.last else None,
    }


def _conversation(each: Conversation) -> dict[str, Any]:
    return {
        "kind": str(each.kind),
        "reference": each.reference,
        "from": each.source_zone,
        "to": each.destination_zone,
        "source": each.source,
        "destination": each.destination,
        "protocol": each.protocol,
        "port": each.port,
        "count": each.count,
        "first": each.first.isoformat(),
        "last": each.last.isoformat(),
    }


if __name__ == "__main__":
    gc.disable()  # one table and out
    answer(judged)
