"""Receives logs: syslog (RFC 3164, 5424), NetFlow, files as they grow, and a folder of files.

What comes is kept as it came, in append-only segments per channel, on disk before it counts
(docs/collect.md). Nothing is read here: the monitoring room reads sealed segments. Knows no Django.
"""

from sekisho.collect.framing import Cut, cut
from sekisho.collect.keeper import keep
from sekisho.collect.options import CollectOptions, OptionsError
from sekisho.collect.segments import Sealed, Spool, SpoolBusyError, sealed_segments
from sekisho.collect.standing import Standing

__all__ = [
    "CollectOptions",
    "Cut",
    "OptionsError",
    "Sealed",
    "Spool",
    "SpoolBusyError",
    "Standing",
    "cut",
    "keep",
    "sealed_segments",
]
