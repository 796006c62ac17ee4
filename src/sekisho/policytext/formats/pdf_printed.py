"""The printed lines of one PDF page: letters gathered by place, made-up blanks left out."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pypdfium2
from pypdfium2 import raw

_NARROW = 0.6  # of a letter's height: narrower gaps are no blank the author set


@dataclass(frozen=True, slots=True)
class Printed:
    """One printed line: its words and its place on the page, in points from bottom left."""

    text: str
    left: float
    right: float
    bottom: float
    top: float

    @property
    def height(self) -> float:
        """The height of the line's letters."""
        return self.top - self.bottom


def printed_lines(textpage: pypdfium2.PdfTextPage) -> list[Printed]:
    """Return the lines of a page in reading order; runs side by side are one line."""
    return list(_same_baseline(_printed(textpage)))


def _printed(textpage: pypdfium2.PdfTextPage) -> Iterator[Printed]:
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


def _run(run: list[tuple[str, tuple[float, float, float, float]]]) -> Iterator[Printed]:
    text = "".join(letter for letter, _ in run).strip()
    if text:
        boxes = [box for _, box in run]
        yield Printed(
            text,
            min(b[0] for b in boxes),
            max(b[2] for b in boxes),
            min(b[1] for b in boxes),
            max(b[3] for b in boxes),
        )


def _same_baseline(printed: Iterator[Printed]) -> Iterator[Printed]:
    """Join runs printed side by side: a number and its title set apart."""
    last: Printed | None = None
    for item in printed:
        if last is not None and _beside(last, item):
            last = replace(last, text=f"{last.text} {item.text}", right=item.right)
            continue
        if last is not None:
            yield last
        last = item
    if last is not None:
        yield last


def _beside(left: Printed, right: Printed) -> bool:
    overlap = min(left.top, right.top) - max(left.bottom, right.bottom)
    return overlap > min(left.height, right.height) / 2 and right.left >= left.right - 1
