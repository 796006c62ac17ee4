"""Rows of this room: the design of the network, and what is known of its devices."""

from sekisho.web.zones.models.design import ChosenModel, Gateway, PermittedFlow, ZoneNetwork
from sekisho.web.zones.models.devices import (
    Configuration,
    DeviceQuerySet,
    NetworkDevice,
    Proof,
)
from sekisho.web.zones.models.flowlogs import FlowLog
from sekisho.web.zones.models.probes import Probe
from sekisho.web.zones.models.replays import Replay

__all__ = [
    "ChosenModel",
    "Configuration",
    "DeviceQuerySet",
    "FlowLog",
    "Gateway",
    "NetworkDevice",
    "PermittedFlow",
    "Probe",
    "Proof",
    "Replay",
    "ZoneNetwork",
]
