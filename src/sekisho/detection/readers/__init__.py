"""Readers of logs: one file per kind, in an explicit tuple."""

from sekisho.detection.errors import LogError
from sekisho.detection.readers import (
    bind,
    conntrack,
    fortigate,
    gateways,
    ipfix,
    netfilter,
    netflow5,
    netflow9,
    postfix,
    squid,
    sshd,
    suricata,
    syslog,
    table,
    ulogd,
    unbound,
    windows,
    yamaha,
    zeek_json,
    zeek_tsv,
)
from sekisho.detection.readers.interface import Context, Framing, Mapping, Reader, Session

READERS: tuple[Reader, ...] = (
    netfilter.READER,
    ulogd.READER,
    conntrack.READER,
    netflow5.READER,
    netflow9.READER,
    ipfix.READER,
    squid.READER,
    suricata.READER,
    zeek_json.READER,
    zeek_tsv.READER,
    bind.READER,
    unbound.READER,
    postfix.READER,
    sshd.READER,
    gateways.READER,
    windows.READER,
    fortigate.READER,
    yamaha.READER,
    syslog.READER,
    table.READER,
)
BY_KIND = {reader.kind: reader for reader in READERS}
CARRIED = tuple(reader.carried for reader in READERS if reader.carried is not None)
_MIXED = "syslog"

__all__ = [
    "BY_KIND",
    "CARRIED",
    "READERS",
    "Context",
    "Framing",
    "Mapping",
    "Reader",
    "Session",
    "recognised",
]


def recognised(untrusted_head: bytes, name: str) -> Reader:
    """Return the reader that knows a delivery best by its first bytes; raises `LogError`.

    Where several programs share one file, no single kind knows every line: syslog reads it.
    """
    if not untrusted_head.strip():
        raise LogError(f"{name}: 記録がありません。", "empty")
    scores = [(reader.recognises(untrusted_head), reader) for reader in READERS]
    sure, best = max(scores, key=lambda pair: pair[0])
    mixed = next(score for score, reader in scores if reader.kind == _MIXED)
    if best.carried is not None and mixed > 0.8 * sure:  # what it knows came in envelopes
        best = BY_KIND[_MIXED]
    if not sure:
        raise LogError(
            f"{name}: どの種類の記録か分かりません。機器が書いたままの記録を渡してください。",
            "unknown",
        )
    return best
