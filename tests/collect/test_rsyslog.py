"""A real rsyslog (Debian) forwards to us, with both framings, while our process is killed."""

import shutil
import socket
import subprocess
from collections import Counter

import pytest
from tests.collect.test_receiving import LOOPBACK
from tests.collect.world import Receiver, wait
from tests.icap.world import free_port

RSYSLOGD = shutil.which("rsyslogd") or "/usr/sbin/rsyslogd"
CONFIGURATION = """\
module(load="imtcp")
global(workDirectory="{folder}")
input(type="imtcp" address="127.0.0.1" port="{port}")
action(type="omfwd" target="127.0.0.1" port="{ours}" protocol="tcp" TCP_Framing="{framing}"
       template="RSYSLOG_SyslogProtocol23Format" action.resumeRetryCount="-1"
       queue.type="LinkedList")
"""
pytestmark = [
    pytest.mark.verification,
    pytest.mark.skipif(shutil.which(RSYSLOGD) is None, reason="rsyslog is not installed"),
]


@pytest.mark.parametrize("framing", ["traditional", "octet-counted"])
def test_what_rsyslog_forwards_is_stored_once_over_kills(tmp_path, framing):
    port = free_port()
    with Receiver(tmp_path, tcp=LOOPBACK) as receiver:
        folder = tmp_path / "rsyslog"
        folder.mkdir()
        file = folder / "rsyslog.conf"
        words = {"folder": folder, "port": port, "ours": receiver.ports["tcp"], "framing": framing}
        file.write_text(CONFIGURATION.format(**words))
        daemon = subprocess.Popen(
            [RSYSLOGD, "-n", "-f", str(file), "-i", str(folder / "pid")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            connection = wait(lambda: _connected(port))
            for start in range(0, 3_000, 1_000):
                connection.sendall(
                    b"".join(
                        b"<13>Nov 30 10:00:00 pc1 app: number %d.\n" % each
                        for each in range(start, start + 1_000)
                    )
                )
                receiver.kill_worker()
            connection.close()
            receiver.wait_for(3_000)
        finally:
            daemon.terminate()
            daemon.wait(20)
        receiver.stop()
        ends = Counter(line.rpartition(b"number ")[2] for line in receiver.stored())
        assert ends == Counter(b"%d." % each for each in range(3_000))


def _connected(port):
    try:
        return socket.create_connection(("127.0.0.1", port), timeout=5)
    except ConnectionRefusedError:
        return None
