"""How the receiver stands, written beside its spool so that the web room can prove it.

`state.json` is written again every few seconds: an old file is a receiver that stopped. What it
counts begins anew with each start (`since_us`).
"""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Self

from sekisho.quarantine.durable import write_whole

FILE = "state.json"
EVERY_SECONDS = 10.0


@dataclass(slots=True)
class Standing:
    """What a running receiver says of itself. Times are microseconds UTC.

    `channels`: messages stored, and when the last came. `refused`: connections and datagrams of
    networks that may not send. `unspoken`: TLS connections that did not finish their handshake in
    time. `dropped`: datagrams the kernel had no room for, and those the disk did not take. `full`:
    since when the disk is too full to take anything, 0: it is not. `missing`: files not there to
    be followed.
    """

    at_us: int = 0
    since_us: int = 0
    restarts: int = 0
    connections: int = 0
    refused: int = 0
    unspoken: int = 0
    dropped: int = 0
    unreadable: int = 0  # datagrams that are no NetFlow
    pieces: int = 0
    escaped: int = 0
    full_us: int = 0
    full_times: int = 0
    truncated: int = 0  # files that were cut while they were followed
    passed_over: int = 0  # files turned over and gone before they were read to their end
    channels: dict[str, tuple[int, int]] = field(default_factory=dict)
    missing: tuple[str, ...] = ()

    def heard(self, channel: str, messages: int, at_us: int) -> None:
        """Count messages of a channel that are stored now."""
        self.channels[channel] = (self.channels.get(channel, (0, 0))[0] + messages, at_us)

    def write(self, spool: Path) -> None:
        """Write it beside the spool."""
        write_whole(spool / FILE, [json.dumps(asdict(self)).encode("ascii")])

    @classmethod
    def read(cls, spool: Path) -> Self | None:
        """Return what was last written; None when nothing (readable) was."""
        try:
            found = json.loads((spool / FILE).read_bytes())
            found["channels"] = {
                str(k): (int(v[0]), int(v[1])) for k, v in found["channels"].items()
            }
            found["missing"] = tuple(map(str, found["missing"]))
            return cls(**found)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
