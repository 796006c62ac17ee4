"""What the machine does by itself each day: fetch what runs, and prove again what counts now."""

import logging
from datetime import datetime, timedelta

from sekisho.web.ui.errors import Refused
from sekisho.web.zones import fetching, queries
from sekisho.web.zones.actions.configurations import DROP, Came, prove_again, take_configuration
from sekisho.web.zones.errors import NoPolicyError
from sekisho.web.zones.models import NetworkDevice

_log = logging.getLogger(__name__)
AGAIN = timedelta(hours=20)  # a proof older than that is made anew


def take_running(*, at: datetime) -> int:
    """Take what the devices are running, as far as it is fetched; return how many were read.

    A file that cannot be read is logged and leaves the device as it was: its configuration grows
    old, which the checks tell.
    """
    devices = {each.drop: each for each in NetworkDevice.objects.in_use().exclude(drop="")}
    read = 0
    for each in fetching.fetched(sorted(devices)):
        device = devices[each.drop]
        try:
            came = Came(each.name, each.data)
            take_configuration(device=device, came=came, by=None, at=at, source=DROP)
        except Refused as refusal:
            _log.warning("device %d: the running configuration is refused: %s", device.pk, refusal)
        else:
            read += 1
    return read


def prove_due(*, at: datetime) -> int:
    """Prove again where the policy changed since, or the newest proof is of yesterday.

    A flow that lapsed makes another policy: what a device still lets through is found the same day.
    """
    try:
        queries.policy_at(at)
    except NoPolicyError:
        return 0
    due = [
        each
        for each in queries.standings(at)
        if each.configuration
        and (each.outdated or each.proof is None or at - each.proof.at > AGAIN)
    ]
    for each in due:
        try:
            prove_again(device=each.device, by=None, at=at)
        except Refused as refusal:
            _log.warning("device %d could not be proven again: %s", each.device.pk, refusal)
    return len(due)
