"""A layer counts when it held; what is missing refuses unless the operator accepted just that."""

import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sekisho.sandbox import REQUIRED, Layer, Profile, Sandbox, SandboxMissing
from sekisho.sandbox.layers import missing_layers

HERE = str(Path(__file__).parent)
SOURCE = str(Path(__file__).parents[3] / "src")
PROFILE = Profile("work", ("sandbox_jobs",))
ALONE = [group[0] for group in REQUIRED if len(group) == 1]


def open_without(module_path, taken, accepted=()):
    return Sandbox(
        [PROFILE],
        path=module_path,
        accept_missing=frozenset(accepted),
        prober=lambda found: found - set(taken),
    )


def test_on_this_machine_every_required_layer_is_in_force(sandbox):
    for layers in sandbox.layers.values():
        assert missing_layers(layers) == frozenset()
        assert Layer.NO_PRIVILEGES in layers


@pytest.mark.parametrize("layer", ALONE)
def test_a_missing_layer_refuses_to_run_anything(module_path, layer):
    with (
        pytest.raises(SandboxMissing, match=layer.value) as refused,
        open_without(module_path, [layer]),
    ):
        pass
    assert refused.value.missing == {layer}
    assert "管理者" in str(refused.value)


def test_a_server_that_misses_a_layer_is_not_left_running(module_path):
    sandbox = open_without(module_path, [Layer.SECCOMP])
    with pytest.raises(SandboxMissing):
        sandbox.call("work", "sandbox_jobs:echo", b"x")
    assert sandbox._servers["work"].pid is None


def test_either_of_landlock_and_an_empty_root_will_do(module_path):
    for layer in (Layer.LANDLOCK, Layer.MOUNT_NAMESPACE):
        with open_without(module_path, [layer]) as sandbox:
            assert layer not in sandbox.layers["work"]
    both = [Layer.LANDLOCK, Layer.MOUNT_NAMESPACE]
    with pytest.raises(SandboxMissing) as refused, open_without(module_path, both):
        pass
    assert refused.value.missing == {Layer.LANDLOCK}


def test_what_the_operator_accepts_is_logged_each_time(module_path, caplog):
    for _ in range(2):
        with (
            caplog.at_level(logging.WARNING),
            open_without(module_path, [Layer.SECCOMP], [Layer.SECCOMP]) as sandbox,
        ):
            assert sandbox.call("work", "sandbox_jobs:echo", b"x").data == b"x"
    assert [("seccomp" in r.message, "work" in r.message) for r in caplog.records] == [
        (True, True),
        (True, True),
    ]


def test_accepting_one_layer_accepts_no_other(module_path):
    with (
        pytest.raises(SandboxMissing) as refused,
        open_without(
            module_path, [Layer.SECCOMP, Layer.NETWORK_NAMESPACE], [Layer.NETWORK_NAMESPACE]
        ),
    ):
        pass
    assert refused.value.missing == {Layer.SECCOMP}


def test_a_prober_adds_nothing(module_path):
    with Sandbox([PROFILE], path=module_path, prober=lambda _: frozenset(Layer)) as sandbox:
        assert Layer.BUBBLEWRAP not in sandbox.layers["work"]


def alone(script, *, before=(), program=sys.executable, paths=tuple(sys.path), **words):
    """Run a script in a process of its own, which may give up what it likes."""
    done = subprocess.run(
        [*before, program, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(paths)},
        **words,
    )
    return done.returncode, done.stdout.strip(), done.stderr


def test_landlock_by_itself_stops_files_and_tcp():
    code, out, err = alone(
        """
import os, socket
from sekisho.sandbox import landlock
landlock.restrict(landlock.ruleset())
tries = [
    lambda: open("/etc/hostname"),
    lambda: os.listdir("/"),
    lambda: open("/tmp/sekisho-x", "w"),
]
if landlock.abi() >= landlock.TCP_ABI:
    tries.append(lambda: socket.socket().connect(("127.0.0.1", 9)))
for attempt in tries:
    try:
        attempt()
    except PermissionError:
        print("no")
"""
    )
    assert code in {0, 1}, err
    assert set(out.split()) == {"no"}
    assert len(out.split()) >= 3


def test_the_namespaces_by_themselves_hide_network_files_and_processes():
    code, out, err = alone(
        """
import os, socket
from sekisho.sandbox import namespaces
found = namespaces.enter_namespaces()
if pid := os.fork():
    raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
assert namespaces.empty_root()
assert namespaces.give_up_privileges(root=True)
print(socket.if_nameindex(), os.listdir("/"), os.getpid(), os.getuid(), len(found) >= 5)
try:
    open("/x", "w")
except OSError as error:
    print(error.errno)
"""
    )
    assert code == 0, err
    assert out == "[(1, 'lo')] [] 1 65534 True\n30"


UNPRIVILEGED = """
import sys
from sekisho.sandbox import Profile, Sandbox
assert sys.version_info >= (3, 11)
with Sandbox([Profile("work", ("sandbox_jobs",), strict=True)]) as sandbox:
    print(sandbox.call("work", "sandbox_jobs:echo", b"unprivileged").data)
    print(*sorted(sandbox.layers["work"]))
"""


def readable_python():
    """Return words that start an interpreter another user may execute, or skip saying why not."""
    for program in (sys.executable, "/usr/bin/python3"):
        try:
            if alone("import ctypes", program=program, paths=(), **AS_NOBODY)[0] == 0:
                return program
        except OSError:
            continue
    pytest.skip("no interpreter here can be read by nobody")


AS_NOBODY = {"user": 65534, "group": 65534, "extra_groups": []}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user for the trial")
def test_without_any_privilege_a_user_namespace_gives_the_same_layers():
    program = readable_python()
    code, out, err = alone(UNPRIVILEGED, program=program, paths=(SOURCE, HERE), **AS_NOBODY)
    assert code == 0, err
    first, layers = out.split("\n")
    assert first == "b'unprivileged'"
    assert missing_layers(Layer(name) for name in layers.split()) == frozenset()
    assert {"user_namespace", "no_privileges"} <= set(layers.split())


@pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("setpriv"), reason="wants root and setpriv"
)
def test_root_of_a_container_without_capabilities_is_shut_in_too_but_not_called_nobody():
    """It gets a user namespace of its own; to the machine its files are still root's."""
    bare = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]
    code, out, err = alone(UNPRIVILEGED, before=bare, paths=(SOURCE, HERE))
    assert code == 0, err
    found = set(out.split("\n")[1].split())
    assert missing_layers(Layer(name) for name in found) == frozenset()
    assert "user_namespace" in found
    assert "no_privileges" not in found


POOR_KERNEL = """
import errno, sys
from sekisho.sandbox import Layer, Profile, Sandbox, SandboxError, SandboxMissing
from sekisho.sandbox.kernel import machine
from sekisho.sandbox.seccomp import ALLOW, Filter, assemble, errno as answer
from sekisho.sandbox.syscalls import NUMBERS

LANDLOCK, SECCOMP = 444, {"x86_64": 317, "aarch64": 277}[machine()]
lost = {"landlock": LANDLOCK, "unshare": NUMBERS[machine()]["unshare"], "seccomp": SECCOMP}
rules = {lost[name]: answer(errno.ENOSYS) for name in sys.argv[1].split(",")}
Filter(assemble(machine(), rules, ALLOW)).install()
profile = Profile("work", ("sandbox_jobs",))
try:
    Sandbox([profile]).call("work", "sandbox_jobs:echo", b"x")
except SandboxMissing as error:
    print(*sorted(error.missing))
    with Sandbox([profile], accept_missing=error.missing) as sandbox:
        print(sandbox.call("work", "sandbox_jobs:echo", b"ran").data)
        for name in ("read_file", "tcp", "fork"):
            try:
                sandbox.call("work", "sandbox_jobs:" + name, b"")
            except SandboxError as error:
                print(name, "failed")
else:
    print("ran with all that is required")
"""
FAILED = "read_file failed\ntcp failed\nfork failed"


@pytest.mark.skipif(os.geteuid() != 0, reason="the poorer kernel is made by root's filter")
@pytest.mark.parametrize(
    ("lost", "said"),
    [
        ("landlock", "ran with all that is required"),
        ("unshare", f"network_namespace\nb'ran'\n{FAILED}"),
        ("landlock,unshare", f"landlock network_namespace\nb'ran'\n{FAILED}"),
        ("seccomp", f"seccomp\nb'ran'\n{FAILED}"),
    ],
)
def test_on_a_poorer_kernel_what_is_missing_is_named_and_the_rest_still_holds(lost, said):
    """The calls a kernel lacks are taken away for real, from the parent and all it starts."""
    done = subprocess.run(
        [sys.executable, "-c", POOR_KERNEL, lost],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join((*sys.path, HERE))},
    )
    assert (done.stdout.strip(), done.returncode) == (said, 0), done.stderr


ORPHANED = """
import errno, os, signal, sys, threading, time
from pathlib import Path
from sekisho.sandbox import JobFailed, Layer, Profile, Sandbox
from sekisho.sandbox.kernel import machine
from sekisho.sandbox.seccomp import ALLOW, Filter, assemble, errno as answer
from sekisho.sandbox.syscalls import NUMBERS

Filter(assemble(machine(), {NUMBERS[machine()]["unshare"]: answer(errno.ENOSYS)}, ALLOW)).install()
def children(pid):
    return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
def sleep():
    try:
        sandbox.call("work", "sandbox_jobs:sleep", b"15")
    except JobFailed:
        print("job failed")
accepted = frozenset({Layer.NETWORK_NAMESPACE})
with Sandbox([Profile("work", ("sandbox_jobs",))], accept_missing=accepted) as sandbox:
    assert Layer.PROCESS_NAMESPACE not in sandbox.layers["work"]
    sleeper = threading.Thread(target=sleep)
    sleeper.start()
    (server,) = children(sandbox._servers["work"].pid)
    while not children(server):
        time.sleep(0.01)
    (job,) = children(server)
    os.kill(server, signal.SIGKILL)
    sleeper.join()
    end = time.monotonic() + 5
    while Path(f"/proc/{job}").exists() and time.monotonic() < end:
        time.sleep(0.01)
    print("orphan ended" if not Path(f"/proc/{job}").exists() else "orphan lives")
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="the poorer kernel is made by root's filter")
def test_without_a_process_namespace_a_job_still_ends_with_its_server():
    code, out, err = alone(ORPHANED, paths=(*sys.path, HERE))
    assert (out, code) == ("job failed\norphan ended", 0), err
