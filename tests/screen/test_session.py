"""Real sessions: what a program inside can reach, and what is left when one ends."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from tests.screen import world

from sekisho.screen import FullError, Ticket, browser, launching, processes
from sekisho.screen.options import MIB

pytestmark = [
    pytest.mark.skipif(bool(world.missing()), reason=world.missing()),
    pytest.mark.timeout(120),
]


def inside(monkeypatch, script, ticket=None, **changed):
    """Run a shell script in place of a browser; return what it left as a download, and the host."""
    # What it says comes out as a file, as a download would.
    whole = f"({script}) >{browser.HOME}/said 2>&1; mv {browser.HOME}/said {browser.DOWNLOADS}/said; sleep 600"  # noqa: E501
    monkeypatch.setattr(browser, "words", lambda _options: ["/bin/sh", "-c", whole])
    with world.Running(world.options(1, warm=0, **changed)) as running:
        session = running.call(running.host.opened(given(**ticket or {})))
        world.until(lambda: running.files or not session.alive, 60)
        name = running.files[0][2] if running.files else ""
        assert name in {"said", ""}
        return (running.files[0][3].decode() if running.files else ""), running


def given(**changed):
    one = Ticket("s-1", "p-1", "lgwan", "127.0.0.1", "screen-1", "internet", 0)
    return replace(one, **changed)


class TestKeptIn:
    def test_it_has_no_network_but_its_own_loopback(self, monkeypatch):
        said, _ = inside(monkeypatch, "cat /proc/net/dev /proc/net/route /proc/net/if_inet6")
        devices = [line.split(":")[0].strip() for line in said.splitlines() if ":" in line]
        assert devices == ["lo"]

    def test_it_reaches_no_server_of_this_machine_nor_any_other_address(self, monkeypatch):
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.settimeout(0.1)
            port = server.getsockname()[1]
            # Its own loopback refuses, and no other address has a way to it.
            tries = "; ".join(
                f"timeout 3 socat -u /dev/null TCP:{each}:{port} 2>&1 | tail -1"
                for each in (
                    "127.0.0.1",
                    "10.10.0.1",
                    "10.20.0.1",
                    "169.254.169.254",
                    "[fd00:10::1]",
                )
            )
            said, _ = inside(monkeypatch, tries)
            with pytest.raises(TimeoutError):
                server.accept()
        assert "refused" in said.splitlines()[0]
        assert len([line for line in said.splitlines() if "unreachable" in line]) == 4

    @pytest.mark.skipif(shutil.which("unshare") is None, reason="unshare がありません")
    @pytest.mark.skipif(os.geteuid() != 0, reason="名前空間を作る権限がありません")
    def test_no_packet_of_it_arrives_at_inner_addresses_the_metadata_or_another_session(self):
        words = ["unshare", "--net", sys.executable, "-m", "tests.screen.apart"]
        done = subprocess.run(words, check=False, capture_output=True, text=True, timeout=110)
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        assert len(told["control"]) == 5  # each can be reached where there is a way
        assert told["arrived"] == []
        said = told["said"].splitlines()
        assert len([line for line in said if "unreachable" in line]) == 5
        assert "refused" in next(line for line in said if line.startswith("127.0.0.1"))

    def test_it_sees_none_of_the_machine_but_programs_and_nobody_elses_processes(
        self, monkeypatch, tmp_path
    ):
        secret = tmp_path / "secret"
        secret.write_text("秘密")
        said, _ = inside(
            monkeypatch,
            f"export LC_ALL=C; id -u; ls /; cat {secret}; ls -d /proc/[0-9]* | wc -l;"
            " ls /run/session; touch /usr/x; touch /x",
        )
        lines = said.splitlines()
        assert lines[0] == "1000"
        assert not {"root", "home/root", "var/lib", "work", "srv", "opt"} & set(lines)
        assert "秘密" not in said
        assert said.count("Read-only file system") == 2
        assert {"files", "out", "screen"} <= set(lines)
        assert len(list(Path("/proc").iterdir())) > 20
        assert 0 < next(int(each) for each in lines[1:] if each.isdecimal()) < 20

    def test_its_files_stay_within_their_bound(self, monkeypatch):
        said, _ = inside(
            monkeypatch,
            "export LC_ALL=C; for d in /tmp /dev/shm; do head -c 400000000 /dev/zero >$d/big;"
            " stat -c %s $d/big; rm $d/big; done",
        )
        assert said.count("No space left") == 2
        sizes = [int(each) for each in said.split() if each.isdecimal()]
        assert 0 < sizes[0] <= launching.TEMPORARY
        assert 0 < sizes[1] <= launching.SHARED

    def test_a_download_without_end_ends_within_the_session(self, monkeypatch):
        said, running = inside(
            monkeypatch,
            f"head -c 400000000 /dev/zero >{browser.HOME}/big; rm {browser.HOME}/big; echo over",
            files_bytes=64 * MIB,
        )
        assert "over" in said
        assert len(running.files) == 1

    def test_its_processes_stay_within_their_number(self, monkeypatch):
        make = "i=0; while [ $i -lt 200 ]; do sleep 60 & i=$((i+1)); done; sleep 60"
        monkeypatch.setattr(browser, "words", lambda _options: ["/bin/sh", "-c", make])
        with world.Running(world.options(1, warm=0, processes=60)) as running:
            session = running.call(running.host.opened(given()))
            most = 0
            while session.alive and most <= 60 and running.now().timestamp() - session.opened < 5:
                most = max(most, len(processes.family(session.process.pid)))
            assert 40 < most <= 60

    def test_it_cannot_become_more_than_it_is(self, monkeypatch):
        said, _ = inside(
            monkeypatch, "grep -E 'NoNewPrivs|CapEff' /proc/self/status; mount -t tmpfs x /mnt"
        )
        assert "NoNewPrivs:\t1" in said
        assert "CapEff:\t0000000000000000" in said

    def test_each_is_another_user_to_the_machine_so_one_that_broke_out_owns_nothing_of_others(
        self, monkeypatch
    ):
        monkeypatch.setattr(browser, "words", lambda _options: ["/bin/sh", "-c", "sleep 600"])
        with world.Running(world.options(1, warm=0)) as running:
            pids = [
                running.call(running.host.opened(given(session=each, person=each)))
                for each in ("s-1", "s-2")
            ]
            owners = {
                frozenset(
                    Path(f"/proc/{pid}").stat().st_uid for pid in processes.family(each.process.pid)
                )
                for each in pids
            }
        assert len(owners) == 2
        assert all(len(each) == 1 and 0 not in each for each in owners)


class TestByPermit:
    """From the My Number zone: real packets, to the host a permit names and to no other place."""

    def test_only_the_named_host_is_reached(self, monkeypatch):
        with world.site() as site, world.site() as other:
            ports = (80, site.server_port, other.server_port)
            said, running = self.asked(monkeypatch, ports, {
                "named": f"localhost:{site.server_port}",
                "by-address": f"127.0.0.1:{site.server_port}",
                "other-name": f"localhost.localdomain:{site.server_port}",
                "inner": "10.20.0.1:80",
                "metadata": "169.254.169.254:80",
                "database": "127.0.0.1:5432",
            })  # fmt: skip
        assert site.asked == ["/named"]
        assert not other.asked
        assert said["named"].startswith("HTTP/1.0 200")
        assert {said[name][:12] for name in said if name != "named"} == {"HTTP/1.1 403"}
        refused = [each["details"] for each in running.journal.of("visit")
                   if each["details"]["refused"]]  # fmt: skip
        assert len(refused) == 5
        assert {each["refused"] for each in refused} == {"name", "port"}

    def asked(self, monkeypatch, ports, places):
        """Ask the way out from within, each place once; return the first line of each answer."""
        end = "\\r\\n"
        script = "; ".join(
            f"printf '{name} '; printf 'GET http://{place}/{name} HTTP/1.1{end}Host: x{end}{end}'"
            f" | timeout 5 socat -t 5 - TCP:127.0.0.1:{browser.PROXY_PORT} 2>/dev/null | head -1"
            for name, place in places.items()
        )
        permit = {"profile": "mynumber", "hosts": ("localhost",), "until": 1 << 40}
        given = {"profiles": world.permitted("localhost", ports=ports), "ticket": permit}
        said, running = inside(monkeypatch, script, **given)
        lines = [line.strip().partition(" ") for line in said.splitlines() if line.strip()]
        return {name: answer for name, _, answer in lines}, running


class TestLimits:
    def test_one_that_takes_too_much_memory_is_ended_and_the_others_live(self, monkeypatch):
        eat = f"head -c 300000000 /dev/zero >{browser.HOME}/big & python3 -c 'x=bytearray(400<<20); import time; time.sleep(100)' || perl -e '$x=\"x\"x(400<<20);sleep 100'"  # noqa: E501
        monkeypatch.setattr(browser, "words", lambda _options: ["/bin/sh", "-c", "sleep 600"])
        with world.Running(world.options(1, warm=0, memory_bytes=200 * MIB)) as running:
            good = running.call(running.host.opened(given(session="good", person="p-2")))
            monkeypatch.setattr(browser, "words", lambda _options: ["/bin/sh", "-c", eat])
            running.call(running.host.opened(given(session="bad")))
            ended = world.until(lambda: running.journal.of("ended"), 60)
            assert (ended[0]["session"], ended[0]["details"]["ending"]) == ("bad", "memory")
            assert good.alive
            assert "good" in running.host.running

    @pytest.mark.parametrize(
        ("late", "ending"), [(15 * 60 + 2, "idle"), (8 * 60 * 60 + 2, "longest")]
    )
    def test_nobody_there_and_too_long_there_end_it(self, monkeypatch, late, ending):
        monkeypatch.setattr(browser, "words", lambda _options: ["/bin/sh", "-c", "sleep 600"])
        with world.Running(world.options(1, warm=0)) as running:
            session = running.call(running.host.opened(given()))
            session.opened = session.acted = running.now().timestamp()
            if ending == "longest":
                session.acted += late
            running.late = late
            ended = world.until(lambda: running.journal.of("ended"), 30)
            assert ended[0]["details"] == {"ending": ending, "left": 0}

    def test_one_that_breaks_is_said_to_be_broken(self, monkeypatch):
        monkeypatch.setattr(browser, "words", lambda _options: ["/bin/sh", "-c", "exit 1"])
        with world.Running(world.options(1, warm=0)) as running:
            running.call(running.host.opened(given()))
            ended = world.until(lambda: running.journal.of("ended"), 30)
            assert ended[0]["details"]["ending"] == "broken"


class TestEnding:
    def test_nothing_is_left(self, monkeypatch):
        monkeypatch.setattr(browser, "words", lambda _options: ["/bin/sh", "-c", "sleep 600"])
        with world.Running(world.options(1, warm=0)) as running:
            session = running.call(running.host.opened(given()))
            pids = processes.family(session.process.pid)
            folder = session.room.folder
            assert len(pids) >= 4
            assert folder.exists()
            running.call(running.host.end("s-1", "asked"))
            assert not folder.exists()
            assert not [pid for pid in pids if Path(f"/proc/{pid}/exe").exists()]
            assert running.journal.of("ended")[0]["details"] == {"ending": "asked", "left": 0}

    def test_a_host_that_begins_again_clears_what_an_earlier_one_left(self, monkeypatch):
        monkeypatch.setattr(browser, "words", lambda _options: ["/bin/sh", "-c", "sleep 600"])
        with world.Running(world.options(1, warm=0)) as running:
            (running.base / "run" / "7" / "sockets").mkdir(parents=True)
            running.call(running.host.prepare())
            assert not list((running.base / "run").iterdir())

    def test_the_pool_is_filled_and_a_warm_session_is_handed_over_at_once(self, monkeypatch):
        monkeypatch.setattr(browser, "words", lambda _options: ["/bin/sh", "-c", "sleep 600"])
        with world.Running(world.options(1, warm=1, sessions=2)) as running:
            (warm,) = running.host.waiting
            assert running.call(running.host.opened(given())) is warm
            world.until(lambda: running.host.waiting, 30)
            running.call(running.host.opened(given(session="s-2", person="p-2")))
            with pytest.raises(FullError):
                running.call(running.host.opened(given(session="s-3", person="p-3")))


def test_a_session_starts_within_its_time():
    # No figure is judged here: only that a start is awaited and not slept for.
    with world.Running(world.options(1, warm=1)) as running:
        began = time.monotonic()
        assert running.call(running.host.opened(given())).alive
        assert time.monotonic() - began < 30
