"""7z, LZH, tar and gzip: unpacked by a confined program, every file sent across, packed as ZIP."""

import json
import re
import zlib
from dataclasses import dataclass

from sekisho.sanitize.rebuild import archive
from sekisho.sanitize.rebuild.charset import decode
from sekisho.sanitize.rebuild.contract import (
    Closing,
    Hold,
    Log,
    Need,
    Part,
    Rebuilt,
    Request,
    Unpacked,
)
from sekisho.sanitize.results import Action

FORMATS = ("archive",)
_STDOUT = "<stdout>"


@dataclass(frozen=True, slots=True)
class _File:
    """A file of the listing; `crc` None where the format keeps none."""

    name: str
    size: int
    crc: int | None
    vector: str = ""  # what it is instead of a file


def rebuild(request: Request) -> Unpacked | Need:
    """Return the files of the archive; tried without a password first, then with each given.

    Two programs a try: one lists names and sizes, one writes all contents one after the other.
    """
    passwords = ("", *request.passwords)
    *earlier, last = request.answers or ({},)
    listed = last if len(request.answers) % 2 else (earlier[-1] if earlier else {})
    if len(request.answers) % 2:
        return _need("read-archive", request, passwords[len(request.answers) // 2])
    tried = len(request.answers) // 2
    log = Log()
    if tried:
        opened = _opened(listed.get(_STDOUT, b""), last.get(_STDOUT, b""), request, log)
        if opened is not None:
            if tried > 1:
                log.remove("archive.encrypted", "", Action.CONVERTED)
            return opened
    if tried < len(passwords):
        return _need("list-archive", request, passwords[tried])
    if request.data.startswith(_SEVEN):  # the only one here that can be encrypted
        raise Hold(
            "password-wrong" if request.passwords else "password-needed", "archive.encrypted"
        )
    raise Hold("broken")


_GZIP = b"\x1f\x8b"
_PATH = re.compile(rb"(?m)^Path = .*$")
_LETTER = re.compile(rb"[\x81-\x9f\xe0-\xfc][/\x40-\x7e\x80-\xfc]")
_SEVEN = b"7z\xbc\xaf\x27\x1c"


def _need(program: str, request: Request, password: str) -> Need:
    return Need(program, {"input": request.data}, {"password": password})


def _opened(listing: bytes, stream: bytes, request: Request, log: Log) -> Unpacked | None:
    """Cut the stream into the files of the listing; None when they do not fit."""
    files = _files(listing, request)
    at, bodies, kept = 0, [], []
    taken: set[str] = set()
    for file in files:
        body = stream[at : at + file.size]
        at += file.size
        if len(body) != file.size or (file.crc is not None and zlib.crc32(body) != file.crc):
            return None
        vector = file.vector or ("archive.duplicate" if file.name in taken else "")
        taken.add(file.name)
        if vector:
            log.remove(vector, file.name[:80])
        else:
            kept.append(file)
            bodies.append(body)
    if at != len(stream) or not files:
        return None
    log.change("圧縮形式を ZIP に変えました。")
    parts = tuple(
        Part(_named(file, request), body) for file, body in zip(kept, bodies, strict=True)
    )
    folders = [archive.folder(file.name, log) for file in kept]
    return Unpacked(parts, json.dumps(folders).encode(), log)


def _named(file: _File, request: Request) -> str:
    """Return a file's own name; a single compressed file without one has that of its archive."""
    name = file.name.rpartition("/")[2]
    if not request.data.startswith(_GZIP) or name.rstrip("~") != "input":
        return name
    stem, _, extension = request.name.rpartition(".")
    return stem + ".tar" if extension.lower() == "tgz" else stem or name


def _with_second_bytes(path: re.Match[bytes]) -> bytes:
    r"""Return a name of an LZH with the second bytes its letters had.

    The program makes every 0x5C a "/", also the second byte of 表, ソ, 能 and forty others. In
    Shift_JIS (JIS X 0208) 0x2F is nobody's second byte: after a first byte it was 0x5C.
    """
    line = path[0]
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return _LETTER.sub(lambda letter: letter[0].replace(b"/", b"\\"), line)
    return line


def _files(listing: bytes, request: Request) -> list[_File]:
    """Return the files a listing (`-slt`) names, folders left out.

    LZH and old tar keep names as the sender's system wrote them, and the program hands them on.
    """
    if request.data[2:5] == b"-lh":
        listing = _PATH.sub(_with_second_bytes, listing)
    _, _, rows = decode(listing).text.partition("\n----------\n")
    limits, total, files = request.options.limits, 0, []
    for block in rows.split("\n\n"):
        fields = dict(line.split(" = ", 1) for line in block.splitlines() if " = " in line)
        if not fields.get("Size", "").strip().isdigit() and "Path" not in fields:
            continue
        if fields.get("Folder") == "+" or fields.get("Attributes", "").startswith("D"):
            continue
        size = int(fields["Size"]) if fields.get("Size", "").strip().isdigit() else 0
        total += size
        crc = fields.get("CRC", "").strip()
        if fields.get("Method", "").startswith("-lh"):
            crc = ""  # of 16 bits; the program has compared it and fails where it does not fit
        files.append(
            _File(
                fields["Path"],
                size,
                int(crc, 16) if re.fullmatch("[0-9A-F]{8}", crc) else None,
                _vector(fields),
            )
        )
        if len(files) > limits.entries:
            raise Hold("limit", "archive.entry-bomb")
        if total > limits.part_bytes or (
            total > limits.ratio_from and total > limits.ratio * len(request.data)
        ):
            raise Hold("limit", "archive.ratio-bomb")
    return files


def _vector(fields: dict[str, str]) -> str:
    """Return the vector of a link or a device, "" for a file."""
    if any(fields.get(key, "").strip() for key in ("Symbolic Link", "Hard Link")):
        return "archive.link"
    return "archive.device" if fields.get("Mode", "-")[:1] in {"b", "c", "p", "s"} else ""


def close(request: Request, closing: Closing) -> Rebuilt:
    """Return a ZIP of the files that crossed."""
    return archive.close(request, closing)
