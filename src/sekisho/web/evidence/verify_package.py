"""Verifies an evidence package where it lies: Python 3.9 or later, nothing else, no network.

    python3 verify.py [--key VKEY]

It reads the files beside it: `manifest.json`, `checkpoint.txt`, `vkey.txt`, `entries/`, `files/`.
Verified are: the signature of the checkpoint (C2SP signed note, Ed25519 by RFC 8032), that each
entry stands in the sealed tree (RFC 9162 2.1.3.2), that each file is the one an entry committed to
(SHA-256 over salt and content), and that nothing was taken out of the package or put into it (its
last entry seals the list). Exit 0: all of it holds. 1: something does not; each is said in a line.

The key is the body's claim: pin it with --key, from a checkpoint that was handed out before.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


KEY, SIGNATURE = 32, 64  # bytes
LINE = ("dash", "name", "signature")
PINNED = ("--key", "vkey")


class WrongError(Exception):
    """Something in the package is not what was sealed."""


def sha256(data: bytes) -> bytes:
    """Return the hash."""
    return hashlib.sha256(data).digest()


def _add(p: tuple[int, int, int, int], q: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _times(scalar: int, point: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    found = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            found = _add(found, point)
        point = _add(point, point)
        scalar >>= 1
    return found


def _point(data: bytes) -> tuple[int, int, int, int] | None:
    """Return a point of the curve from its 32 bytes, or None."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else (0, y, 1, 0)
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P:
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


BASE = (
    15112221349535400772501151409588531511454012693041857206046113283949847762202,
    46316835694926478169428394003475163141307993866256225615783033603165251855960,
    1,
    46827403850823179245072216630277197565144205554125654976674165829533817101731,
)


def signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the Ed25519 signature over the message is the key's."""
    if len(public) != KEY or len(signature) != SIGNATURE:
        return False
    key, nonce = _point(public), _point(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or nonce is None or scalar >= Q:
        return False
    whole = hashlib.sha512(signature[:32] + public + message).digest()
    challenge = int.from_bytes(whole, "little") % Q
    left = _times(scalar, BASE)
    right = _add(nonce, _times(challenge, key))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (
        left[1] * right[2] - right[1] * left[2]
    ) % P == 0


def key_of(text: str) -> tuple[str, bytes, bytes]:
    """Return name, id and public key of a vkey."""
    name, key_id, encoded = text.strip().split("+", 2)
    data = base64.b64decode(encoded, validate=True)
    if data[:1] != b"\x01" or sha256(name.encode() + b"\n" + data)[:4].hex() != key_id:
        raise WrongError("検証鍵の書き方が正しくありません。")
    return name, bytes.fromhex(key_id), data[1:]


def checkpoint_of(note: str, vkey: str) -> tuple[int, bytes]:
    """Return size and root of a checkpoint the key signed."""
    name, key_id, public = key_of(vkey)
    text, mark, lines = note.rpartition("\n\n")
    if not mark:
        raise WrongError("チェックポイントに署名の行がありません。")
    text += "\n"
    for line in lines.split("\n"):
        parts = line.split(" ")
        if len(parts) == len(LINE) and parts[0] == "\u2014" and parts[1] == name:
            data = base64.b64decode(parts[2], validate=True)
            if data[:4] == key_id and signed(public, text.encode(), data[4:]):
                origin, size, root = text.split("\n")[:3]
                if origin != name:
                    raise WrongError("別の台帳のチェックポイントです。")
                return int(size), base64.b64decode(root, validate=True)
    raise WrongError("チェックポイントの署名が合いません。")


def included(leaf: bytes, index: int, size: int, path: list[bytes], root: bytes) -> bool:
    """Whether the leaf stands at the place in the tree of that size and root."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = sha256(b"\x01" + step + found)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            found = sha256(b"\x01" + found + step)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def verify(folder: Path, pinned: str = "") -> tuple[list[str], int, int]:
    """Return what is wrong, a line each, and how many entries and files were verified."""
    vkey = pinned or (folder / "vkey.txt").read_text("utf-8")
    size, root = checkpoint_of((folder / "checkpoint.txt").read_text("utf-8"), vkey)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    wrong, listed, named, count = [], [], {"manifest.json", "checkpoint.txt", "vkey.txt"}, 0
    last: dict[str, Any] = {}
    for entry in sorted(manifest["entries"], key=lambda each: each["index"]):
        data = (folder / entry["data"]).read_bytes()
        named.add(entry["data"])
        leaf = sha256(b"\x00" + data)
        path = [bytes.fromhex(each) for each in entry["path"]]
        said = json.loads(data)
        if said["index"] != entry["index"] or not included(leaf, entry["index"], size, path, root):
            wrong.append(f"証跡 {entry['index']} 番は、台帳に封印されたものと違います。")
            continue
        commitments = said["record"].get("files", [])
        kept = []
        for each in entry["files"]:
            named.add(each["file"])
            content = (folder / each["file"]).read_bytes()
            commitment = sha256(bytes.fromhex(each["salt"]) + content).hex()
            kept.append(commitment)
            count += 1
            if commitment not in commitments:
                wrong.append(f"証跡 {entry['index']} 番の添付「{each['name']}」が封印と違います。")
        listed.append(f"{entry['index']} {leaf.hex()} {' '.join(sorted(kept))}".rstrip())
        last = said
    wrong += _contents(listed, last)
    present = {each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()}
    strange = present - named - {"verify.py", "README.txt"}
    wrong += [f"一覧にないファイルがあります: {each}" for each in sorted(strange)]
    return wrong, len(manifest["entries"]), count


def _contents(listed: list[str], last: dict[str, Any]) -> list[str]:
    """Compare what the package holds with what its last entry sealed of it."""
    record = last.get("record", {})
    body = record.get("body", {}) if last.get("kind") == "evidence.packed" else {}
    lines = "".join(f"{line}\n" for line in listed[:-1])
    if body.get("contents_sha256") != sha256(lines.encode()).hex():
        return [
            "証拠の一式が、渡したときと違います（抜けたもの、加わったもの、差し替えがあります）。"
        ]
    return []


def main(arguments: list[str]) -> int:
    """Verify the package around this file; say what holds and what does not."""
    pinned = arguments[1] if len(arguments) == len(PINNED) and arguments[0] == "--key" else ""
    if arguments and not pinned:
        sys.stdout.write("使い方: python3 verify.py [--key 検証鍵]\n")
        return 2
    try:
        wrong, entries, files = verify(Path(__file__).resolve().parent, pinned)
    except (WrongError, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        sys.stdout.write(f"不合格: {str(error) or type(error).__name__}\n")
        return 1
    for line in wrong:
        sys.stdout.write(f"不合格: {line}\n")
    if wrong:
        return 1
    note = (
        ""
        if pinned
        else "鍵は包みの中のものです。先に受け取った鍵があれば --key で確かめてください。\n"
    )
    sys.stdout.write(f"合格: 証跡 {entries}件、添付 {files}件。{note}\n")
    return 0


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main(sys.argv[1:]))
