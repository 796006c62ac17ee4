"""Has a proof's counter-examples sent through the rules in a kernel, where this machine can."""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sekisho.web.ui.apart import ApartError, ApartLateError, ApartLimits, run_apart
from sekisho.web.zones.apart.order import File
from sekisho.web.zones.apart.replaying import INSIDE, VENDORS, order_of

_PROGRAM = "sekisho.web.zones.apart.replaying"
LIMITS = ApartLimits(seconds=90.0, cpu_seconds=60, address_bytes=4 * 1024**3)
REPLAYABLE = VENDORS


@dataclass(frozen=True, slots=True)
class Replayed:
    """What became of the packets: as `models.Replay` keeps it."""

    seen: tuple[bool | None, ...]
    why: str = ""
    lacking: tuple[str, ...] = ()


def replayed_apart(
    file: File, violations: Sequence[Mapping[str, Any]], limits: ApartLimits = LIMITS
) -> Replayed:
    """Return which packets were seen to pass; whatever goes wrong, none was."""
    untried = (None,) * len(violations)
    if shutil.which(INSIDE[0]) is None:
        return Replayed(untried, "missing", (INSIDE[0],))
    try:
        order = order_of(file, violations)
        told = json.loads(run_apart(_PROGRAM, order, limits, inside=INSIDE))
    except ApartLateError:
        return Replayed(untried, "late")
    except (ApartError, ValueError):
        return Replayed(untried, "machine")
    if told["why"]:
        return Replayed(untried, str(told["why"]), tuple(map(str, told["lacking"])))
    return Replayed(tuple(told["seen"]))
