"""STARTTLS on both sides: offered, demanded, refused; with certificates made here."""

import ssl
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.mailgate.letters import plain
from tests.mailgate.world import OURS, Sink, Town

from sekisho.mailgate import Tls


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    at = datetime.now(UTC)  # noqa: TID251  # OpenSSL looks at the real clock
    import ipaddress

    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "certificate.pem"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = folder / "key.pem"
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return pem, private


@pytest.mark.parametrize("tls", [Tls.MAY, Tls.MUST])
def test_mail_is_taken_in_encrypted_and_the_trace_says_so(tmp_path, certificate, tls):
    pem, private = certificate
    options = {"tls": tls, "certificate": pem, "key": private}
    with Sink() as sink, Town(tmp_path, sink.port, **options) as town:
        with town.smtp() as smtp:
            smtp.starttls(context=ssl.create_default_context(cafile=pem))
            smtp.sendmail("a@partner.example.jp", [f"hanako@{OURS}"], plain())
        assert b"with ESMTPS id" in sink.wait(1)[0][2]


def test_in_clear_nothing_is_taken_where_encryption_is_demanded(tmp_path, certificate):
    pem, private = certificate
    with Town(tmp_path, 1, tls=Tls.MUST, certificate=pem, key=private) as town, town.smtp() as smtp:
        smtp.ehlo()
        assert smtp.mail("a@partner.example.jp")[0] == 530


def test_commands_sent_ahead_of_encryption_are_not_taken_as_encrypted(tmp_path, certificate):
    """The injection of CVE-2011-0411: what came in clear after STARTTLS is dropped."""
    pem, private = certificate
    with Town(tmp_path, 1, tls=Tls.MAY, certificate=pem, key=private) as town, town.smtp() as smtp:
        smtp.ehlo()
        smtp.send(b"STARTTLS\r\nMAIL FROM:<evil@partner.example.jp>\r\n")
        assert smtp.getreply()[0] == 220
        context = ssl.create_default_context(cafile=pem)
        try:
            smtp.sock = context.wrap_socket(smtp.sock, server_hostname="127.0.0.1")
        except OSError:
            return  # the server hung up: nothing was taken either
        smtp.file = None
        smtp.ehlo()
        assert smtp.rcpt(f"hanako@{OURS}")[0] == 503  # no sender has been named


@pytest.mark.parametrize("hop", [Tls.MAY, Tls.MUST])
def test_the_next_hop_is_spoken_to_encrypted(tmp_path, certificate, hop):
    pem, private = certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, private)
    with (
        Sink(tls_context=context, require_starttls=True) as sink,
        Town(tmp_path, sink.port, next_hop_tls=hop, next_hop_ca=pem) as town,
    ):
        town.send(plain())
        assert len(sink.wait(1)) == 1
        town.settled(1)


def test_without_the_encryption_demanded_mail_waits(tmp_path):
    with Sink() as sink, Town(tmp_path, sink.port, next_hop_tls=Tls.MUST) as town:
        town.send(plain())
        assert town.settled(1, seconds=1) == []
        assert sink.got == []


def test_a_next_hop_nobody_vouches_for_gets_nothing_where_encryption_is_demanded(
    tmp_path, certificate
):
    pem, private = certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, private)
    with (
        Sink(tls_context=context) as sink,
        Town(tmp_path, sink.port, next_hop_tls=Tls.MUST) as town,
    ):
        town.send(plain())
        assert town.settled(1, seconds=1) == []
        assert sink.got == []
