"""Looks for the terms of all topics in a piece of text at once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from sekisho.policytext.topics.wording import fold

Where = Literal["demand", "heading", "whole"]


class TermLike(Protocol):
    """Words by which a topic is recognised; see the catalogue's `Term` for the law."""

    @property
    def all_of(self) -> tuple[tuple[str, ...], ...]:
        """Groups that must each be found through one of their alternatives."""

    @property
    def none_of(self) -> tuple[str, ...]:
        """Words that must not be there."""

    @property
    def where(self) -> Where:
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
class _Term:
    place: int  # among the terms of its topic: the first that matches is the reason
    topic: str
    all_of: tuple[tuple[str, ...], ...]
    none_of: tuple[str, ...]

    def found_in(self, words: str) -> tuple[str, ...]:
        """Return the alternatives found, one per group, or () when the term does not match."""
        if any(word in words for word in self.none_of):
            return ()
        found = tuple(next((word for word in group if word in words), "") for group in self.all_of)
        return found if all(found) else ()


class TermIndex:
    """The terms of one kind, by the words of their first group: few words stand in a sentence."""

    def __init__(self, topics: Iterable[TopicLike], where: Where) -> None:
        """Fold and sort in the terms whose `where` is this one."""
        self._by_word: dict[str, list[_Term]] = {}
        for term in _folded(topics, where):
            for word in term.all_of[0]:
                self._by_word.setdefault(word, []).append(term)

    def find(self, words: str) -> dict[str, tuple[str, ...]]:
        """Return the topics whose terms match the folded words, with the words that matched."""
        best: dict[str, tuple[int, tuple[str, ...]]] = {}
        if not words:
            return {}
        for word, terms in self._by_word.items():
            if word in words:
                for term in terms:
                    matched = term.found_in(words)
                    if matched and term.place <= best.get(term.topic, (term.place, ()))[0]:
                        best[term.topic] = (term.place, matched)
        return {topic: matched for topic, (_, matched) in best.items()}


def _folded(topics: Iterable[TopicLike], where: Where) -> Iterator[_Term]:
    for topic in topics:
        for place, term in enumerate(topic.terms):
            if term.where == where:
                yield _Term(
                    place,
                    topic.id,
                    tuple(tuple(fold(word) for word in group) for group in term.all_of),
                    tuple(fold(word) for word in term.none_of),
                )
