"""What is sealed of each row of this room: ids and figures in the open, the rest as a fingerprint.

Every entry about a row says the whole row as it stood then, so the newest entry is what the row
must be. Addresses, interfaces and names of devices tell where to attack; they are hidden behind a
salted fingerprint, which shows that nothing was changed without telling what it is.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sekisho.ledger import JsonValue, canonical_bytes
from sekisho.web.evidence.actions import utc_text
from sekisho.web.organization.models import Person
from sekisho.web.zones.models import (
    ChosenModel,
    Configuration,
    FlowLog,
    Gateway,
    NetworkDevice,
    PermittedFlow,
    Probe,
    Proof,
    Replay,
    ZoneNetwork,
)
from sekisho.web.zones.models.design import Salted

Facts = Mapping[str, JsonValue]
Row = (
    ChosenModel
    | ZoneNetwork
    | Gateway
    | PermittedFlow
    | NetworkDevice
    | Configuration
    | Proof
    | Probe
    | FlowLog
    | Replay
)


def subject_of(row: Row) -> str:
    """Return what the ledger calls a row."""
    return f"{_WORDS[type(row)]}:{row.pk}"


def facts_of(row: Row) -> dict[str, JsonValue]:
    """Return what is sealed of a row, whatever happened to it."""
    if isinstance(row, ChosenModel):
        return {"model": row.model}
    return _TELLERS[type(row)](row)


def _hidden(row: Salted, **columns: JsonValue) -> str:
    """Return the fingerprint of confidential columns."""
    return sha256(row.salt.encode() + canonical_bytes(columns)).hexdigest()


def _network(row: ZoneNetwork) -> dict[str, JsonValue]:
    hidden = _hidden(row, prefixes=list(row.prefixes), interfaces=list(row.interfaces))
    return {"zone": row.zone.key, "prefixes": len(row.prefixes), "addresses_sha256": hidden}


def _gateway(row: Gateway) -> dict[str, JsonValue]:
    hidden = _hidden(row, label=row.label, addresses=list(row.addresses))
    return {
        "zone": row.zone.key,
        "gateway_kind": row.kind,
        "addresses_sha256": hidden,
        "closed_at": utc_text(row.closed_at),
    }


def _flow(row: PermittedFlow) -> dict[str, JsonValue]:
    hidden = _hidden(
        row,
        sources=list(row.sources),
        destinations=list(row.destinations),
        ports=list(row.ports),
        purpose=row.purpose,
        **({"carries": list(row.carries)} if row.carries else {}),  # as rows of before were sealed
    )
    return {
        "from_zone": row.source.key,
        "to_zone": row.destination.key,
        "protocol": row.protocol,
        "through": row.through_id,
        "limits_sha256": hidden,
        "from": _day(row.starts),
        "until": _day(row.until),
        "asked_by": _person(row.asked_by),
        "decided_by": _person(row.decided_by),
        "decided_at": utc_text(row.decided_at),
        "decision": row.decision,
        "ended_at": utc_text(row.ended_at),
    }


def _device(row: NetworkDevice) -> dict[str, JsonValue]:
    hidden = _hidden(row, name=row.name, host=row.host, connects=dict(row.connects), drop=row.drop)
    return {
        "vendor": row.vendor,
        "compiled": row.compiled,
        "device_sha256": hidden,
        "closed_at": utc_text(row.retired_at),
    }


def _configuration(row: Configuration) -> dict[str, JsonValue]:
    return {
        "device": row.device_id,
        "file_sha256": _hidden(row, name=row.name, sha256=row.sha256),
        "bytes": row.size,
        "lines": row.lines,
        "vendor": row.vendor,
        "source": row.source,
        "taken_at": utc_text(row.taken_at),
        "seen_at": utc_text(row.seen_at),
        "confirmed_by": _person(row.confirmed_by),
        "confirmed_at": utc_text(row.confirmed_at),
    }


def _proof(row: Proof) -> dict[str, JsonValue]:
    return {
        "configuration": row.configuration_id,
        "at": utc_text(row.at),
        "verdict": row.verdict,
        "reason": row.reason,
        "policy_sha256": row.policy_sha256,
        "beside": list(row.beside),
        "figures": dict(row.figures),
        "pairs": [list(pair) for pair in row.pairs],
        "detail_sha256": row.detail_sha256,
    }


def _probe(row: Probe) -> dict[str, JsonValue]:
    return {
        "file_sha256": _hidden(row, name=row.name, sha256=row.sha256),
        "tried_at": utc_text(row.tried_at),
        "taken_at": utc_text(row.taken_at),
        "source": row.source,
        "policy_sha256": row.policy_sha256,
        "figures": dict(row.figures),
        "pairs": [list(pair) for pair in row.reached],
        "untried": [list(pair) for pair in row.untried],
        "detail_sha256": row.detail_sha256,
    }


def _flow_log(row: FlowLog) -> dict[str, JsonValue]:
    return {
        "file_sha256": _hidden(row, name=row.name, sha256=row.sha256),
        "first_at": utc_text(row.first_at),
        "last_at": utc_text(row.last_at),
        "taken_at": utc_text(row.taken_at),
        "policy_sha256": row.policy_sha256,
        "figures": dict(row.figures),
        "detail_sha256": row.detail_sha256,
    }


def _replay(row: Replay) -> dict[str, JsonValue]:
    return {
        "separation_proof": row.proof_id,
        "at": utc_text(row.at),
        "seen": list(row.seen),
        "reason": row.why,
        "lacking": list(row.lacking),
    }


def _person(person: Person | None) -> str:
    return str(person.opaque_id) if person else ""


def _day(value: date | datetime | None) -> str | None:
    return value.isoformat() if value else None


_TELLERS: Mapping[type[Row], Callable[[Any], dict[str, JsonValue]]] = {
    ZoneNetwork: _network,
    Gateway: _gateway,
    PermittedFlow: _flow,
    NetworkDevice: _device,
    Configuration: _configuration,
    Proof: _proof,
    Probe: _probe,
    FlowLog: _flow_log,
    Replay: _replay,
}
_WORDS: Mapping[type[Row], str] = {
    ChosenModel: "separation-model",
    ZoneNetwork: "zone-network",
    Gateway: "gateway",
    PermittedFlow: "zone-flow",
    NetworkDevice: "network-device",
    Configuration: "configuration",
    Proof: "separation-proof",
    Probe: "separation-probe",
    FlowLog: "flow-log",
    Replay: "separation-replay",
}
KINDS: Mapping[str, tuple[str, ...]] = {
    "separation-model": ("separation-model.chosen",),
    "zone-network": ("zone-network.changed",),
    "gateway": ("gateway.recorded", "gateway.changed", "gateway.closed"),
    "zone-flow": ("zone-flow.asked", "zone-flow.decided", "zone-flow.returned", "zone-flow.ended"),
    "network-device": (
        "network-device.recorded",
        "network-device.changed",
        "network-device.retired",
    ),
    "configuration": ("configuration.taken", "configuration.seen", "configuration.confirmed"),
    "separation-proof": ("separation-proof.made",),
    "separation-probe": ("separation-probe.taken",),
    "flow-log": ("flow-log.taken",),
    "separation-replay": ("separation-replay.made",),
}
