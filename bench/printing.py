"""A report of thirty pages as an official paper: typst in a child process, as the product prints.

Run: `.venv/bin/python bench/printing.py [PAGES]`. Beside the time on the wall stands the
processor's (the child's too), which other programs on the machine do not lengthen. The document is
a report of chapters, paragraphs and tables in Japanese; its pages are counted by pikepdf.
"""

import io
import os
import resource
import statistics
import sys
import time

os.environ.setdefault("SEKISHO_TOOLING", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sekisho.web.site.settings")
ROUNDS = 7
GOAL = 1.0  # seconds for thirty pages (issue 7)
SENTENCE = (
    "給付課の端末について、許可のない媒体の使用、画面を開いたままの離席、"
    "施錠されていない書庫の有無を、台帳と現物を照合して確かめた。"
)


def report(chapters: int):
    """Return a report with a chapter of text and a table of twelve lines for each."""
    from sekisho.web.ui.papers import Heading, Paper, Paragraph, Table

    blocks = []
    for number in range(1, chapters + 1):
        blocks.append(Heading(f"第{number} 監査の結果", 1))
        blocks += [Paragraph(SENTENCE * 3) for _ in range(4)]
        rows = tuple((str(line), "媒体の持出し", SENTENCE) for line in range(1, 13))
        blocks.append(Table(("番号", "項目", "確かめたこと"), rows, (1, 2, 6)))
    return Paper("情報セキュリティ監査報告書", ("令和8年度",), tuple(blocks))


def pages_of(pdf: bytes) -> int:
    """Return how many pages the PDF has, as another program counts them."""
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as found:
        return len(found.pages)


def of_pages(wanted: int):
    """Return a report of at least that many pages."""
    from sekisho.web.ui.papers import to_pdf

    chapters = wanted
    while pages_of(to_pdf(report(chapters))) < wanted:
        chapters += 2
    while chapters > 1 and pages_of(to_pdf(report(chapters - 1))) >= wanted:
        chapters -= 1
    return report(chapters)


def processor() -> float:
    """Return the processor's seconds of this process and of the children it waited for."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in both)


def main() -> None:
    """Print what a report costs, once to warm up and then seven times."""
    import django

    django.setup()
    from sekisho.web.ui.papers import to_docx, to_pdf

    paper = of_pages(int(sys.argv[1]) if len(sys.argv) > 1 else 30)
    pages = pages_of(to_pdf(paper))
    for name, make in (("PDF", to_pdf), (".docx", to_docx)):
        wall, cpu = [], []
        for _round in range(ROUNDS):
            begin, spent = time.perf_counter(), processor()
            make(paper)
            wall.append(time.perf_counter() - begin)
            cpu.append(processor() - spent)
        print(
            f"{name}: {pages} pages, median {statistics.median(wall):.2f} s on the wall, "
            f"{statistics.median(cpu):.2f} s of processor (worst {max(cpu):.2f}), goal {GOAL} s"
        )


if __name__ == "__main__":
    main()
