"""Word documents whose XML or ZIP is not what it should be."""

from tests.engines.sanitize.samples import MARK
from tests.engines.sanitize.samples.words import (
    MAIN,
    W,
    bomb,
    declared,
    document,
    paragraph,
    plain,
    sample,
    with_part,
)


def strict() -> bytes:
    new = document()
    for name, (kind, body) in list(new.parts.items()):
        new.parts[name] = (
            kind,
            body.replace(W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main"),
        )
    return new.bytes()


def also(name: str, body: bytes | str = MARK, kind: str = "") -> bytes:
    """Return a document with a part nothing points to."""
    new = document()
    new.part(name, kind, body)
    return new.bytes()


def encoded(encoding: str) -> bytes:
    new = document()
    kind, body = new.parts[MAIN]
    new.parts[MAIN] = (kind, body.replace(b'encoding="UTF-8"', f'encoding="{encoding}"'.encode()))
    return new.bytes()


def flagged(bit: int) -> bytes:
    """Return a document with a flag bit set in every header of its ZIP."""
    data = bytearray(plain())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= bit
            at = data.find(signature, at + 4)
    return bytes(data)


def _doubled(old: bytes, new: bytes) -> bytes:
    """Return a document whose ZIP names one part twice."""
    return plain().replace(old, new)


INCLUSION = 'xmlns:xi="http://www.w3.org/2001/XInclude"'
INSTANCE = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
SAMPLES = (
    sample("ooxml.orphan-part", lambda: also("word/a.dat")),
    sample("ooxml.orphan-part", lambda: also("[trash]/0000.dat")),
    sample(
        "ooxml.unknown-part",
        lambda: with_part(
            "http://example.com/thing", "word/thing.bin", "application/x-thing", MARK.encode()
        ),
    ),
    sample("ooxml.strict-namespace", strict),
    sample("ooxml.part-bomb", bomb, expected="held"),
    sample("xml.dtd", lambda: declared('<!DOCTYPE w:document [<!ENTITY a "b">]>'), expected="held"),
    sample(
        "xml.external-entity",
        lambda: declared('<!DOCTYPE w:document [<!ENTITY a SYSTEM "file:///etc/hostname">]>'),
        expected="held",
    ),
    sample(
        "xml.entity-bomb",
        lambda: declared(
            "<!DOCTYPE w:document ["
            + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x"}">' for n in range(10))
            + "]>"
        ),
        expected="held",
    ),
    *(
        sample("xml.xinclude", lambda inside=inside: document(paragraph(inside)).bytes())
        for inside in (
            f'<xi:include {INCLUSION} href="http://x.example/{MARK}"/>',
            f'<w:r><xi:include {INCLUSION} parse="text" href="file:///{MARK}"/></w:r>',
        )
    ),
    *(
        sample("xml.schema-location", lambda given=given: document(given).bytes())
        for given in (
            f'<w:p {INSTANCE} xsi:schemaLocation="urn:x http://x.example/{MARK}.xsd"/>',
            f'<w:p {INSTANCE} xsi:noNamespaceSchemaLocation="http://x.example/{MARK}.xsd"/>',
        )
    ),
    sample(
        "xml.depth",
        lambda: document("<w:sdt><w:sdtContent>" * 300 + "</w:sdtContent></w:sdt>" * 300).bytes(),
        expected="held",
    ),
    sample("xml.processing-instruction", lambda: document(f"<?mso-application {MARK}?>").bytes()),
    sample("xml.encoding", lambda: encoded("UTF-7"), expected="held"),
    sample(
        "archive.duplicate",
        lambda: _doubled(b"word/settings.xml", b"word/document.xml"),
        expected="held",
    ),
    sample(
        "archive.duplicate",
        lambda: _doubled(b"word/settings.xml", b"word/Document.xml"),
        expected="held",
    ),
    sample("archive.encrypted", lambda: flagged(1), expected="held"),
    sample("archive.descriptor", lambda: flagged(8), expected="held"),
    sample("archive.trailing", lambda: plain() + MARK.encode()),
)
