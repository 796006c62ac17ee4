"""Whether editions and pledges are what was sealed of them.

The laws: an edition stands where its last entry put it; it was put in force, and looked at again,
when the ledger says so. Its clauses are those of the digest (`content_digest`) and of the reading
it was taken in with, and its file is the one that was taken in. Who confirmed is who was sealed.
"""

import hashlib
from collections.abc import Iterator, Mapping

from sekisho.ledger import JsonValue
from sekisho.web.evidence import queries as evidence
from sekisho.web.evidence.actions import utc_text
from sekisho.web.evidence.agreeing import Difference, Fault, Said, compare
from sekisho.web.policies.content_digest import altered
from sekisho.web.policies.models import Edition, Pledge
from sekisho.web.policies.reading import document_of, with_depth

_IMPORTED, _REVIEWED = "edition.imported", "edition.reviewed"
_MOVES = {
    "edition.returned": None,
    "edition.approved": Edition.State.APPROVED,
    "edition.published": Edition.State.PUBLISHED,
    "edition.superseded": Edition.State.SUPERSEDED,
    "edition.discarded": None,
}
_SETTLED = frozenset(state for state in _MOVES.values() if state)
_NOTHING = Said(0, (None, "", None, ""))
_READ = ("clause_id", "depth", "label", "heading", "text")


def differences() -> Iterator[Difference]:
    """Compare every edition that was decided, every file taken in and every pledge confirmed."""
    yield from dict.fromkeys([*_moved(), *_reworded(), *_files()])
    yield from compare(_confirmed(), _sealed_pledges())


def unlike_the_ledger(editions: list[Edition]) -> list[Edition]:
    """Return the editions, said to be in force, that the ledger does not know as such."""
    sealed, rows = _sealed_editions(), _editions()
    changed = set(altered(editions))
    return [
        each
        for each in editions
        if each in changed
        or each.subject not in sealed
        or sealed[each.subject].facts != rows.get(each.subject)
    ]


def _moved() -> Iterator[Difference]:
    """Compare where editions stand; what went back to draft, or never left it, stands nowhere."""
    sealed = {s: each for s, each in _sealed_editions().items() if each.facts[0]}
    yield from compare(_editions(), sealed)


def _reworded() -> Iterator[Difference]:
    """Compare clauses and topics with the digest, and clauses with the reading."""
    settled = list(Edition.objects.filter(state__in=_SETTLED).light())
    changed, sealed = altered(settled), _sealed_editions()
    for each in settled:
        if each.subject in sealed and (each in changed or not _as_read(each)):
            yield Difference(each.subject, Fault.CHANGED, sealed[each.subject].index)


def _sealed_editions() -> Mapping[str, Said]:
    """Return state, time and day of coming into force, and last review of each, as sealed."""
    found: dict[str, Said] = {}
    for entry in evidence.sealed((*_MOVES, _REVIEWED)):
        state, at, on, reviewed = found.get(entry.subject, _NOTHING).facts
        if entry.kind == _REVIEWED:
            reviewed = utc_text(entry.at)
        else:
            state = _MOVES[entry.kind]
        if entry.kind == "edition.published":
            at, on = utc_text(entry.at), entry.facts.get("effective_on")
        found[entry.subject] = Said(entry.index, (state, at, on, reviewed))
    return found


def _editions() -> Mapping[str, tuple[JsonValue, ...]]:
    rows = Edition.objects.filter(state__in=_SETTLED).light()
    return {
        each.subject: (
            each.state,
            utc_text(each.published_at),
            each.effective_on.isoformat() if each.published_at and each.effective_on else None,
            utc_text(each.reviewed_at),
        )
        for each in rows
    }


def _as_read(edition: Edition) -> bool:
    """Whether the clauses are those of the stored reading."""
    tree = Edition.objects.values_list("tree", flat=True).get(pk=edition.pk)
    read = [
        (each.id, depth, each.label, each.heading, each.text)
        for each, depth in with_depth(document_of(tree).clauses)
    ]
    return read == list(edition.clauses.order_by("position").values_list(*_READ))


def _files() -> Iterator[Difference]:
    """Compare each edition's file with the digest sealed when it was taken in; one at a time."""
    taken = {each.subject: each for each in evidence.sealed([_IMPORTED])}
    rows = Edition.objects.order_by("pk").values_list("pk", "source", "source_sha256")
    for pk, source, named in rows.iterator(chunk_size=1):
        entry = taken.get(f"edition:{pk}")
        if entry is None:
            yield Difference(f"edition:{pk}", Fault.UNSEALED)
        elif {named, hashlib.sha256(source).hexdigest()} != {entry.facts.get("sha256")}:
            yield Difference(f"edition:{pk}", Fault.CHANGED, entry.index)


def _sealed_pledges() -> Mapping[str, Said]:
    """Return the pledges confirmed, as sealed: whose, when, how, by whom recorded."""
    return {
        f"pledge:{entry.facts.get('pledge')}": Said(
            entry.index,
            (
                entry.facts.get("person"),
                utc_text(entry.at),
                entry.facts.get("way"),
                entry.actor,
                entry.subject,
            ),
        )
        for entry in evidence.sealed(["pledge.confirmed"])
    }


def _confirmed() -> Mapping[str, tuple[JsonValue, ...]]:
    rows = Pledge.objects.filter(confirmed_at__isnull=False).select_related("person", "recorded_by")
    return {
        f"pledge:{each.pk}": (
            str(each.person.opaque_id),
            utc_text(each.confirmed_at),
            each.way,
            str((each.recorded_by or each.person).opaque_id),
            f"edition:{each.edition_id}",
        )
        for each in rows
    }
