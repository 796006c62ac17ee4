"""The basic policy in force as the public reads it, and nothing else about the instance.

Brackets are full-width, days are 和暦, numbers are the document's own; no topics, names or ids.
"""

from dataclasses import dataclass
from datetime import date

from sekisho.web.policies.models import Clause, Document, Edition
from sekisho.web.policies.reading import Branch, branches
from sekisho.web.ui.dates import wareki_only

_FULL_WIDTH = str.maketrans("()", "（）")


@dataclass(frozen=True, slots=True)
class PublicClause:
    """A clause as printed; `depth` 0 is the top level."""

    depth: int
    label: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class PublicPolicy:
    """What is published: the document's own words, days in 和暦."""

    title: str
    number: str
    promulgated: str
    effective: str  # 令和8年4月1日施行
    issuer: str
    clauses: tuple[PublicClause, ...]

    @property
    def branches(self) -> list[Branch[PublicClause]]:
        """The clauses as nested lists."""
        return public_branches(self.clauses)


def public_policy() -> PublicPolicy | None:
    """Return the basic policy in force, or None when there is none; two queries."""
    rows = Edition.objects.in_force().light().filter(document__kind=Document.Kind.BASIC)
    edition = rows.first()
    if edition is None:
        return None
    return PublicPolicy(
        title=_public(edition.title),
        number=_public(edition.notice_number),
        promulgated=_day(edition.promulgated_on),
        effective=effective_words(edition.effective_on),
        issuer=_public(edition.issuer),
        clauses=public_clauses(edition),
    )


def public_clauses(edition: Edition) -> tuple[PublicClause, ...]:
    """Return an edition's clauses as printed, in document order; one query."""
    return tuple(_clause(row) for row in edition.clauses.order_by("position"))


def public_branches(clauses: tuple[PublicClause, ...]) -> list[Branch[PublicClause]]:
    """Return clauses as nested lists for a template."""
    return branches([(clause, clause.depth) for clause in clauses])


def effective_words(day: date | None) -> str:
    """Return what the document says in Japanese, whatever language the reader's browser asks."""
    return f"{_day(day)}施行" if day else ""


def _clause(row: Clause) -> PublicClause:
    return PublicClause(row.depth, _public(row.label), _public(row.heading), _public(row.text))


def _public(words: str) -> str:
    return words.translate(_FULL_WIDTH)


def _day(day: date | None) -> str:
    return wareki_only(day) if day else ""
