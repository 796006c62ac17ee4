"""Old drawings (EMF, WMF) become pixels: a program draws all of a document's in one round.

They are lists of drawing commands with room for code and hidden data; none is read here. Where the
program cannot draw one, a plain grey picture takes its place, as large as the document shows it.
"""

import re
import zlib
from collections.abc import Mapping

from sekisho.sanitize.rebuild.contract import Need, Request
from sekisho.sanitize.rebuild.ooxml.package import Package

_EMF = re.compile(rb"\x01\x00\x00\x00.{36} EMF", re.DOTALL)
_WMF = re.compile(rb"\xd7\xcd\xc6\x9a|[\x01\x02]\x00\x09\x00\x00[\x01\x03]")
_GZIP = b"\x1f\x8b"
_MOST, _BYTES = 40, 20 << 20
_NAMES = re.compile(r"\.(emf|wmf|emz|wmz)$", re.IGNORECASE)


def kind_of(data: bytes) -> str:
    """Return "emf" or "wmf", "" for what is neither."""
    if _EMF.match(data[:64]):
        return "emf"
    return "wmf" if _WMF.match(data[:64]) else ""


def inflated(data: bytes) -> bytes:
    """Return a compressed drawing opened, any other as it is; never more than a bounded size."""
    if not data.startswith(_GZIP):
        return data
    try:
        return zlib.decompressobj(31).decompress(data, _BYTES)
    except zlib.error:
        return data


def wished(package: Package, request: Request) -> Need | None:
    """Return the wish to have a package's drawings drawn, None without any or once answered."""
    if request.answers:
        return None
    files = {f"{number}.{kind_of(data)}": data for number, (_, data) in enumerate(_found(package))}
    if not files:
        return None
    return Need("draw-metafiles", files, {"inputs": " ".join(files)})


def drawn(package: Package, request: Request) -> Mapping[str, bytes]:
    """Return what was drawn, by the part's name in small letters."""
    if not request.answers:
        return {}
    answer = request.answers[0]
    pictures = {name: answer.get(f"{n}.png", b"") for n, (name, _) in enumerate(_found(package))}
    return {name: data for name, data in pictures.items() if data}


def _found(package: Package) -> list[tuple[str, bytes]]:
    """Return the drawings of a package in one order, at most so many and so large."""
    found: list[tuple[str, bytes]] = []
    room = _BYTES
    for name in package.names:
        if _NAMES.search(name) and "/media/" in name and len(found) < _MOST:
            data = inflated(package.peek(name))
            if kind_of(data) and len(data) <= room:
                room -= len(data)
                found.append((name.lower(), data))
    return found
