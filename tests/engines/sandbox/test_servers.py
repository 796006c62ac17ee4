"""Servers start shut in, leave nothing behind, are replaced when they die, and give up in time."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from sekisho.sandbox import JobFailed, JobTimedOut, Profile, Sandbox, SandboxError

PROFILE = Profile("work", ("sandbox_jobs",))


def children(pid):
    return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def descriptors(pid):
    return sorted(str(p.readlink()) for p in Path(f"/proc/{pid}/fd").iterdir() if p.is_symlink())


def gone(pid):
    path = Path(f"/proc/{pid}/stat")
    try:
        return path.read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def wait_until(true, seconds=10):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.fixture
def opened(module_path):
    with Sandbox([PROFILE], path=module_path) as sandbox:
        yield sandbox


def handle(sandbox):
    return sandbox._servers["work"]


def test_two_hundred_jobs_leave_nothing_behind(opened):
    launcher = handle(opened).pid
    (server,) = children(launcher)
    opened.call("work", "sandbox_jobs:echo", b"x")
    wait_until(lambda: not any("pipe" in link for link in descriptors(server)))

    def held():
        return len(list(Path("/proc/self/fd").iterdir())), descriptors(server), children(server)

    before = held()
    assert not [link for link in descriptors(server) if "memfd" in link]
    for n in range(200):
        name = ("echo", "crash", "refuse", "vanish")[n % 4]
        try:
            opened.call("work", f"sandbox_jobs:{name}", b"x")
        except JobFailed:
            continue
    wait_until(lambda: held() == before)  # the server closes the report just after writing it


def test_the_end_of_the_sandbox_is_the_end_of_every_process(module_path):
    with Sandbox([PROFILE], path=module_path) as sandbox:
        launcher = handle(sandbox).pid
        (server,) = children(launcher)
    assert gone(launcher)
    wait_until(lambda: gone(server))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may look into a server")
def test_a_server_has_an_empty_read_only_root_and_no_interface_but_its_own(opened):
    (server,) = children(handle(opened).pid)
    assert list(Path(f"/proc/{server}/root").iterdir()) == []
    (mounted,) = Path(f"/proc/{server}/mountinfo").read_text().splitlines()
    assert {"ro", "nosuid", "nodev", "noexec"} <= set(mounted.split()[5].split(","))
    interfaces = Path(f"/proc/{server}/net/dev").read_text().splitlines()[2:]
    assert [line.split(":")[0].strip() for line in interfaces] == ["lo"]
    status = dict(
        line.split(":\t", 1) for line in Path(f"/proc/{server}/status").read_text().splitlines()
    )
    assert (status["NoNewPrivs"], status["Uid"].split()) == ("1", ["65534"] * 4)
    assert {status[name].strip("0") for name in ("CapInh", "CapPrm", "CapEff", "CapBnd")} == {""}


def start_sleeper(sandbox, seconds=b"60"):
    ended = []

    def work():
        try:
            ended.append(sandbox.call("work", "sandbox_jobs:sleep", seconds).data)
        except SandboxError as error:
            ended.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    launcher = handle(sandbox).pid
    (server,) = children(launcher)
    wait_until(lambda: children(server))
    return thread, ended, launcher, server, children(server)[0]


@pytest.mark.parametrize("victim", ["launcher", "server"])
def test_a_server_killed_in_the_middle_fails_its_job_and_is_replaced(opened, victim):
    thread, ended, launcher, server, job = start_sleeper(opened)
    os.kill(launcher if victim == "launcher" else server, signal.SIGKILL)
    thread.join(10)
    assert isinstance(ended[0], JobFailed)
    wait_until(lambda: gone(server) and gone(job))
    assert opened.call("work", "sandbox_jobs:echo", b"again").data == b"again"
    assert handle(opened).pid != launcher


def test_closing_ends_a_job_under_way(opened):
    thread, ended, _, server, job = start_sleeper(opened)
    opened.close()
    thread.join(10)
    assert isinstance(ended[0], JobFailed)
    wait_until(lambda: gone(server) and gone(job))


def test_a_server_that_is_stuck_is_killed(opened, monkeypatch):
    monkeypatch.setattr("sekisho.sandbox.client._GRACE_SECONDS", -59.5)
    (server,) = children(handle(opened).pid)
    os.kill(server, signal.SIGSTOP)
    from sekisho.sandbox import JobLimits

    with pytest.raises(JobTimedOut, match="did not end"):
        opened.call("work", "sandbox_jobs:echo", b"x", limits=JobLimits(wall_seconds=60))
    wait_until(lambda: gone(server))


def test_a_server_that_keeps_dying_is_not_started_for_ever(opened):
    def die_often():
        for _ in range(20):
            opened.call("work", "sandbox_jobs:echo", b"x")
            os.kill(handle(opened).pid, signal.SIGKILL)
            wait_until(lambda: handle(opened)._process.poll() is not None)

    with pytest.raises(SandboxError, match="keeps dying"):
        die_often()


def test_a_preload_that_is_not_there_is_said_by_name(module_path):
    with (
        pytest.raises(SandboxError, match="no_such_module"),
        Sandbox([Profile("work", ("no_such_module",))], path=module_path),
    ):
        pass


def test_a_preload_that_starts_a_thread_is_refused(tmp_path):
    (tmp_path / "threaded.py").write_text(
        "import threading, time\n"
        "threading.Thread(target=time.sleep, args=(60,), daemon=True).start()"
    )
    with (
        pytest.raises(SandboxError, match="thread"),
        Sandbox([Profile("work", ("threaded",))], path=[*sys.path, str(tmp_path)]),
    ):
        pass


def test_two_profiles_of_one_name_are_a_mistake():
    with pytest.raises(ValueError, match="one name"):
        Sandbox([PROFILE, PROFILE])


def test_a_sandbox_not_entered_starts_its_server_at_the_first_call(module_path):
    sandbox = Sandbox([PROFILE], path=module_path)
    try:
        assert sandbox.call("work", "sandbox_jobs:echo", b"x").data == b"x"
    finally:
        sandbox.close()


def test_a_closed_sandbox_starts_nothing_again(opened):
    opened.close()
    with pytest.raises(SandboxError, match="closed"):
        opened.call("work", "sandbox_jobs:echo", b"x")


PARENT = """
import os, sys
from sekisho.sandbox import Profile, Sandbox
sandbox = Sandbox([Profile("work", ("sandbox_jobs",))])
sandbox.call("work", "sandbox_jobs:echo", b"x")
print(sandbox._servers["work"].pid, flush=True)
sandbox.call("work", "sandbox_jobs:sleep", b"15")
"""


def test_when_its_parent_is_killed_the_server_ends_with_its_jobs(module_path):
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT],
        env={"PYTHONPATH": os.pathsep.join(module_path)},
        stdout=subprocess.PIPE,
        text=True,
    )
    with parent:
        launcher = int(parent.stdout.readline())
        (server,) = children(launcher)
        wait_until(lambda: children(server))
        (job,) = children(server)
        parent.kill()
    wait_until(lambda: gone(job) and gone(server) and gone(launcher))


WORKER = """
import os
from sekisho.sandbox import Profile, Sandbox
sandbox = Sandbox([Profile("work", ("sandbox_jobs",))])
ours = lambda: (sandbox.call("work", "sandbox_jobs:echo", b"x").data, sandbox._servers["work"].pid)
first = ours()
if pid := os.fork():
    assert os.waitpid(pid, 0)[1] == 0
    assert ours() == first
    sandbox.close()
else:
    assert ours()[1] != first[1]
    sandbox.close()
"""


def test_a_forked_worker_has_a_server_of_its_own_and_leaves_ours_alone(module_path):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", WORKER],
        env={"PYTHONPATH": os.pathsep.join(module_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_what_a_server_rehearsed_every_job_finds_done(module_path):
    profile = Profile("work", ("sandbox_jobs",), rehearsal=("sandbox_jobs:rehearse",))
    with Sandbox([profile], path=module_path) as sandbox:
        assert sandbox.call("work", "sandbox_jobs:rehearsed", b"").data == b"1"
        assert sandbox.call("work", "sandbox_jobs:rehearsed", b"").data == b"1"


def test_a_rehearsal_that_fails_is_passed_over(module_path):
    profile = Profile(
        "work", ("sandbox_jobs",), rehearsal=("sandbox_jobs:none", "sandbox_jobs:fail")
    )
    with Sandbox([profile], path=module_path) as sandbox:
        assert sandbox.call("work", "sandbox_jobs:echo", b"x").data == b"x"


def test_a_job_has_nothing_of_its_parents_side_in_memory(module_path):
    """What is there is copied for each job, entry by entry; what is not there cannot be used."""
    profile = Profile("work", ("sandbox_jobs",))
    with Sandbox([profile], path=module_path) as sandbox:
        there = set(sandbox.call("work", "sandbox_jobs:loaded", b"").data.decode().split())
    assert "sekisho.sandbox.server" in there
    theirs = {"client", "programs", "bubblewrap", "residents", "confinement", "collecting"}
    assert not there & {f"sekisho.sandbox.{name}" for name in theirs}


def test_a_package_whose_door_is_not_wanted_is_entered_without_it(module_path):
    modules = ("sekisho.sanitize.wire", "sandbox_jobs")
    with Sandbox(
        [Profile("with", modules), Profile("without", modules, doors=("sekisho.sanitize",))],
        path=module_path,
    ) as sandbox:
        door = {
            name: b"sekisho.sanitize.flow" in sandbox.call(name, "sandbox_jobs:loaded", b"").data
            for name in ("with", "without")
        }
    assert door == {"with": True, "without": False}
