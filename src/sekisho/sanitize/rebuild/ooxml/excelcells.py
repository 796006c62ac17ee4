"""Writes rows and cells anew, one row at a time; a sheet is never held as one tree."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sekisho.sanitize.options import Limits
from sekisho.sanitize.rebuild.contract import Hold, Log, broken
from sekisho.sanitize.rebuild.ooxml.exceltext import escaped, plain
from sekisho.sanitize.rebuild.xmlfilter import Element
from sekisho.sanitize.rebuild.xmlread import rows_of
from sekisho.sanitize.results import Action

_ROWS = 1_048_576  # Excel's own limit
_ROW_BYTES = 8 << 20  # 16,384 cells of ordinary text
_ROW_TAGS = 300_000  # of one row, or of what follows the rows
_TAGS = 4_000_000  # what one job reads in its time
_CELL = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}")
_AREA = re.compile(r"\$?[A-Z]{1,3}\$?[1-9]\d{0,6}(:\$?[A-Z]{1,3}\$?[1-9]\d{0,6})?")
_INDEX = re.compile(r"\d{1,9}")
_NUMBER = re.compile(r"[+-]?(?:\d{1,320}\.?\d{0,320}|\.\d{1,320})(?:[eE][+-]?\d{1,3})?")
_ERROR = re.compile(r"#[A-Z/0-9]{1,20}[!?]?")
_DATE = re.compile(r"[0-9T:.\-Z+]{4,40}")
_SIZE = re.compile(r"\d{1,4}(?:\.\d{1,20})?")
_TRUTH = frozenset({"0", "1", "true", "false"})
_FLAGS = ("customFormat", "hidden", "customHeight", "collapsed", "thickTop", "thickBot", "ph")
_END = re.compile(rb"</(?:[\w.\-]+:)?row\s*>|<row/>")
_LONG = 60


@dataclass(slots=True)
class Rows:
    """The rows of one sheet on their way: what judges formulas, and what texts there are."""

    log: Log
    limits: Limits
    judge: Callable[[str], str | None]
    keeps_formulas: bool
    texts: int  # shared strings
    count: int = 0
    cells: int = 0
    masters: frozenset[str] = frozenset()  # shared formulas that crossed

    def written(self, data: bytes, place: str) -> tuple[Element, str]:
        """Return a sheet's tree without its rows, and the rows as XML."""
        check_size(data, place)
        out: list[str] = []
        root = None
        for root in rows_of(data, self.limits, self.log, place, "{*}row"):
            parent = root.getparent()
            top = None if parent is None else parent.getparent()
            if parent is None or top is None or not str(parent.tag).endswith("}sheetData"):
                continue
            if top.getparent() is not None:
                continue
            if root.tag == f"{parent.tag[:-9]}row":
                out.append(self._row(root, place))
            root.clear()
            parent.remove(root)
        assert root is not None  # noqa: S101  # the root comes last
        if len([child for child in root if str(child.tag).endswith("}sheetData")]) > 1:
            broken(place)
        return root, "".join(out)

    def _row(self, row: Element, place: str) -> str:
        self.count += 1
        self.cells += len(row)
        if self.count > _ROWS or self.cells > self.limits.cells:
            raise Hold("limit", "ooxml.row-bomb", place)
        cells = "".join(self._cells(row))
        head = _row_head(row)
        if cells:
            return f"<row{head}>{cells}</row>"
        return f"<row{head}/>" if head else ""

    def _cells(self, row: Element) -> Iterator[str]:
        for cell in row:
            tag = cell.tag
            if tag[-2:] == "}c":
                yield self._cell(cell)
            else:
                self.log.remove("ooxml.unknown-element", tag.rpartition("}")[2])

    def _cell(self, cell: Element) -> str:
        get = cell.get
        where, style, kind = get("r"), get("s"), get("t", "n")
        head = "<c"
        if where is not None:
            if not _CELL.fullmatch(where):
                broken(f"セル {where[:20]}")
            head = f'<c r="{where}"'
        if style is not None and _INDEX.fullmatch(style):
            head += f' s="{style}"'
        if get("ph") in _TRUTH:
            head += ' ph="1"'
        if not len(cell):
            return head + "/>"
        formula, value = "", None
        for child in cell:
            name = child.tag.rpartition("}")[2]
            if name == "v":
                value = child.text
            elif name == "f":
                formula = self._formula(child, where or "")
            elif name == "is":
                kind, value = "inlineStr", _inline(child)
        return head + self._value(kind, value, formula)

    def _value(self, kind: str, value: str | None, formula: str) -> str:
        """Return the rest of a cell: its kind, formula and value, as far as they agree."""
        if value is None:
            return f">{formula}</c>" if formula else "/>"
        self.log.fidelity["cells"] += 1
        if kind == "n" and _NUMBER.fullmatch(value):
            return f">{formula}<v>{value}</v></c>"
        if kind == "s":
            if _INDEX.fullmatch(value) and int(value) < self.texts:
                return f' t="s">{formula}<v>{value}</v></c>'
            self.log.remove("ooxml.unknown-element", "v")
            return f">{formula}</c>" if formula else "/>"
        return self._other(kind, value, formula)

    def _other(self, kind: str, value: str, formula: str) -> str:
        if kind == "inlineStr":
            text = escaped(plain(value, self.log))
            self.log.count("characters", len(value))
            return f' t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
        fits = {"b": value in _TRUTH, "e": _ERROR.fullmatch(value), "d": _DATE.fullmatch(value)}
        if fits.get(kind):
            return f' t="{kind}">{formula}<v>{value}</v></c>'
        return f' t="str">{formula}<v>{escaped(plain(value, self.log))}</v></c>'

    def _formula(self, source: Element, where: str) -> str:
        """Return the formula as XML, "" when only the value it last showed may cross."""
        text = source.text or ""
        kind, index = source.get("t", "normal"), source.get("si", "")
        if not self.keeps_formulas:
            self.log.change("数式を、最後に表示していた値に置き換えました。")
            return ""
        vector = self.judge(text)
        if kind == "shared" and not text:
            return f'<f t="shared" si="{index}"/>' if index in self.masters else ""
        if kind == "shared":
            self.masters = self.masters | {index} if vector is None else self.masters - {index}
        if vector is not None:
            self.log.remove(vector, f"{where} {text[:_LONG]}".strip(), Action.NEUTRALISED)
            return ""
        head = _formula_head(source, kind, index)
        if head is None or not (text or kind == "dataTable"):
            self.masters -= {index}
            return ""
        return f"<f{head}>{escaped(text)}</f>" if text else f"<f{head}/>"


def check_size(data: bytes, place: str) -> None:
    """Hold a part with more tags than one job can read, or with a row longer than any."""
    wide = data[:2] in {b"\xff\xfe", b"\xfe\xff"}
    tags = data.count(b"<")
    if tags > _TAGS or (len(data) > _ROW_BYTES and wide):
        raise Hold("limit", "ooxml.row-bomb", place)
    if tags <= _ROW_TAGS:
        return
    at = 0
    for end in [*(match.end() for match in _END.finditer(data)), len(data)]:
        if end - at > _ROW_BYTES or data.count(b"<", at, end) > _ROW_TAGS:
            raise Hold("limit", "ooxml.row-bomb", place)
        at = end


def _row_head(row: Element) -> str:
    head = ""
    number = row.get("r")
    if number is not None and _INDEX.fullmatch(number) and 0 < int(number) <= _ROWS:
        head = f' r="{number}"'
    style, height, level = row.get("s"), row.get("ht"), row.get("outlineLevel")
    if style is not None and _INDEX.fullmatch(style):
        head += f' s="{style}"'
    if height is not None and _SIZE.fullmatch(height):
        head += f' ht="{height}"'
    if level is not None and level in "1234567":
        head += f' outlineLevel="{level}"'
    return head + "".join(f' {flag}="1"' for flag in _FLAGS if row.get(flag) in {"1", "true"})


def _formula_head(source: Element, kind: str, index: str) -> str | None:
    """Return a formula's attributes, None when they do not belong together."""
    area = source.get("ref", "")
    placed = f' t="{kind}" ref="{area}"'
    if kind == "normal":
        return ""
    if not _AREA.fullmatch(area):
        return None
    if kind == "shared":
        return f'{placed} si="{index}"' if _INDEX.fullmatch(index) else None
    if kind == "array":
        return placed
    return placed + _data_table(source) if kind == "dataTable" else None


def _data_table(source: Element) -> str:
    flags = "".join(f' {f}="1"' for f in ("dt2D", "dtr") if source.get(f) in {"1", "true"})
    cells = {name: source.get(name, "") for name in ("r1", "r2")}
    return flags + "".join(f' {n}="{v}"' for n, v in cells.items() if _CELL.fullmatch(v))


def _inline(source: Element) -> str:
    """Return the words of an inline string: its readings (rPh) are not part of them."""
    runs = source.iterfind(f"{{{source.tag[1:].partition('}')[0]}}}r")
    direct = [child for child in source if str(child.tag).endswith("}t")]
    texts = [*direct, *(t for run in runs for t in run if str(t.tag).endswith("}t"))]
    return "".join(text.text or "" for text in texts)
