"""What comes over the network, from files and from the drop folder is stored, and says so."""

import errno
import hashlib
import json
import os
import socket
import ssl
import time

import pytest
from tests.collect.world import Receiver, all_of, wait

from sekisho.collect import CollectOptions, Spool, sealed_segments
from sekisho.collect import receiver as receiving
from sekisho.collect.doors import open_doors

LOOPBACK = ("127.0.0.1", 0)


def lines(number, start=0):
    return [
        b"<13>Nov 30 10:00:00 host app: line %d" % each for each in range(start, start + number)
    ]


def joined(messages):
    return b"".join(each + b"\n" for each in messages)


@pytest.fixture
def tcp(tmp_path):
    with Receiver(tmp_path, tcp=LOOPBACK, udp=LOOPBACK) as receiver:
        yield receiver


def test_lines_over_tcp_are_stored_when_the_connection_ends_in_order(tcp):
    with tcp.connect() as connection:
        all_of(connection, joined(lines(5_000)))
    tcp.stop()
    assert tcp.stored() == lines(5_000)


def test_counted_messages_and_lines_may_come_over_one_connection(tcp):
    first, second = lines(2)
    with tcp.connect() as connection:
        all_of(connection, b"%d %s" % (len(first), first) + second + b"\n")
    assert tcp.wait_for(2) == [first, second]


def test_half_a_message_waits_for_its_end_without_being_stored(tcp):
    with tcp.connect() as connection:
        connection.sendall(b"<13>whole\n<13>ha")
        assert tcp.wait_for(1) == [b"<13>whole"]
        time.sleep(0.5)
        assert tcp.stored() == [b"<13>whole"]
        all_of(connection, b"lf\n")
    assert tcp.wait_for(2) == [b"<13>whole", b"<13>half"]


def test_what_is_too_long_is_stored_in_pieces(tcp):
    with tcp.connect() as connection:
        all_of(connection, b"x" * 300_000 + b"\n<13>after\n")
    tcp.stop()
    *pieces, after = tcp.stored()
    assert (b"".join(pieces), after) == (b"x" * 300_000, b"<13>after")
    assert tcp.standing()["pieces"] == len(pieces) - 1


def test_hostile_lines_are_kept_as_they_came(tcp):
    hostile = [
        b"\x1b]0;x\x07<13>a\0b",
        b"\xff\xfe\xfd",
        b"=HYPERLINK(1)",
        b"<script>alert(1)</script>",
    ]
    with tcp.connect() as connection:
        all_of(connection, joined(hostile))
    assert tcp.wait_for(4) == hostile


def test_each_sender_has_a_channel_and_each_segment_its_true_paper(tcp):
    with tcp.connect() as connection:
        all_of(connection, joined(lines(10)))
    tcp.stop()
    (segment,) = tcp.segments()
    assert segment.channel == "tcp-127.0.0.1"
    assert (segment.messages, segment.bytes) == (10, segment.path.stat().st_size)
    assert segment.sha256 == hashlib.sha256(segment.path.read_bytes()).hexdigest()


def test_a_datagram_is_a_message(tcp):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for each in (*lines(3), b"<13>two\nlines\n"):
            sender.sendto(each, ("127.0.0.1", tcp.ports["udp"]))
    assert tcp.wait_for(4) == [*lines(3), b"<13>two#012lines"]
    assert tcp.segments()[0].channel == "udp-127.0.0.1"


def test_networks_that_may_not_send_are_refused_and_counted(tmp_path):
    options = {"tcp": LOOPBACK, "udp": LOOPBACK, "networks": ("192.0.2.0/24",)}
    with Receiver(tmp_path, **options) as receiver:
        with receiver.connect() as connection:
            assert connection.recv(1) == b""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.sendto(b"<13>x", ("127.0.0.1", receiver.ports["udp"]))
            time.sleep(0.7)
        receiver.stop()
        assert receiver.standing()["refused"] == 2
        assert receiver.stored() == []


def test_tls_takes_what_a_sender_with_a_certificate_sends(tmp_path, certificates):
    options = {
        "tls": LOOPBACK, "certificate": certificates.server, "key": certificates.server_key,
        "client_ca": certificates.authority,
    }  # fmt: skip
    with Receiver(tmp_path, **options) as receiver:
        context = ssl.create_default_context(cafile=str(certificates.authority))
        context.load_cert_chain(certificates.client, certificates.client_key)
        with (
            receiver.connect("tls") as plain,
            context.wrap_socket(plain, server_hostname="localhost") as secure,
        ):
            secure.sendall(b"".join(b"%d %s" % (len(each), each) for each in lines(500)))
            secure.unwrap()
        with receiver.connect("tls") as plain:
            plain.sendall(b"<13>no handshake\n" * 10)
        assert receiver.wait_for(500) == lines(500)
        assert receiver.segments()[0].channel == "tls-127.0.0.1"


def test_who_says_nothing_holds_no_place_of_tls_for_long_and_is_counted(tmp_path, certificates):
    options = {
        "tls": LOOPBACK, "certificate": certificates.server, "key": certificates.server_key,
        "greeting_seconds": 0.2,
    }  # fmt: skip
    with Receiver(tmp_path, **options) as receiver:
        with receiver.connect("tls") as silent, receiver.connect("tls") as half:
            half.sendall(bytes([22, 3, 1, 2, 0, 1]))  # a record of a handshake, cut short
            for each in (silent, half):
                each.settimeout(30)
                assert each.recv(1) == b""
        context = ssl.create_default_context(cafile=str(certificates.authority))
        with (
            receiver.connect("tls") as plain,
            context.wrap_socket(plain, server_hostname="localhost") as secure,
        ):
            secure.sendall(joined(lines(3)))
            secure.unwrap()
        assert receiver.wait_for(3) == lines(3)
        receiver.stop()
        assert receiver.standing()["unspoken"] == 2


def test_datagrams_the_disk_did_not_take_are_counted_as_dropped(tmp_path, monkeypatch):
    options = CollectOptions(udp=LOOPBACK, free_bytes=0)
    doors = open_doors(options)
    monkeypatch.setattr(receiving, "_FULL_WAIT", 0)
    with Spool(tmp_path / "spool") as spool, doors.udp:
        receiver = receiving.Receiver(options, spool, doors, tmp_path / "drop", lambda: 1)
        receiver.begin({})
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            for _ in range(3):
                sender.sendto(b"<13>lost", doors.udp.getsockname())
            with monkeypatch.context() as broken:
                broken.setattr(Spool, "flush", _full)
                assert not receiver.round()
            sender.sendto(b"<13>stored", doors.udp.getsockname())
            receiver.finish()
        assert receiver.standing.dropped == 3
        assert receiver.standing.full_times == 1
        assert [each.path.read_bytes() for each in sealed_segments(spool.folder)] == [
            b"<13>stored\n"
        ]


def _full(_spool):
    raise OSError(errno.ENOSPC, "no space")


def test_netflow_is_stored_as_datagrams_and_what_is_none_beside(tmp_path):
    flow = (5).to_bytes(2, "big") + (1).to_bytes(2, "big") + bytes(20) + bytes(48)
    with Receiver(tmp_path, netflow=LOOPBACK) as receiver:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            for data in (flow, flow, b"no flow"):
                sender.sendto(data, ("127.0.0.1", receiver.ports["netflow"]))
        wait(lambda: len(receiver.segments()) >= 2)
        receiver.stop()
        found = {each.channel: each.path.read_bytes() for each in receiver.segments()}
        assert found == {"netflow-127.0.0.1-v5": flow * 2, "udp-127.0.0.1": b"no flow\n"}
        assert receiver.standing()["unreadable"] == 1


class TestFiles:
    def test_a_file_is_followed_over_its_rotation(self, tmp_path):
        log = tmp_path / "app.log"
        log.write_bytes(joined(lines(3)))
        with Receiver(tmp_path, files={"app": log}) as receiver:
            receiver.wait_for(3)
            with log.open("ab") as file:
                file.write(joined(lines(2, 3)))
            log.rename(tmp_path / "app.log.1")
            log.write_bytes(joined(lines(2, 5)))
            receiver.wait_for(7)
            receiver.stop()
            assert receiver.stored() == lines(7)

    def test_a_file_cut_while_followed_begins_anew_and_is_counted(self, tmp_path):
        log = tmp_path / "app.log"
        log.write_bytes(joined(lines(10)))
        with Receiver(tmp_path, files={"app": log}) as receiver:
            receiver.wait_for(10)
            os.truncate(log, 0)
            with log.open("ab") as file:
                file.write(joined(lines(1, 10)))
            receiver.wait_for(11)
            receiver.stop()
            assert receiver.stored() == lines(11)
            assert receiver.standing()["truncated"] == 1

    def test_what_came_while_nobody_looked_is_read_once_also_from_the_rotated_file(self, tmp_path):
        log = tmp_path / "app.log"
        log.write_bytes(joined(lines(3)))
        with Receiver(tmp_path, files={"app": log}) as receiver:
            receiver.wait_for(3)
            receiver.stop()
            with log.open("ab") as file:
                file.write(joined(lines(2, 3)))
            log.rename(tmp_path / "app.log.1")
            log.write_bytes(joined(lines(2, 5)))
            receiver.start()
            receiver.wait_for(7)
            receiver.stop()
            assert receiver.stored() == lines(7)

    def test_a_file_gone_before_it_was_read_is_said(self, tmp_path):
        log = tmp_path / "app.log"
        log.write_bytes(joined(lines(3)))
        with Receiver(tmp_path, files={"app": log, "none": tmp_path / "none"}) as receiver:
            receiver.wait_for(3)
            receiver.stop()
            kept = log.open("rb")  # its inode is not given to another
            log.unlink()
            log.write_bytes(joined(lines(1, 3)))
            receiver.start()
            receiver.wait_for(4)
            receiver.stop()
            kept.close()
            told = receiver.standing()
            assert (told["passed_over"], told["missing"]) == (1, ["none"])

    def test_a_line_waits_for_its_end(self, tmp_path):
        log = tmp_path / "app.log"
        log.write_bytes(b"whole\nha")
        with Receiver(tmp_path, files={"app": log}) as receiver:
            assert receiver.wait_for(1) == [b"whole"]
            with log.open("ab") as file:
                file.write(b"lf\n")
            assert receiver.wait_for(2) == [b"whole", b"half"]


def test_a_file_laid_down_whole_becomes_a_segment(tmp_path):
    with Receiver(tmp_path) as receiver:
        folder = receiver.drop / "pc-log"
        folder.mkdir(parents=True)
        (folder / ".begun.csv").write_bytes(b"not yet")
        (folder / "events.csv").write_bytes(b"a,b\n1,2\n")
        (receiver.drop / "Bad Name").mkdir()
        (receiver.drop / "Bad Name" / "x").write_bytes(b"x")
        (segment,) = wait(receiver.segments)
        assert (segment.channel, segment.messages) == ("drop-pc-log", -1)
        assert segment.path.read_bytes() == b"a,b\n1,2\n"
        assert [each.name for each in folder.iterdir()] == [".begun.csv"]
        assert json.loads(segment.path.with_suffix(".json").read_bytes())["bytes"] == 8


def test_a_second_receiver_on_one_spool_refuses(tmp_path):
    with Receiver(tmp_path, tcp=LOOPBACK):
        second = Receiver(tmp_path, tcp=LOOPBACK)
        assert second.stop() == 1
        assert second.ports == {}
