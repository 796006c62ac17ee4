"""Names what stays behind: by relationship kind, by part where nobody pointed to it."""

import re

from sekisho.sanitize.rebuild.contract import Log
from sekisho.sanitize.rebuild.ooxml.package import Package, Relationship

_KINDS = {
    "vbaProject": "ooxml.vba",
    "wordVbaData": "ooxml.vba-data",
    "xlMacrosheet": "ooxml.xlm",
    "xlIntlMacrosheet": "ooxml.xlm",
    "dialogsheet": "ooxml.dialog-sheet",
    "ui/extensibility": "ooxml.custom-ui",
    "ui/userCustomization": "ooxml.custom-ui",
    "keyMapCustomizations": "ooxml.toolbar",
    "attachedToolbars": "ooxml.toolbar",
    "control": "ooxml.activex",
    "activeXControlBinary": "ooxml.activex",
    "ctrlProp": "ooxml.form-control",
    "webextension": "ooxml.web-extension",
    "webextensiontaskpanes": "ooxml.web-extension",
    "oleObject": "ooxml.ole",
    "package": "ooxml.package",
    "aFChunk": "ooxml.alt-chunk",
    "subDocument": "ooxml.sub-document",
    "glossaryDocument": "ooxml.glossary",
    "font": "ooxml.embedded-font",
    "audio": "ooxml.media",
    "video": "ooxml.media",
    "media": "ooxml.media",
    "thumbnail": "ooxml.thumbnail",
    "ink": "ooxml.ink",
    "model3d": "ooxml.model3d",
    "customXml": "ooxml.custom-xml",
    "printerSettings": "ooxml.printer-settings",
    "slicer": "ooxml.slicer",
    "slicerCache": "ooxml.slicer",
    "timeline": "ooxml.slicer",
    "timelineCache": "ooxml.slicer",
    "pivotCacheDefinition": "ooxml.pivot-cache",
    "pivotCacheRecords": "ooxml.pivot-cache",
    "pivotTable": "ooxml.pivot-cache",
    "attachedTemplate": "ooxml.attached-template",
    "frame": "ooxml.frameset",
    "mailMergeSource": "ooxml.mail-merge",
    "mailMergeHeaderSource": "ooxml.mail-merge",
    "recipientData": "ooxml.mail-merge",
    "externalLink": "ooxml.external-link",
    "externalLinkPath": "ooxml.external-link",
    "connections": "ooxml.connection",
    "queryTable": "ooxml.query-table",
    "xmlMaps": "ooxml.xslt",
    "transform": "ooxml.xslt",
    "slideUpdateUrl": "ooxml.slide-update",
    "slideUpdateInfo": "ooxml.slide-update",
    "powerPivotData": "ooxml.power-pivot",
    "rdRichValue": "ooxml.rich-data",
    "rdRichValueStructure": "ooxml.rich-data",
    "rdRichValueTypes": "ooxml.rich-data",
    "richValueRel": "ooxml.rich-data",
    "python": "ooxml.python",
    "custom-properties": "ooxml.custom-properties",
    "digital-signature/origin": "ooxml.signature",
    "image": "ooxml.unused-relationship",
    "hyperlink": "ooxml.unused-relationship",
}
_SHORT = 600  # of the list of sources without a source
# Kinds every ordinary program writes and nobody misses.
_QUIET = frozenset(
    """
    core-properties extended-properties webSettings theme calcChain commentsExtended commentsIds
    commentsExtensible people documentTasks styles settings fontTable numbering footnotes endnotes
    sharedStrings metadata stylesWithEffects chartStyle chartColorStyle presProps viewProps
    tableStyles notesMaster handoutMaster commentAuthors authors tags revisionInfo changesInfos
    changesInfo
    comments threadedComment person persons sheetMetadata vmlDrawing drawing themeOverride
    chartUserShapes officeDocument
    """.split()
)
_PARTS = (
    (r"vbaProject\.bin$", "ooxml.vba"),
    (r"vba(Data|ProjectSignature)", "ooxml.vba-data"),
    (r"^customUI/", "ooxml.custom-ui"),
    (r"/activeX/", "ooxml.activex"),
    (r"/ctrlProps/", "ooxml.form-control"),
    (r"/(macrosheets|intlMacrosheets)/", "ooxml.xlm"),
    (r"/dialogsheets/", "ooxml.dialog-sheet"),
    (r"/embeddings/.*\.bin$", "ooxml.ole"),
    (r"/embeddings/", "ooxml.package"),
    (r"\.(odttf|fntdata)$", "ooxml.embedded-font"),
    (r"\.(wav|mp3|mp4|m4a|m4v|wmv|wma|avi|mov|swf|mpg)$", "ooxml.media"),
    (r"^docProps/thumbnail", "ooxml.thumbnail"),
    (r"^customXml/", "ooxml.custom-xml"),
    (r"/printerSettings/", "ooxml.printer-settings"),
    (r"/(slicers|slicerCaches|timelines|timelineCaches)/", "ooxml.slicer"),
    (r"/(pivotCache|pivotTables)/", "ooxml.pivot-cache"),
    (r"/externalLinks/", "ooxml.external-link"),
    (r"/connections\.xml$", "ooxml.connection"),
    (r"/queryTables/", "ooxml.query-table"),
    (r"/model/", "ooxml.power-pivot"),
    (r"/richData/", "ooxml.rich-data"),
    (r"/python\.xml$", "ooxml.python"),
    (r"/webextensions/", "ooxml.web-extension"),
    (r"/ink/", "ooxml.ink"),
    (r"\.glb$", "ooxml.model3d"),
    (r"^_xmlsignatures/", "ooxml.signature"),
    (r"^docProps/custom\.xml$", "ooxml.custom-properties"),
    (r"/glossary/", "ooxml.glossary"),
    (r"\.(emf|wmf|x-emf|x-wmf)$", "ooxml.metafile"),
)
_QUIET_PARTS = re.compile(
    r"\.rels$|^docProps/(app|core)\.xml$|/(webSettings|calcChain|commentsExtended|commentsIds|"
    r"commentsExtensible|people|presProps|viewProps|stylesWithEffects|fontTable|metadata)\.xml$"
    r"|/charts/(style|colors)\d*\.xml$|/tags/|/changesInfos/|/revisionInfo\.xml$|/persons/",
    re.IGNORECASE,
)


def report(relation: Relationship, package: Package, log: Log) -> bool:
    """Log a relationship that something used and that may not cross; say whether it was named."""
    kind = relation.kind.rpartition("relationships/")[2]  # some name the year of their invention
    vector = _KINDS.get(kind)
    if relation.external:
        vector = _external(relation)
    elif re.search(r"/ink/[^/]*$", relation.target):
        vector = "ooxml.ink"
    elif vector == "ooxml.custom-xml" and _is_bibliography(relation.target, package):
        return False
    elif vector == "ooxml.custom-xml" and _is_query(relation.target, package):
        vector = "ooxml.data-mashup"
    elif vector is None and kind not in _QUIET:
        vector = "ooxml.unknown-part"
    if vector is not None:
        log.remove(vector, relation.target[:120])
    return vector is not None


def report_unused(relation: Relationship, package: Package, log: Log) -> bool:
    """Log a relationship no element used; say whether it was named."""
    if relation.external or relation.kind in _KINDS or relation.kind not in _QUIET:
        return report(relation, package, log)
    return False


def report_outward(name: str, package: Package, log: Log) -> None:
    """Log where a part that stays behind leads outside the document."""
    with log.at(name):
        for relation in package.relationships(name).values():
            if relation.external:
                log.remove(_external(relation), relation.target[:120])


def _is_bibliography(name: str, package: Package) -> bool:
    """Whether custom XML is the list of sources Word adds to every document, with none in it."""
    if not package.has(name):
        return False
    data = package.read(name)
    return (
        len(data) < _SHORT
        and b"officeDocument/2006/bibliography" in data
        and b"Source>" not in data
    )


def _is_query(name: str, package: Package) -> bool:
    """Whether custom XML is a query (Power Query) that fetches data by itself."""
    head = package.read(name)[:_SHORT] if package.has(name) else b""
    return b"DataMashup" in head.replace(b"\0", b"")


def _external(relation: Relationship) -> str:
    named = {
        "oleObject": "ooxml.ole-link",
        "image": "ooxml.external-image",
        "audio": "ooxml.external-media",
        "video": "ooxml.external-media",
        "media": "ooxml.external-media",
        "hyperlink": "ooxml.unused-relationship",
    }
    known = named.get(relation.kind) or _KINDS.get(relation.kind)
    return known or "ooxml.external-relationship"


def report_part(name: str, package: Package, log: Log) -> None:
    """Log a part nobody carried over, unless ordinary programs write it everywhere."""
    if _QUIET_PARTS.search(name):
        return
    for pattern, vector in _PARTS:
        if re.search(pattern, name, re.IGNORECASE):
            query = vector == "ooxml.custom-xml" and _is_query(name, package)
            if vector != "ooxml.custom-xml" or not _goes_with_bibliography(name, package):
                log.remove("ooxml.data-mashup" if query else vector, name)
            return
    pointed = package.content_type(name)
    log.remove("ooxml.unknown-part" if pointed else "ooxml.orphan-part", name)


def _goes_with_bibliography(name: str, package: Package) -> bool:
    """Whether a custom XML part is the empty list of sources, or says what kind of list it is."""
    item = name.replace("itemProps", "item")
    return _is_bibliography(item, package)
