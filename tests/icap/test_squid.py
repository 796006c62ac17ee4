"""A stock Squid with the lines we generate: files arrive rebuilt, none when we are gone."""

import io
import os
import pwd
import shutil
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request
import warnings
import zipfile
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tests.icap.world import World, free_port

from sekisho.icap import squid_config

pytestmark = pytest.mark.verification
SQUID = shutil.which("squid", path="/usr/sbin:/usr/bin")
PAGE = b"<!DOCTYPE html><title>a</title>" + b"<p>page</p>" * 400


def archive():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("案内.txt", b"abc\r\n" * 2000)
        packed.writestr("run.exe", b"MZ" + bytes(9000))
    return out.getvalue()


ARCHIVE = archive()
FILES = {
    "/page.html": (b"text/html", PAGE),
    "/file.zip": (b"application/zip", ARCHIVE),
    "/run.exe": (b"application/octet-stream", b"MZ" + bytes(9000)),
    "/lie.html": (b"text/html", b"MZ" + bytes(9000)),
}


class Origin(BaseHTTPRequestHandler):
    """The server somewhere on the internet."""

    seen: list = []
    posted: list = []

    def do_GET(self):
        self.seen.append(self.headers)
        kind, body = FILES[self.path.partition("?")[0]]
        self.send_response(200)
        self.send_header("Content-Type", kind.decode())
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.posted.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def origin():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Origin)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def folder_for_squid():
    folder = Path(tempfile.mkdtemp(prefix="sekisho-squid-"))
    if os.getuid() == 0:
        user = pwd.getpwnam("proxy")
        os.chown(folder, user.pw_uid, user.pw_gid)
    return folder


@contextmanager
def squid(options):
    """Run a Squid with the lines for a service; yield its address."""
    if SQUID is None:
        warnings.warn("squid がありません（apt-get install squid で入ります）", stacklevel=1)
    folder, port = folder_for_squid(), free_port()
    config = folder / "squid.conf"
    config.write_text(
        f"http_port 127.0.0.1:{port}\nhttp_access allow all\ncache deny all\n"
        f"pid_filename {folder}/pid\naccess_log none\ncache_log {folder}/log\n"
        f"coredump_dir {folder}\nshutdown_lifetime 0 seconds\n" + squid_config(options),
        "utf-8",
    )
    server = subprocess.Popen(
        [SQUID, "-N", "-f", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(port, server, folder)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def surfing(tmp_path_factory):
    """Yield the world and the proxy's address."""
    with World(tmp_path_factory.mktemp("icap")) as world, squid(world.options) as proxy:
        yield world, proxy


def wait_for(port, server, folder):
    for _ in range(200):
        assert server.poll() is None, (folder / "log").read_text("utf-8", "replace")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2).close()
        except urllib.error.HTTPError as answered:
            answered.close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("squid did not answer")


def asked(proxy, request):
    """Return status and body of a request through the proxy."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": proxy}))
    try:
        with opener.open(request, timeout=30) as answer:
            return answer.status, answer.read(), answer.headers
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(), error.headers


def test_a_page_passes(surfing, origin):
    _, proxy = surfing
    assert asked(proxy, f"{origin}/page.html")[:2] == (200, PAGE)
    assert Origin.seen[-1]["Accept-Encoding"] == "identity"


def test_a_file_arrives_rebuilt(surfing, origin):
    world, proxy = surfing
    status, body, head = asked(proxy, f"{origin}/file.zip?key=secret")
    assert status == 200
    assert head["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        assert "案内.txt" in packed.namelist()
        assert "run.exe" not in packed.namelist()
    assert [each for each in world.store.every() if world.store.get(each.number) == ARCHIVE]


@pytest.mark.parametrize("path", ["/run.exe", "/lie.html"])
def test_a_program_does_not_arrive(surfing, origin, path):
    status, body, _ = asked(surfing[1], origin + path)
    assert status == 403
    assert b"MZ" not in body
    assert "受付番号" in body.decode("utf-8")


def test_a_file_is_not_sent_out_and_words_are(surfing, origin):
    form = (
        b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\nabc\r\n--x--\r\n'
    )
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    Origin.posted.clear()
    status, body, _ = asked(surfing[1], urllib.request.Request(f"{origin}/", form, kind))
    assert status == 403
    assert "送れませんでした" in body.decode("utf-8")
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert asked(surfing[1], urllib.request.Request(f"{origin}/", b"a=b", kind))[0] == 200
    assert Origin.posted == [b"a=b"]


def test_when_the_service_is_gone_no_file_arrives(origin, tmp_path):
    """The lines say bypass=off: Squid answers with an error of its own."""
    with squid(World(tmp_path).options) as proxy:
        status, body, _ = asked(proxy, f"{origin}/file.zip")
    assert status >= 500
    assert ARCHIVE[:100] not in body
