"""Zone separation: does a device's configuration keep the zones apart? A proof, or a packet.

Pure values: text in, frozen values out; no clock, no network, no processes. Readers turn a
vendor's configuration into a `Device` (docs/separation.md says the laws); everything else is
computed from devices.
"""

from sekisho.separation.compiling import TARGETS, compile_nftables
from sekisho.separation.device import Coverage, Device, Interface, Notice, NotUnderstood
from sekisho.separation.errors import (
    BudgetError,
    ConfigError,
    PolicyError,
    ProbeError,
    SeparationError,
)
from sekisho.separation.following import Passage, Step, follow
from sekisho.separation.joining import join
from sekisho.separation.limits import DEFAULT_LIMITS, Limits
from sekisho.separation.packet import FLAGS, PROTOCOLS, WITH_PORTS, Packet, State
from sekisho.separation.policy import (
    PRESETS,
    DeviceDeclaration,
    Flow,
    Gateway,
    Policy,
    Zone,
    notices,
    preset,
    preset_text,
    read_policy,
    tokyo_day,
    write_policy,
)
from sekisho.separation.probed import (
    Outcome,
    Probed,
    ProbeFile,
    Tried,
    judge_probe,
    read_probe,
)
from sekisho.separation.probing import Attempt, Endpoint, plan
from sekisho.separation.proof import (
    Blocked,
    Change,
    Openness,
    Reason,
    Unused,
    Verdict,
    Verification,
    Violation,
    blocked,
    changes,
    unchanged,
    unused,
    verify,
)
from sekisho.separation.readers import READERS, Config, Reader, Reading, RunNft, read_config
from sekisho.separation.rules import (
    ANY,
    Action,
    Chain,
    Match,
    Names,
    Order,
    Origin,
    Rule,
    Stage,
    Translation,
)
from sekisho.separation.spans import Spans
from sekisho.separation.validity import faults

__all__ = [
    "ANY",
    "DEFAULT_LIMITS",
    "FLAGS",
    "PRESETS",
    "PROTOCOLS",
    "READERS",
    "TARGETS",
    "WITH_PORTS",
    "Action",
    "Attempt",
    "Blocked",
    "BudgetError",
    "Chain",
    "Change",
    "Config",
    "ConfigError",
    "Coverage",
    "Device",
    "DeviceDeclaration",
    "Endpoint",
    "Flow",
    "Gateway",
    "Interface",
    "Limits",
    "Match",
    "Names",
    "NotUnderstood",
    "Notice",
    "Openness",
    "Order",
    "Origin",
    "Outcome",
    "Packet",
    "Passage",
    "Policy",
    "PolicyError",
    "ProbeError",
    "ProbeFile",
    "Probed",
    "Reader",
    "Reading",
    "Reason",
    "Rule",
    "RunNft",
    "SeparationError",
    "Spans",
    "Stage",
    "State",
    "Step",
    "Translation",
    "Tried",
    "Unused",
    "Verdict",
    "Verification",
    "Violation",
    "Zone",
    "blocked",
    "changes",
    "compile_nftables",
    "faults",
    "follow",
    "join",
    "judge_probe",
    "notices",
    "plan",
    "preset",
    "preset_text",
    "read_config",
    "read_policy",
    "read_probe",
    "tokyo_day",
    "unchanged",
    "unused",
    "verify",
    "write_policy",
]
