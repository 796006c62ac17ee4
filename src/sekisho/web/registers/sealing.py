"""Who seals that a register's columns were arranged anew: handed in by site at start-up.

This room stands below the ledger and cannot write it. Without somebody to seal nothing is changed.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime

from sekisho.web.registers.layout import Layout, entries_of

Sealer = Callable[[str, str, datetime, dict[str, int | str]], None]
_sealer: list[Sealer] = []


def install(sealer: Sealer) -> None:
    """Take what seals: called with the register's id, an opaque id, the time and figures."""
    _sealer[:] = [sealer]


def seal_layout(register: str, layout: Layout, *, by: str, at: datetime) -> None:
    """Seal the arrangement: how many columns, how many are the body's own, and the fingerprint.

    The fingerprint is SHA-256 over the pairs of heading and key as JSON, in order. Raises
    LookupError when nobody was handed in: the caller's transaction is undone.
    """
    if not _sealer:
        raise LookupError("no sealer of layouts was handed in")
    entries = json.dumps(entries_of(layout), ensure_ascii=True, separators=(",", ":"))
    figures: dict[str, int | str] = {
        "columns": len(layout),
        "own_columns": sum(place.column is None for place in layout),
        "columns_sha256": hashlib.sha256(entries.encode("ascii")).hexdigest(),
    }
    _sealer[0](register, by, at, figures)
