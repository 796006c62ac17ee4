"""Checks that are run at once when what they read has changed, so that the board turns with it."""

from datetime import datetime

from sekisho.web.controls import actions as controls
from sekisho.web.zones.checks import CHECKS


def tell_worker_of_parcels() -> None:
    """Put the work on handed-in files on the queue now."""
    from sekisho.web.site.tasks import process_parcels  # noqa: PLC0415  # tasks need loaded models

    process_parcels.enqueue()


def run_zone_checks(at: datetime) -> None:
    """Run the checks of the zones now."""
    for check in CHECKS:
        controls.run_check(check_id=check.id, at=at)


def run_chain_checks(at: datetime) -> None:
    """Run the checks that read chains of subcontractors now."""
    for check_id in ("subcontracts-consented", "subcontractors-bound"):
        controls.run_check(check_id=check_id, at=at)
