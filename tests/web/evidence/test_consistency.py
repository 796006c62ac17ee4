"""The proof between two checkpoints: checked by a verifier that shares no line with our engine."""

import base64
import hashlib
import json

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.web.factories import AT, client_for, make_person

from sekisho.web.evidence import actions
from sekisho.web.evidence.models import Checkpoint, Leaf

pytestmark = pytest.mark.django_db


def combined(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def tree_hash(leaves: list[bytes]) -> bytes:
    """MTH of RFC 9162 §2.1.1, from the entries themselves."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return combined(tree_hash(leaves[:split]), tree_hash(leaves[split:]))


def signed_head(note: str, vkey: str) -> tuple[int, bytes]:
    """Check the note's signature (C2SP signed-note, Ed25519) and return size and root."""
    name, key_id, key = vkey.split("+", 2)
    body, _blank, signatures = note.rpartition("\n\n")
    public = base64.b64decode(key)
    signature = next(
        base64.b64decode(line.rsplit(" ", 1)[1])
        for line in signatures.splitlines()
        if line.startswith(f"— {name} ")
    )
    assert signature[:4].hex() == key_id
    Ed25519PublicKey.from_public_bytes(public[1:]).verify(signature[4:], f"{body}\n".encode())
    _origin, size, root = body.split("\n")[:3]
    return int(size), base64.b64decode(root)


def consistent(first: int, second: int, path: list[bytes], old: bytes, new: bytes) -> bool:
    """RFC 9162 §2.1.4.2, step by step, for 0 < first < second."""
    if not path:
        return False
    path = [old, *path] if first & (first - 1) == 0 else list(path)
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for step in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = combined(step, fr), combined(step, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = combined(sr, step)
        fn, sn = fn >> 1, sn >> 1
    return fr == old and sr == new and sn == 0


def accepted(proof: dict) -> bool:
    """Whether somebody who was handed the file, and knows nothing else, accepts it."""
    try:
        first, old = signed_head(proof["old"]["checkpoint"], proof["verifier_key"])
        second, new = signed_head(proof["new"]["checkpoint"], proof["verifier_key"])
    except InvalidSignature:
        return False
    path = [bytes.fromhex(each) for each in proof["path"]]
    return consistent(first, second, path, old, new)


@pytest.fixture
def reader():
    return client_for(make_person(roles=("committee-member",)))


def grow(to: int) -> Checkpoint:
    """Seal entries until the ledger has that many, and sign it."""
    for number in range(Leaf.objects.count(), to):
        actions.seal(kind="edition.imported", subject=f"edition:{number}", at=AT)
    actions.make_checkpoint(at=AT)
    return Checkpoint.objects.get(size=to)


def address(old: int, new: int, name: str = "consistency") -> str:
    return reverse(f"evidence:{name}", args=[new, old])


def file_of(client, old: int, new: int) -> dict:
    answer = client.get(address(old, new, "consistency-file"))
    assert answer["Content-Disposition"] == (f'attachment; filename="consistency-{old}-{new}.json"')
    return json.loads(answer.content)


@settings(max_examples=12, deadline=None)
@given(st.sets(st.integers(1, 40), min_size=2, max_size=4))
def test_anybody_accepts_the_file_between_any_two_checkpoints(sizes):
    from django.db import transaction

    with transaction.atomic():
        reader = client_for(make_person(roles=("committee-member",)))
        ordered = sorted(sizes)
        for size in ordered:
            grow(size)
        entries = [
            bytes(data) for data in Leaf.objects.order_by("pk").values_list("data", flat=True)
        ]
        for at, old in enumerate(ordered):
            for new in ordered[at + 1 :]:
                proof = file_of(reader, old, new)
                assert accepted(proof)
                key = proof["verifier_key"]
                assert signed_head(proof["old"]["checkpoint"], key) == (
                    old, tree_hash(entries[:old]),
                )  # fmt: skip
                assert signed_head(proof["new"]["checkpoint"], key) == (
                    new, tree_hash(entries[:new]),
                )  # fmt: skip
        transaction.set_rollback(True)


def test_a_changed_file_is_accepted_by_nobody(reader):
    grow(5)
    grow(13)
    grow(14)
    proof = file_of(reader, 5, 13)
    assert accepted(proof)
    for at in range(len(proof["path"])):
        wrong = [*proof["path"]]
        wrong[at] = f"{int(wrong[at][:2], 16) ^ 1:02x}{wrong[at][2:]}"
        assert not accepted(proof | {"path": wrong})
    assert not accepted(proof | {"path": proof["path"][:-1]})
    assert not accepted(proof | {"path": [*proof["path"], proof["path"][0]]})
    assert not accepted(proof | {"new": file_of(reader, 5, 14)["new"]})
    lying = proof["old"]["checkpoint"].replace("\n5\n", "\n4\n")
    assert not accepted(proof | {"old": {"checkpoint": lying}})


def test_the_page_says_that_it_was_checked_now(reader):
    grow(3)
    grow(7)
    page = reader.get(address(3, 7)).content.decode()
    assert "前の記録は変わっていません" in page
    assert "追記の証明（3 件から 7 件）" in page
    assert address(3, 7, "consistency-file") in page


def test_a_rewritten_entry_is_not_proven(reader):
    """A row before the old checkpoint rewritten with its nodes: the signed roots do not agree."""
    grow(4)
    grow(8)
    row = Leaf.objects.get(pk=5)
    Leaf.objects.filter(pk=5).update(hash=bytes(32), finished=bytes(len(bytes(row.finished))))
    Leaf.objects.filter(pk=7).update(hash=bytes(32), finished=bytes(96))
    page = reader.get(address(4, 8)).content.decode()
    assert "前の記録は変わっていません" not in page
    assert not accepted(file_of(reader, 4, 8))


def test_a_lost_row_is_said_in_words(reader):
    grow(3)
    grow(7)
    from sekisho.web.evidence.models import Record

    Record.objects.filter(pk=3).delete()
    Leaf.objects.filter(pk=3).delete()
    page = reader.get(address(3, 7)).content.decode()
    assert "失われています" in page
    assert "前の記録は変わっていません" not in page
    assert not accepted(file_of(reader, 3, 7))


def test_a_checkpoint_links_to_the_proofs_from_earlier_ones_only(reader):
    for size in (2, 4, 6):
        grow(size)
    page = reader.get(reverse("evidence:checkpoint", args=[4])).content.decode()
    assert address(2, 4) in page
    assert address(4, 6) not in page
    assert "since" not in reader.get(reverse("evidence:checkpoint", args=[2])).content.decode()


@pytest.mark.parametrize(("old", "new"), [(7, 3), (3, 3), (2, 7), (3, 6), (0, 7)])
def test_what_are_no_two_checkpoints_in_order_is_not_found(reader, old, new):
    grow(3)
    grow(7)
    assert reader.get(address(old, new)).status_code == 404
    assert reader.get(address(old, new, "consistency-file")).status_code == 404


@pytest.mark.parametrize("name", ["consistency", "consistency-file"])
def test_it_is_closed_to_others(name, client):
    grow(3)
    grow(7)
    assert client_for(make_person()).get(address(3, 7, name)).status_code == 403
    assert client.get(address(3, 7, name)).status_code == 302
