"""Originals: what is stored opens only whole, only with its key, and not after its time."""

import base64
import json
import os
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.catalogue import original_days
from sekisho.quarantine import (
    AlteredError,
    Destroyed,
    Keyring,
    KeyringError,
    LocalStore,
    NotKeptError,
    QuarantineError,
    expired,
    rotate,
    sealing,
)

AT = datetime(2026, 11, 30, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    Keyring.new().save(tmp_path / "keys")
    return LocalStore(tmp_path / "originals", tmp_path / "keys")


def put(store, number="n1", data=b"secret original", kind="mail"):
    return store.put(number, data, kind=kind, at=AT)


def sealed_files(store):
    return sorted(store.folder.glob("*.sealed"))


def test_an_original_comes_back_as_it_was_and_cannot_be_read_on_the_disk(store):
    kept = put(store)
    assert store.get("n1") == b"secret original"
    assert (kept.size, kept.kind, store.about("n1")) == (15, "mail", kept)
    for path in store.folder.iterdir():
        assert b"secret" not in path.read_bytes()
        assert path.name == ".lock" or path.stat().st_mode & 0o077 == 0


def test_an_independent_reading_of_the_written_form_opens_it(store):
    """The form stated in `sealing` is the form on the disk: opened here with AES-GCM alone."""
    put(store)
    meta = json.loads((store.folder / "n1.meta").read_bytes())
    ring = json.loads(store.keys.read_text())
    about = json.dumps({k: meta[k] for k in sorted(meta) if k not in {"key", "wrapped"}}).encode()
    wrapped = base64.b64decode(meta["wrapped"])
    outer = AESGCM(base64.b64decode(ring["keys"][meta["key"]]))
    key = outer.decrypt(wrapped[:12], wrapped[12:], about)
    sealed = sealed_files(store)[0].read_bytes()
    nonce = sealed[:7] + b"\0\0\0\0" + b"\1"
    assert AESGCM(key).decrypt(nonce, sealed[7:], about) == b"secret original"


@settings(max_examples=25)
@given(st.binary(max_size=300), st.integers(0, 400), st.integers(1, 255))
def test_any_changed_byte_is_found(data, place, change):
    key = os.urandom(32)
    sealed = bytearray(b"".join(sealing.seal(data, key, b"about")))
    assert sealing.unseal(bytes(sealed), key, b"about") == data
    sealed[place % len(sealed)] ^= change
    with pytest.raises(sealing.NotSealedSoError):
        sealing.unseal(bytes(sealed), key, b"about")


def test_pieces_cannot_be_left_out_moved_or_added():
    key, size = os.urandom(32), sealing.PIECE + 16
    sealed = b"".join(sealing.seal(os.urandom(2 * sealing.PIECE + 5), key, b""))
    head, one, two, rest = sealed[:7], sealed[7 : 7 + size], sealed[7 + size : 7 + 2 * size], b""
    rest = sealed[7 + 2 * size :]
    assert len(sealing.unseal(sealed, key, b"")) == 2 * sealing.PIECE + 5
    for forged in (head + one + two, head + two + one + rest, head + one, sealed + rest, head, b""):
        with pytest.raises(sealing.NotSealedSoError):
            sealing.unseal(forged, key, b"")


def test_what_is_written_about_an_original_cannot_be_changed_either(store):
    put(store)
    meta = store.folder / "n1.meta"
    words = json.loads(meta.read_bytes())
    for field, value in (("kind", "other"), ("kept_at", "2020-01-01T00:00:00+00:00"), ("size", 1)):
        meta.write_text(json.dumps({**words, field: value}))
        with pytest.raises(AlteredError):
            store.get("n1")


def test_originals_cannot_be_exchanged(store):
    put(store)
    put(store, "n2", b"another")
    (store.folder / "n1.sealed").write_bytes((store.folder / "n2.sealed").read_bytes())
    with pytest.raises(AlteredError):
        store.get("n1")


def test_again_with_the_same_bytes_changes_nothing_and_other_bytes_are_refused(store):
    put(store)
    before = sealed_files(store)[0].read_bytes()
    put(store)
    assert sealed_files(store)[0].read_bytes() == before
    with pytest.raises(QuarantineError):
        put(store, data=b"other")


@pytest.mark.parametrize("number", ["none", "../keys", "", "a/b", ".lock", "x" * 65])
def test_an_unknown_or_crooked_number_is_not_there(store, number):
    with pytest.raises(NotKeptError):
        store.get(number)


def test_after_a_crash_half_way_nothing_is_there_and_it_can_be_put_again(store):
    put(store)
    (store.folder / "n1.meta").unlink()  # the sealed bytes were written, the meta file was not yet
    with pytest.raises(NotKeptError):
        store.get("n1")
    put(store)
    assert store.get("n1") == b"secret original"


def test_rotation_wraps_anew_without_touching_bytes_and_forgets_the_old_key(store):
    for number in range(5):
        put(store, f"n{number}", b"%d" % number)
    old, before = Keyring.load(store.keys), [p.read_bytes() for p in sealed_files(store)]
    assert rotate(store) == 5
    ring = Keyring.load(store.keys)
    assert set(ring.keys) == {ring.current}
    assert ring.current not in old.keys
    assert [p.read_bytes() for p in sealed_files(store)] == before
    assert [store.get(f"n{n}") for n in range(5)] == [b"%d" % n for n in range(5)]


def test_a_rotation_that_was_killed_is_finished_by_the_next(store, monkeypatch):
    for number in range(3):
        put(store, f"n{number}")
    wrapped = []

    def killed(self, number):
        if wrapped:
            raise KeyboardInterrupt
        wrapped.append(number)
        original(self, number)

    original = LocalStore.rewrap
    monkeypatch.setattr(LocalStore, "rewrap", killed)
    with pytest.raises(KeyboardInterrupt):
        rotate(store)
    assert store.get("n0") == store.get("n2")  # both keys are there in between
    monkeypatch.undo()
    rotate(store)
    assert store.get("n0") == store.get("n2") == b"secret original"


def test_keys_are_refused_when_others_may_read_them_or_they_are_broken(store):
    store.keys.chmod(0o644)
    with pytest.raises(KeyringError, match="chmod 600"):
        put(store)
    store.keys.chmod(0o600)
    for text in (
        "",
        "{}",
        "[]",
        '{"current":"a","keys":{}}',
        '{"current":"a","keys":{"a":"AA=="}}',
    ):
        store.keys.write_text(text)
        with pytest.raises(KeyringError):
            Keyring.load(store.keys)
    store.keys.unlink()
    with pytest.raises(KeyringError, match="控え"):
        put(store)


def test_without_its_key_an_original_stays_shut(store):
    put(store)
    Keyring.new().save(store.keys)
    with pytest.raises(KeyringError):
        store.get("n1")


def test_what_is_past_its_days_is_named_and_the_rest_stays(store):
    days = original_days()
    put(store, "old")
    put(store, "held", kind="mail-held")
    put(store, "asked")
    put(store, "odd", kind="no such class")
    at = AT + timedelta(days=days["mail"])
    assert not list(expired(store, days, at=at - timedelta(seconds=1)))
    (gone,) = expired(store, days, at=at, keep=frozenset({"asked"}))
    assert (gone.kept.number, gone.days, gone.destroyed_at) == ("old", days["mail"], at)
    assert Destroyed.from_json(gone.as_json()) == gone
    store.destroy("old")
    assert [kept.number for kept in store.every()] == ["asked", "held", "odd"]
    assert not list(store.folder.glob("old.*"))
    with pytest.raises(NotKeptError):
        store.get("old")
