"""PDF (.pdf): the text layer by position; page numbers and running heads told by their place."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pypdfium2
from pypdfium2 import raw

from sekisho.policytext.errors import (
    NoTextError,
    PasswordNeededError,
    TooLargeError,
    UnknownFormatError,
)
from sekisho.policytext.limits import Limits
from sekisho.policytext.line import Line

NAME = "pdf"

_LOOK = 1_024  # bytes in which the header must stand (ISO 32000-1, 7.5.2 note)
_PAGE_NUMBER = re.compile(
    r"[-－‐–—―\s]*(?:[Pp]\.?\s*)?[0-9０-９]{1,4}(?:\s*[/／]\s*[0-9０-９]{1,4})?(?:\s*(?:ページ|頁))?[-－‐–—―\s]*"
)
_NARROW = 0.6  # of a letter's height: narrower gaps are no blank the author set
_EDGE_LINES = 2  # lines at the top and foot of a page that may be running heads
_FULL = 1.6  # letters' heights from the right edge within which a line counts as full
_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD


@dataclass(frozen=True, slots=True)
class _Printed:
    """One printed line: its words and its place on the page, in points from bottom left."""

    text: str
    left: float
    right: float
    bottom: float
    top: float

    @property
    def height(self) -> float:
        return self.top - self.bottom


def recognises(untrusted_data: bytes, name: str) -> bool:
    """Say whether the PDF header stands near the start of the file."""
    del name
    return b"%PDF-" in untrusted_data[:_LOOK]


def lines(untrusted_data: bytes, limits: Limits) -> list[Line]:
    """Return the printed lines in reading order; raises a `ReadError`."""
    try:
        document = pypdfium2.PdfDocument(untrusted_data)
    except pypdfium2.PdfiumError as error:
        raise _refusal(error) from error
    try:
        return _lines(_pages(document, limits))
    except pypdfium2.PdfiumError as error:
        raise UnknownFormatError(_BROKEN) from error
    finally:
        document.close()


_BROKEN = (
    "PDF が壊れているか、途中で切れています。"
    "元のファイルからもう一度 PDF を作るか、Word ファイルを読み込んでください。"
)


def _refusal(error: pypdfium2.PdfiumError) -> Exception:
    if getattr(error, "err_code", None) == _PASSWORD_ERROR:
        return PasswordNeededError(
            "パスワードで保護された PDF です。"
            "パスワードを外した PDF か、元の Word ファイルを読み込んでください。"
        )
    return UnknownFormatError(_BROKEN)


def _pages(document: pypdfium2.PdfDocument, limits: Limits) -> list[list[_Printed]]:
    if len(document) > limits.pages:
        raise TooLargeError(
            f"ページが多すぎます（上限 {limits.pages:,} ページ）。"
            "方針の本文だけの PDF にして読み込んでください。"
        )
    pages: list[list[_Printed]] = []
    characters = 0
    for index in range(len(document)):
        page = document[index]
        textpage = page.get_textpage()
        characters += textpage.count_chars()
        if characters > limits.characters:
            raise TooLargeError("文書が長すぎます。方針の本文だけの PDF にして読み込んでください。")
        pages.append(list(_same_baseline(_printed(textpage))))
        textpage.close()
        page.close()
    if not any(pages):
        raise NoTextError(
            "文字の入っていない PDF（紙を読み取った画像）です。"
            "元の Word ファイルか、文字を選択できる PDF を担当課から受け取って読み込んでください。"
        )
    return pages


def _printed(textpage: pypdfium2.PdfTextPage) -> Iterator[_Printed]:
    """Yield runs of characters as PDFium breaks them, without the blanks it made up itself."""
    run: list[tuple[str, tuple[float, float, float, float]]] = []
    blank = False
    for index in range(textpage.count_chars()):
        code = raw.FPDFText_GetUnicode(textpage, index)
        letter = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else ""  # noqa: PLR2004  # surrogates
        if letter in {"\r", "\n"}:
            yield from _run(run)
            run, blank = [], False
        elif not letter or letter in "\x00\x02\ufffe":
            continue
        elif letter.isspace():
            generated = raw.FPDFText_IsGenerated(textpage, index) == 1
            blank = blank or not generated
            blank = blank or _wide_gap(textpage, index, run)
        else:
            if blank and run:
                run.append((" ", run[-1][1]))
            run.append((letter, textpage.get_charbox(index, loose=True)))
            blank = False
    yield from _run(run)


def _wide_gap(
    textpage: pypdfium2.PdfTextPage,
    index: int,
    run: list[tuple[str, tuple[float, float, float, float]]],
) -> bool:
    """Say whether a blank PDFium made up stands for a gap a reader would see."""
    if not run or index + 1 >= textpage.count_chars():
        return False
    _, (_, bottom, right, top) = run[-1]
    left = textpage.get_charbox(index + 1, loose=True)[0]
    latin = run[-1][0].isascii() and chr(raw.FPDFText_GetUnicode(textpage, index + 1)).isascii()
    return bool(left - right > _NARROW * (top - bottom) or (latin and run[-1][0].isalpha()))


def _run(run: list[tuple[str, tuple[float, float, float, float]]]) -> Iterator[_Printed]:
    text = "".join(letter for letter, _ in run).strip()
    if text:
        boxes = [box for _, box in run]
        yield _Printed(
            text,
            min(b[0] for b in boxes),
            max(b[2] for b in boxes),
            min(b[1] for b in boxes),
            max(b[3] for b in boxes),
        )


def _same_baseline(printed: Iterator[_Printed]) -> Iterator[_Printed]:
    """Join runs printed side by side: a number and its title set apart."""
    last: _Printed | None = None
    for item in printed:
        if last is not None and _beside(last, item):
            last = replace(last, text=f"{last.text} {item.text}", right=item.right)
            continue
        if last is not None:
            yield last
        last = item
    if last is not None:
        yield last


def _beside(left: _Printed, right: _Printed) -> bool:
    overlap = min(left.top, right.top) - max(left.bottom, right.bottom)
    return overlap > min(left.height, right.height) / 2 and right.left >= left.right - 1


def _lines(pages: list[list[_Printed]]) -> list[Line]:
    heads = _running_heads(pages)
    body = [item for page in pages for item in page[1:-1]] or [i for page in pages for i in page]
    edge = max((item.right for item in body), default=0.0)
    margin = min((item.left for item in body), default=0.0)
    read: list[Line] = []
    for number, page in enumerate(pages):
        shapes = Counter(_shape(item.text) for item in page)
        for at, item in enumerate(page):
            shapes[_shape(item.text)] -= 1
            from_edge = min(at, len(page) - 1 - at)
            drop = _furniture(item, from_edge, heads, alone=len(page) == 1)
            if drop == "running-head" and number == 0 and not shapes[_shape(item.text)]:
                drop = ""  # on the first page it may be the title itself
            full = edge - item.right < _FULL * item.height and not drop
            gap = at > 0 and page[at - 1].bottom - item.top > item.height
            indent = max(0, round((item.left - margin) / max(item.height, 1) * 2))
            read.append(
                Line(item.text, len(read) + 1, indent=indent, full=full, gap=gap, drop=drop)
            )
    return _only_where_broken(read)


def _only_where_broken(read: list[Line]) -> list[Line]:
    """Let no line be full where full lines are not the rule of the page."""
    full = [line for line in read if line.full and not line.text.endswith("。")]
    return read if full else [replace(line, full=False) for line in read]


def _shape(text: str) -> str:
    return re.sub(r"[0-9０-９]+", "0", re.sub(r"\s", "", text))


def _running_heads(pages: list[list[_Printed]]) -> frozenset[str]:
    """Return the lines that stand at the same end of at least half of the pages."""
    seen: Counter[str] = Counter()
    for page in pages:
        edges = {
            *(_shape(i.text) for i in page[:_EDGE_LINES]),
            *(_shape(i.text) for i in page[-_EDGE_LINES:]),
        }
        seen.update(edges)
    least = max(2, len(pages) / 2)
    return frozenset(shape for shape, times in seen.items() if times >= least and len(pages) > 1)


def _furniture(item: _Printed, from_edge: int, heads: frozenset[str], *, alone: bool) -> str:
    """Return the reason a line at the page's edge is left out for, or an empty string."""
    if from_edge == 0 and not alone and _PAGE_NUMBER.fullmatch(item.text):
        return "page-number"
    if from_edge < _EDGE_LINES and _shape(item.text) in heads:
        return "page-number" if _PAGE_NUMBER.fullmatch(item.text) else "running-head"
    return ""
