"""Matches each clause's words with the topics' terms."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sekisho.policytext.model import Clause, Document
from sekisho.policytext.topics.demands import Seen, look, no_demand
from sekisho.policytext.topics.terms import TermIndex, TopicLike
from sekisho.policytext.topics.wording import demanding_words, fold, sentences


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


def _below(clause: Clause, above: tuple[Seen, ...], matcher: "_Matcher") -> Iterator[Proposal]:
    seen = look(clause)
    yield _for_clause(seen, above, matcher)
    for child in clause.children:
        yield from _below(child, (*above, seen), matcher)


def _for_clause(seen: Seen, above: tuple[Seen, ...], matcher: "_Matcher") -> Proposal:
    clause = seen.clause
    reason = no_demand(seen, above)
    if reason:
        return Proposal(clause.id, demand=False, topics=(), reason=reason)
    own = matcher.own(seen)
    if own:
        return Proposal(clause.id, demand=True, topics=own, reason="words")
    inherited = matcher.inherited(above)
    if inherited:
        return Proposal(clause.id, demand=True, topics=inherited, reason="context")
    return Proposal(clause.id, demand=True, topics=(), reason="unmatched")


class _Matcher:
    """The topics, ready to be looked for in headings and sentences."""

    def __init__(self, topics: Iterable[TopicLike]) -> None:
        known = tuple(topics)
        self._order = tuple(topic.id for topic in known)
        self._named = TermIndex(known, "demand")
        self._whole = TermIndex(known, "whole")
        self._hinted = TermIndex(known, "heading")

    def own(self, seen: Seen) -> tuple[ProposedTopic, ...]:
        """Match heading and text. What only the heading names goes to a ¶ child that says it."""
        clause = seen.clause
        by_text = self._in_text(seen.said)
        named = self._in_heading(clause.heading)
        for child in clause.children:
            if named and not child.label:
                for topic in self._in_text(sentences(child.text)):
                    named.pop(topic, None)
        return self._in_order(named | by_text or self._hinted.find(fold(clause.heading)))

    def inherited(self, above: Sequence[Seen]) -> tuple[ProposedTopic, ...]:
        """Match the nearest ancestor whose heading, or opening words of a list, name a topic."""
        for ancestor in reversed(above):
            heading = ancestor.clause.heading
            found = self._hinted.find(fold(heading)) | self._in_heading(heading)
            if ancestor.leads:
                found |= self._in_text(ancestor.said)
            if found:
                return self._in_order(found)
        return ()

    def _in_order(self, found: dict[str, tuple[str, ...]]) -> tuple[ProposedTopic, ...]:
        return tuple(ProposedTopic(topic, found[topic]) for topic in self._order if topic in found)

    def _in_heading(self, heading: str) -> dict[str, tuple[str, ...]]:
        words = fold(heading)
        return self._whole.find(words) | self._named.find(words)

    def _in_text(self, said: Iterable[str]) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for sentence in said:
            here = self._whole.find(sentence) | self._named.find(demanding_words(sentence))
            found = here | found  # the first sentence that speaks for a topic is the reason
        return found
