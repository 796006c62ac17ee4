"""Parses untrusted XML: no DTD, no entities, no network, bounded size and depth."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import NoReturn

from lxml import etree

from sekisho.sanitize.options import Limits
from sekisho.sanitize.rebuild.contract import Hold, Log, broken
from sekisho.sanitize.results import Action

_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_DECLARED = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._\-]+)[\"']")
_ENCODINGS = {
    b"utf-8",
    b"utf8",
    b"us-ascii",
    b"ascii",
    b"utf-16",
    b"shift_jis",
    b"euc-jp",
    b"iso-8859-1",
}
_PACKAGED = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii", b"utf-16"})  # what Office reads
_NODE = 300  # bytes
_SMALL = 1 << 20  # even of four-byte elements alone
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\x00?\x00", b"\x00<\x00?")


def parse(
    untrusted: bytes, limits: Limits, log: Log, place: str = "", *, indented: bool = False
) -> etree._Element:
    """Return the root element; raise `Hold` for anything that is not plain, bounded XML.

    A document type declaration is refused, not skipped: entities change what the text says.
    `indented` drops the blanks between elements, where they mean nothing.
    """
    admit(untrusted, limits, log, place)
    if _tree_bytes(untrusted) > limits.memory_bytes * 5 // 8:
        raise Hold("limit", "ooxml.part-bomb", place)
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        remove_blank_text=indented,
    )
    try:
        return etree.fromstring(untrusted, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        _not_well_formed(error, place)


def _tree_bytes(untrusted: bytes) -> int:
    """Return about how much memory the tree and a look at each of its elements will take.

    Zero for what is too short to matter.
    """
    if len(untrusted) < _SMALL:
        return 0
    starts = untrusted.count(b"<") - untrusted.count(b"</")
    return (starts + untrusted.count(b'="') + untrusted.count(b"='")) * _NODE


def rows_of(
    untrusted: bytes, limits: Limits, log: Log, place: str, tag: str
) -> Iterator[etree._Element]:
    """Give the root as soon as it is closed, and before it each element `tag` when it is closed.

    The caller empties what it has seen, so that a long part needs no tree as long as itself.
    """
    admit(untrusted, limits, log, place)
    reader = etree.iterparse(
        BytesIO(untrusted),
        events=("end",),
        tag=tag,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in reader:
            yield element
    except (etree.XMLSyntaxError, ValueError) as error:
        _not_well_formed(error, place)
    if reader.root is None:
        broken(place)
    yield reader.root


def _not_well_formed(error: Exception, place: str) -> NoReturn:
    if "depth" in str(error):  # libxml2 stops at 256 levels
        raise Hold("limit", "xml.depth", place) from None
    broken(place)


def admit(untrusted: bytes, limits: Limits, log: Log, place: str = "") -> None:
    """Hold XML that declares types or a strange charset, or is too long, before it is parsed."""
    if len(untrusted) > limits.xml_bytes:
        raise Hold("limit", "ooxml.part-bomb", place)
    narrow = untrusted
    if untrusted.startswith(_WIDE):
        narrow = _narrowed(untrusted, place)
    if b"<!" in narrow and _DOCTYPE.search(narrow):
        raise Hold("broken", _dtd_vector(narrow), place)
    declared = _DECLARED.match(narrow.removeprefix(b"\xef\xbb\xbf"))
    if declared and declared[1].lower() not in (_PACKAGED if place else _ENCODINGS):
        raise Hold("broken", "xml.encoding", place)
    if place and (narrow is not untrusted or (declared and declared[1].lower() == b"utf-16")):
        log.remove("xml.encoding", place, Action.CONVERTED)
    if b"<?" in narrow[5:] and re.search(rb"<\?(?!xml[\s?])", narrow):
        log.remove("xml.processing-instruction", place)


def _narrowed(untrusted: bytes, place: str) -> bytes:
    try:
        return untrusted.decode("utf-16").encode("utf-8")
    except UnicodeDecodeError:
        broken(place)


def _dtd_vector(narrow: bytes) -> str:
    if re.search(rb"\b(SYSTEM|PUBLIC)\b", narrow):
        return "xml.external-entity"
    entities = narrow.count(b"<!ENTITY")
    return "xml.entity-bomb" if entities > 3 else "xml.dtd"  # few cannot multiply
