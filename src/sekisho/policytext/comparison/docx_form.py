"""A comparison as a .docx paper: A4 landscape, 改正後 on the left, 改正前 on the right.

The library that writes it (20 MiB of memory) is loaded when the first one is written.
"""

from sekisho.policytext.comparison.model import Comparison
from sekisho.policytext.comparison.phrases import Lang


def to_docx(
    comparison: Comparison,
    *,
    old_title: str,
    new_title: str,
    lang: Lang = "ja",
    omit_same: bool = False,
) -> bytes:
    """Return the bytes of a .docx file; equal input gives equal bytes.

    The head row is repeated on every page, pages are numbered, and differing words are
    underlined runs. `omit_same` writes （略） for unchanged clauses. Raises ValueError for an
    unknown language.
    """
    from sekisho.policytext.comparison.docx_paper import written  # noqa: PLC0415  # see above

    return written(
        comparison, old_title=old_title, new_title=new_title, lang=lang, omit_same=omit_same
    )
