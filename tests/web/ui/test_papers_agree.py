"""The two forms of a paper say the same: any paper, written as PDF and as .docx, read back."""

import io

import pypdfium2
import pytest
from docx import Document
from docx.table import Table as DocxTable
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.web.ui.test_papers_pdf import has_font, letters

from sekisho.web.ui.papers import (
    Clause,
    Code,
    Definitions,
    Heading,
    PageBreak,
    Paper,
    Paragraph,
    Run,
    Table,
    to_docx,
    to_pdf,
)

pytestmark = pytest.mark.skipif(not has_font(), reason="この機械に日本語フォントがない")

# Short enough that no table runs on to a second page, where its heading would be said again.
texts = st.text("端末第条確認アイウabc0123456789#*_$\\[](){}<>@ 、。", min_size=1, max_size=6)
words = texts | st.lists(st.builds(Run, texts, st.booleans()), min_size=1, max_size=3).map(tuple)


@st.composite
def tables(draw):
    columns = draw(st.integers(1, 4))
    header = draw(st.tuples(*[texts] * columns))
    rows = draw(st.lists(st.tuples(*[words] * columns), max_size=2))
    widths = draw(st.just(()) | st.tuples(*[st.integers(1, 2)] * columns))
    return Table(header, tuple(rows), widths)


blocks = st.one_of(
    st.builds(Heading, texts, st.integers(1, 3)),
    st.builds(Paragraph, words, st.sampled_from(["start", "center", "end"])),
    st.builds(Clause, texts, words, st.integers(0, 4)),
    st.builds(Definitions, st.lists(st.tuples(texts, words), min_size=1, max_size=3).map(tuple)),
    st.builds(Code, texts),
    st.just(PageBreak()),
    tables(),
)
papers = st.builds(
    Paper,
    title=texts,
    subtitle=st.lists(texts, max_size=2).map(tuple),
    blocks=st.lists(blocks, max_size=4).map(tuple),
)


def said_by_pdf(paper: Paper) -> str:
    """Return the letters of all pages without the page numbers."""
    document = pypdfium2.PdfDocument(to_pdf(paper))
    pages = [letters(page.get_textpage().get_text_range()) for page in document]
    document.close()
    ends = [f"{number}/{len(pages)}" for number in range(1, len(pages) + 1)]
    assert all(page.endswith(end) for page, end in zip(pages, ends, strict=True))
    return "".join(page.removesuffix(end) for page, end in zip(pages, ends, strict=True))


def said_by_docx(paper: Paper) -> str:
    """Return the letters of the body in its order."""
    said = []
    for part in Document(io.BytesIO(to_docx(paper))).iter_inner_content():
        if isinstance(part, DocxTable):
            said += [cell.text for row in part.rows for cell in row.cells]
        else:
            said.append(part.text)
    return letters("".join(said))


@settings(max_examples=30)
@given(papers)
def test_both_forms_hold_the_same_letters_in_the_same_order(paper):
    assert said_by_pdf(paper) == said_by_docx(paper)


@settings(max_examples=10)
@given(papers)
def test_both_forms_are_the_same_bytes_for_equal_papers(paper):
    assert to_pdf(paper) == to_pdf(paper)
    assert to_docx(paper) == to_docx(paper)
