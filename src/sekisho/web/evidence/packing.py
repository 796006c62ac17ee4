"""Packs evidence to be handed out: entries, files, proofs and a program that verifies them alone.

The law: the package's last entry seals the list of what is in it, so that nothing can be taken out
or put in unseen; a checkpoint signed after it covers every entry. See `verify_package`.

A package is whole however long it is: entries are read and written some hundreds at a time, and
past a size it is put together on the disk. Nothing is cut.
"""

import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from importlib.resources import files
from typing import IO, TypeVar

from django.db import transaction

from sekisho.ledger import JsonValue, leaf_hash
from sekisho.web.evidence import keys, queries
from sekisho.web.evidence.actions.checkpoints import make_checkpoint
from sekisho.web.evidence.actions.sealing import seal
from sekisho.web.evidence.comparing import sealed_columns
from sekisho.web.evidence.models import Attachment, Leaf, Record, stored_bytes

Item = TypeVar("Item")
_BATCH = 500  # entries read at a time
_IN_MEMORY = 8 * 1024**2  # a larger package lies on the disk while it is put together
_MADE = (1980, 1, 1, 0, 0, 0)  # equal content, equal bytes
_README = """証拠の一式

次のように確かめます。Python 3.9 以上だけで動き、通信はしません。
    python3 verify.py
先に受け取ったチェックポイントの検証鍵があれば、それで確かめます。
    python3 verify.py --key 検証鍵
"""


def indices_about(subjects: Iterable[str], *, hide_zones: frozenset[str]) -> list[int]:
    """Return the places of all entries about these subjects, but those about a hidden zone."""
    wanted = sorted(set(subjects))
    found: list[int] = []
    for some in _batches(wanted):
        rows = (
            Record.objects.filter(subject__in=some).order_by().values_list("leaf_id", "leaf__data")
        )
        for index, data in rows.iterator(chunk_size=_BATCH):
            sealed = sealed_columns(stored_bytes(data))
            if sealed is not None and sealed.body.get("zone") not in hide_zones:
                found.append(index)
    return sorted(found)


@transaction.atomic
def pack(*, indices: Iterable[int], subject: str, by: str, at: datetime) -> IO[bytes]:
    """Return the package as an open ZIP file; that it was handed out is sealed, and is in it."""
    chosen = sorted(set(indices))
    contents, kept = hashlib.sha256(), 0
    for some in _batches(chosen):
        leaves, attached = _leaves(some), _attached(some)
        kept += sum(len(each) for each in attached.values())
        for index in some:
            contents.update(_line(index, leaves[index], attached.get(index, [])).encode())
    body: dict[str, JsonValue] = {
        "contents_sha256": contents.hexdigest(),
        "entries": len(chosen),
        "files": kept,
    }
    last = seal(kind="evidence.packed", subject=subject, at=at, by=by, body=body)
    checkpoint = make_checkpoint(at=at)
    return _zipped([*chosen, last.index], checkpoint.size, checkpoint.text)


def _batches(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    return (items[at : at + _BATCH] for at in range(0, len(items), _BATCH))


def _leaves(indices: Iterable[int]) -> dict[int, bytes]:
    rows = Leaf.objects.filter(pk__in=list(indices)).values_list("pk", "data")
    return {pk: stored_bytes(data) for pk, data in rows}


def _attached(indices: Iterable[int]) -> dict[int, list[Attachment]]:
    """Return what lies beside each entry, without its bytes: those are read one file at a time."""
    found: dict[int, list[Attachment]] = {}
    rows = Attachment.objects.filter(record_id__in=list(indices), erased_at=None)
    for row in rows.defer("content").order_by("record_id", "pk"):
        found.setdefault(row.record_id, []).append(row)
    return found


def _line(index: int, data: bytes, attached: list[Attachment]) -> str:
    kept = " ".join(sorted(stored_bytes(each.commitment).hex() for each in attached))
    return f"{index} {leaf_hash(data).hex()} {kept}".rstrip() + "\n"


def _zipped(indices: Sequence[int], size: int, note: str) -> IO[bytes]:
    out = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  # handed to whoever sends it
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package,
        tempfile.SpooledTemporaryFile(_IN_MEMORY) as manifest,
    ):
        manifest.write(b'{"entries": [')
        for number, entry in enumerate(_entries(package, indices, size)):
            manifest.write(b",\n " if number else b"\n ")
            manifest.write(json.dumps(entry, ensure_ascii=False).encode())
        manifest.write(b"\n]}\n")
        manifest.seek(0)
        with package.open(_named("manifest.json"), "w", force_zip64=True) as target:
            shutil.copyfileobj(manifest, target)
        _put(package, "checkpoint.txt", note.encode())
        _put(package, "vkey.txt", f"{keys.verifier_key().text}\n".encode())
        _put(package, "README.txt", _README.encode())
        program = files("sekisho.web.evidence") / "verify_package.py"
        _put(package, "verify.py", program.read_bytes())
    out.seek(0)
    return out


def _entries(
    package: zipfile.ZipFile, indices: Sequence[int], size: int
) -> Iterator[dict[str, JsonValue]]:
    """Put each entry and its files into the package; yield what the manifest says of it."""
    for some in _batches(indices):
        attached = _attached(some)
        for proof in queries.proofs(some, size):
            name = f"entries/{proof.index:08}.json"
            _put(package, name, proof.data)
            beside: list[JsonValue] = []
            for number, each in enumerate(attached.get(proof.index, []), start=1):
                file = f"files/{proof.index:08}-{number}"
                _put(package, file, _content(each))
                salt = stored_bytes(each.salt).hex()
                beside.append({"name": each.name, "type": each.media_type, "file": file,
                               "salt": salt})  # fmt: skip
            path: list[JsonValue] = [step.hex() for step in proof.path]
            yield {"index": proof.index, "data": name, "path": path, "files": beside}


def _content(row: Attachment) -> bytes:
    """Read one file; it is not kept with its row, for a package may hold many."""
    found = Attachment.objects.filter(pk=row.pk).values_list("content", flat=True)
    return stored_bytes(found.get())


def _named(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _MADE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _put(package: zipfile.ZipFile, name: str, data: bytes) -> None:
    package.writestr(_named(name), data)
