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
from sekisho.separation.policy.presets import PRESETS, preset, preset_text
from sekisho.separation.policy.reading import read_policy
from sekisho.separation.policy.writing import write_policy

__all__ = [
    "PRESETS",
    "DeviceDeclaration",
    "Flow",
    "Gateway",
    "Policy",
    "Zone",
    "notices",
    "preset",
    "preset_text",
    "problems",
    "read_policy",
    "tokyo_day",
    "write_policy",
]
