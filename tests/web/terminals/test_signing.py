"""Signatures made by the real ssh-keygen, and everything that is none."""

import base64
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.web.terminals.signing import NAMESPACE, SignatureError, read_public_key, signer_of

REPORT = '{"format": "sekisho-terminal-report/1", "言葉": "端末"}\n'.encode()


def keygen(*arguments):
    if not shutil.which("ssh-keygen"):
        pytest.fail("ssh-keygen がありません（apt-get install openssh-client で入ります）")
    subprocess.run(["ssh-keygen", "-q", *arguments], check=True, capture_output=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("keys")
    for name, kind in (("one", "ed25519"), ("two", "ed25519"), ("rsa", "rsa")):
        keygen("-t", kind, "-N", "", "-C", "PC-001 の鍵", "-f", str(path / name))
    return path


def signed(folder, report=REPORT, key="one", namespace=NAMESPACE, *more):
    file = folder / f"{key}-{namespace}.json"
    file.write_bytes(report)
    signature = file.with_suffix(".json.sig")
    signature.unlink(missing_ok=True)
    keygen("-Y", "sign", "-f", str(folder / key), "-n", namespace, *more, str(file))
    return signature.read_text("ascii")


def public(folder, key="one"):
    return read_public_key((folder / f"{key}.pub").read_text("utf-8"))


def test_the_key_that_signed_is_told(folder):
    assert signer_of(REPORT, signed(folder)) == public(folder)
    assert signer_of(REPORT, signed(folder, key="two")) == public(folder, "two")


def test_sha256_is_taken_too(folder):
    armoured = signed(folder, REPORT, "one", NAMESPACE, "-O", "hashalg=sha256")
    assert signer_of(REPORT, armoured) == public(folder)


def test_lines_of_windows_and_blanks_around_do_no_harm(folder):
    armoured = "\r\n" + signed(folder).replace("\n", "\r\n") + "\r\n\r\n"
    assert signer_of(REPORT, armoured) == public(folder)


@given(st.integers(0, len(REPORT) - 1), st.integers(1, 255))
def test_a_single_byte_changed_is_found(folder, place, change):
    altered = bytearray(REPORT)
    altered[place] ^= change
    with pytest.raises(SignatureError):
        signer_of(bytes(altered), signed_once(folder))


_once: dict = {}


def signed_once(folder):
    if folder not in _once:
        _once[folder] = signed(folder)
    return _once[folder]


@given(st.data())
def test_a_signature_changed_anywhere_is_refused_or_is_another_keys(folder, data):
    lines = signed_once(folder).strip().splitlines()
    blob = bytearray(base64.b64decode("".join(lines[1:-1])))
    place = data.draw(st.integers(0, len(blob) - 1))
    blob[place] ^= data.draw(st.integers(1, 255))
    altered = "\n".join([lines[0], base64.b64encode(bytes(blob)).decode(), lines[-1]])
    with pytest.raises(SignatureError):
        signer_of(REPORT, altered)


def test_a_signature_for_something_else_is_none_here(folder):
    with pytest.raises(SignatureError, match="something else"):
        signer_of(REPORT, signed(folder, namespace="git"))


def test_keys_of_other_kinds_are_not_taken(folder):
    with pytest.raises(SignatureError):
        signer_of(REPORT, signed(folder, key="rsa"))
    with pytest.raises(SignatureError):
        read_public_key((folder / "rsa.pub").read_text("utf-8"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ssh-ed25519",
        "ssh-ed25519 ",
        "ssh-ed25519 AAAA",
        "ssh-ed25519 ???",
        "ssh-rsa AAAA",
        "ssh-ed25519 " + base64.b64encode(b"\x00\x00\x00\x0bssh-ed25519\x00\x00\x00\x01x").decode(),
    ],
)
def test_what_is_no_public_key_is_refused(text):
    with pytest.raises(SignatureError):
        read_public_key(text)


@given(st.text(max_size=300) | st.binary(max_size=200).map(lambda b: base64.b64encode(b).decode()))
def test_no_text_breaks_the_reading(text):
    for armoured in (
        text,
        f"-----BEGIN SSH SIGNATURE-----\n{text}\n-----END SSH SIGNATURE-----",
        "-----BEGIN SSH SIGNATURE-----\n"
        + base64.b64encode(b"SSHSIG\0\0\0\x01" + text.encode()).decode()
        + "\n-----END SSH SIGNATURE-----",
    ):
        with pytest.raises(SignatureError):
            signer_of(REPORT, armoured)
    with pytest.raises(SignatureError):
        read_public_key(f"ssh-ed25519 {text}")
