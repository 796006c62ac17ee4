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
from sekisho.separation.policy.regions import FAMILIES, permits, regions
from sekisho.separation.policy.writing import write_policy

__all__ = [
    "FAMILIES",
    "PRESETS",
    "DeviceDeclaration",
    "Flow",
    "Gateway",
    "Policy",
    "Zone",
    "notices",
    "permits",
    "preset",
    "preset_text",
    "problems",
    "read_policy",
    "regions",
    "tokyo_day",
    "write_policy",
]
