"""Messages between the engine and a confined job: one JSON head and byte blobs.

    "SKW1" | length of head (4 bytes, big-endian) | head (UTF-8 JSON object) | blobs

The head's `blobs` gives each blob's length. What a job answers comes from a process that has read
hostile bytes: it is parsed with bounds, never unpickled, and every field is checked by its reader.
"""

import json
from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise

MAGIC = b"SKW1"
HEAD_BYTES = 16 << 20
_AHEAD = len(MAGIC) + 4


class WireError(ValueError):
    """The bytes are no message."""


def pack(head: Mapping[str, object], blobs: Sequence[bytes] = ()) -> bytes:
    """Return the message of `head` and `blobs`; the key `blobs` is written here."""
    written = json.dumps(
        {**head, "blobs": [len(blob) for blob in blobs]}, ensure_ascii=True, sort_keys=True
    ).encode()
    return b"".join([MAGIC, len(written).to_bytes(4, "big"), written, *blobs])


def unpack(untrusted: bytes) -> tuple[dict[str, object], list[bytes]]:
    """Return head and blobs; raise `WireError` unless every byte is accounted for."""
    size = int.from_bytes(untrusted[len(MAGIC) : _AHEAD], "big")
    if untrusted[: len(MAGIC)] != MAGIC or not 0 < size <= HEAD_BYTES:
        raise WireError("no message")
    try:
        head = json.loads(untrusted[_AHEAD : _AHEAD + size])
    except (ValueError, RecursionError) as error:
        raise WireError("unreadable head") from error
    lengths = head.pop("blobs", None) if isinstance(head, dict) else None
    if not isinstance(lengths, list) or not all(type(n) is int and n >= 0 for n in lengths):
        raise WireError("no blob lengths")
    ends = list(accumulate(lengths, initial=_AHEAD + size))
    if ends[-1] != len(untrusted):
        raise WireError("length")
    return head, [untrusted[a:b] for a, b in pairwise(ends)]
