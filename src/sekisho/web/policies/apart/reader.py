"""Reads one policy file: the program of the short-lived child process.

Run by `ui.apart`. The order is the file's name as a line of JSON, then the file. The answer is
JSON: `{"tree": …}` in the shape of `sekisho policy outline --json`, or `{"code": …, "message": …}`
when the reader refuses the file. It knows the policy reader and the standard library only.
"""

import json
from typing import Any

from sekisho.policytext import ReadError, as_json, read
from sekisho.web.ui.apart import answer


def order_of(data: bytes, name: str) -> bytes:
    """Return what `reading_of` reads."""
    return json.dumps(name).encode("ascii") + b"\n" + data


def reading_of(order: bytes) -> bytes:
    """Return the reading of an order's file, or why there is none."""
    name, _line, untrusted_data = order.partition(b"\n")
    found: dict[str, Any]
    try:
        found = {"tree": as_json(read(untrusted_data, name=json.loads(name)))}
    except ReadError as error:
        found = {"code": error.code, "message": str(error)}
    return json.dumps(found).encode("ascii")


if __name__ == "__main__":
    answer(reading_of)
