"""What the clauses of an edition say and demand, as one digest: sealed, and compared with the rows.

The digest goes over (position, depth, clause id, label, heading, text, demand, topics) of every
clause in document order. It is sealed when an edition is decided, put in force, and whenever its
topics change afterwards, so that a word or a topic written straight into the database is seen.
"""

import hashlib
import json
from collections.abc import Iterable

from sekisho.web.evidence import queries as evidence
from sekisho.web.policies.models import Clause, ClauseTopic, Edition

NAME = "content_sha256"
_SAID = ("position", "depth", "clause_id", "label", "heading", "text", "demands")
_SEALING = ("edition.approved", "edition.published", "edition.topics")


def content_digest(edition: Edition) -> str:
    """Return the digest of what an edition's clauses say as the rows stand; two queries."""
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
    hashed = {pk: hashlib.sha256() for pk in editions}
    clauses = Clause.objects.filter(edition__in=editions).order_by("edition_id", "position")
    for edition, pk, *said in clauses.values_list("edition_id", "pk", *_SAID):
        hashed[edition].update(_line([*said, sorted(topics.get(pk, ()))]))
    return {pk: each.hexdigest() for pk, each in hashed.items()}


def _line(row: list[object]) -> bytes:
    """Write one clause as one line of JSON, however long its text is."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
