"""Counts visible characters, to see that none is lost and none is made up."""

from collections import Counter

from sekisho.policytext import Document


def visible(text: str) -> Counter[str]:
    return Counter(c for c in text if not c.isspace())


def accounted(document: Document) -> Counter[str]:
    """Return the visible characters of all clauses and of everything left out."""
    total: Counter[str] = Counter()
    for clause in document.walk():
        total.update(visible(clause.label + clause.heading + clause.text))
    for item in document.left_out:
        total.update(visible(item.text))
    return total
