"""Opens ZIP containers with the standard library: archives, OOXML and ODF, and what stands inside."""

import io
import posixpath
import re
import struct
import unicodedata
import xml.etree.ElementTree as ET
import zipfile
import zlib
from collections.abc import Callable, Iterator
from urllib.parse import unquote

from tests.engines.sanitize.scanner import officexml, texts

Within = Callable[[bytes, str], list[str]]
_FORBIDDEN = re.compile(
    r"\.(exe|dll|scr|com|pif|cpl|msi|bat|cmd|ps1|vbs|vbe|js|jse|wsf|wsh|sct|hta|lnk|url|scf|reg|jar|iqy|"
    r"slk|xll|chm|one|jtd|rar|iso|img|vhdx?)$",
    re.IGNORECASE,
)
_PART = 32 << 20
_ENTRIES = 5_000
_PICTURE = re.compile(r"\.(png|jpe?g|gif|bmp|tiff?)$", re.IGNORECASE)
_OFFICE = re.compile(
    r"vbaProject|vbaData|macrosheet|dialogsheet|activeX|ctrlProp|embeddings?/|customUI|webextension|"
    r"taskpane|customXml|customizations|printerSettings|externalLink|connections|queryTable|oleObject|"
    r"\.bin$|\.odttf$|\.fntdata$|/fonts?/|thumbnail|slicer|timeline|/model/|richData|/python|glossary|"
    r"/ink|_xmlsignatures|toolbar|afchunk|attachedTemplate|mailMerge|recipientData|custom\.xml$|\.wmf$|"
    r"\.emf$|\.svg$|\.glb$|\.(wav|mp3|mp4|wmv|avi|m4a)$|\[trash\]|pivotCache|/tags/|threadedComment",
    re.IGNORECASE,
)
_TYPES = re.compile(
    rb"macroEnabled|vbaProject|activeX|oleObject|intlmacro|macrosheet|addin|control\+xml|"
    rb"printerSettings|obfuscatedFont|customUI|webextension",
    re.IGNORECASE,
)
_RELATIONS = re.compile(
    r"(attachedTemplate|oleObject|frame|subDocument|mailMerge\w*|vbaProject|control|aFChunk|package|"
    r"externalLink\w*|xlExternalLink\w*|customXml|customProperties|webextension\w*|audio|video|media|font|"
    r"transform|recipientData|slideUpdateUrl|extensibility|attachedToolbars|keyMapCustomizations|"
    r"printerSettings|connections|queryTable|ctrlProp|activeX\w*|origin|signature|thumbnail)$"
)
_SCHEMES = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
_ODF = re.compile(
    r"^(Basic|Scripts|Configurations2|Object|ObjectReplacements|Thumbnails|Fonts|Versions|layout-cache)\b|"
    r"signatures|manifest\.rdf|VersionList",
    re.IGNORECASE,
)


def package(data: bytes, within: Within) -> Iterator[str]:
    """Give what a ZIP holds that may not cross, for the kind of package it is."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
        yield from _container(data, archive, entries)
        if len(entries) > _ENTRIES:
            yield "too many entries"
            return
        parts = {entry.filename: _read(archive, entry) for entry in entries if not entry.is_dir()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, zlib.error) as error:
        yield f"unreadable ZIP ({type(error).__name__})"
        return
    except (EOFError, OSError, struct.error, UnicodeError) as error:
        yield f"unreadable ZIP ({type(error).__name__})"
        return
    if "[Content_Types].xml" in parts:
        yield from _office(parts, within)
    elif "mimetype" in parts:
        yield from _open_document(parts, within)
    else:
        yield from _archive(parts, within)


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as opened:
        body = opened.read(_PART + 1)
    if len(body) > _PART:
        raise ValueError("swells")
    return body


def _container(
    data: bytes, archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]
) -> Iterator[str]:
    names = [entry.filename for entry in entries]
    if archive.comment or any(entry.comment for entry in entries):
        yield "ZIP comment"
    folded = {unicodedata.normalize("NFKC", name).casefold() for name in names}
    if len(folded) != len(names):
        yield "ZIP entries of one name"
    for entry in entries:
        name, mode = entry.filename, entry.external_attr >> 16
        if entry.extra:
            yield "ZIP extra field"
        if entry.flag_bits & 0x2041:
            yield "ZIP encryption"
        if entry.compress_type not in {0, 8}:
            yield "ZIP method"
        if mode & 0o170000 not in {0, 0o100000, 0o040000} or mode & 0o7000:
            yield "ZIP mode"
        if re.search(
            r"(^|[\\/])\.\.([\\/]|$)|^[\\/]|//|\\|^[A-Za-z]:|[\x00-\x1f\u202a-\u202e]", name
        ):
            yield "ZIP name"
    yield from _contiguous(data, entries)


def _contiguous(data: bytes, entries: list[zipfile.ZipInfo]) -> Iterator[str]:
    """Give what stands between, before or behind the records."""
    at = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset != at or data[at : at + 4] != b"PK\x03\x04":
            yield "ZIP bytes between entries"
            return
        flags, packed, name, extra = struct.unpack_from("<6xH10xI4xHH", data, at)
        method, crc, size = struct.unpack_from("<8xH4xI4xI", data, at)
        told = (entry.compress_type, entry.CRC, entry.file_size, entry.flag_bits)
        if (method, crc, size, flags) != told:
            yield "ZIP headers differ"
            return
        if flags & 8:
            yield "ZIP data descriptor"
            return
        if extra:
            yield "ZIP extra field"
        start = at + 30
        if data[start : start + name] not in {
            entry.orig_filename.encode("utf-8"),
            entry.orig_filename.encode("cp437", "replace"),
        }:
            yield "ZIP names differ"
        at = start + name + extra + packed
    if not data[at:].startswith((b"PK\x01\x02", b"PK\x05\x06")):
        yield "ZIP bytes between entries"
    end = data.rfind(b"PK\x05\x06")
    if int.from_bytes(data[end + 10 : end + 12], "little") != len(entries):
        yield "ZIP entries miscounted"
    if (
        end + 22 != len(data)
        or data.count(b"PK\x05\x06") != 1
        or data[end + 4 : end + 8] != bytes(4)
    ):
        yield "ZIP bytes behind the directory"


def _archive(parts: dict[str, bytes], within: Within) -> Iterator[str]:
    for name, body in parts.items():
        if _FORBIDDEN.search(name):
            yield f"forbidden file {name}"
        yield from (f"in {name}: {finding}" for finding in within(body, name))


def _office(parts: dict[str, bytes], within: Within) -> Iterator[str]:
    if _TYPES.search(parts["[Content_Types].xml"]):
        yield "content type"
    seen = {"[Content_Types].xml"} | {name for name in parts if name.endswith(".rels")}
    yield from (f"part {name}" for name in parts if _OFFICE.search(name))
    for name, body in parts.items():
        if _PICTURE.search(name):
            yield from (f"in {name}: {finding}" for finding in within(body, name))
        elif name.endswith((".xml", ".rels", ".vml")):
            yield from (f"{name}: {finding}" for finding in officexml.part(body))
        else:
            yield f"part {name}"
    for name, body in parts.items():
        if name.endswith(".rels"):
            yield from _relations(name, body, parts, seen)
    yield from (f"orphan {name}" for name in parts if name not in seen)


def _relations(name: str, body: bytes, parts: dict[str, bytes], seen: set[str]) -> Iterator[str]:
    try:
        rows = list(ET.fromstring(body))
    except ET.ParseError:
        yield f"{name}: unreadable"
        return
    folder = posixpath.dirname(posixpath.dirname(name))
    for row in rows:
        kind, target = row.get("Type", ""), row.get("Target", "")
        if _RELATIONS.search(kind):
            yield f"relationship {kind.rpartition('/')[2]}"
        if row.get("TargetMode") == "External":
            if not kind.endswith("/hyperlink") or not _SCHEMES.match(target):
                yield f"external {kind.rpartition('/')[2]} {target[:40]!r}"
            continue
        path = posixpath.normpath(posixpath.join("/" + folder, unquote(target.partition("#")[0])))[
            1:
        ]
        seen.add(path)
        if path not in parts or ".." in target.split("/")[2:]:
            yield f"relationship to nothing {target[:40]!r}"


def _open_document(parts: dict[str, bytes], within: Within) -> Iterator[str]:
    listed = set()
    try:
        for row in ET.fromstring(parts.get("META-INF/manifest.xml", b"")):
            listed |= {value for key, value in row.attrib.items() if key.endswith("full-path")}
    except ET.ParseError:
        yield "manifest"
    for name, body in parts.items():
        if _ODF.search(name):
            yield f"part {name}"
        if name not in listed and name not in {"mimetype", "META-INF/manifest.xml"}:
            yield f"part not in the manifest {name}"
        if _PICTURE.search(name):
            yield from (f"in {name}: {finding}" for finding in within(body, name))
        elif name.endswith(".xml"):
            yield from (f"{name}: {finding}" for finding in officexml.open_document(body))
        elif name != "mimetype":
            yield f"part {name}"
    yield from texts.characters(parts["mimetype"].decode("latin-1"))
