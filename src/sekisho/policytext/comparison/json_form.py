"""Writes a comparison as the JSON document of `sekisho policy compare --json`."""

from dataclasses import asdict

from sekisho.policytext.comparison.model import Comparison
from sekisho.policytext.model import Clause


def as_json(comparison: Comparison) -> dict[str, object]:
    """Return `{"changes": [{"kind", "old", "new", "marks"}]}`, ready for `json.dumps`.

    `old` and `new` are `{"id", "label", "heading", "text"}` or None; a mark is `{"side", "part",
    "start", "end"}` with half-open offsets in code points. Kinds are those of `Change`.
    """
    return {
        "changes": [
            {
                "kind": change.kind,
                "old": _clause(change.old),
                "new": _clause(change.new),
                "marks": [asdict(mark) for mark in change.marks],
            }
            for change in comparison
        ]
    }


def _clause(clause: Clause | None) -> dict[str, str] | None:
    if clause is None:
        return None
    return {
        "id": clause.id,
        "label": clause.label,
        "heading": clause.heading,
        "text": clause.text,
    }
