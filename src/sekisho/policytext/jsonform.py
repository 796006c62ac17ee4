"""The JSON form of a document, as the command contract fixes it (`policy outline --json`)."""

from datetime import date
from typing import Any

from sekisho.policytext.model import Clause, Document


def as_json(document: Document) -> dict[str, Any]:
    """Return the document as the contract's object; dates are ISO, absent dates null."""
    return {
        "title": document.title,
        "number": document.number,
        "promulgated": _day(document.promulgated),
        "effective": _day(document.effective),
        "issuer": document.issuer,
        "warnings": [
            {"code": w.code, "message": w.message, "clause": w.clause} for w in document.warnings
        ],
        "left_out": [
            {"text": item.text, "reason": item.reason, "line": item.line}
            for item in document.left_out
        ],
        "clauses": [_clause(clause) for clause in document.clauses],
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _clause(clause: Clause) -> dict[str, Any]:
    return {
        "id": clause.id,
        "label": clause.label,
        "heading": clause.heading,
        "text": clause.text,
        "definitions": [{"term": d.term, "meaning": d.meaning} for d in clause.definitions],
        "references": list(clause.references),
        "children": [_clause(child) for child in clause.children],
    }
