"""Faults made for real in the real sandbox: a killed worker, a dying verifier, no time, no memory, no layer.

`test_faults.py` states the law for any confinement; here the kernel does the harm.
"""

import logging
import os
import signal
import threading
import time
from pathlib import Path

import pytest
from tests.engines.sanitize.direct import vectors
from tests.engines.sanitize.samples import archives, images, mails, pdfwriter, sheets, texts, words

from sekisho.cli.confinement import Confined
from sekisho.sandbox import Layer, Profile, Sandbox
from sekisho.sanitize import PRELOAD, REBUILD, VERIFY, VERIFYING, Limits, Options, sanitize

_ROW = '<row r="{0}"><c r="A{0}"><f>SUM(B{0}:C{0})</f><v>{0}</v></c><c r="B{0}" t="str"><v>費目</v></c></row>'


def book(rows):
    return sheets.book("".join(_ROW.format(n) for n in range(1, rows)), "").bytes()


LONG = book(30_000)  # a second or so of work for either side
DOCUMENTS = {
    "案内.txt": texts.text,
    "資料.zip": archives.plain,
    "連絡.eml": mails.with_file,
    "図.png": images.png,
    "通知.docx": words.plain,
    "予算.xlsx": sheets.benign,
    "要綱.pdf": pdfwriter.document,
}


@pytest.fixture(scope="module")
def confined():
    with Confined() as sandbox:
        if not sandbox.layers:
            pytest.skip("this machine offers no sandbox: everything would be held")
        yield sandbox


def held(result, *codes):
    """State what must hold after a fault: nothing came out, and a person is told why."""
    assert result.data is None
    assert result.output_name is None
    assert result.sha256_out is None
    assert result.outcome == "held"
    assert result.reasons[0].code in codes
    assert len(result.reasons[0].message) > 20


def descendants(pid):
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found += [child, *descendants(child)]
    return found


class Killing:
    """The real sandbox; the processes of one profile's server are killed while it works."""

    def __init__(self, confined, profile, *, whole):
        self.confined, self.profile, self.whole = confined, profile, whole
        self.run = confined.run
        self.killed = 0

    def call(self, profile, function, payload, **limits):
        if profile != self.profile or self.killed:
            return self.confined.call(profile, function, payload, **limits)
        server = self.confined._sandbox._servers[profile]
        server.start()  # the one before may have been killed by another test
        idle = set(descendants(server.pid))
        killer = threading.Thread(target=self.kill, args=(server.pid, idle))
        killer.start()
        try:
            return self.confined.call(profile, function, payload, **limits)
        finally:
            killer.join()

    def kill(self, server, idle):
        """Kill when there is a job: a server killed before that is replaced, and rightly so."""
        end = time.monotonic() + 20
        while time.monotonic() < end and not self.killed:
            workers = [pid for pid in descendants(server) if pid not in idle and working(pid)]
            for pid in [server] if self.whole and workers else workers:
                os.kill(pid, signal.SIGKILL)
                self.killed += 1
            time.sleep(0.002)


def working(pid):
    """Whether a process is a job at work: it has used some processor time."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return fields[0] == "R" and int(fields[11]) >= 1


@pytest.mark.parametrize("whole", [False, True], ids=["the job", "its whole server"])
@pytest.mark.parametrize("profile", [REBUILD, VERIFY])
def test_a_worker_killed_at_work_lets_nothing_out(confined, profile, whole):
    killing = Killing(confined, profile, whole=whole)
    # A killed process and one the kernel ended for its time look the same.
    held(sanitize(LONG, "長い.xlsx", sandbox=killing), "crashed", "timeout")
    assert killing.killed
    after = sanitize(texts.text(), "後.txt", sandbox=confined)
    assert after.outcome == "delivered"


class Changing:
    """The real sandbox with one thing changed for one profile."""

    def __init__(self, confined, profile, **changes):
        self.confined, self.profile, self.changes = confined, profile, changes
        self.run = confined.run

    def call(self, profile, function, payload, **limits):
        if profile != self.profile:
            return self.confined.call(profile, function, payload, **limits)
        payload = self.changes.get("payload", lambda same: same)(payload)
        limits |= {key: self.changes[key] for key in limits.keys() & self.changes.keys()}
        return self.confined.call(profile, function, payload, **limits)


FAULTS = {
    "no room for an answer": {"output_bytes": 1},
    "half a request": {"payload": lambda whole: whole[: len(whole) // 2]},
    "no request": {"payload": lambda _: b""},
    "noise": {"payload": lambda whole: bytes(reversed(whole))},
}


@pytest.mark.parametrize("profile", [REBUILD, VERIFY])
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", ["通知.docx", "図.png", "要綱.pdf"])
def test_whatever_goes_wrong_in_a_job_lets_nothing_out(confined, profile, fault, name):
    broken = Changing(confined, profile, **FAULTS[fault])
    result = sanitize(DOCUMENTS[name](), name, sandbox=broken)
    held(result, "crashed", "memory", "limit", "not-verified", "broken")


@pytest.mark.parametrize("profile", [REBUILD, VERIFY])
def test_no_memory_left_lets_nothing_out(confined, profile):
    poor = Changing(confined, profile, memory_bytes=2 << 20)
    held(sanitize(LONG, "長い.xlsx", sandbox=poor), "memory", "crashed", "timeout")


@pytest.mark.parametrize("profile", [REBUILD, VERIFY])
def test_no_time_left_lets_nothing_out(confined, profile):
    hurried = Changing(confined, profile, cpu_seconds=0.05, wall_seconds=0.05)
    held(sanitize(LONG, "長い.xlsx", sandbox=hurried), "timeout", "memory")


def test_a_small_allowance_is_kept(confined):
    options = Options(limits=Limits(cpu_seconds=1, wall_seconds=2))
    started = time.monotonic()
    longer = book(120_000)  # some seconds also where the machine is quick and idle
    held(sanitize(longer, "長い.xlsx", options, sandbox=confined), "timeout", "memory")
    assert time.monotonic() - started < 60


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_cut_anywhere_is_held_or_crosses_verified(confined, name):
    """And what was handed in is the same bytes afterwards."""
    whole = DOCUMENTS[name]()
    for part in range(1, 12):
        cut = whole[: len(whole) * part // 12]
        before = bytes(cut)
        result = sanitize(cut, name, sandbox=confined)
        assert cut == before
        assert result.reasons or result.sha256_out
        assert (result.data is None) == (result.outcome in {"held", "rejected"})


class Poor(Confined):
    """The sandbox of a machine that lacks one layer."""

    def __init__(self, layer, **more):
        super().__init__(**more)
        profiles = [
            Profile(name, modules, strict=name in VERIFYING) for name, modules in PRELOAD.items()
        ]
        accepted = more.get("accept_missing", frozenset())
        self._sandbox = Sandbox(profiles, accept_missing=accepted, prober=lambda found: found - {layer})  # fmt: skip


def test_without_a_layer_everything_is_held():
    with Poor(Layer.SECCOMP) as sandbox:
        for name in ("案内.txt", "通知.docx", "資料.zip"):
            result = sanitize(DOCUMENTS[name](), name, sandbox=sandbox)
            held(result, "sandbox-missing")
            assert "情報担当" in result.reasons[0].message


def test_an_operator_may_accept_a_missing_layer_and_it_is_logged(caplog):
    accepted = frozenset({Layer.SECCOMP})
    with caplog.at_level(logging.WARNING), Poor(Layer.SECCOMP, accept_missing=accepted) as sandbox:
        result = sanitize(texts.text(), "案内.txt", sandbox=sandbox)
    assert result.outcome == "delivered"
    assert any("seccomp" in record.getMessage() for record in caplog.records)


def test_a_container_whose_one_part_dies_still_crosses_without_it(confined):
    class OnePartDies(Changing):
        def call(self, profile, function, payload, **limits):
            if profile == VERIFY and payload.startswith(b"png "):
                limits["output_bytes"] = 1
            return self.confined.call(profile, function, payload, **limits)

    result = sanitize(archives.plain(), "資料.zip", sandbox=OnePartDies(confined, VERIFY))
    assert result.outcome == "delivered"
    assert "archive.held-entry" in vectors(result)
    lost = [child for child in result.children if child.outcome == "held"]
    assert [child.name for child in lost] == ["photo.png"]
    assert images.png() not in result.data
