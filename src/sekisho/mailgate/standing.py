"""How the gateway stands, written beside its spool so that the web room can prove it.

`state.json` says when it was written, which layers each profile of the sandbox runs under, and what
the operator accepted to miss. Written again each minute: an old file is a gateway that stopped.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from sekisho.quarantine.durable import write_whole

FILE = "state.json"
EVERY_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Standing:
    """What a running gateway says of itself."""

    at: datetime
    layers: Mapping[str, frozenset[str]]  # by profile of the sandbox
    accepted: frozenset[str] = frozenset()  # layers it may do without

    def write(self, spool: Path) -> None:
        """Write it beside the spool."""
        words = {
            "at": self.at.isoformat(),
            "layers": {name: sorted(layers) for name, layers in self.layers.items()},
            "accepted": sorted(self.accepted),
        }
        write_whole(spool / FILE, [json.dumps(words).encode("ascii")])

    @classmethod
    def read(cls, spool: Path) -> Self | None:
        """Return what was last written; None when nothing (readable) was."""
        try:
            found = json.loads((spool / FILE).read_bytes())
            layers = {str(name): _words(each) for name, each in found["layers"].items()}
            return cls(datetime.fromisoformat(found["at"]), layers, _words(found["accepted"]))
        except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
            return None


def _words(found: Iterable[object]) -> frozenset[str]:
    return frozenset(str(each) for each in found)
