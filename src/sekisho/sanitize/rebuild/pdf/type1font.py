"""Type 1 programs: the characters' drawings, their names and a few numbers, in a frame of ours.

A Type 1 font is a PostScript program. None of its text crosses: what readers take from it is picked
out, checked and written into a fixed program.
"""

import re

_FACTOR, _ADD = 52_845, 22_719
_KEY = 55_665
_MOST_STRINGS, _MOST_BYTES = 10_000, 65_535
_NAME = rb"[A-Za-z0-9._\-+]{1,100}"
_NUMBERS = rb"[\[{]([-+0-9.eE\s]{0,600})[\]}]"
_ENCODED = re.compile(rb"dup\s+(\d{1,3})\s*/(%b)\s+put" % _NAME)
_SUBRS = re.compile(rb"/Subrs\s+(\d{1,5})\s+array")
_SUBR = re.compile(rb"\s*dup\s+(\d{1,5})\s+(\d{1,5})\s+\S{1,20} ")
_CHARSTRINGS = re.compile(rb"/CharStrings\s+(\d{1,5})\s+dict")
_CHARSTRING = re.compile(rb"/(%b)\s+(\d{1,5})\s+\S{1,20} " % _NAME)
_PUT = re.compile(rb"\s*(?:noaccess\s+put|readonly\s+put|\S{1,10})")
_LISTS = (
    "BlueValues",
    "OtherBlues",
    "FamilyBlues",
    "FamilyOtherBlues",
    "StdHW",
    "StdVW",
    "StemSnapH",
    "StemSnapV",
)
_SINGLE = ("BlueScale", "BlueShift", "BlueFuzz", "LanguageGroup", "ExpansionFactor")


def rebuilt(data: bytes) -> tuple[bytes, bytes]:
    """Return the new program's clear and enciphered part; raise ValueError when it is none."""
    clear, secret = _parts(_unpacked(data))
    private = _deciphered(secret)[4:]
    return _clear(clear), _enciphered(bytes(4) + _private(private))


def _unpacked(data: bytes) -> bytes:
    """Return the program without the segment heads of a PFB file."""
    if data[:1] != b"\x80":
        return data
    out, at = [], 0
    while data[at : at + 1] == b"\x80" and data[at + 1] in {1, 2}:
        size = int.from_bytes(data[at + 2 : at + 6], "little")
        out.append(data[at + 6 : at + 6 + size])
        at += 6 + size
    return b"".join(out)


def _parts(data: bytes) -> tuple[bytes, bytes]:
    if not data.startswith((b"%!PS-AdobeFont", b"%!FontType1")):
        raise ValueError("signature")
    at = data.index(b"eexec") + 5
    clear = data[:at]
    while data[at] in b" \t\r\n":
        at += 1
    secret = data[at:]
    if re.fullmatch(rb"[0-9A-Fa-f\s]{8}", secret[:8]):
        digits = re.sub(rb"\s", b"", re.match(rb"[0-9A-Fa-f\s]*", secret)[0])  # type: ignore[index]
        secret = bytes.fromhex(digits[: len(digits) // 2 * 2].decode())
    return clear, secret


def _deciphered(data: bytes) -> bytes:
    key, out = _KEY, bytearray(len(data))
    for at, byte in enumerate(data):
        out[at] = byte ^ key >> 8
        key = (byte + key) * _FACTOR + _ADD & 0xFFFF
    return bytes(out)


def _enciphered(data: bytes) -> bytes:
    key, out = _KEY, bytearray(len(data))
    for at, byte in enumerate(data):
        out[at] = cipher = byte ^ key >> 8
        key = (cipher + key) * _FACTOR + _ADD & 0xFFFF
    return bytes(out)


def _clear(text: bytes) -> bytes:
    name = re.search(rb"/FontName\s*/(%b)" % _NAME, text)
    matrix = _numbers(text, b"FontMatrix", 6)
    box = _numbers(text, b"FontBBox", 4)
    if matrix is None or box is None:
        raise ValueError("font matrix")
    title = name[1] if name else b"Font"
    lines = [
        b"%!PS-AdobeFont-1.0: " + title,
        b"11 dict begin",
        b"/FontName /%s def" % title,
        b"/PaintType 0 def",
        b"/FontType 1 def",
        b"/FontMatrix [%s] readonly def" % matrix,
        b"/FontBBox {%s} readonly def" % box,
        *_encoding(text),
        b"currentdict end",
        b"currentfile eexec",
    ]
    return b"\n".join(lines) + b"\n"


def _encoding(text: bytes) -> list[bytes]:
    if re.search(rb"/Encoding\s+StandardEncoding", text):
        return [b"/Encoding StandardEncoding def"]
    lines = [b"/Encoding 256 array", b"0 1 255 {1 index exch /.notdef put} for"]
    named = {int(code): name for code, name in _ENCODED.findall(text) if int(code) < 256}
    lines += [b"dup %d /%s put" % (code, named[code]) for code in sorted(named)]
    return [*lines, b"readonly def"]


def _numbers(text: bytes, key: bytes, count: int | None = None) -> bytes | None:
    match = re.search(rb"/%b\s*%b" % (key, _NUMBERS), text)
    if match is None:
        return None
    words = match[1].split()
    for word in words:
        if not re.fullmatch(rb"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,2})?", word):
            raise ValueError("number")
    if count is not None and len(words) != count:
        raise ValueError("numbers")
    return b" ".join(words)


def _private(text: bytes) -> bytes:
    """Return the private part: hints, subroutines and drawings, in their ciphered form."""
    length = re.search(rb"/lenIV\s+(-?\d)", text)
    found = _CHARSTRINGS.search(text)
    if found is None:
        raise ValueError("no characters")
    head = text[: min(found.start(), _first(text))]
    out = [
        b"dup /Private 16 dict dup begin",
        b"/RD {string currentfile exch readstring pop} executeonly def",
    ]
    out += [b"/ND {noaccess def} executeonly def", b"/NP {noaccess put} executeonly def"]
    out += [b"/MinFeature {16 16} def", b"/password 5839 def"]
    if length:
        out.append(b"/lenIV %d def" % int(length[1]))
    out += _hints(head)
    out += _subroutines(text)
    characters = _characters(text, found.end())
    out.append(b"2 index /CharStrings %d dict dup begin" % len(characters))
    out += [b"/%s %d RD %s ND" % (name, len(body), body) for name, body in characters]
    out += [
        b"end",
        b"end",
        b"readonly put",
        b"noaccess put",
        b"dup /FontName get exch definefont pop",
        b"mark currentfile closefile",
    ]
    return b"\n".join(out) + b"\n"


def _first(text: bytes) -> int:
    found = _SUBRS.search(text)
    return found.start() if found else len(text)


def _hints(text: bytes) -> list[bytes]:
    out = []
    for key in _LISTS:
        numbers = _numbers(text, key.encode())
        if numbers is not None:
            out.append(b"/%s [%s] def" % (key.encode(), numbers))
    for key in _SINGLE:
        match = re.search(rb"/%b\s+(-?[0-9.]{1,12}(?:[eE]-?\d)?)\s" % key.encode(), text)
        if match is not None:
            out.append(b"/%s %s def" % (key.encode(), match[1]))
    if re.search(rb"/ForceBold\s+true", text):
        out.append(b"/ForceBold true def")
    return out


def _subroutines(text: bytes) -> list[bytes]:
    found = _SUBRS.search(text)
    if found is None:
        return []
    bodies: dict[int, bytes] = {}
    at = found.end()
    while True:
        match = _SUBR.match(text, at)
        if match is None:
            break
        number, size = int(match[1]), int(match[2])
        bodies[number] = _body(text, match.end(), size)
        at = match.end() + size
        ended = _PUT.match(text, at)
        if ended is None:
            raise ValueError("subroutine")
        at = ended.end()
        if len(bodies) > _MOST_STRINGS or number > _MOST_STRINGS:
            raise ValueError("subroutines")
    if not bodies:
        return []
    out = [b"/Subrs %d array" % (max(bodies) + 1)]
    out += [
        b"dup %d %d RD %s NP" % (number, len(bodies[number]), bodies[number])
        for number in sorted(bodies)
    ]
    return [*out, b"ND"]


def _characters(text: bytes, at: int) -> list[tuple[bytes, bytes]]:
    bodies: dict[bytes, bytes] = {}
    while True:
        match = _CHARSTRING.search(text, at, at + 200)
        if match is None:
            break
        size = int(match[2])
        bodies[match[1]] = _body(text, match.end(), size)
        at = match.end() + size
        if len(bodies) > _MOST_STRINGS:
            raise ValueError("characters")
    if not bodies:
        raise ValueError("no characters")
    return list(bodies.items())


def _body(text: bytes, start: int, size: int) -> bytes:
    body = text[start : start + size]
    if len(body) != size:
        raise ValueError("beyond the end")
    return body
