"""Writes the table of two editions as a Word file: the program of the short-lived child process.

Run by `ui.apart`. The order is JSON: `old` and `new` (readings as editions keep them), `old_title`,
`new_title` and `lang`. The answer is the .docx.
"""

import json

from sekisho.policytext import compare, to_docx
from sekisho.web.policies.reading import document_of
from sekisho.web.ui.apart import answer


def table_of(order: bytes) -> bytes:
    """Return the .docx of an order; equal orders give equal bytes."""
    given = json.loads(order)
    return to_docx(
        compare(document_of(given["old"]), document_of(given["new"])),
        old_title=given["old_title"],
        new_title=given["new_title"],
        lang=given["lang"],
    )


if __name__ == "__main__":
    answer(table_of)
