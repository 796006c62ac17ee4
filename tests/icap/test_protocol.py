"""The service speaks ICAP as RFC 3507 has it, and is not moved by those who do not."""

import socket

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.icap.world import GET, World, chunks

from sekisho.icap import IcapOptions, OptionsError
from sekisho.icap.errors import ProtocolError
from sekisho.icap.heads import Head, read_head

RESPMOD = b"RESPMOD icap://x/download ICAP/1.0\r\n"
PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with World(tmp_path_factory.mktemp("icap"), read_seconds=2) as running:
        yield running


@pytest.fixture
def proxy(world):
    with world.proxy() as speaking:
        yield speaking


@pytest.mark.parametrize(("service", "method"), [("download", "RESPMOD"), ("upload", "REQMOD")])
def test_each_service_says_what_it_does(proxy, service, method):
    answer = proxy.options(service)
    assert answer.status == 200
    assert answer.head["Methods"] == method
    assert answer.head["Allow"] == "204"
    assert answer.head["ISTag"].startswith('"')
    assert len(answer.head["ISTag"]) <= 34
    assert int(answer.head["Preview"]) > 0


def test_the_tag_changes_with_what_the_body_decided(tmp_path):
    tags = set()
    for number, uploads in enumerate(("refuse", "pass")):
        folder = tmp_path / str(number)
        folder.mkdir()
        with World(folder, uploads=uploads) as world, world.proxy() as proxy:
            tags.add(proxy.options().head["ISTag"])
    assert len(tags) == 2


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"OPTIONS icap://x/download ICAP/2.0\r\n\r\n", 505),
        (b"DELETE icap://x/download ICAP/1.0\r\n\r\n", 405),
        (b"OPTIONS icap://x/nothing ICAP/1.0\r\n\r\n", 404),
        (b"REQMOD icap://x/download ICAP/1.0\r\nEncapsulated: null-body=0\r\n\r\n", 405),
        (RESPMOD + b"\r\n", 400),
        (RESPMOD + b"Encapsulated: null-body=0\r\n\r\n", 400),
        (RESPMOD + b"Encapsulated: res-body=5, res-hdr=0\r\n\r\n", 400),
        (RESPMOD + b"Encapsulated: res-hdr=0, res-hdr=4, res-body=9\r\n\r\n", 400),
        (RESPMOD + b"Encapsulated: res-hdr=0, res-body=9999999\r\n\r\n", 400),
        (RESPMOD + b"Preview: -1\r\nEncapsulated: null-body=0\r\n\r\n", 400),
        (RESPMOD + b"A B: c\r\n\r\n", 400),
        (RESPMOD + b" folded: c\r\n\r\n", 400),
        (b"X" * 70_000 + b"\r\n\r\n", 400),
        (RESPMOD + b"" + b"A: b\r\n" * 300 + b"\r\n", 400),
    ],
)  # fmt: skip
def test_what_is_no_icap_is_refused_and_the_connection_ended(proxy, said, status):
    proxy.send(said)
    assert proxy.answer().status == status
    assert proxy.answer().closed


@pytest.mark.parametrize(
    "body",
    [
        b"zz\r\nabc\r\n0\r\n\r\n", b"-1\r\n\r\n", b"3\r\nabcd\r\n0\r\n\r\n", b"FFFFFFFFF\r\n",
        b"3 x\r\nabc\r\n", b"\r\n", b"0x3\r\nabc\r\n0\r\n\r\n",
    ],
)  # fmt: skip
def test_chunks_that_are_none_are_refused(proxy, body):
    places = f"Encapsulated: req-hdr=0, res-hdr={len(GET)}, res-body={len(GET) + len(PAGE)}\r\n\r\n"
    proxy.send(RESPMOD + b"" + places.encode() + GET + PAGE + body)
    assert proxy.answer().status == 400


def test_a_preview_longer_than_said_is_refused(proxy):
    places = f"Preview: 4\r\nEncapsulated: req-hdr=0, res-hdr={len(GET)}, "
    places += f"res-body={len(GET) + len(PAGE)}\r\n\r\n"
    proxy.send(RESPMOD + b"" + places.encode() + GET + PAGE + chunks(b"12345"))
    assert proxy.answer().status == 400


def test_a_proxy_that_stops_half_way_is_let_go(proxy):
    proxy.send(RESPMOD + b"Encapsulated: res-hdr=0, res-body=40\r\n\r\nHTTP")
    assert proxy.answer().closed


def test_strangers_get_no_answer(tmp_path):
    with World(tmp_path, networks=("10.0.0.0/8",)) as world, world.proxy() as proxy:
        try:
            proxy.send(b"OPTIONS icap://x/download ICAP/1.0\r\n\r\n")
            closed = proxy.answer().closed
        except ConnectionError:
            closed = True
        assert closed


def test_more_proxies_than_agreed_are_told_so(tmp_path):
    with World(tmp_path, connections=2) as world, world.proxy() as one, world.proxy() as two:
        assert one.options().status == two.options().status == 200
        with world.proxy() as three:
            assert three.answer().status == 503
        assert one.options().status == 200


@pytest.mark.parametrize(
    "wrong",
    [{"networks": ("0.0.0.0/0",)}, {"networks": ("x",)}, {"body_bytes": 0}, {"crossers": 0}],
)
def test_settings_that_would_open_the_door_are_refused(wrong):
    with pytest.raises(OptionsError):
        IcapOptions(**wrong)


@settings(max_examples=200)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_head_that_reads_the_same_again_or_none(junk):
    try:
        head = read_head(junk + b"\r\n\r\n")
    except ProtocolError:
        return
    assert read_head(head.as_bytes()) == head


@settings(max_examples=100)
@given(
    st.lists(
        st.tuples(st.sampled_from(["A", "X-b", "Content-Type"]), st.text("abc /;=%", max_size=20))
    )
)
def test_a_head_is_written_as_it_was_read(fields):
    head = Head(b"HTTP/1.1 200 OK", tuple((n.encode(), v.strip().encode()) for n, v in fields))
    assert read_head(head.as_bytes()) == head


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_any_bytes_end_in_an_answer_or_the_end(world, data):
    places = (len(GET), len(GET) + len(PAGE))
    good = RESPMOD + b"Encapsulated: req-hdr=0, res-hdr=%d, res-body=%d\r\n\r\n" % places
    good += GET + PAGE + chunks(b"<p>" * 300)
    sent = bytearray(good)
    for _ in range(data.draw(st.integers(1, 4))):
        sent[data.draw(st.integers(0, len(sent) - 1))] = data.draw(st.integers(0, 255))
    with world.proxy() as proxy:
        proxy.send(bytes(sent))
        proxy.sock.shutdown(socket.SHUT_WR)
        answer = proxy.answer()
    assert answer.closed or answer.status in {200, 204, 400, 404, 405, 505}
