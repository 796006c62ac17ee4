"""What we sign, openssl verifies; what openssl signs, we verify."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from tests.engines.ledger.build import KEY, ORIGIN, checkpoint_of, ledger
from tests.engines.ledger.openssl import must, openssl

from sekisho.ledger import open_checkpoint, parse_note
from sekisho.ledger.note import Note, Signature

ROWS = ledger(6)
NOTE = parse_note(checkpoint_of(ROWS, 6))


@pytest.fixture
def folder(tmp_path):
    public = Ed25519PublicKey.from_public_bytes(KEY.verifier.public)
    private = Ed25519PrivateKey.from_private_bytes(KEY.seed)
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "public.pem").write_bytes(pem)
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "private.pem").write_bytes(pem)
    (tmp_path / "text").write_bytes(NOTE.untrusted_text)
    return tmp_path


VERIFY = ("pkeyutl", "-verify", "-pubin", "-inkey", "public.pem", "-rawin")
FILES = ("-in", "text", "-sigfile", "signature")


def test_openssl_verifies_our_checkpoint(folder):
    (folder / "signature").write_bytes(NOTE.signatures[0].signature)
    must(folder, *VERIFY, *FILES)


def test_openssl_refuses_our_signature_over_another_size(folder):
    (folder / "signature").write_bytes(NOTE.signatures[0].signature)
    (folder / "text").write_bytes(NOTE.untrusted_text.replace(b"\n6\n", b"\n7\n"))
    assert openssl(folder, *VERIFY, *FILES).returncode != 0


def test_we_accept_a_checkpoint_signed_by_openssl(folder):
    sign = ("pkeyutl", "-sign", "-inkey", "private.pem", "-rawin")
    must(folder, *sign, "-in", "text", "-out", "signature")
    signature = Signature(ORIGIN, KEY.verifier.id, (folder / "signature").read_bytes())
    note = Note(NOTE.untrusted_text, (signature,)).data
    assert open_checkpoint(note, [KEY.verifier], origin=ORIGIN).size == 6
