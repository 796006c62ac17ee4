"""Official papers come in both forms: what can be had as PDF can be had as .docx."""

from pathlib import Path

ADDRESSES = [
    line.partition("\t")[0]
    for line in Path(__file__).with_name("access.txt").read_text("utf-8").splitlines()
]
NO_PAPERS = {"/assets/<int:pk>/label.pdf", "/assets/labels.pdf"}  # labels to stick on things


def test_every_paper_is_both_a_pdf_and_a_word_file():
    papers = {each for each in ADDRESSES if each.endswith(".pdf")} - NO_PAPERS
    assert len(papers) > 6
    alone = {each for each in papers if each.removesuffix("pdf") + "docx" not in ADDRESSES}
    assert alone == set()


def test_what_is_left_out_is_there():
    assert set(ADDRESSES) >= NO_PAPERS
