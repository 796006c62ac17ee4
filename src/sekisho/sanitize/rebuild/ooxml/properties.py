"""Of a document's properties only its title crosses; authors, dates and programs do not."""

from xml.sax.saxutils import escape

from sekisho.sanitize.rebuild.contract import Hold
from sekisho.sanitize.rebuild.ooxml.carrying import Carrier
from sekisho.sanitize.rebuild.ooxml.package import Relationship
from sekisho.sanitize.rebuild.words import visible

_DC = "http://purl.org/dc/elements/1.1/"
_CP = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_ORDINARY = (f"{{{_DC}}}", f"{{{_CP}}}", "{http://purl.org/dc/terms/}")  # authors, dates, programs
_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
_TITLE_MOST = 255


def carry_title(carrier: Carrier, relations: dict[str, Relationship]) -> None:
    """Write the new package's core properties, and report the package's other relationships."""
    title = ""
    for relation in relations.values():
        if relation.kind == "core-properties" and carrier.package.has(relation.target):
            title = title or _title(carrier, relation.target)
        elif relation.kind == "extended-properties" and carrier.package.has(relation.target):
            _watch_base(carrier, relation.target)
        elif relation.kind != "officeDocument":
            carrier.left_behind(relation)
    part = carrier.new.open("docProps/core.xml", _TYPE)
    carrier.new.root.relate("core-properties", part.name)
    named = f"<dc:title>{escape(title)}</dc:title>" if title else ""
    part.data = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<cp:coreProperties xmlns:cp="{_CP}" xmlns:dc="{_DC}">{named}</cp:coreProperties>'
    ).encode()


def _watch_base(carrier: Carrier, name: str) -> None:
    """Note a base every relative link would start from; none of these properties crosses."""
    found = next(carrier.package.xml(name).iter("{*}HyperlinkBase"), None)
    if found is not None and found.text:
        carrier.log.remove("ooxml.hyperlink-base", found.text[:80])


def _title(carrier: Carrier, name: str) -> str:
    try:
        root = carrier.package.xml(name)
    except Hold:
        return ""
    for child in root:
        if not str(child.tag).startswith(_ORDINARY):
            carrier.log.remove("ooxml.metadata", str(child.tag).rpartition("}")[2][:60])
    found = root.find(f"{{{_DC}}}title")
    text = found.text if found is not None and found.text else ""
    return visible(text).strip()[:_TITLE_MOST]
