"""The door to .docx papers: python-docx is loaded when the first one is written."""

from sekisho.web.ui.papers.model import Paper


def to_docx(paper: Paper) -> bytes:
    """Return the paper as .docx; equal papers give equal bytes (no time of writing inside)."""
    from sekisho.web.ui.papers.docx_body import written  # noqa: PLC0415  # 20 MiB of memory

    return written(paper)
