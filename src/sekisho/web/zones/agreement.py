"""Whether the declared network, its flows, configurations and proofs are what was sealed of them.

The law: the newest entry about a row says the whole row.
"""

from collections.abc import Iterator, Mapping

from django.db.models import QuerySet

from sekisho.ledger import JsonValue
from sekisho.web.evidence import queries as evidence
from sekisho.web.evidence.agreeing import Difference, Said, compare
from sekisho.web.zones.models import (
    ChosenModel,
    Configuration,
    FlowLog,
    Gateway,
    NetworkDevice,
    PermittedFlow,
    Probe,
    Proof,
    Replay,
    ZoneNetwork,
)
from sekisho.web.zones.sealed import KINDS, Row, facts_of, subject_of


def differences() -> Iterator[Difference]:
    """Compare every row of this room with its newest entry; eleven queries."""
    yield from compare(_rows(), _sealed())


def _sealed() -> Mapping[str, Said]:
    kinds = [kind for each in KINDS.values() for kind in each]
    found: dict[str, Said] = {}
    for entry in evidence.sealed(kinds):
        facts = tuple(entry.facts.get(name) for name in sorted(entry.facts))
        found[entry.subject] = Said(entry.index, facts)
    return found


def _rows() -> Mapping[str, tuple[JsonValue, ...]]:
    found: dict[str, tuple[JsonValue, ...]] = {}
    for rows in _every():
        for row in rows:
            facts = facts_of(row)
            found[subject_of(row)] = tuple(facts[name] for name in sorted(facts))
    return found


def _every() -> Iterator[QuerySet[Row]]:
    yield ChosenModel.objects.all()
    yield ZoneNetwork.objects.select_related("zone")
    yield Gateway.objects.select_related("zone")
    yield PermittedFlow.objects.with_names()
    yield NetworkDevice.objects.all()
    yield Configuration.objects.select_related("confirmed_by").defer("kept")
    yield Proof.objects.defer("detail", "policy")
    yield Probe.objects.defer("detail")
    yield FlowLog.objects.defer("detail")
    yield Replay.objects.all()
