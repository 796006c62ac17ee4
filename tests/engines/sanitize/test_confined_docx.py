"""Documents made to exhaust a reader end held, in the real confinement, within its limits."""

import io
import time
import zipfile
import zlib

import pytest
from tests.engines.sanitize.samples import images, words
from tests.engines.sanitize.samples.packages import opened

from sekisho.cli.confinement import Confined
from sekisho.sanitize import sanitize

_CPU, _MEMORY = 5, 512 << 20
_WALL = 30  # seconds to a decision on a busy machine
_DECIDED = {"limit", "broken", "memory", "timeout"}


@pytest.fixture(scope="module")
def confined():
    with Confined() as opened_:
        yield opened_


def long(body, times):
    return words.document(body * times).bytes()


def laughs():
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x"}">' for n in range(10))
    return words.declared(f"<!DOCTYPE a [{entities}]>")


def alternatives():
    """Two hundred alternatives in each other, around as much as the limits let in."""
    start, end = (
        '<mc:AlternateContent><mc:Choice Requires="wps">',
        "</mc:Choice></mc:AlternateContent>",
    )
    return words.document(start * 100 + "<w:p/>" * 1_000_000 + end * 100).bytes()


def distinct():
    """Start tags of which no two are alike."""
    return words.document(
        "".join(f'<w:p w:rsidR="{n:08X}" w:x="{n}"/>' for n in range(700_000))
    ).bytes()


def parts():
    new = words.document()
    for number in range(6_000):
        new.part(f"word/a{number}.xml", "application/xml", "<a/>")
    return new.bytes()


def wide_picture():
    body = bytearray(images.png())
    body[16:24] = (50_000).to_bytes(4, "big") * 2
    body[29:33] = zlib.crc32(body[12:29]).to_bytes(4, "big")
    packed = opened(words.picture()) | {"word/media/image1.png": bytes(body)}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in packed.items():
            archive.writestr(name, part)
    return out.getvalue()


BOMBS = {
    "a part of 200 MB": lambda: words.bomb(200 << 20),
    "entities": laughs,
    "200,000 levels": lambda: long("<w:sdt>" * 200_000 + "</w:sdt>" * 200_000, 1),
    "parts": parts,
    "a picture of 50,000 by 50,000": wide_picture,
    "a million elements that are not known": lambda: long("<w:x/>", 1_500_000),
    "a million fields": lambda: long(
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>', 200_000
    ),
    "alternatives in each other": alternatives,
    "start tags all different": distinct,
}


DEFUSED = {"alternatives in each other"}  # what is left of it is harmless


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_within_the_limits(name, confined):
    data = BOMBS[name]()
    begin = time.monotonic()
    result = sanitize(data, "a.docx", None, sandbox=confined)
    assert time.monotonic() - begin < _WALL
    assert result.cpu_seconds <= 2 * _CPU  # rebuilding and verifying have a limit each
    assert result.peak_bytes <= _MEMORY
    if result.outcome != "delivered":
        assert {reason.code for reason in result.reasons} <= _DECIDED
    assert result.outcome == ("delivered" if name in DEFUSED else "held")


def test_ordinary_documents_cross(confined):
    for make in (words.plain, words.fielded, words.picture, words.charted, words.text_box):
        assert sanitize(make(), "a.docx", None, sandbox=confined).outcome == "delivered"
