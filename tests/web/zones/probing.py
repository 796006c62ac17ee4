"""Files of probes for these tests: what a machine with a leg in every zone would have left."""

import json
from datetime import timedelta

from tests.web.factories import AT
from tests.web.zones.parts import keeper

from sekisho.separation import Endpoint, plan
from sekisho.web.zones import actions, queries
from sekisho.web.zones.actions import Came

ENDS = (
    Endpoint("mynumber", "10.10.0.9"),
    Endpoint("lgwan", "10.20.0.9"),
    Endpoint("internet", "192.0.2.25"),
)


def result(*, at=AT, arrived=None, ends=ENDS, **changed) -> bytes:
    """Return a probe's file of that moment; `arrived` says of each attempt whether it did."""
    built = queries.policy_at(at)
    rows = [
        {
            "from": each.source_zone,
            "to": each.destination_zone,
            "source": each.source,
            "destination": each.destination,
            "protocol": each.protocol,
            "port": each.port,
            "arrived": each.expected if arrived is None else arrived(each),
        }
        for each in plan(built.policy, ends, at=at, most=400)
    ]
    told = {
        "format": "sekisho-probe",
        "version": 1,
        "tried_at": at.isoformat(),
        "policy_sha256": built.sha256,
        "controls": [
            {"zone": each.zone, "address": each.address, "arrived": True} for each in ends
        ],
        "attempts": rows,
    }
    return json.dumps({**told, **changed}).encode()


def probed(data=None, *, by=None, at=AT, **how):
    """Take a probe; return its row."""
    came = Came("probe.json", result(at=at, **how) if data is None else data)
    return actions.take_probe(came=came, by=by or keeper(), at=at + timedelta(minutes=1))


def leaking(each):
    """Say that what is permitted arrived, and something from the internet to the My Number zone."""
    return each.expected or (each.source_zone, each.destination_zone, each.port) == (
        "internet",
        "mynumber",
        3389,
    )
