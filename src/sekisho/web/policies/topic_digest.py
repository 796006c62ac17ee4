"""What the clauses of an edition demand, as one digest: sealed, and compared with the rows.

The digest goes over (clause id, demand, topics) of every clause, sorted. It is sealed when an
edition is decided, put in force, and whenever its topics change afterwards, so that a topic
written straight into the database is seen.
"""

import hashlib
from collections.abc import Iterable

from sekisho.ledger import canonical_bytes
from sekisho.web.evidence import queries as evidence
from sekisho.web.policies.models import Clause, ClauseTopic, Edition

NAME = "topics_sha256"
_SEALING = ("edition.approved", "edition.published", "edition.topics")


def topic_digest(edition: Edition) -> str:
    """Return the digest of what an edition's clauses demand as the rows stand; two queries."""
    return _digests([edition.pk])[edition.pk]


def altered(editions: Iterable[Edition]) -> list[Edition]:
    """Return the editions, decided or in force, whose rows are not what was sealed of them last.

    One of which no digest was sealed is among them. Three queries.
    """
    known = list(editions)
    last = {
        entry.subject: entry.facts.get(NAME)
        for entry in evidence.sealed(_SEALING, [each.subject for each in known])
    }
    found = _digests([each.pk for each in known])
    return [each for each in known if last.get(each.subject) != found[each.pk]]


def _digests(editions: list[int]) -> dict[int, str]:
    topics: dict[int, list[str]] = {}
    pairs = ClauseTopic.objects.filter(clause__edition__in=editions).order_by()
    for clause, topic in pairs.values_list("clause_id", "topic"):
        topics.setdefault(clause, []).append(topic)
    rows: dict[int, list[tuple[str, bool, list[str]]]] = {pk: [] for pk in editions}
    clauses = Clause.objects.filter(edition__in=editions).order_by()
    for each in clauses.only("edition", "clause_id", "demands"):
        rows[each.edition_id].append(
            (each.clause_id, each.demands, sorted(topics.get(each.pk, ())))
        )
    return {pk: _digest(sorted(found)) for pk, found in rows.items()}


def _digest(rows: list[tuple[str, bool, list[str]]]) -> str:
    """Hash one row a line; canonical JSON has no line break inside."""
    hashed = hashlib.sha256()
    for row in rows:
        hashed.update(canonical_bytes(list(row)) + b"\n")
    return hashed.hexdigest()
