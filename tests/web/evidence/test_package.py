"""An evidence package verifies alone, with nothing but Python; whatever is altered in it fails."""

import json
import subprocess
import sys
import zipfile
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.web.factories import AT

from sekisho.ledger import SigningKey, leaf_hash
from sekisho.web.evidence import actions, keys, packing, queries, verify_package
from sekisho.web.evidence.actions import File
from sekisho.web.evidence.packing import indices_about, pack

pytestmark = pytest.mark.django_db
PHOTO = File("鍵.jpg", "image/jpeg", b"picture" * 100)


@pytest.fixture
def folder(tmp_path):
    """A package, unpacked, of two entries among many; one has a file."""
    for number in range(9):
        files = (PHOTO,) if number == 3 else ()
        actions.seal(kind="note", subject=f"thing:{number}", at=AT, body={"n": number}, files=files)
    data = pack(indices=[3, 6], subject="audit:1", by="", at=AT + timedelta(hours=1))
    with data, zipfile.ZipFile(data) as package:
        package.extractall(tmp_path)
    return tmp_path


def run(folder, *arguments):
    """Run the package's own program in an empty environment, without site-packages."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(folder / "verify.py"), *arguments],
        check=False, capture_output=True, text=True, encoding="utf-8", env={}, cwd="/", timeout=60,
    )  # fmt: skip


def manifest(folder):
    return json.loads((folder / "manifest.json").read_text("utf-8"))


def rewrite(folder, change):
    found = manifest(folder)
    change(found)
    (folder / "manifest.json").write_text(json.dumps(found), "utf-8")


def test_it_verifies_alone_and_says_how_much(folder):
    done = run(folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert "証跡 3件、添付 1件" in done.stdout  # the third: that it was handed out
    assert "--key" in done.stdout


def test_it_verifies_by_the_key_somebody_pinned_and_by_no_other(folder):
    assert run(folder, "--key", keys.verifier_key().text).returncode == 0
    other = SigningKey(keys.verifier_key().name, b"7" * 32).verifier.text
    done = run(folder, "--key", other)
    assert done.returncode == 1
    assert "署名が合いません" in done.stdout
    assert run(folder, "--key", "nonsense").returncode == 1
    assert run(folder, "--strange").returncode == 2


def test_the_program_uses_nothing_but_the_standard_library(folder):
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import verify; "
        "print(sorted(m.split('.')[0] for m in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code, str(folder)],
        check=True, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    loaded = set(eval(done.stdout))  # a list our own code printed
    assert loaded - {"verify", "__main__"} <= set(sys.stdlib_module_names)


def _flip(path, place=0):
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(bytes(data))


@pytest.mark.parametrize(
    "name", ["entries/00000003.json", "entries/00000009.json", "files/00000003-1"]
)
def test_a_changed_byte_fails(folder, name):
    _flip(folder / name, 40)
    assert run(folder).returncode == 1


@pytest.mark.parametrize(
    "name",
    ["entries/00000006.json", "files/00000003-1", "checkpoint.txt", "manifest.json", "vkey.txt"],
)
def test_a_missing_file_fails(folder, name):
    (folder / name).unlink()
    done = run(folder)
    assert done.returncode == 1
    assert not done.stderr


@pytest.mark.parametrize(
    "change",
    [
        lambda found: found["entries"].pop(0),
        lambda found: found["entries"].pop(1),
        lambda found: found["entries"].pop(),
        lambda found: found["entries"][0]["files"].clear(),
        lambda found: found["entries"][1].update(index=5),
        lambda found: found["entries"][1]["path"].reverse(),
        lambda found: found["entries"][1]["path"].pop(),
        lambda found: found["entries"][1]["path"].append("00" * 32),
        lambda found: found["entries"][0]["files"][0].update(salt="00" * 32),
        lambda found: found["entries"].append(found["entries"][0]),
        lambda found: found.clear(),
    ],
)
def test_a_rewritten_list_fails(folder, change):
    rewrite(folder, change)
    done = run(folder)
    assert done.returncode == 1, done.stdout
    assert not done.stderr


def test_a_file_put_in_fails(folder):
    (folder / "entries" / "extra.json").write_text("{}")
    done = run(folder)
    assert done.returncode == 1
    assert "extra.json" in done.stdout


def test_another_bodys_signature_under_the_same_text_fails(folder):
    note = (folder / "checkpoint.txt").read_text("utf-8")
    text = note.rpartition("\n\n")[0] + "\n"
    forged = SigningKey(keys.verifier_key().name, b"8" * 32)
    from sekisho.ledger.note import sign_note

    (folder / "checkpoint.txt").write_bytes(sign_note(text, forged))
    assert run(folder).returncode == 1


def test_a_checkpoint_of_a_smaller_ledger_does_not_cover_it(folder):
    small = actions.make_checkpoint(at=AT).size
    assert small > 6
    earlier = queries.checkpoints()[-1]
    (folder / "checkpoint.txt").write_text(earlier.text, "utf-8")
    assert (run(folder).returncode == 0) == (earlier.size == 10)


def test_an_erased_file_is_not_in_it_and_the_rest_verifies(tmp_path):
    from sekisho.web.evidence.actions.erasing import ErasureReason
    from sekisho.web.evidence.models import Attachment

    view = actions.seal(kind="note", subject="a:1", at=AT, files=(PHOTO,))
    kept = Attachment.objects.get(record=view.index)
    reason = next(iter(ErasureReason))
    actions.erase_attachment(attachment_id=kept.pk, reason=reason, by="", at=AT)
    data = pack(indices=[view.index], subject="audit:1", by="", at=AT)
    with data, zipfile.ZipFile(data) as package:
        package.extractall(tmp_path)
        assert not [name for name in package.namelist() if name.startswith("files/")]
    assert run(tmp_path).returncode == 0


def sealed(number):
    """So many entries about one thing; every fifth has a file."""
    for each in range(number):
        files = (PHOTO,) if each % 5 == 0 else ()
        actions.seal(kind="note", subject="a:1", at=AT, body={"n": each}, files=files)
    return indices_about(["a:1"], hide_zones=frozenset())


def test_it_is_whole_however_many_entries_there_are_to_read_at_a_time(tmp_path, monkeypatch):
    monkeypatch.setattr(packing, "_BATCH", 4)
    monkeypatch.setattr(packing, "_IN_MEMORY", 1000)  # the rest of it lies on the disk
    data = pack(indices=sealed(23), subject="audit:1", by="", at=AT)
    with data, zipfile.ZipFile(data) as package:
        package.extractall(tmp_path)
    done = run(tmp_path)
    assert done.returncode == 0, done.stdout
    assert "証跡 24件、添付 5件" in done.stdout
    assert [each["index"] for each in manifest(tmp_path)["entries"]] == list(range(24))


def test_nothing_is_left_out_past_five_thousand_entries():
    events = [actions.Event("note", "a:1", {"n": number}) for number in range(5003)]
    actions.seal_many(events=events, at=AT, by="")
    assert indices_about(["a:1"], hide_zones=frozenset()) == list(range(5003))


def test_entries_are_read_together():
    chosen = sealed(12)
    with CaptureQueriesContext(connection) as few:
        pack(indices=chosen[1:5], subject="audit:1", by="", at=AT).close()
    with CaptureQueriesContext(connection) as many:
        pack(indices=[c for c in chosen if c % 5], subject="audit:1", by="", at=AT).close()
    assert len(many) == len(few)


def test_that_it_was_handed_out_is_sealed_and_in_it(folder):
    last = manifest(folder)["entries"][-1]
    said = json.loads((folder / last["data"]).read_text("utf-8"))
    assert (said["kind"], said["record"]["subject"]) == ("evidence.packed", "audit:1")
    assert queries.history("audit:1")[0].kind == "evidence.packed"


def test_entries_about_a_hidden_zone_are_left_out():
    actions.seal(kind="note", subject="a:1", at=AT, body={"zone": "mynumber"})
    actions.seal(kind="note", subject="a:1", at=AT, body={"zone": "lgwan"})
    assert len(indices_about(["a:1"], hide_zones=frozenset({"mynumber"}))) == 1
    assert len(indices_about(["a:1"], hide_zones=frozenset())) == 2


@given(seed=st.binary(min_size=32, max_size=32), message=st.binary(max_size=200))
@settings(max_examples=15)
def test_the_signature_check_is_that_of_a_real_library(seed, message):
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)
    assert verify_package.signed(public, message, signature)
    assert not verify_package.signed(public, message + b"x", signature)
    for place in (0, 31, 32, 63):
        wrong = bytearray(signature)
        wrong[place] ^= 1
        assert not verify_package.signed(public, message, bytes(wrong))


def test_strange_keys_and_signatures_are_no_signatures():
    assert not verify_package.signed(b"\xff" * 32, b"x", b"\x00" * 64)
    assert not verify_package.signed(b"", b"x", b"\x00" * 64)
    key = Ed25519PrivateKey.from_private_bytes(b"1" * 32)
    public, good = key.public_key().public_bytes_raw(), key.sign(b"x")
    scalar = int.from_bytes(good[32:], "little") + verify_package.Q  # the same, written another way
    assert not verify_package.signed(public, b"x", good[:32] + scalar.to_bytes(32, "little"))


@given(size=st.integers(1, 40), data=st.data())
@settings(max_examples=30)
def test_the_proof_check_is_that_of_the_engine(size, data):
    from sekisho.ledger import Frontier, node_reader, root
    from sekisho.ledger.proofs import inclusion_proof

    frontier, rows = Frontier(), {}
    leaves = [leaf_hash(str(number).encode()) for number in range(size)]
    for number in range(size):
        appended = frontier.append(leaves[number])
        rows[number], frontier = (appended.leaf, appended.packed), appended.frontier
    index = data.draw(st.integers(0, size - 1))
    path = list(inclusion_proof(index, size, node_reader(rows.__getitem__)))
    whole = root(leaves)
    assert verify_package.included(leaves[index], index, size, path, whole)
    other = data.draw(st.integers(0, size - 1))
    if other != index:
        assert not verify_package.included(leaves[other], index, size, path, whole)
        assert not verify_package.included(leaves[index], other, size, path, whole)
    assert not verify_package.included(leaves[index], index, size, [*path, leaves[0]], whole)
