"""Memory of one real gunicorn worker, by what it did: RSS and PSS from /proc/<pid>/smaps_rollup.

The worker is started with the command `sekisho serve` uses. What it is asked to do is asked over
HTTP by somebody signed in: pages, files taken in as Markdown, Word and PDF (1,200 clauses each),
PDFs printed, and a comparison as a Word file.
"""

import argparse
import http.client
import http.cookies
import io
import re
import socket
import subprocess
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

GOAL_MIB = 150
CLAUSES = 1200
_PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Memory:
    """What a process holds: all resident pages, and its share of them where they are shared."""

    rss_mib: float
    pss_mib: float


def memory(pid: int) -> Memory:
    """Read what the process holds now."""
    figures = {}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
        name, _colon, rest = line.partition(":")
        figures[name] = int(rest.split()[0]) / 1024
    return Memory(figures["Rss"], figures["Pss"])


def steps(
    session_key: str, pages: Sequence[str], printed: Sequence[str]
) -> Iterator[tuple[str, Memory]]:
    """Start a worker, have it do one thing after the other, and say what it holds after each."""
    with worker() as (pid, visitor):
        visitor.cookies["sessionid"] = session_key
        yield "at start", memory(pid)
        for page in pages:
            visitor.get(page)
        yield f"after {len(pages)} pages", memory(pid)
        documents = []
        for name, data in _files().items():
            documents.append(visitor.take_in(name, data))
            yield f"after taking in {name}", memory(pid)
        for _round in range(3):
            for page in printed:
                visitor.get(page)
        yield f"after printing {3 * len(printed)} PDFs", memory(pid)
        visitor.get(_comparison(documents))
        yield "after a comparison as a Word file", memory(pid)


@contextmanager
def worker() -> Iterator[tuple[int, "Visitor"]]:
    """Run the web server with one worker; yield the worker's process id and a visitor."""
    from sekisho.entry.running import _gunicorn

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    asked = argparse.Namespace(
        bind=f"127.0.0.1:{port}", workers=1, certificate=None, key=None, threads=4
    )
    server = subprocess.Popen(_gunicorn(asked))
    try:
        visitor = Visitor(port)
        visitor.wait()
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
        yield int(children[0]), visitor
    finally:
        server.terminate()
        server.wait(_PATIENCE_SECONDS)


class Visitor:
    """A person at a browser: cookies are kept, and a form is sent as a browser sends it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.cookies: dict[str, str] = {}

    def wait(self) -> None:
        """Come back when the server answers."""
        until = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < until:
            try:
                self._ask("GET", "/policy/")
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise TimeoutError("the server did not answer")

    def get(self, url: str) -> bytes:
        """Return a page that must be there."""
        status, _place, body = self._ask("GET", url)
        assert status == 200, (status, url)
        return body

    def take_in(self, name: str, data: bytes) -> int:
        """Take in a file as a new standard; return its document's id."""
        token = re.search(
            rb'name="csrfmiddlewaretoken" value="(\w+)"', self.get("/documents/import/")
        )
        assert token
        fields = {"csrfmiddlewaretoken": token[1].decode(), "kind": "standard", "title": name}
        body, kind = _multipart(fields, name, data)
        status, place, answer = self._ask("POST", "/documents/import/", body, kind)
        assert status == 302, (status, answer.decode()[-3000:])
        found = re.search(r"editions/(\d+)/", place)
        assert found, place
        return int(found[1])

    def _ask(
        self, method: str, url: str, body: bytes = b"", kind: str = ""
    ) -> tuple[int, str, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=_PATIENCE_SECONDS)
        held = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": held} | ({"Content-Type": kind} if kind else {})
        connection.request(method, url, body or None, headers)
        answer = connection.getresponse()
        data = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or ():
            for each in http.cookies.SimpleCookie(line).values():
                self.cookies[each.key] = each.value
        connection.close()
        return answer.status, answer.headers.get("Location", ""), data


def _multipart(fields: dict[str, str], name: str, data: bytes) -> tuple[bytes, str]:
    mark = uuid.uuid4().hex
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    parts += [
        head.encode(),
        b"Content-Type: text/plain\r\n\r\n",
        data,
        f"\r\n--{mark}--\r\n".encode(),
    ]
    return b"".join(parts), f"multipart/form-data; boundary={mark}"


def _lines() -> list[str]:
    words = "職員等は、情報資産を定められた方法で取り扱い、その記録を残さなければならない。"
    return [f"第{n}条　{words}" for n in range(1, CLAUSES + 1)]


def _files() -> dict[str, bytes]:
    """Return one long standard written three ways."""
    import docx

    from sekisho.web.ui.papers import Paper, Paragraph, to_pdf

    title, lines = "情報セキュリティ対策基準", _lines()
    word = docx.Document()
    for line in (title, *lines):
        word.add_paragraph(line)
    buffer = io.BytesIO()
    word.save(buffer)
    paper = Paper(title, blocks=tuple(Paragraph(line) for line in lines))
    return {
        "standard.md": "\n\n".join([f"# {title}", *lines]).encode(),
        "standard.docx": buffer.getvalue(),
        "standard.pdf": to_pdf(paper),
    }


def _comparison(editions: Sequence[int]) -> str:
    """Return the address of a table of one edition against itself: the longest there is."""
    from sekisho.web.policies.models import Edition

    row = Edition.objects.get(pk=editions[0])
    query = urlencode({"old": row.pk, "new": row.pk})
    return f"/documents/{row.document_id}/comparison.docx?{query}"
