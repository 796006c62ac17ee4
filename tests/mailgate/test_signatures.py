"""DKIM: what a domain signed is known by its bytes; everything doubtful proves nothing."""

import base64
import socket
import threading
from email import message_from_bytes, policy

import dkim
import dns.message
import dns.rcode
import dns.rrset
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.mailgate.letters import plain
from tests.mailgate.world import Sink, Town, free_port

from sekisho.mailgate.signatures import NoAnswerError, Records, signed

NAME = "s1._domainkey.partner.example.jp."


def new_key(bits=2048):
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


KEY, OTHER = new_key(), new_key()


def pem(key):
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )


def record(key):
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)


def sign(mail, *, domain="partner.example.jp", key=KEY, **more):
    return dkim.sign(mail, b"s1", domain.encode(), pem(key), **more) + mail


def asked(found):
    """Return a lookup that knows these records; one that is an error is raised."""

    def lookup(name):
        answer = found.get(name)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return lookup


KNOWN = asked({NAME: record(KEY)})
MAIL = plain()


@pytest.mark.parametrize("canonical", [(b"relaxed", b"relaxed"), (b"simple", b"simple")])
def test_a_mail_its_domain_signed_passes(canonical):
    assert signed(sign(MAIL, canonicalize=canonical), KNOWN) == "pass"


def test_a_domain_above_may_sign_and_one_below_may_not():
    mail = plain(From="a@mail.partner.example.jp")
    above = asked({"s1._domainkey.partner.example.jp.": record(KEY)})
    assert signed(sign(mail), above) == "pass"
    below = asked({"s1._domainkey.a.partner.example.jp.": record(KEY)})
    assert signed(sign(MAIL, domain="a.partner.example.jp"), below) == "neutral"


def test_another_domains_signature_proves_nothing():
    mailer = asked({"s1._domainkey.mailer.example.": record(KEY)})
    assert signed(sign(MAIL, domain="mailer.example"), mailer) == "neutral"


def test_of_two_signatures_the_senders_counts():
    both = asked({NAME: record(KEY), "s1._domainkey.mailer.example.": record(OTHER)})
    assert signed(sign(sign(MAIL), domain="mailer.example", key=OTHER), both) == "pass"


@pytest.mark.parametrize(
    "change",
    [
        (b"partner.example.jp>", b"partner.example.jp >"),
        (b"2026", b"2027"),
        (b"\r\n\r\n", b"\r\n\r\nAAAA"),
    ],
)
def test_a_mail_changed_on_its_way_fails(change):
    mail = sign(MAIL, canonicalize=(b"simple", b"simple"))
    head, _, rest = mail.partition(b"From:")
    assert signed(head + b"From:" + rest.replace(*change), KNOWN) == "fail"


def test_another_key_fails():
    assert signed(sign(MAIL), asked({NAME: record(OTHER)})) == "fail"


def test_no_key_fails():
    assert signed(sign(MAIL), asked({})) == "fail"


def test_a_name_server_that_does_not_answer_proves_neither():
    assert signed(sign(MAIL), asked({NAME: NoAnswerError(NAME)})) == "temperror"


def test_a_mail_without_a_signature_is_not_signed():
    assert signed(MAIL, KNOWN) == "none"


def test_two_senders_prove_nothing():
    assert signed(b"From: boss@town.example.lg.jp\r\n" + sign(MAIL), KNOWN) == "none"


def test_a_signature_of_a_part_proves_nothing():
    mail = sign(MAIL, length=True)
    assert b"l=" in mail.partition(b"From:")[0]
    assert signed(mail + b"more\r\n", KNOWN) == "neutral"


def test_the_shortest_key_passes_and_half_a_record_does_not():
    key = new_key(1024)
    assert signed(sign(MAIL, key=key), asked({NAME: record(key)})) == "pass"
    assert signed(sign(MAIL), asked({NAME: record(KEY)[:60]})) in {"fail", "neutral"}


def test_an_enormous_key_is_not_computed_with():
    huge = b"v=DKIM1; k=rsa; p=" + base64.b64encode(bytes(30_000))
    assert signed(sign(MAIL), asked({NAME: huge})) == "fail"


def test_a_forgotten_method_proves_nothing():
    mail = sign(MAIL).replace(b"a=rsa-sha256", b"a=rsa-sha1")
    assert signed(mail, KNOWN) == "neutral"


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 900), st.binary(min_size=1, max_size=3))
def test_any_bytes_in_a_signature_end_in_a_word(at, junk):
    mail = bytearray(sign(MAIL))
    mail[at : at + len(junk)] = junk
    assert signed(bytes(mail), KNOWN) in {"pass", "fail", "none", "neutral", "temperror"}


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_as_a_mail_end_in_a_word(junk):
    assert signed(junk, KNOWN) in {"fail", "none", "neutral"}


class NameServer:
    """Answers TXT over UDP on loopback, for `records`; says nothing at all for None."""

    def __init__(self, records):
        self.records, self.sock = records, socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.bind(("127.0.0.1", 0))
        self.port = self.sock.getsockname()[1]
        self.thread = threading.Thread(target=self._run)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", ("127.0.0.1", self.port))
        self.thread.join(10)
        self.sock.close()

    def _run(self):
        while True:
            data, client = self.sock.recvfrom(4096)
            if not data:
                return
            query = dns.message.from_wire(data)
            name = query.question[0].name
            answer = dns.message.make_response(query)
            found = self.records.get(name.to_text(), b"")
            if found is None:
                continue
            if found:
                parts = " ".join(
                    f'"{found[n : n + 200].decode()}"' for n in range(0, len(found), 200)
                )
                answer.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", parts))
            else:
                answer.set_rcode(dns.rcode.NXDOMAIN)
            self.sock.sendto(answer.to_wire(), client)


def test_a_key_is_asked_of_the_name_server():
    with NameServer({NAME: record(KEY)}) as server:
        records = Records(("127.0.0.1",), server.port)
        assert records(NAME) == record(KEY)
        assert records("s2._domainkey.partner.example.jp.") is None
        assert signed(sign(MAIL), records) == "pass"


def test_a_silent_name_server_is_no_answer(monkeypatch):
    monkeypatch.setattr("sekisho.mailgate.signatures._SECONDS", 0.3)
    with NameServer({NAME: None}) as server, pytest.raises(NoAnswerError):
        Records(("127.0.0.1",), server.port)(NAME)


@pytest.mark.parametrize("forged", [False, True])
def test_the_recipient_reads_of_a_signature_that_does_not_fit(tmp_path, forged):
    mail = sign(MAIL, key=OTHER if forged else KEY)
    with Sink(free_port()) as sink, Town(tmp_path, sink.port, lookup=KNOWN) as town:
        town.send(mail)
        (got,) = sink.wait(1)
        town.settled(1)
    text = message_from_bytes(got[2], policy=policy.default).get_body(("plain",)).get_content()
    assert ("送信元の確認に失敗しています（DKIM fail）" in text) == forged
