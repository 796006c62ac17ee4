"""The openssl program as an independent peer: a time-stamp authority and an Ed25519 verifier."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

CONFIG = """
[req]
distinguished_name = name
prompt = no
[name]
CN = replaced by -subj
[ca]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
[tsa]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[web]
basicConstraints = critical, CA:false
extendedKeyUsage = critical, serverAuth
[ts]
default_tsa = authority
[authority]
serial = serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.392.1
digests = sha256
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


def openssl(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("the openssl program is not installed")
    return subprocess.run(
        [program, *arguments], cwd=folder, capture_output=True, check=False, timeout=30
    )


def must(folder: Path, *arguments: str) -> None:
    done = openssl(folder, *arguments)
    assert done.returncode == 0, done.stderr.decode()


@dataclass(frozen=True)
class Authority:
    """A time-stamp authority in a folder: a root, a signer, and a signer not meant for stamps."""

    folder: Path

    @classmethod
    def found(cls, folder: Path) -> "Authority":
        if openssl(folder, "ts", "-help").returncode != 0:
            pytest.skip("this openssl has no `ts` command")
        (folder / "openssl.cnf").write_text(CONFIG)
        (folder / "serial").write_text("01\n")
        authority = cls(folder)
        authority._make_root()
        authority._make_signer("tsa", ("-days", "2"))
        authority._make_signer("web", ("-days", "2"))
        return authority

    @property
    def root(self) -> bytes:
        return (self.folder / "root.pem").read_bytes()

    def answer(self, question: bytes, signer: str = "tsa") -> bytes:
        (self.folder / "question.tsq").write_bytes(question)
        must(
            self.folder,
            *("ts", "-reply", "-config", "openssl.cnf", "-section", "authority"),
            *("-queryfile", "question.tsq", "-signer", f"{signer}.pem"),
            *("-inkey", f"{signer}.key", "-out", "answer.tsr"),
        )
        return (self.folder / "answer.tsr").read_bytes()

    def signed_again(self, answer: bytes, signer: str) -> bytes:
        """Return the answer with the same content, signed by another certificate."""
        (self.folder / "given.tsr").write_bytes(answer)
        must(self.folder, *["ts", "-reply", "-in", "given.tsr", "-token_out", "-out", "token.der"])
        must(
            self.folder,
            *[
                "cms",
                "-verify",
                "-noverify",
                "-inform",
                "DER",
                "-in",
                "token.der",
                "-out",
                "content.der",
            ],
        )
        must(
            self.folder,
            *[
                "cms",
                "-sign",
                "-binary",
                "-nodetach",
                "-econtent_type",
                "1.2.840.113549.1.9.16.1.4",
            ],
            *("-signer", f"{signer}.pem", "-inkey", f"{signer}.key", "-outform", "DER"),
            *("-in", "content.der", "-out", "again.der"),
        )
        granted = bytes.fromhex("3003020100")  # PKIStatusInfo { status granted (0) }
        body = granted + (self.folder / "again.der").read_bytes()
        return b"\x30\x82" + len(body).to_bytes(2, "big") + body

    def reads(self, question: bytes) -> str:
        (self.folder / "read.tsq").write_bytes(question)
        done = openssl(self.folder, "ts", "-query", "-in", "read.tsq", "-text")
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def _make_root(self) -> None:
        must(
            self.folder,
            *("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
            *("-config", "openssl.cnf", "-extensions", "ca", "-subj", "/CN=Test Root"),
            *("-days", "2", "-keyout", "root.key", "-out", "root.pem"),
        )

    def _make_signer(self, name: str, validity: tuple[str, ...]) -> None:
        must(
            self.folder,
            *("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
            *("-config", "openssl.cnf", "-subj", f"/CN=Test {name}"),
            *("-keyout", f"{name}.key", "-out", f"{name}.csr"),
        )
        must(
            self.folder,
            *("x509", "-req", "-in", f"{name}.csr", "-CA", "root.pem", "-CAkey", "root.key"),
            *("-CAcreateserial", "-extfile", "openssl.cnf", "-extensions", name),
            *validity,
            *("-out", f"{name}.pem"),
        )
