"""Packs evidence to be handed out: entries, files, proofs and a program that verifies them alone.

The law: the package's last entry seals the list of what is in it, so that nothing can be taken out
or put in unseen; a checkpoint signed after it covers every entry. See `verify_package`.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable
from datetime import datetime
from importlib.resources import files

from django.db import transaction

from sekisho.ledger import JsonValue, leaf_hash
from sekisho.web.evidence import keys, queries
from sekisho.web.evidence.actions.checkpoints import make_checkpoint
from sekisho.web.evidence.actions.sealing import seal
from sekisho.web.evidence.comparing import sealed_columns
from sekisho.web.evidence.models import Attachment, Leaf, Record, stored_bytes

MOST_ENTRIES = 5000
_MADE = (1980, 1, 1, 0, 0, 0)  # equal content, equal bytes
_README = """証拠の一式

次のように確かめます。Python 3.9 以上だけで動き、通信はしません。
    python3 verify.py
先に受け取ったチェックポイントの検証鍵があれば、それで確かめます。
    python3 verify.py --key 検証鍵
"""


def indices_about(subjects: Iterable[str], *, hide_zones: frozenset[str]) -> list[int]:
    """Return the places of the entries about these subjects, but those about a hidden zone."""
    rows = Record.objects.filter(subject__in=set(subjects)).order_by("leaf_id")
    found = []
    for index, data in rows.values_list("leaf_id", "leaf__data")[:MOST_ENTRIES]:
        sealed = sealed_columns(stored_bytes(data))
        if sealed is not None and sealed.body.get("zone") not in hide_zones:
            found.append(index)
    return found


@transaction.atomic
def pack(*, indices: Iterable[int], subject: str, by: str, at: datetime) -> bytes:
    """Return the package as a ZIP file; that it was handed out is sealed, and is in it."""
    chosen = sorted(set(indices))
    leaves = {row.pk: stored_bytes(row.data) for row in Leaf.objects.filter(pk__in=chosen)}
    attached = _attached(chosen)
    lines = "".join(_line(index, leaves[index], attached.get(index, [])) for index in chosen)
    body: dict[str, JsonValue] = {
        "contents_sha256": hashlib.sha256(lines.encode()).hexdigest(),
        "entries": len(chosen),
        "files": sum(len(each) for each in attached.values()),
    }
    last = seal(kind="evidence.packed", subject=subject, at=at, by=by, body=body)
    checkpoint = make_checkpoint(at=at)
    return _zipped([*chosen, last.index], attached, checkpoint.size, checkpoint.text)


def _attached(indices: list[int]) -> dict[int, list[Attachment]]:
    found: dict[int, list[Attachment]] = {}
    rows = Attachment.objects.filter(record_id__in=indices, erased_at=None)
    for row in rows.order_by("record_id", "pk"):
        found.setdefault(row.record_id, []).append(row)
    return found


def _line(index: int, data: bytes, attached: list[Attachment]) -> str:
    kept = " ".join(sorted(stored_bytes(each.commitment).hex() for each in attached))
    return f"{index} {leaf_hash(data).hex()} {kept}".rstrip() + "\n"


def _zipped(
    indices: list[int], attached: dict[int, list[Attachment]], size: int, note: str
) -> bytes:
    out, entries = io.BytesIO(), []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for index in indices:
            proof = queries.proof(index, size)
            name = f"entries/{index:08}.json"
            _put(package, name, proof.data)
            beside = []
            for number, each in enumerate(attached.get(index, []), start=1):
                file = f"files/{index:08}-{number}"
                _put(package, file, stored_bytes(each.content))
                salt = stored_bytes(each.salt).hex()
                beside.append({"name": each.name, "type": each.media_type, "file": file,
                               "salt": salt})  # fmt: skip
            path = [step.hex() for step in proof.path]
            entries.append({"index": index, "data": name, "path": path, "files": beside})
        manifest = json.dumps({"entries": entries}, ensure_ascii=False, indent=1)
        _put(package, "manifest.json", manifest.encode())
        _put(package, "checkpoint.txt", note.encode())
        _put(package, "vkey.txt", f"{keys.verifier_key().text}\n".encode())
        _put(package, "README.txt", _README.encode())
        program = files("sekisho.web.evidence") / "verify_package.py"
        _put(package, "verify.py", program.read_bytes())
    return out.getvalue()


def _put(package: zipfile.ZipFile, name: str, data: bytes) -> None:
    package.writestr(zipfile.ZipInfo(name, _MADE), data, zipfile.ZIP_DEFLATED)
