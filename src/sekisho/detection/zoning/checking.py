"""Every flow against the permitted zone-to-zone flows, vectorised and exact.

Zones and permits are handed in as spans of 128-bit addresses (IPv4 as ::ffff/96). Their ends cut
every field of a flow into classes whose members are treated alike, so that a combination of
classes is judged once and looked up for all rows: nothing is approximated.

The law. A flow between two addresses of one zone is *inside*. Between two zones it is *permitted*
when a permit that counts at its time covers it; of a one-way record (NetFlow) with ports it is a
*reply* when the permitted conversation it answers was seen from a day before to a minute after;
it is *stopped* when the device says it denied it; *expired* when only permits that no longer or do
not yet count cover it; *nowhere* when an end lies in no zone; else *unpermitted*. What a record
does not say (a port, a protocol) is covered only by what covers every one.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sekisho.detection.zoning.classes import Decider
from sekisho.detection.zoning.conversations import Gathering
from sekisho.detection.zoning.replies import Replies, Rows
from sekisho.detection.zoning.values import (
    ICMP,
    PORTED,
    UNKNOWN,
    WRONG_FROM,
    Booleans,
    FlowKind,
    Integers,
    Permit,
    Position,
    Tally,
    ZoneSpan,
)

_TYPES = pa.array(["connection", "allowed", "denied", "start", "end"])
_JUDGED = (
    "source_ip_key", "destination_ip_key", "network_iana_number", "source_port",
    "destination_port", "icmp_type", "ts_us", "event_type", "one_way", "log_delivery",
    "log_position",
)  # fmt: skip
NO_FLOW = -1
_TOLD = 500


class ZoneCheck:
    """Judges batches of events; `finish` settles what may be a reply, and tells everything."""

    def __init__(self, zones: Sequence[ZoneSpan], permits: Sequence[Permit]) -> None:
        self._decider = Decider(zones, permits)
        self._replies = Replies()
        self._gathering = Gathering()
        self._ids: dict[str, int] = {}
        self._keys: list[str] = []
        self._classes: list[int] = []

    def judge(self, batch: pa.Table) -> Integers:
        """Judge the flows of a batch; return the kind of each row, -1 for rows that are no flow.

        A one-way row that may be a reply is wrong here; `finish` knows better.
        """
        places = np.flatnonzero(_flows(batch))
        kinds = np.full(batch.num_rows, NO_FLOW, dtype=np.int64)
        if len(places):
            flows = batch.select(_JUDGED)
            whole = len(places) == batch.num_rows
            kinds[places] = self._judged(flows if whole else flows.take(pa.array(places)))
        return kinds

    def finish(self) -> Tally:
        """Settle what may be replies; return what all flows were."""
        for rows in self._replies.settled():
            self._count(rows.kinds)
            self._gathering.add(rows.where(rows.kinds >= WRONG_FROM))
        decider = self._decider
        return self._gathering.told(_TOLD, self._keys, decider.permits, decider.zone)

    def _judged(self, table: pa.Table) -> Integers:
        plain = self._plain(table)
        classes = np.array(self._classes, dtype=np.int64)
        ends = classes[plain[:, 0]], classes[plain[:, 1]]
        kinds, permits = self._decider.decided(self._decider.codes(ends, tuple(plain[:, 2:].T)))
        denied = np.asarray(pc.equal(table["event_type"], "denied"))
        kinds = np.where(denied & (kinds != FlowKind.INSIDE), FlowKind.STOPPED, kinds)
        one_way = np.asarray(pc.fill_null(table["one_way"], False))  # noqa: FBT003
        ported = one_way & np.isin(plain[:, 2], list(PORTED))
        wrong = kinds >= WRONG_FROM
        self._replies.asked(plain[ported & (kinds == FlowKind.PERMITTED)])
        self._replies.may_answer(_rows(table, plain, kinds, permits, ported & wrong))
        self._gathering.add(_rows(table, plain, kinds, permits, wrong & ~ported))
        self._count(kinds[~(ported & wrong)])
        return kinds

    def _count(self, kinds: Integers) -> None:
        for kind, count in zip(*np.unique(kinds, return_counts=True), strict=True):
            self._gathering.counts[FlowKind(int(kind))] += int(count)

    def _plain(self, table: pa.Table) -> Integers:
        """Return ids of both ends, protocol, both ports (ICMP: its type first), and the time."""
        protocol, first, second, icmp, at = (
            _numbers(table, name)
            for name in (
                "network_iana_number",
                "source_port",
                "destination_port",
                "icmp_type",
                "ts_us",
            )
        )
        ported = np.isin(protocol, list(PORTED)) | (protocol == UNKNOWN)
        first = np.where(np.isin(protocol, list(ICMP)), icmp, np.where(ported, first, UNKNOWN))
        second = np.where(ported, second, UNKNOWN)
        ends = (self._ids_of(table, name) for name in ("source_ip_key", "destination_ip_key"))
        return np.column_stack((*ends, protocol, first, second, at))

    def _ids_of(self, table: pa.Table, name: str) -> Integers:
        encoded = pc.dictionary_encode(table[name].combine_chunks())
        if isinstance(encoded, pa.ChunkedArray):
            encoded = encoded.combine_chunks()
        ids = [self._id(key) for key in encoded.dictionary.to_pylist()]
        places: Integers = np.asarray(encoded.indices, dtype=np.int64)
        return np.array(ids, dtype=np.int64).take(places)

    def _id(self, key: str) -> int:
        found = self._ids.get(key)
        if found is None:
            found = self._ids[key] = len(self._keys)
            self._keys.append(key)
            self._classes.append(self._decider.addresses.of(int(key, 16)))
        return found


def _flows(batch: pa.Table) -> Booleans:
    """Say which rows are flows: packets and conversations with both ends, repetitions left out."""
    network = pc.equal(batch["event_category"], "network")
    kind = pc.is_in(batch["event_type"], value_set=_TYPES)
    ends = pc.and_(pc.is_valid(batch["source_ip_key"]), pc.is_valid(batch["destination_ip_key"]))
    fresh = pc.invert(pc.fill_null(batch["duplicate"], False))  # noqa: FBT003
    wanted = pc.and_(pc.and_(network, kind), pc.and_(ends, fresh))
    return np.asarray(pc.fill_null(wanted, False), dtype=np.bool_)  # noqa: FBT003


def _numbers(table: pa.Table, name: str) -> Integers:
    return np.asarray(pc.fill_null(table[name], UNKNOWN), dtype=np.int64)


def _rows(
    table: pa.Table, plain: Integers, kinds: Integers, permits: Integers, wanted: Booleans
) -> Rows:
    places = np.flatnonzero(wanted)
    picked = table.select(["log_delivery", "log_position"]).take(pa.array(places))
    positions: list[Position] = list(
        zip(*(picked[n].to_pylist() for n in picked.column_names), strict=True)
    )
    return Rows(plain[places], kinds[places], permits[places], positions)
