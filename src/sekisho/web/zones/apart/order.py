"""What the process that proves is handed, and in which form: one line of JSON, then the files."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class File:
    """A configuration as it came: name, vendor (empty: recognise it), bytes, and whose it is.

    `device` is what the register calls the device; `host` what the policy calls it, where declared.
    """

    name: str
    vendor: str
    data: bytes
    device: str = ""
    host: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be proven: the first file, with those of other devices beside it.

    `before` is the configuration of the same device before this one, for the differences.
    """

    policy: str
    at: datetime
    files: Sequence[File]
    before: File | None = None


def order_of(order: Order) -> bytes:
    """Return an order as it goes to the process."""
    files = [*order.files, *([order.before] if order.before else [])]
    head = {
        "policy": order.policy,
        "at": order.at.isoformat(),
        "files": [
            [each.name, each.vendor, each.device, each.host, len(each.data)] for each in files
        ],
        "before": order.before is not None,
    }
    return b"\n".join((json.dumps(head).encode("ascii"), b"".join(each.data for each in files)))


def read_order(data: bytes) -> Order:
    """Return the order that was sent."""
    head_line, _line, rest = data.partition(b"\n")
    head = json.loads(head_line)
    files, start = [], 0
    for name, vendor, device, host, size in head["files"]:
        files.append(File(name, vendor, rest[start : start + size], device, host))
        start += size
    before = files.pop() if head["before"] else None
    return Order(head["policy"], datetime.fromisoformat(head["at"]), files, before)
