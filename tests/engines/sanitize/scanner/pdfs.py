"""Reads PDF twice: raw bytes with every stream opened, and as the `qpdf` program writes it out.

The raw walk believes no cross-reference table, so it also sees objects nothing refers to.
"""

import re
import shutil
import subprocess
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path

_STREAM = re.compile(rb"stream\r?\n")
_NAME = re.compile(rb"/([^\x00-\x20()<>\[\]{}/%]*)")
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
_VEILED = re.compile(
    rb"/[^\s()<>\[\]{}/%]*#(?:3[0-9]|4[1-9A-F]|5[0-9A]|6[1-9A-F]|7[0-9A])", re.IGNORECASE
)
_COMMENT = re.compile(rb"%[^\r\n]*")
_INFLATED = 24 << 20
_LIVE = frozenset(
    name.encode()
    for name in """
    JavaScript JS AA Launch GoToR GoToE SubmitForm ImportData ResetForm Hide Named Thread Sound Movie
    Rendition Renditions SetOCGState GoTo3DView RichMediaExecute GoToDp EmbeddedFile EmbeddedFiles EF AF
    FileAttachment Collection RichMedia Screen 3D U3D PRC XFA AcroForm RC OPI PS Level1 Alternates
    SpiderInfo PieceInfo Sig DSS Requirements Extensions Perms JBIG2Decode JPXDecode CCITTFaxDecode
    LZWDecode Crypt Encrypt ObjStm XRefStm FFilter FDecodeParms URLS IDS AlternatePresentations
    Metadata OutputIntents Thumb Projection Widget JBIG2Globals Ref UserUnit Templates Navigator
    RichMediaContent OC OCProperties ICCBased BX
    """.split()
)
_ADDRESS = re.compile(rb"/URI\s*\(((?:\\.|[^\\)])*)\)", re.DOTALL)
_GOOD = re.compile(rb"(https?://|mailto:)", re.IGNORECASE)
_BASE = re.compile(rb"/URI\s*<<")
_OPEN = re.compile(rb"/OpenAction\s*(?!\[)")
_CHAIN = re.compile(rb"/A\s*<<(?:(?!>>).)*/Next\b", re.DOTALL)
_OUTSIDE = re.compile(rb"\(\\\\\\\\|\(file:|vnd\.sun\.star|javascript:", re.IGNORECASE)
_MATRIX = re.compile(rb"/FontMatrix\s*\[[^\]]*\(", re.DOTALL)
_ACTION = re.compile(rb"/S\s*/(?!URI\b|GoTo\b)(Trans|Thread|Sound|Movie|Named|Hide|Launch)\b")
_PROGRAM = re.compile(rb"/FunctionType\s+4\b")
_CHAINED = re.compile(rb"/Filter\s*\[\s*/\w+\s+/\w+")
_BOX = re.compile(rb"/MediaBox\s*\[([^\]]*)\]")
_PAGES = 2_000
_KIDS = re.compile(rb"/Kids\s*\[([^\]]*)\]")
_COLUMNS = re.compile(rb"/Columns\s+\d{7,}")
_COUNT, _WIDTH = re.compile(rb"/Count\s+(\d+)"), re.compile(rb"/(?:Width|Height)\s*(\d+)")


def document(data: bytes) -> Iterator[str]:
    """Give every live construct, wherever it hides."""
    if not data.startswith(b"%PDF-"):
        yield "bytes before the header"
    tail = data.rpartition(b"%%EOF")[2]
    if tail.strip(b"\r\n"):
        yield "bytes after the end"
    if data.count(b"startxref") > 1:
        yield "several revisions"
    layers, swollen = _layers(data)
    if swollen:
        yield "stream that swells"
    for text in layers:
        yield from _structure(text)
    said = _rewritten(data)
    if said is None:
        yield "qpdf cannot read it"
    else:
        yield from (f"{finding} (qpdf)" for finding in _structure(_objects(said)))


def _layers(data: bytes) -> tuple[list[bytes], bool]:
    """Return the text outside streams and every object stream; whether one swells."""
    outside, swollen, at, extra = [], False, 0, []
    for match in _STREAM.finditer(data):
        if match.start() < at:
            continue
        outside.append(data[at : match.start()])
        end = data.find(b"endstream", match.end())
        end = end if end >= 0 else len(data)
        body, too_much = _inflated(data[match.end() : end])
        swollen |= too_much
        if b"/ObjStm" in outside[-1][-400:]:
            extra.append(body)
        at = end + len(b"endstream")
    outside.append(data[at:])
    return [b"\n".join(outside), *extra], swollen


def _inflated(body: bytes) -> tuple[bytes, bool]:
    for _ in range(3):
        try:
            inner = zlib.decompressobj().decompress(body, _INFLATED)
        except zlib.error:
            break
        if len(inner) >= _INFLATED:
            return inner, True
        body = inner
    return body, False


def _structure(text: bytes) -> Iterator[str]:
    bare = _HEX.sub(lambda m: bytes([int(m[1], 16)]), text) if b"#" in text else text
    if _VEILED.search(text):
        yield "escaped name"
    names = {match[1] for match in _NAME.finditer(_without_strings(bare))}
    yield from (f"name /{name.decode('latin-1')}" for name in sorted(names & _LIVE))
    for address in _ADDRESS.findall(bare):
        if not _GOOD.match(address):
            yield f"address {address[:40]!r}"
    rules = {
        "URI base": _BASE,
        "action on opening": _OPEN,
        "chained action": _CHAIN,
        "outside path": _OUTSIDE,
        "text in a font matrix": _MATRIX,
        "action": _ACTION,
        "PostScript function": _PROGRAM,
        "filter chain": _CHAINED,
        "endless columns": _COLUMNS,
    }
    yield from (word for word, rule in rules.items() if rule.search(bare))
    if any(abs(float(n)) > 20_000 for box in _BOX.findall(bare) for n in _numbers(box)):
        yield "huge page"
    kids = max((each.count(b" R") for each in _KIDS.findall(bare)), default=0)
    if kids > _PAGES or any(int(n) > _PAGES for n in _COUNT.findall(bare)):
        yield "too many pages"
    if any(int(n) > 20_000 for n in _WIDTH.findall(bare)):
        yield "huge picture"


def _numbers(box: bytes) -> list[bytes]:
    return re.findall(rb"-?\d+(?:\.\d+)?", box)


def _without_strings(text: bytes) -> bytes:
    """Return the text with its literal strings emptied; a name inside words is no name."""
    kept, at, depth = [], 0, 0
    for match in re.finditer(rb"\\.|[()]", text, re.DOTALL):
        if match[0] == b"(":
            if depth == 0:
                kept.append(text[at : match.start()] + b"(")
            depth += 1
        elif match[0] == b")" and depth:
            depth -= 1
            if depth == 0:
                at = match.start()
    if depth:  # unbalanced: words cannot be told from names, so all of it is looked at
        return text
    kept.append(text[at:])
    return _COMMENT.sub(b"", b"".join(kept))


def _objects(written: bytes) -> bytes:
    return re.sub(rb"\nstream\n.*?\nendstream", b"", written, flags=re.DOTALL)


def _rewritten(data: bytes) -> bytes | None:
    """Return the document as qpdf writes it for reading: decrypted, object streams opened."""
    if shutil.which("qpdf") is None:
        raise AssertionError("install qpdf: the scanner needs it")
    words = ["qpdf", "--qdf", "--object-streams=disable", "--stream-data=preserve"]
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "a.pdf"), Path(folder, "b.pdf")
        source.write_bytes(data)
        done = subprocess.run(
            [*words, str(source), str(target)], capture_output=True, check=False, timeout=60
        )
        return target.read_bytes() if done.returncode in {0, 3} and target.exists() else None
