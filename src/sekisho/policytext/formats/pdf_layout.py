"""What the places of printed lines say: running heads, page numbers, where a paragraph ends."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from sekisho.policytext import labels, mending
from sekisho.policytext.formats.pdf_printed import Printed
from sekisho.policytext.line import Line, columns

_PAGE_NUMBER = re.compile(
    r"[-－‐–—―\s]*(?:[Pp]\.?\s*)?[0-9０-９]{1,4}(?:\s*[/／]\s*[0-9０-９]{1,4})?(?:\s*(?:ページ|頁))?[-－‐–—―\s]*"
)
_EDGE_LINES = 2  # lines at the top and foot of a page that may be running heads
_WIDER = 1.2  # times the distance of lines in a paragraph: farther apart is another paragraph
_SHARE = 0.8  # of the places looked at, for a habit of the setting to be one
_INDENT = 0.7  # of a letter: a smaller indent is none
_SLACK = 0.4  # of a letter: less is no difference


def laid_out(pages: list[list[Printed]]) -> list[Line]:
    """Return all pages' lines; heads and page numbers are marked to be dropped."""
    heads = _running_heads(pages)
    drops = [_furniture(page, heads, first=page is pages[0]) for page in pages]
    kept = [
        [item for item, drop in zip(page, drop, strict=True) if not drop]
        for page, drop in zip(pages, drops, strict=True)
    ]
    setting = _measure(kept)
    read: list[Line] = []
    for page, drop in zip(pages, drops, strict=True):
        read.extend(_page(page, drop, setting, len(read)))
    return _full_over_pages(read, setting, [item for page in pages for item in page])


@dataclass(frozen=True, slots=True)
class _Setting:
    """How a document is set, in points: letter width, margins, distances and indents.

    `leading` is the distance of the lines of a paragraph, 0 where it cannot be told. `spaced`
    says that paragraphs are set apart by a wider distance. `starts` and `continues` are the
    indents of paragraphs' first and further lines, where the document keeps them apart.
    """

    letter: float
    left: float
    right: float
    leading: float = 0.0
    spaced: bool = False
    starts: float = 0.0
    continues: float = 0.0

    @property
    def tells(self) -> bool:
        """Whether the setting shows a paragraph's end even where a line is full."""
        return self.spaced or self.starts != self.continues

    def is_full(self, item: Printed, after: Printed) -> bool:
        """Say whether the next line's first unbreakable piece had no room on this line."""
        unit = columns(mending.first_unit(after.text)) * self.letter / 2
        return item.right + unit > self.right - _SLACK * self.letter

    def apart(self, item: Printed, after: Printed) -> bool:
        """Say whether the next line stands farther off than the lines of a paragraph."""
        return self.leading > 0 and _distance(item, after) > self.leading * _WIDER

    def goes_on(self, item: Printed, after: Printed) -> bool:
        """Say whether a paragraph goes on: by distance, by indent, or by the line's width."""
        if self.spaced:
            return not self.apart(item, after)
        if not self.is_full(item, after):
            return False
        indent = after.left - self.left
        return not self.tells or abs(indent - self.continues) < abs(indent - self.starts)


def _measure(pages: list[list[Printed]]) -> _Setting:
    """Measure the lines that are no furniture."""
    items = [item for page in pages for item in page]
    widths = [2 * (i.right - i.left) / columns(i.text) for i in items if columns(i.text) > 1]
    setting = _Setting(
        median(widths) if widths else 1.0,
        min((item.left for item in items), default=0.0),
        max((item.right for item in items), default=0.0),
    )
    pairs = [pair for page in pages for pair in pairwise(page)]
    broken = [(a, b) for a, b in pairs if setting.is_full(a, b) and a.text[-1] != "。"]
    ended = [(a, b) for a, b in pairs if not setting.is_full(a, b) and a.text[-1] == "。"]
    begun = [*ended, *(pair for pair in pairs if _labelled(pair[1]))]
    if not broken or not begun:
        return setting
    leading = median(_distance(a, b) for a, b in broken)
    setting = replace(setting, leading=leading)
    apart = sum(1 for a, b in begun if setting.apart(a, b))
    starts, continues = _indents(setting, ended), _indents(setting, broken)
    if starts is None or continues is None or abs(starts - continues) < setting.letter * _INDENT:
        starts = continues = 0.0
    spaced = apart >= _SHARE * len(begun)
    return replace(setting, spaced=spaced, starts=starts, continues=continues)


def _labelled(item: Printed) -> bool:
    label = labels.parse(item.text)
    return label is not None and label.firm


def _indents(setting: _Setting, pairs: list[tuple[Printed, Printed]]) -> float | None:
    """Return the indent the second lines share, or None where they share none."""
    if not pairs:
        return None
    indents = [after.left - setting.left for _, after in pairs]
    shared = median(indents)
    near = sum(1 for indent in indents if abs(indent - shared) < _SLACK * setting.letter)
    return shared if near >= _SHARE * len(indents) else None


def _distance(item: Printed, after: Printed) -> float:
    return item.bottom - after.bottom


def _page(page: list[Printed], drops: list[str], setting: _Setting, count: int) -> list[Line]:
    read: list[Line] = []
    for at, (item, drop) in enumerate(zip(page, drops, strict=True)):
        before = page[at - 1] if at and not drops[at - 1] else None
        after = page[at + 1] if at + 1 < len(page) and not drops[at + 1] else None
        read.append(
            Line(
                item.text,
                count + at + 1,
                indent=max(0, round(2 * (item.left - setting.left) / setting.letter)),
                gap=before is not None and setting.apart(before, item),
                full=after is not None and setting.goes_on(item, after),
                runs_on=setting.tells and after is not None,
                drop=drop,
            )
        )
    return read


def _full_over_pages(read: list[Line], setting: _Setting, items: list[Printed]) -> list[Line]:
    """Mark the last line of each page full where the next page's first would not have fitted."""
    kept = [at for at, line in enumerate(read) if not line.drop]
    for at, after in pairwise(kept):
        if after > at + 1 or items[after].bottom > items[at].bottom:
            read[at] = read[at].with_full(setting.is_full(items[at], items[after]))
    return read


def _furniture(page: list[Printed], heads: frozenset[str], *, first: bool) -> list[str]:
    """Return for each line of a page why it is left out, or an empty string."""
    shapes = Counter(_shape(item.text) for item in page)
    drops: list[str] = []
    for at, item in enumerate(page):
        shapes[_shape(item.text)] -= 1
        drop = _edge_furniture(item, min(at, len(page) - 1 - at), heads, alone=len(page) == 1)
        if drop == "running-head" and first and not shapes[_shape(item.text)]:
            drop = ""  # on the first page it may be the title itself
        drops.append(drop)
    return drops


def _edge_furniture(item: Printed, from_edge: int, heads: frozenset[str], *, alone: bool) -> str:
    if from_edge == 0 and not alone and _PAGE_NUMBER.fullmatch(item.text):
        return "page-number"
    if from_edge < _EDGE_LINES and _shape(item.text) in heads:
        return "page-number" if _PAGE_NUMBER.fullmatch(item.text) else "running-head"
    return ""


def _shape(text: str) -> str:
    return re.sub(r"[0-9０-９]+", "0", re.sub(r"\s", "", text))


def _running_heads(pages: list[list[Printed]]) -> frozenset[str]:
    """Return the lines that stand at the same end of at least half of the pages."""
    seen: Counter[str] = Counter()
    for page in pages:
        edges = (*page[:_EDGE_LINES], *page[-_EDGE_LINES:])
        seen.update({_shape(item.text) for item in edges})
    least = max(2, len(pages) / 2)
    return frozenset(shape for shape, times in seen.items() if times >= least)
