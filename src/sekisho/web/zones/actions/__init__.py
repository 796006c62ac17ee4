"""Every change of this room."""

from sekisho.web.zones.actions.configurations import (
    Came,
    confirm_configuration,
    file_of,
    hand_out,
    prove_again,
    take_configuration,
)
from sekisho.web.zones.actions.designing import (
    GatewayEntry,
    change_gateway,
    choose_model,
    close_gateway,
    place_zone,
    record_gateway,
)
from sekisho.web.zones.actions.devices import (
    DeviceEntry,
    change_device,
    record_device,
    retire_device,
)
from sekisho.web.zones.actions.flowlogs import take_flow_log
from sekisho.web.zones.actions.flows import FlowEntry, ask_flow, decide_flow, end_flow
from sekisho.web.zones.actions.probes import PROBE_DROP, take_probe, take_probes
from sekisho.web.zones.actions.replays import replay, replay_due
from sekisho.web.zones.actions.watching import prove_due, take_running

__all__ = [
    "PROBE_DROP",
    "Came",
    "DeviceEntry",
    "FlowEntry",
    "GatewayEntry",
    "ask_flow",
    "change_device",
    "change_gateway",
    "choose_model",
    "close_gateway",
    "confirm_configuration",
    "decide_flow",
    "end_flow",
    "file_of",
    "hand_out",
    "place_zone",
    "prove_again",
    "prove_due",
    "record_device",
    "record_gateway",
    "replay",
    "replay_due",
    "retire_device",
    "take_configuration",
    "take_flow_log",
    "take_probe",
    "take_probes",
    "take_running",
]
