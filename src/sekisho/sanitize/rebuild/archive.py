"""ZIP: opened strictly, every entry sent across by itself, packed anew with safe names."""

import json
import re
import unicodedata
from collections.abc import Iterator

from sekisho.sanitize.names import extension_of, safe_name
from sekisho.sanitize.rebuild.contract import (
    Child,
    Closing,
    Hold,
    Log,
    Need,
    Part,
    Rebuilt,
    Request,
    Unpacked,
)
from sekisho.sanitize.rebuild.mail.notes import about
from sekisho.sanitize.rebuild.text import encoded
from sekisho.sanitize.rebuild.zipread import Entry, Zip, doubled
from sekisho.sanitize.rebuild.zipwrite import write_zip
from sekisho.sanitize.results import Action

FORMATS = ("zip",)
NOTE = "無害化のお知らせ.txt"
_DEPTH = 40
_EXECUTABLE = 0o111


def rebuild(request: Request) -> Unpacked | Need:
    """Return the entries of the archive, the folders' names made safe."""
    log = Log()
    archive = Zip(request.data, request.options.limits, log)
    names = {entry.name.casefold() for entry in archive.entries}
    if "[content_types].xml" in names:
        raise Hold("type-mismatch")
    entries = list(_files(archive, log))
    if any(entry.encrypted for entry in entries):
        return _decrypted(request, archive, entries, log)
    return _unpacked(entries, [archive.read(entry) for entry in entries], log)


def _files(archive: Zip, log: Log) -> Iterator[Entry]:
    twice = doubled(archive.entries)
    taken: set[str] = set()
    for entry in archive.entries:
        if entry.is_folder:
            continue
        if entry.is_link:
            log.remove("archive.link", entry.name)
        elif entry.mode & 0o170000 not in {0, 0o100000}:
            log.remove("archive.device", entry.name)
        elif entry.name in taken:
            log.remove("archive.duplicate", entry.name)
        else:
            if entry.mode & 0o7000:
                log.remove("archive.mode", entry.name)
            taken.add(entry.name)
            yield entry
    if twice - taken:
        raise Hold("ambiguous", "archive.duplicate")


def _decrypted(request: Request, archive: Zip, entries: list[Entry], log: Log) -> Unpacked | Need:
    """Open an encrypted archive with the first password whose result matches every checksum."""
    log.remove("archive.encrypted", "", Action.CONVERTED)
    if not request.passwords:
        raise Hold("password-needed", "archive.encrypted")
    tried = len(request.answers)
    if tried:
        opened = archive.split(entries, request.answers[-1].get("<stdout>", b""))
        if opened is not None:
            return _unpacked(entries, opened, log)
    if tried >= len(request.passwords):
        raise Hold("password-wrong", "archive.encrypted")
    return Need("read-archive", {"input": request.data}, {"password": request.passwords[tried]})


def _unpacked(entries: list[Entry], bodies: list[bytes], log: Log) -> Unpacked:
    folders = [folder(entry.name, log) for entry in entries]
    parts = [
        Part(re.split(r"[\\/]", entry.name)[-1] or "名称なし", body)
        for entry, body in zip(entries, bodies, strict=True)
    ]
    return Unpacked(tuple(parts), json.dumps(folders).encode(), log)


def folder(name: str, log: Log) -> list[str]:
    """Return the folders of an entry's name, each safe; what climbs or starts at a root is cut."""
    *folders, _ = re.split(r"[\\/]", name)
    climbs = any(folder in {"..", ""} for folder in folders) or re.match(r"^[A-Za-z]:", name)
    if climbs or "\\" in name:
        log.remove("archive.path", name, Action.NEUTRALISED)
    safe = []
    for folder in folders[:_DEPTH]:
        if folder in {"", ".", ".."} or re.fullmatch(r"[A-Za-z]:", folder):
            continue
        made = safe_name(folder)
        for vector in made.vectors:
            log.remove(vector, folder, Action.NEUTRALISED)
        safe.append(made.name)
    return safe


def close(request: Request, closing: Closing) -> Rebuilt:
    """Return the archive of the entries that crossed, and a note on those that did not."""
    del request
    log = Log()
    folders: list[list[str]] = json.loads(closing.skeleton)
    files: list[tuple[str, bytes]] = []
    taken: set[str] = set()
    for path, child in zip(folders, closing.children, strict=True):
        if child.data is None:
            log.remove(_vector(child), child.name)
            continue
        name = _free("/".join([*path, child.name]), taken, log)
        files.append((name, child.data))
    if not files:
        first = next(iter(closing.children), None)
        raise Hold("nothing-left", _vector(first) if first else None, first.name if first else "")
    log.count("entries", len(files))
    note = about(closing.children)
    if note:
        files.append((_free(NOTE, taken, Log()), encoded(note + "\n")))
    return Rebuilt(write_zip(files), "zip", log)


def _vector(child: Child) -> str:
    return "archive.forbidden-entry" if child.outcome == "rejected" else "archive.held-entry"


def _free(name: str, taken: set[str], log: Log) -> str:
    """Return a name no other entry has, whatever the case or form of its letters."""
    stem, dot, extension = name.rpartition(".") if extension_of(name) else (name, "", "")
    free, number = name, 1
    while unicodedata.normalize("NFKC", free).casefold() in taken:
        if number == 1:
            log.remove("archive.case-duplicate", name, Action.NEUTRALISED)
        number += 1
        free = f"{stem} ({number}){dot}{extension}"
    taken.add(unicodedata.normalize("NFKC", free).casefold())
    return free
