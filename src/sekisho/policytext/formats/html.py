"""HTML (.html): 例規集 pages with their label spans, and plain pages; UTF-8 or Shift_JIS.

例規集 mark-up as observed in published pages: `div.eline` is one line, `p.num > span.num` the
label, `span.clause` the words, `p.title-irregular` the title.
"""

import re
from dataclasses import dataclass, field

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

from sekisho.policytext import encoding, labels
from sekisho.policytext.errors import TooLargeError, UnknownFormatError
from sekisho.policytext.formats import nested
from sekisho.policytext.limits import Limits
from sekisho.policytext.line import Line, Style
from sekisho.policytext.tally import Tally

NAME = "html"

_LOOK = 4_096  # bytes looked at to tell the format
_SIGNS = re.compile(rb"(?i)<(?:!doctype\s+html|html|head|body|div|p|table|h[1-6])\b[^>]{0,500}>")
_CHARSET = re.compile(rb"(?i)<meta[^>]{0,300}charset\s*=\s*[\"']?\s*([a-z0-9_\-]{3,20})")
_XML = re.compile(r"^\s*<\?xml[^>]*\?>")
_UNSEEN = frozenset({"script", "style", "noscript", "template", "head", "svg", "iframe", "object"})
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_FURNITURE = frozenset({"nav", "aside", "footer", "form", "button", "select"})
_FURNITURE_NAMES = re.compile(
    r"(?i)(?:^|[\s_-])(?:bread-?crumbs?|topic-?path|pankuzu|sns|social|share|footer|g?nav|navi|menu|"
    r"side-?bar|font-?size|skip(?:link)?|print)(?:$|[\s_-])"
)
_LIST_STYLE = re.compile(r"(?i)list-style(?:-type)?\s*:\s*([a-z-]{3,20})")
_STYLES = {
    "decimal": "1",
    "lower-alpha": "a",
    "lower-latin": "a",
    "upper-alpha": "a",
    "upper-latin": "a",
    "lower-roman": "i",
    "upper-roman": "I",
    "katakana": "ア",
}
_DEEPEST = 150  # elements inside each other; what lies deeper is read as running text
_LONGEST_NUMBER = 4  # digits of a list's first number
_LONGEST_CELL = 300  # characters; longer cells hold the policy itself, laid out in a table


def recognises(untrusted_data: bytes, name: str) -> bool:
    """Say whether the file opens with HTML tags."""
    named = name.lower().endswith((".html", ".htm", ".xhtml"))
    head = untrusted_data[: _LOOK * (4 if named else 1)].replace(b"\0", b"")
    return _SIGNS.search(head) is not None


def lines(untrusted_data: bytes, limits: Limits) -> list[Line]:
    """Return the visible lines of the page; what frames the policy is marked to be dropped."""
    tally = Tally(limits)
    declared = _CHARSET.search(untrusted_data[:_LOOK])
    text = encoding.decode(untrusted_data, declared.group(1).decode() if declared else "")
    tally.mark_up(text.count("<") - text.count("</"), text.count("="))
    parser = lxml.html.HTMLParser(
        recover=True, huge_tree=True, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = lxml.html.document_fromstring(_XML.sub("", text).replace("\0", ""), parser=parser)
    except (etree.ParserError, ValueError) as error:
        raise UnknownFormatError(
            "HTML として読めません。本文をテキストファイルに貼り付けて保存し、読み込んでください。"
        ) from error
    if any("depth" in entry.message for entry in parser.error_log):
        raise TooLargeError(
            "HTML の要素が深く重なりすぎていて、全文を読めません。"
            "本文をテキストファイルに貼り付けて保存し、読み込んでください。"
        )
    return _Page(tally).read(root)


@dataclass(slots=True)
class _Open:
    """The line being collected."""

    pieces: list[str] = field(default_factory=list)
    label: str = ""
    ruby: list[str] = field(default_factory=list)

    def text(self) -> str:
        return re.sub(r"[ \t\r\n\f]+", " ", "".join(self.pieces)).strip()


@dataclass(frozen=True, slots=True)
class _Around:
    """What the elements around a place say of it."""

    style: Style = Style.PLAIN
    level: int = 0
    drop: str = ""
    depth: int = 0
    nest: int = 0  # lists


class _Page:
    """Walks the elements and cuts their text into lines at block borders."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._lines: list[Line] = []
        self._open = _Open()
        self._gap = True
        self._only: HtmlElement | None = None
        self._entries: dict[HtmlElement, int] = {}
        self._item: tuple[str, bool] = ("", False)  # an li's number, or that it has a bullet

    def read(self, root: HtmlElement) -> list[Line]:
        mains = root.xpath("//main | //*[@role='main']")
        if isinstance(mains, list) and len(mains) == 1 and isinstance(mains[0], HtmlElement):
            self._only = mains[0]
        self._walk(root, _Around(drop="navigation" if self._only is not None else ""))
        return self._lines

    def _walk(self, element: HtmlElement, around: _Around) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in _UNSEEN:
            return
        outside, around = around, self._narrowed(element, tag, around)
        if tag == "tr" and _is_row(element):
            self._cut(outside)
            self._row(element, around)
            return
        block = tag in _BLOCKS
        if block or tag == "br":
            self._cut(outside)
            self._gap = self._gap or block
        if tag == "li":
            self._item = self._entry(element)
        self._inside(element, tag, around)
        if block:
            self._cut(around)
            self._gap = True

    def _narrowed(self, element: HtmlElement, tag: str, around: _Around) -> _Around:
        """Return what holds inside an element."""
        drop = "" if element is self._only else around.drop or _furniture(element, tag)
        style, level = around.style, around.level
        if re.fullmatch(r"h[1-6]", tag):
            level = int(tag[1])
            style = Style.TITLE if level == 1 else Style.HEADING
        elif any(name.startswith("title-irregular") for name in _classes(element)):
            style = Style.TITLE
        nest = around.nest + (tag in {"ol", "ul"})
        return _Around(style, level, drop, around.depth + 1, nest)

    def _inside(self, element: HtmlElement, tag: str, around: _Around) -> None:
        pieces = self._open.pieces
        if tag in {"rt", "rp"}:
            self._open.ruby.append("".join(element.itertext()))
        elif tag == "span" and "num" in _classes(element) and not self._open.text():
            self._open.label += re.sub(r"\s+", "", "".join(element.itertext()))
        elif around.depth > _DEEPEST:
            pieces.append("".join(element.itertext()))
        else:
            pieces.append(element.text or "")
            for child in element:
                self._walk(child, around)
                self._open.pieces.append(child.tail or "")

    def _cut(self, around: _Around) -> None:
        """End the line being collected, if it holds anything."""
        text = self._open.text()
        if not text and not self._open.label:
            self._open.pieces.clear()
            return
        collected, self._open = self._open, _Open()
        label, bullet = self._item
        self._item = ("", False)
        self._add(
            Line(
                text,
                len(self._lines) + 1,
                style=around.style,
                level=around.level,
                nest=around.nest,
                label=collected.label or ("" if labels.parse(text) else label),
                gap=self._gap,
                removed=(*_readings(collected.ruby), *([("", "list-mark")] if bullet else [])),
                drop=around.drop,
            )
        )

    def _row(self, row: HtmlElement, around: _Around) -> None:
        cells = list(row.iterchildren("td", "th"))
        style = Style.TABLE if len(cells) > 1 else Style.PLAIN
        text = "\t".join(_cell_text(cell) for cell in cells).strip()
        ruby = ["".join(rt.itertext()) for rt in row.iter("rt", "rp")]
        if text:
            removed = _readings(ruby)
            number = len(self._lines) + 1
            self._add(Line(text, number, style=style, gap=True, removed=removed, drop=around.drop))

    def _entry(self, item: HtmlElement) -> tuple[str, bool]:
        """Return the number of a list entry, or that it has a bullet."""
        parent = item.getparent()
        if parent is None or parent.tag != "ol":
            return "", True
        before = self._entries.get(parent, 0)
        self._entries[parent] = before + 1
        return _printed_number(parent, before), False

    def _add(self, item: Line) -> None:
        self._tally.line(item.text)
        self._lines.append(item)
        self._gap = False


def _classes(element: HtmlElement) -> list[str]:
    return (element.get("class") or "").split()


def _furniture(element: HtmlElement, tag: str) -> str:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    role = element.get("role") in {"navigation", "contentinfo", "search", "complementary"}
    if tag in {"html", "body", "main"}:
        return ""
    return "navigation" if tag in _FURNITURE or role or _FURNITURE_NAMES.search(names) else ""


def _is_row(row: HtmlElement) -> bool:
    """Say whether a table row holds short cells, rather than the policy laid out in a table."""
    cells = list(row.iterchildren("td", "th"))
    nested = next(row.iter("table", "tr"), None) is not row
    return bool(cells) and not nested and all(len(_cell_text(c)) <= _LONGEST_CELL for c in cells)


def _cell_text(cell: HtmlElement) -> str:
    texts = cell.xpath(
        ".//text()[not(ancestor::rt) and not(ancestor::rp) and not(ancestor::script)"
        " and not(ancestor::style)]"
    )
    words = [str(text) for text in texts] if isinstance(texts, list) else []
    return re.sub(r"\s+", " ", "".join(words)).strip()


def _readings(ruby: list[str]) -> tuple[tuple[str, str], ...]:
    return tuple((reading, "ruby") for reading in ruby if reading.strip())


def _printed_number(ordered: HtmlElement, before: int) -> str:
    """Return the label of the entry that has `before` entries above it in its list."""
    start = ordered.get("start") or "1"
    plain = start.isascii() and start.isdigit() and len(start) <= _LONGEST_NUMBER
    kind = _kind(ordered)
    above = sum(1 for outer in ordered.iterancestors("ol") if _kind(outer) == kind)
    return nested.label(kind, above, (int(start) if plain else 1) + before)


def _kind(ordered: HtmlElement) -> str:
    """Return how a browser numbers a list: by its style, else by its type."""
    style = _LIST_STYLE.search(ordered.get("style") or "")
    named = _STYLES.get(style.group(1).lower(), "") if style else ""
    written = ordered.get("type") or "1"
    return named or ("a" if written == "A" else written)
