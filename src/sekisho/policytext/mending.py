"""Mends what printing and converting did to the lines: blanks between letters, broken lines.

Mending only moves or drops blanks and takes off marks; every mark taken off is reported, so the
visible characters of the text stay accounted for.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise, zip_longest

from sekisho.policytext import contents, labels
from sekisho.policytext.line import Line, Style, columns

_JAPANESE = r"\u3001\u3002\u3005-\u30ff\u3400-\u9fff\uff01-\uff60"
_SPACED = re.compile(rf"(?<=[{_JAPANESE}])[ \u3000](?=[{_JAPANESE}])")
_PAIR = re.compile(rf"(?<=[{_JAPANESE}])(?=[{_JAPANESE}])")
_SHORT_SPACED = re.compile(rf"[{_JAPANESE}](?:[ \u3000]{{1,3}}[{_JAPANESE}]){{1,4}}")
_INVISIBLE = re.compile(
    r"[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad\ufffd\ufffe\x00-\x08\x0e-\x1f\x7f]+"
)
_BULLET = re.compile(r"([•●○◆◇■□◎▪▫➢・‣⚫◦](?![●○◯〇■□◆◇◎])|[-*+–‐](?=\s))\s*(?=\S)")
_RULE = re.compile(r"[\s\-=_*─━―—–＿＝・.…|｜+┌┐└┘├┤┬┴┼│┃┏┓┗┛]{3,}")
_ROW = re.compile(r"\|(.*)\|")
_CELLS = re.compile(r"^[^\t。]+(?:\t+[^\t。]+)*\t+(?![0-9０-９ ]+$)[^\t。]+$")
_PAGE = re.compile(
    r"[-－‐–—―ー]\s*[0-9０-９]{1,4}\s*[-－‐–—―ー]|[0-9０-９]{1,4}\s*[/／]\s*[0-9０-９]{1,4}(?:\s*(?:ページ|頁))?"
    r"|[0-9０-９]{1,4}\s*(?:ページ|頁)|(?:[Pp]|[Pp]age|ページ|頁)[.．]?\s*[0-9０-９]{1,4}"
)
_BARE = re.compile(r"[0-9０-９]{1,4}")
_CLOSING = "、。，．・：；？！）」』】〉》…ー々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ"
_UNIT = re.compile(rf"[（「『【〈《]*(?:[!-~]+|.)[{_CLOSING}]*")
_SHARE_SPACED = 0.6  # of the places between letters
_FEWEST_APART = 3  # fewer blanks stand between words
_SPACED_WORD = 4  # characters, blanks counted
_NARROWEST = 40  # columns; lines shorter than this are not broken by a page's edge


def mend(lines: Iterable[Line]) -> list[Line]:
    """Return the lines as paragraphs; dropped lines stay in the list with their reason."""
    return list(_join(_without_bare_page_numbers([_mend_line(line) for line in lines])))


def _mend_line(line: Line) -> Line:
    if line.drop:
        return line
    if line.label and labels.apart(line.label, line.text) is None:
        line = replace(line, text=f"{line.label} {line.text}".strip(), label="")
    if _INVISIBLE.search(line.text):
        marks = "".join(_INVISIBLE.findall(line.text))
        line = line.without(marks, "unreadable-character", _INVISIBLE.sub("", line.text).strip())
    if line.style is not Style.TABLE:
        if _PAGE.fullmatch(line.text):
            return replace(line, drop="page-number")
        if _RULE.fullmatch(line.text):
            return replace(line, drop="rule")
    if (row := _ROW.fullmatch(line.text)) is not None:
        return _row(line, row.group(1))
    if _CELLS.search(line.text) and labels.parse(line.text) is None and not line.label:
        return replace(line, style=Style.TABLE)
    return _unspaced(_without_bullet(line))


def _row(line: Line, inner: str) -> Line:
    cells = "\t".join(cell.strip() for cell in inner.split("|"))
    bars = "|" * line.text.count("|")
    return replace(line.without(bars, "rule", cells.strip()), style=Style.TABLE)


def _without_bullet(line: Line) -> Line:
    match = None if line.label or line.style is Style.TABLE else _BULLET.match(line.text)
    if match is None:
        return line
    return line.without(match.group(1), "list-mark", line.text[match.end() :])


def _unspaced(line: Line) -> Line:
    """Close the blanks between letters where a line was printed with its letters apart."""
    if line.style is Style.TABLE or not _SPACED.search(line.text):
        return line
    label = None if line.label else labels.parse(line.text)
    if label is None or not label.firm or _one_spaced_word(label):
        return replace(line, text=_close(line.text))
    mark = line.text[: len(line.text) - len(label.rest)]
    return replace(line, text=mark + _close(label.rest))


def _one_spaced_word(label: labels.Label) -> bool:
    """Say whether a label of one letter is only the first letter of a spaced-out line."""
    single = label.system in {labels.System.KATA, labels.System.KANJI}
    return single and len(label.rest) > _SPACED_WORD and _close(label.rest) != label.rest


def _close(text: str) -> str:
    if _SHORT_SPACED.fullmatch(text):
        return re.sub(r"\s", "", text)
    apart, together = len(_SPACED.findall(text)), len(_PAIR.findall(text))
    if apart < _FEWEST_APART or apart < _SHARE_SPACED * (apart + together):
        return text
    return re.sub(r"[ \u3000]{2,}", " ", _SPACED.sub("", text))


def mark_full(lines: list[Line]) -> list[Line]:
    """Mark lines that stop because the page's width was reached, by the width most lines share.

    A line is full when the first unbreakable piece of the following line would not have fitted.
    """
    edge = _edge(lines)
    if not edge:
        return lines
    marked = []
    for line, after in zip_longest(lines, lines[1:]):
        unit = first_unit(after.text) if after and not after.gap else ""
        width = line.indent + columns(line.text)
        full = bool(unit) and edge - 2 < width + columns(unit) and width <= edge + 2
        marked.append(replace(line, full=full))
    return marked


def first_unit(text: str) -> str:
    """Return the first piece of a line that a page's edge never breaks."""
    match = _UNIT.match(text)
    return match.group() if match else text[:1]


def _edge(lines: list[Line]) -> int:
    """Return the width the text was broken at, or 0 where it was not broken."""
    widths = Counter(
        line.indent + columns(line.text)
        for line, after in pairwise(lines)
        if not after.gap and line.text[-1] not in "。|"
    )
    near = {w: n + widths[w - 1] + widths[w - 2] for w, n in widths.items() if w >= _NARROWEST}
    if not near:
        return 0
    edge = max(near, key=lambda w: (near[w], w))
    return edge if near[edge] > 1 else 0


def _without_bare_page_numbers(lines: list[Line]) -> Iterator[Line]:
    """Drop a number alone on a line where the sentence before it goes on after it."""
    before: Line | None = None
    for line in lines:
        if (
            not line.drop
            and not line.label
            and _BARE.fullmatch(line.text)
            and before
            and before.full
        ):
            yield replace(line, drop="page-number")
            continue
        yield line
        if not line.drop:
            before = line


def _join(lines: Iterable[Line]) -> Iterator[Line]:
    """Join each full line with the next; dropped lines between them stand aside."""
    run: list[Line] = []
    for line in lines:
        if line.drop or not line.visible:
            yield line
            continue
        if run and not (run[-1].full and _goes_on(run[-1], line)):
            yield _joined(run)
            run = []
        run.append(line)
    if run:
        yield _joined(run)


def _joined(run: list[Line]) -> Line:
    if len(run) == 1:
        return run[0]
    pieces = [run[0].text]
    for before, line in pairwise(run):
        pieces.append((" " if _latin_seam(before.text, line.text) else "") + line.text)
    marks = tuple(mark for line in run for mark in line.removed)
    return replace(run[0], text="".join(pieces), full=False, removed=marks)


def _goes_on(line: Line, after: Line) -> bool:
    if contents.is_title(line) or contents.is_title(after):
        return False
    if after.label or after.bulleted or after.style is not line.style or after.gap:
        return False
    if (line.text.endswith("。") and not line.runs_on) or line.style is Style.TABLE:
        return False
    label = labels.parse(after.text)
    return label is None or not label.firm or label.system is labels.System.KANJI


def _latin_seam(before: str, after: str) -> bool:
    return (
        before[-1].isascii() and before[-1].isalnum() and after[0].isascii() and after[0].isalnum()
    )
