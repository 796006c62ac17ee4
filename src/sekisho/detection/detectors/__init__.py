"""Detectors of behaviour: one file each, in an explicit tuple; questions written once in Ibis."""

from collections.abc import Sequence

import ibis.expr.types as ir

from sekisho.detection.alerts import Alert, ranked
from sekisho.detection.detectors import (
    beacons,
    external,
    first_seen,
    lengthy,
    off_hours,
    silence,
    spraying,
    travel,
    tunnels,
    volume,
)
from sekisho.detection.detectors.asking import Detector, Question
from sekisho.detection.detectors.setting import (
    PRIVATE,
    Expected,
    Service,
    Setting,
    Site,
    Thresholds,
)
from sekisho.detection.detectors.telling import told

DETECTORS: tuple[Detector, ...] = (
    beacons.DETECTOR,
    tunnels.DETECTOR,
    lengthy.DETECTOR,
    volume.DETECTOR,
    first_seen.DETECTOR,
    off_hours.DETECTOR,
    travel.DETECTOR,
    spraying.DETECTOR,
    external.DETECTOR,
    silence.DETECTOR,
)

__all__ = [
    "DETECTORS",
    "PRIVATE",
    "Detector",
    "Expected",
    "Question",
    "Service",
    "Setting",
    "Site",
    "Thresholds",
    "behaviour",
]


def behaviour(
    events: ir.Table, setting: Setting, detectors: Sequence[Detector] = DETECTORS
) -> list[Alert]:
    """Return what detectors find, by gravity."""
    found: list[Alert] = []
    for detector in detectors:
        question = detector.ask(events, setting)
        if question is not None:
            found += told(detector, question)
    return ranked(found)
