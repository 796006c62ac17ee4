"""Checks that are run at once when what they read has changed, so that the board turns with it."""

from datetime import datetime

from sekisho.web.controls import actions as controls
from sekisho.web.zones.checks import CHECKS


def run_zone_checks(at: datetime) -> None:
    """Run the checks of the zones now."""
    for check in CHECKS:
        controls.run_check(check_id=check.id, at=at)
