"""Answers a request with a paper as PDF, or says in plain words why there is none."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from sekisho.web.ui.errors import Refused
from sekisho.web.ui.papers.docx import to_docx
from sekisho.web.ui.papers.keeping import kept_docx, kept_pdf
from sekisho.web.ui.papers.model import Paper
from sekisho.web.ui.papers.pdf import to_pdf

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def paper_answer(request: HttpRequest, paper: Paper, name: str, form: str) -> HttpResponse:
    """Return the paper in the form its address ends with: `pdf` or `docx`. Raises Http404."""
    if form == "pdf":
        return pdf_answer(request, paper, f"{name}.pdf")
    if form != "docx":
        raise Http404
    return _docx_answer(to_docx(paper), f"{name}.docx")


def pdf_answer(request: HttpRequest, paper: Paper, name: str) -> HttpResponse:
    """Return the paper to look at, named for saving; 503 with the reason when it is refused."""
    return _answer(request, paper, name, to_pdf)


def kept_pdf_answer(request: HttpRequest, paper: Paper, name: str) -> HttpResponse:
    """Answer like `pdf_answer`, for a paper anybody may ask for at any rate: it is made once."""
    return _answer(request, paper, name, kept_pdf)


def kept_docx_answer(paper: Paper, name: str) -> HttpResponse:
    """Return a paper anybody may ask for as .docx: it is made once, as `kept_pdf_answer`."""
    return _docx_answer(kept_docx(paper), name)


def _docx_answer(data: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=DOCX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _answer(
    request: HttpRequest, paper: Paper, name: str, made: Callable[[Paper], bytes]
) -> HttpResponse:
    try:
        data = made(paper)
    except Refused as refusal:
        context = {"title": paper.title, "reason": str(refusal)}
        return render(request, "ui/pdf_refused.html", context, status=503)
    answer = HttpResponse(data, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
