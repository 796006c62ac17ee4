"""Real daemons of Debian write their logs, which come in through a real receiver and are read."""

import contextlib
import os
import shutil
import signal
import smtplib
import socket
import subprocess
import tempfile
import threading
import time
import urllib.request
import warnings
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path

import pytest
from tests.collect.world import Receiver, wait
from tests.icap.world import free_port
from tests.mailgate.test_postfix import MAIN, MASTER

from sekisho.detection import Delivery, Log, LogSource
from sekisho.detection.storing import arrow
from sekisho.detection.values import endpoint
from sekisho.detection.zoning import ZoneCheck, ZoneSpan

PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
pytestmark = [pytest.mark.verification, pytest.mark.timeout(180)]


def program(name, package):
    """Return where a daemon is; without it the test is skipped, and says so."""
    found = shutil.which(name, path=PATH)
    if found is None:
        told = f"{name} がありません（apt-get install {package} で入ります）"
        warnings.warn(told, stacklevel=2)
        pytest.skip(told)
    return found


def as_root():
    if os.geteuid() != 0:
        warnings.warn("root でないため試せません", stacklevel=2)
        pytest.skip("root でないため試せません")


@pytest.fixture
def place():
    """A folder other users may go into, as daemons give up being root."""
    folder = Path(tempfile.mkdtemp(prefix="sekisho-feeder-"))
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def running(*words):
    daemon = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield daemon
    finally:
        daemon.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            daemon.wait(20)
        if daemon.poll() is None:
            daemon.kill()
            daemon.wait(10)


def read(receiver, channel):
    """Return the events of a channel, by whatever reader knows its bytes."""
    data = b"".join(
        each.path.read_bytes() for each in receiver.segments() if each.channel == channel
    )
    if not data:
        return "", [], 0
    now = time.time_ns() // 1_000
    log = Log(BytesIO(data), Delivery(channel, now, now), LogSource("s"))
    found = [event for batch in log.batches() for event in batch.events]
    return log.reader.kind, found, log.counts.not_understood


def came(receiver, channel, holds):
    """Wait until an event of a channel is as wanted; return it with what was read of the others."""

    def one():
        kind, events, unread = read(receiver, channel)
        return next(((kind, each, unread) for each in events if holds(each)), None)

    return wait(one, 60)


def asked_of(port, name):
    """Ask a resolver for a name by hand; say whether it answered."""
    labels = b"".join(bytes([len(each)]) + each.encode() for each in name.split("."))
    question = b"\x12\x34\x01\x00\x00\x01" + bytes(6) + labels + b"\x00\x00\x01\x00\x01"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        asker.settimeout(1)
        asker.sendto(question, ("127.0.0.1", port))
        with contextlib.suppress(OSError):
            return asker.recv(512)[:2] == b"\x12\x34"
    return False


UNBOUND = """\
server:
  interface: 127.0.0.1@{port}
  do-daemonize: no
  username: ""
  chroot: ""
  directory: "{folder}"
  pidfile: "{folder}/pid"
  logfile: "{folder}/unbound.log"
  use-syslog: no
  log-queries: yes
  access-control: 127.0.0.0/8 allow
  local-zone: "example.jp." static
  local-data: "www.example.jp. IN A 192.0.2.5"
remote-control:
  control-enable: no
"""


def test_questions_that_unbound_writes_down_are_events(place, tmp_path):
    unbound, port = program("unbound", "unbound"), free_port()
    config = place / "unbound.conf"
    config.write_text(UNBOUND.format(folder=place, port=port))
    with (
        Receiver(tmp_path, files={"unbound": place / "unbound.log"}) as receiver,
        running(unbound, "-c", str(config)),
    ):
        wait(lambda: asked_of(port, "www.example.jp"))
        kind, event, _ = came(
            receiver, "file-unbound", lambda each: each.get("dns_question_name") == "www.example.jp"
        )
    assert kind == "unbound"
    assert (event["source_ip"], event["dns_question_type"]) == ("127.0.0.1", "A")


SQUID = """\
http_port 127.0.0.1:{port}
http_access allow all
access_log stdio:{folder}/access.log squid
cache_log {folder}/cache.log
cache deny all
pid_filename {folder}/pid
coredump_dir {folder}
visible_hostname front.example.lg.jp
shutdown_lifetime 0 seconds
"""


class _Site(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_):
        """Say nothing."""


@contextlib.contextmanager
def site():
    server = HTTPServer(("127.0.0.1", 0), _Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def fetched(proxy, address):
    handler = urllib.request.ProxyHandler({"http": f"http://127.0.0.1:{proxy}"})
    with contextlib.suppress(OSError):
        return urllib.request.build_opener(handler).open(address, timeout=10).status == 200
    return False


def test_requests_that_squid_writes_down_are_events(place, tmp_path):
    squid, port = program("squid", "squid"), free_port()
    config = place / "squid.conf"
    config.write_text(SQUID.format(folder=place, port=port))
    with (
        site() as web,
        Receiver(tmp_path, files={"squid": place / "access.log"}) as receiver,
        running(squid, "-N", "-f", str(config)),
    ):
        wait(lambda: fetched(port, f"http://localhost:{web}/page?a=1"))
        kind, event, unread = came(
            receiver, "file-squid", lambda each: each.get("destination_domain") == "localhost"
        )
    assert (kind, unread) == ("squid", 0)
    assert event["http_response_status_code"] == 200
    assert event["url_original"].startswith(f"http://localhost:{web}/page")
    assert (event["source_ip"], event["event_type"]) == ("127.0.0.1", "allowed")


def test_mail_that_postfix_writes_down_is_events(place, tmp_path):
    program("postfix", "postfix")
    as_root()
    for name in ("config", "queue", "data"):
        (place / name).mkdir()
    place.chmod(0o755)
    shutil.chown(place / "data", "postfix")
    port = free_port()
    words = {"folder": place, "front": f"127.0.0.1:{port}", "ours": "town.example.lg.jp"}
    (place / "config" / "main.cf").write_text(MAIN.format(**words))
    (place / "config" / "master.cf").write_text(MASTER.format(**words))
    postfix = ["postfix", "-c", str(place / "config")]
    with Receiver(tmp_path, files={"mail": place / "log"}) as receiver:
        subprocess.run([*postfix, "start"], check=True, capture_output=True, timeout=60)
        try:
            wait(lambda: mailed(port))
            kind, event, _ = came(
                receiver,
                "file-mail",
                lambda each: each.get("email_from_address") == "a@example.com",
            )
        finally:
            subprocess.run([*postfix, "stop"], check=False, capture_output=True, timeout=60)
    assert kind in {"postfix", "syslog"}
    assert event["event_category"] == "email"


def mailed(port):
    with contextlib.suppress(OSError, smtplib.SMTPException):
        with smtplib.SMTP("127.0.0.1", port, timeout=10) as front:
            front.sendmail("a@example.com", ["b@town.example.lg.jp"], "Subject: x\r\n\r\nx\r\n")
        return True
    return False


ULOGD = """\
[global]
logfile="{folder}/ulogd.log"
loglevel=5
stack=log1:NFLOG,base1:BASE,ifi1:IFINDEX,ip2str1:IP2STR,mac2str1:HWHDR,json1:JSON
[log1]
group=7
[json1]
sync=1
file="{folder}/ulogd.json"
"""
RULES = """\
table inet watch {
  chain out {
    type filter hook output priority 0; policy accept;
    ip daddr 198.51.100.7 tcp flags & (syn | ack) == syn log prefix "accept-out " group 7
  }
}
"""
MYNUMBER, SOMEBODY = "10.10.0.5", "198.51.100.7"


@contextlib.contextmanager
def namespace():
    """A network of its own, with an address of the My Number zone and one outside."""
    name = f"sekisho-feed-{os.getpid()}"
    made = subprocess.run(["ip", "netns", "add", name], capture_output=True, check=False)
    if made.returncode:
        warnings.warn("ネットワーク名前空間を作れません", stacklevel=2)
        pytest.skip("ネットワーク名前空間を作れません")
    try:
        for address in (MYNUMBER, SOMEBODY):
            inside(name, "ip", "addr", "add", f"{address}/32", "dev", "lo")
        inside(name, "ip", "link", "set", "lo", "up")
        yield name
    finally:
        subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)


def inside(name, *words, **more):
    return subprocess.run(
        ["ip", "netns", "exec", name, *words], check=True, capture_output=True, timeout=30, **more
    )


CONNECT = """\
import socket, sys
with socket.create_server((sys.argv[2], 443)) as server:
    with socket.create_connection((sys.argv[2], 443), 10, (sys.argv[1], 0)):
        server.accept()[0].close()
"""


def span(address, name):
    key = int(endpoint("source", address)["source_ip_key"], 16)
    return ZoneSpan(key, key, name)


def test_a_my_number_host_that_connects_out_is_seen_by_the_kernel_and_found(place, tmp_path):
    ulogd, nft, ip = (
        program("ulogd", "ulogd2"),
        program("nft", "nftables"),
        program("ip", "iproute2"),
    )
    as_root()
    config = place / "ulogd.conf"
    config.write_text(ULOGD.format(folder=place))
    with (
        namespace() as name,
        Receiver(tmp_path, files={"ulogd": place / "ulogd.json"}) as receiver,
        running(ip, "netns", "exec", name, ulogd, "-c", str(config)),
    ):
        inside(name, nft, "-f", "-", input=RULES.encode())

        def tried():
            inside(name, "python3", "-c", CONNECT, MYNUMBER, SOMEBODY)
            return (place / "ulogd.json").exists() and (place / "ulogd.json").stat().st_size

        wait(tried, 60)
        kind, event, unread = came(
            receiver, "file-ulogd", lambda each: each.get("destination_ip") == SOMEBODY
        )
    assert (kind, unread) == ("ulogd", 0)
    assert (event["source_ip"], event["destination_port"]) == (MYNUMBER, 443)
    check = ZoneCheck([span(MYNUMBER, "mynumber"), span(SOMEBODY, "internet")], [])
    check.judge(arrow([event]))
    (wrong,) = check.finish().wrong
    assert (wrong.source, wrong.destination, wrong.source_zone) == (MYNUMBER, SOMEBODY, "mynumber")
