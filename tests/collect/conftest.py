"""Certificates for one run."""

import datetime as dt
from ipaddress import ip_address
from types import SimpleNamespace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_DAY = dt.timedelta(days=1)


def _made(folder, name, signer=None):
    """Write a certificate and its key; signed by itself, as an authority, without a signer."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuer, signing = signer or (subject, key)
    now = dt.datetime.now(dt.UTC)  # noqa: TID251  # a certificate of today
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _DAY)
        .not_valid_after(now + _DAY)
        .add_extension(x509.BasicConstraints(ca=signer is None, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(signing, hashes.SHA256())
    )
    file, secret = folder / f"{name}.pem", folder / f"{name}.key"
    file.write_bytes(built.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return file, secret, (subject, key)


@pytest.fixture
def certificates(tmp_path):
    """An authority, and a server's and a client's certificates signed by it."""
    authority, _, signer = _made(tmp_path, "authority")
    server, server_key, _ = _made(tmp_path, "server", signer)
    client, client_key, _ = _made(tmp_path, "client", signer)
    return SimpleNamespace(
        authority=authority, server=server, server_key=server_key, client=client,
        client_key=client_key,
    )  # fmt: skip
