"""The zone policy (zones.yaml): its values, its file, its contradictions, its presets."""

from sekisho.separation.policy.checking import notices, problems
from sekisho.separation.policy.model import (
    DeviceDeclaration,
    Flow,
    Gateway,
    Policy,
    Zone,
    tokyo_day,
)
from sekisho.separation.policy.reading import read_policy

__all__ = [
    "DeviceDeclaration",
    "Flow",
    "Gateway",
    "Policy",
    "Zone",
    "notices",
    "problems",
    "read_policy",
    "tokyo_day",
]
