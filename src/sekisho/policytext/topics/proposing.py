"""Matches each clause's words with the topics' terms."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from sekisho.policytext.model import Clause, Document
from sekisho.policytext.topics.demands import is_lead, no_demand
from sekisho.policytext.topics.wording import demanding_words, fold, sentences


class TermLike(Protocol):
    """Words by which a topic is recognised; see the catalogue's `Term` for the law."""

    @property
    def all_of(self) -> tuple[tuple[str, ...], ...]:
        """Groups that must each be found through one of their alternatives."""

    @property
    def none_of(self) -> tuple[str, ...]:
        """Words that must not be there."""

    @property
    def where(self) -> Literal["demand", "heading", "whole"]:
        """What the words are looked for in."""


class TopicLike(Protocol):
    """A topic as this room needs it."""

    @property
    def id(self) -> str:
        """The stable id."""

    @property
    def terms(self) -> Sequence[TermLike]:
        """One matching term is enough."""


@dataclass(frozen=True, slots=True)
class ProposedTopic:
    """A topic and the folded words that spoke for it, in the order of the term's groups."""

    topic: str
    matched: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for one clause.

    `reason` is a code of REASONS. Without a demand there are no topics; a demand without topics
    (`unmatched`) is a clause nothing covers yet.
    """

    clause: str
    demand: bool
    topics: tuple[ProposedTopic, ...]
    reason: str


def propose(document: Document, topics: Iterable[TopicLike]) -> tuple[Proposal, ...]:
    """Return one proposal per clause, in document order; topics in the order given.

    A proposal depends on the clause, its ancestors and its children, on nothing else in the
    document. Never raises, whatever the text.
    """
    matcher = _Matcher(topics)
    return tuple(
        proposal for clause in document.clauses for proposal in _below(clause, (), matcher)
    )


def _below(
    clause: Clause, above: tuple[Clause, ...], matcher: "_Matcher"
) -> Iterator[Proposal]:
    yield _for_clause(clause, above, matcher)
    for child in clause.children:
        yield from _below(child, (*above, clause), matcher)


def _for_clause(clause: Clause, above: tuple[Clause, ...], matcher: "_Matcher") -> Proposal:
    reason = no_demand(clause, above)
    if reason:
        return Proposal(clause.id, demand=False, topics=(), reason=reason)
    own = matcher.own(clause)
    if own:
        return Proposal(clause.id, demand=True, topics=own, reason="words")
    inherited = matcher.inherited(above)
    if inherited:
        return Proposal(clause.id, demand=True, topics=inherited, reason="context")
    return Proposal(clause.id, demand=True, topics=(), reason="unmatched")


@dataclass(frozen=True, slots=True)
class _FoldedTerm:
    all_of: tuple[tuple[str, ...], ...]
    none_of: tuple[str, ...]
    where: str

    def found_in(self, words: str) -> tuple[str, ...]:
        """Return the alternatives found, one per group, or () when the term does not match."""
        if any(word in words for word in self.none_of):
            return ()
        found = tuple(
            next((word for word in group if word in words), "") for group in self.all_of
        )
        return found if all(found) else ()


class _Matcher:
    """The topics with their terms folded once."""

    def __init__(self, topics: Iterable[TopicLike]) -> None:
        self._topics = tuple((t.id, tuple(_folded(term) for term in t.terms)) for t in topics)

    def own(self, clause: Clause) -> tuple[ProposedTopic, ...]:
        """Match heading and text. What only the heading names goes to a ¶ child that says it."""
        said_below: set[str] = set()
        for child in clause.children:
            if not child.label:
                said_below.update(self._in_text(child.text))
        heading = fold(clause.heading)
        named = self._match(heading, ("demand", "whole"))
        hinted = self._match(heading, ("heading",))
        by_text = self._in_text(clause.text)
        found = {t: words for t, words in named.items() if t not in said_below} | by_text
        return self._in_order(found or hinted)

    def inherited(self, above: Sequence[Clause]) -> tuple[ProposedTopic, ...]:
        """Match the nearest ancestor whose heading, or opening words of a list, name a topic."""
        for ancestor in reversed(above):
            found = self._in_heading(ancestor.heading)
            if is_lead(ancestor):
                found |= self._in_text(ancestor.text)
            if found:
                return self._in_order(found)
        return ()

    def _in_order(self, found: dict[str, tuple[str, ...]]) -> tuple[ProposedTopic, ...]:
        return tuple(ProposedTopic(t, found[t]) for t, _ in self._topics if t in found)

    def _in_heading(self, heading: str) -> dict[str, tuple[str, ...]]:
        return self._match(fold(heading), ("demand", "heading", "whole"))

    def _in_text(self, text: str) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for sentence in sentences(text):
            for topic, words in (
                *self._match(demanding_words(sentence), ("demand",)).items(),
                *self._match(sentence, ("whole",)).items(),
            ):
                found.setdefault(topic, words)
        return found

    def _match(self, words: str, where: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for topic, terms in self._topics:
            for term in terms:
                matched = term.found_in(words) if term.where in where else ()
                if matched:
                    found.setdefault(topic, matched)
        return found


def _folded(term: TermLike) -> _FoldedTerm:
    return _FoldedTerm(
        tuple(tuple(fold(word) for word in group) for group in term.all_of),
        tuple(fold(word) for word in term.none_of),
        term.where,
    )
