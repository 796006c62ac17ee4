"""Texts of a workbook: shared strings, and the escapes by which text names characters."""

import re
from xml.sax.saxutils import escape

from lxml import etree

from sekisho.sanitize.options import Limits
from sekisho.sanitize.rebuild.contract import Hold, Log
from sekisho.sanitize.rebuild.words import visible
from sekisho.sanitize.rebuild.xmlfilter import Element, Filter
from sekisho.sanitize.rebuild.xmlread import rows_of

SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT_SHEET = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TAGS = 3_000_000
_HEAD = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst xmlns="{SHEET}">'


def plain(text: str, log: Log) -> str:
    """Return `text` without what cannot be seen, written as itself or as `_x001B_`."""
    text = visible(text, log)
    while "_x" in text:
        shorter = _ESCAPE.sub(lambda match: _kept(match, log), text)
        if shorter == text:
            break
        text = shorter
    return text


def _kept(match: re.Match[str], log: Log) -> str:
    character = chr(int(match[1], 16))
    if character in "\t\n\r_":
        return match[0]
    if "\ud800" <= character <= "\udfff":  # half of a character beyond the first plane
        return match[0]
    return match[0] if visible(character, log) else ""


def escaped(text: str) -> str:
    """Return `text` as XML."""
    return escape(text, {"\r": "&#13;"})


def strings(data: bytes, way: Filter, limits: Limits, place: str) -> tuple[bytes, int]:
    """Return a new part of shared strings, and how many there are."""
    if data.count(b"<") > _TAGS:
        raise Hold("limit", "ooxml.part-bomb", place)
    out = [_HEAD]
    for item in rows_of(data, limits, way.log, place, "{*}si"):
        parent = item.getparent()
        if parent is None:
            _finish(item, way)
            continue
        if parent.getparent() is None:
            out.append(_item(item, way))
            parent.remove(item)
    return ("".join(out) + "</sst>").encode(), len(out) - 1


def _finish(root: Element, way: Filter) -> None:
    if root.tag not in {f"{{{SHEET}}}sst", f"{{{STRICT_SHEET}}}sst"}:
        raise Hold("broken")
    for child in root:
        list(way.copy(child))


def _item(item: Element, way: Filter) -> str:
    if len(item) == 1 and str(item[0].tag).endswith("main}t"):
        text = plain(item[0].text or "", way.log)
        way.log.fidelity["characters"] += len(text)
        return f'<si><t xml:space="preserve">{escaped(text)}</t></si>'
    kept = next(way.copy(item), None)
    if kept is None:
        return "<si/>"
    way.log.fidelity["characters"] += sum(len(t.text or "") for t in kept.iter(f"{{{SHEET}}}t"))
    new = etree.Element(kept.tag, nsmap={None: SHEET})  # type: ignore[dict-item]  # lxml takes None
    new.extend(list(kept))
    etree.cleanup_namespaces(new)
    return etree.tostring(new, encoding="unicode").replace(f' xmlns="{SHEET}"', "", 1)
