"""Short forms of trees, so that a test shows a whole document at a glance."""

from sekisho import policytext
from sekisho.policytext import Clause, Document

FRONT = "朝霧市職員共済組合情報セキュリティ規程\n\n"


def read(text: str, front: str = FRONT) -> Document:
    return policytext.read((front + text).encode())


def ids(document: Document) -> list[str]:
    return [clause.id for clause in document.walk()]


def by_id(document: Document) -> dict[str, Clause]:
    return {clause.id: clause for clause in document.walk()}


def codes(document: Document) -> list[tuple[str, str]]:
    return [(notice.code, notice.clause) for notice in document.warnings]


def references(text: str) -> dict[str, tuple[str, ...]]:
    return {clause.id: clause.references for clause in read(text).walk() if clause.references}


def terms(text: str) -> dict[str, str]:
    return {d.term: d.meaning for clause in read(text).walk() for d in clause.definitions}
