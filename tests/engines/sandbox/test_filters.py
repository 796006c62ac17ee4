"""The filters, read by an interpreter of our own for every call, and traced at work."""

import errno
import platform
import re
import shutil
import struct
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.sandbox import filters
from sekisho.sandbox.landlock import deny_all
from sekisho.sandbox.seccomp import ALLOW, AUDIT_ARCH, KILL, X32_BIT, Bits, assemble
from sekisho.sandbox.seccomp import errno as answer
from sekisho.sandbox.syscalls import NUMBERS, numbers

MACHINES = sorted(NUMBERS)
HIGHEST = 600


def interpret(program, nr, arch, arguments=(0,) * 6):
    """Run a filter as the kernel documents it: an accumulator, absolute loads, forward jumps."""
    data = struct.pack("<iIQ6Q", nr if nr < 2**31 else nr - 2**32, arch, 0, *arguments)
    at, accumulator = 0, 0
    while True:
        code, true, false, k = struct.unpack_from("<HBBI", program, 8 * at)
        at += 1
        if code == 0x20:
            (accumulator,) = struct.unpack_from("<I", data, k)
        elif code == 0x06:
            return k
        elif code == 0x05:
            at += k
        else:
            holds = {0x15: accumulator == k, 0x35: accumulator >= k, 0x45: accumulator & k != 0}
            at += true if holds[code] else false


@pytest.mark.parametrize("machine", MACHINES)
def test_strict_is_five_calls_and_no_memory(machine):
    program = filters.strict_filter(machine)
    arch, table = AUDIT_ARCH[machine], NUMBERS[machine]
    found = {nr: interpret(program, nr, arch) for nr in range(HIGHEST)}
    allowed = {table[n] for n in ("read", "write", "exit", "exit_group", "rt_sigreturn")}
    assert {nr for nr, action in found.items() if action == ALLOW} == allowed
    answered = {nr for nr, action in found.items() if action not in {ALLOW, KILL}}
    assert answered == {table[n] for n in ("mmap", "mremap", "munmap", "madvise", "brk")}
    assert found[table["mmap"]] == answer(errno.ENOMEM)


@pytest.mark.parametrize("machine", MACHINES)
def test_a_transforming_job_reaches_no_file_socket_process_or_executable_page(machine):
    program = filters.transform_filter(machine)
    arch, table = AUDIT_ARCH[machine], NUMBERS[machine]
    for name in numbers(machine, "open openat openat2 stat statx newfstatat access readlinkat"):
        assert interpret(program, name, arch) == answer(errno.ENOENT)
    for nr in numbers(machine, "socket clone clone3 fork vfork execve ptrace kill tgkill bpf"):
        assert interpret(program, nr, arch) == KILL
    for name in ("mmap", "mprotect"):
        for prot in range(16):
            wanted = answer(errno.EACCES) if prot & 4 else ALLOW
            assert interpret(program, table[name], arch, (0, 0, prot, 0, 0, 0)) == wanted
    named = set(table.values())
    for nr in set(range(HIGHEST)) - named:
        assert interpret(program, nr, arch) == KILL


@pytest.mark.parametrize("machine", MACHINES)
def test_a_program_gets_no_namespace_and_none_of_the_dangerous_calls(machine):
    program = filters.program_filter(machine)
    arch, table = AUDIT_ARCH[machine], NUMBERS[machine]
    for nr in numbers(machine, "ptrace mount unshare setns keyctl bpf io_uring_setup userfaultfd"):
        assert interpret(program, nr, arch) == answer(errno.EPERM)
    assert interpret(program, table["clone3"], arch) == answer(errno.ENOSYS)
    for bit in (7, 17, 25, 26, 27, 28, 29, 30):
        assert interpret(program, table["clone"], arch, (1 << bit | 17,) + (0,) * 5) == answer(1)
    threads = 0x3D0F00
    assert interpret(program, table["clone"], arch, (threads,) + (0,) * 5) == ALLOW
    assert interpret(program, table["read"], arch) == ALLOW


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("kind", ["strict_filter", "transform_filter", "program_filter"])
def test_other_architectures_and_other_numbers_are_killed(machine, kind):
    program = getattr(filters, kind)(machine)
    for other in (0x40000003, 0x40000028, *(set(AUDIT_ARCH.values()) - {AUDIT_ARCH[machine]})):
        for nr in range(0, HIGHEST, 7):
            assert interpret(program, nr, other) == KILL
    if machine == "x86_64":
        for nr in (0, 1, 39, 59, 511):
            assert interpret(program, X32_BIT + nr, AUDIT_ARCH[machine]) == KILL


RULES = st.one_of(
    st.sampled_from([ALLOW, KILL, answer(1), answer(2), answer(38)]),
    st.builds(
        Bits,
        argument=st.integers(0, 5),
        bits=st.integers(1, 255),
        hit=st.just(KILL),
        miss=st.just(ALLOW),
    ),
)


@given(
    rules=st.dictionaries(st.integers(0, 450), RULES, max_size=300),
    default=st.sampled_from([ALLOW, KILL]),
    arguments=st.tuples(*[st.integers(0, 511)] * 6),
    machine=st.sampled_from(MACHINES),
)
def test_the_search_tree_finds_the_rule_a_table_would(rules, default, arguments, machine):
    program = assemble(machine, rules, default)
    for nr in {*rules, *(nr + 1 for nr in rules), 0, 451, 0x3FFFFFFF}:
        rule = rules.get(nr, default)
        if isinstance(rule, Bits):
            rule = rule.hit if arguments[rule.argument] & rule.bits else rule.miss
        assert interpret(program, nr, AUDIT_ARCH[machine], arguments) == rule


def test_a_large_filter_jumps_far():
    rules = {nr: Bits(0, 1, KILL, ALLOW) if nr % 2 else ALLOW for nr in range(400)}
    program = assemble("x86_64", rules, KILL)
    assert len(program) // 8 > 600
    for nr in range(500):
        wanted = KILL if nr >= 400 else ALLOW
        assert interpret(program, nr, AUDIT_ARCH["x86_64"]) == wanted


def test_a_slip_of_the_pen_in_a_filter_is_an_error():
    with pytest.raises(LookupError, match="opnat"):
        numbers("x86_64", "read opnat")


def test_every_call_has_one_number():
    for table in NUMBERS.values():
        assert len(set(table.values())) == len(table)
    assert set(NUMBERS["aarch64"]) < set(NUMBERS["x86_64"])


@pytest.mark.parametrize(
    ("abi", "wanted"),
    [
        (1, (0x1FFF, 0, 0, 8)),
        (2, (0x3FFF, 0, 0, 8)),
        (3, (0x7FFF, 0, 0, 8)),
        (4, (0x7FFF, 3, 0, 16)),
        (5, (0xFFFF, 3, 0, 16)),
        (6, (0xFFFF, 3, 3, 24)),
        (7, (0xFFFF, 3, 3, 24)),
    ],
)
def test_landlock_denies_all_that_a_kernel_knows(abi, wanted):
    assert deny_all(abi) == wanted


TRACED = """
from sekisho.sandbox import JobLimits, JobOutOfMemory, Profile, Sandbox
with Sandbox([Profile("verify", ("sandbox_jobs",), strict=True)]) as sandbox:
    limits = JobLimits(memory_bytes=64 << 20)
    for name, payload in (("echo", b"x"), ("touch", b"9000000"), ("japanese", b"abc")):
        sandbox.call("verify", f"sandbox_jobs:{name}", payload, limits=limits)
    try:
        sandbox.call("verify", "sandbox_jobs:hoard", b"", limits=limits)
    except JobOutOfMemory:
        print("no memory")
"""


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
@pytest.mark.skipif(platform.machine() != "x86_64", reason="the trace is read as x86_64 writes it")
def test_a_trace_of_strict_jobs_shows_read_write_and_exit(tmp_path, module_path):
    trace = tmp_path / "trace"
    done = subprocess.run(
        ["strace", "-f", "-qq", "-o", str(trace), sys.executable, "-c", TRACED],
        env={"PYTHONPATH": ":".join(module_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    if "not permitted" in done.stderr:
        pytest.skip("this environment does not let processes be traced")
    assert done.stdout == "no memory\n", done.stderr
    calls = {}
    for line in trace.read_text(errors="replace").splitlines():
        pid, _, rest = line.partition(" ")
        word = re.match(r"\s*(?:<\.\.\. )?(\w+)[( ]", rest)
        if word and word[1] == "seccomp":
            calls[pid] = []
        elif word and pid in calls:
            calls[pid].append(word[1])
    jobs = [names for names in calls.values() if "socket" not in names]  # that one is the trial
    assert len(jobs) == 4
    answered_no = {"brk", "mmap", "munmap", "mremap", "madvise"}
    for names in jobs[:3]:
        assert set(names) <= {"read", "write", "exit_group"}
    assert set(jobs[3]) <= {"read", "write", "exit_group"} | answered_no
