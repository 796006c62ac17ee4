"""How much of outside data the detection engine takes before it keeps a record unread."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on outside data. What is beyond them is kept (cut) and counted as not understood."""

    line_bytes: int = 1 << 20  # of one record; a longer one is cut, and its whole length is told
    document_bytes: int = 4 << 20  # of a file that is one document
    text_letters: int = 32_768  # of one column of an event; the record itself is kept whole
    fields: int = 512  # vendor's own fields of one event
    depth: int = 16  # objects within objects
    batch: int = 10_000  # events handed on together: what bounds the memory
    batch_bytes: int = 32 << 20  # of the records of one batch
    templates: int = 4_096  # of NetFlow v9 and IPFIX exporters
    seen: int = 1_000_000  # records a repetition is looked for among
    ahead_us: int = 300_000_000  # a clock may be so far ahead of the arrival


DEFAULT_LIMITS = Limits()
