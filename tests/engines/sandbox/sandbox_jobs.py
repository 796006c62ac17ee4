# ruff: noqa: PTH116, PTH123, PTH208, T201, N818
"""Functions run inside confined processes by the tests: honest ones and every escape we know."""

import ctypes
import mmap
import os
import random
import signal
import socket
import sys
import threading
import time

from sekisho.sandbox.wire import Outcome, end_mark

LIBC = ctypes.CDLL(None, use_errno=True)
ANSWER = 4
IO_URING_SETUP, X32_GETPID = 425, 0x40000000 + 39
PTRACE_ATTACH = 16


def echo(payload):
    return payload


def reverse(payload):
    return payload[::-1]


def who(payload):
    return f"{os.getuid()} {os.getppid()}".encode()


def chance(payload):
    return random.randbytes(16)


def environment(payload):
    return repr(sorted(os.environ)).encode()


def japanese(payload):
    """Codecs and deep frames, garbage and print: what an honest parser does without thinking."""
    print("nobody reads this")

    def deep(n):
        return 0 if n == 0 else 1 + deep(n - 1)

    for _ in range(20):
        assert deep(900) == 900
    rows = [{"n": n, "text": str(n) * 9} for n in range(20_000)]
    words = payload.decode("cp932") + str(len(rows))
    return words.encode("iso2022_jp")


# --- files


def read_file(payload):
    with open("/etc/hostname", "rb") as file:
        return file.read()


def write_file(payload):
    with open("/tmp/out", "wb") as file:
        file.write(b"x")
    return b"written"


def stat_file(payload):
    return repr(os.stat("/etc/passwd")).encode()


def list_directory(payload):
    return repr(os.listdir("/")).encode()


def memory_of_server(payload):
    with open(f"/proc/{os.getppid()}/mem", "rb") as file:
        return file.read(1)


def environ_of_server(payload):
    with open("/proc/1/environ", "rb") as file:
        return file.read()


def loaded(payload):
    return " ".join(sorted(sys.modules)).encode()


def import_late(payload):
    import wave

    return wave.__name__.encode()


# --- what kills


def tcp(payload):
    socket.create_connection(("127.0.0.1", 80))
    return b"connected"


def udp(payload):
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 53))
    return b"sent"


def unix(payload):
    socket.socket(socket.AF_UNIX).connect("\0sekisho")
    return b"connected"


def fork(payload):
    os.fork()
    return b"forked"


def fork_bomb(payload):
    while True:
        os.fork()


def execute(payload):
    os.execv("/bin/true", ["true"])


def kill_parent(payload):
    os.kill(os.getppid(), signal.SIGKILL)
    return b"killed"


def ptrace_parent(payload):
    return str(LIBC.ptrace(PTRACE_ATTACH, os.getppid(), 0, 0)).encode()


def thread(payload):
    threading.Thread(target=lambda: None).start()
    return b"threaded"


def io_uring(payload):
    return str(LIBC.syscall(IO_URING_SETUP, 1, 0)).encode()


def x32(payload):
    return str(LIBC.syscall(X32_GETPID)).encode()


def namespace(payload):
    return str(LIBC.unshare(0x10000000)).encode()


# --- what fails


def executable_memory(payload):
    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    return b"mapped"


def make_executable(payload):
    block = mmap.mmap(-1, 4096)
    start = ctypes.addressof(ctypes.c_char.from_buffer(block))
    if LIBC.mprotect(ctypes.c_void_p(start), 4096, 7) != 0:
        raise PermissionError(ctypes.get_errno(), "mprotect")
    return b"executable"


def change_payload(payload):
    os.lseek(3, 0, 0)
    os.write(3, b"x")
    return b"changed"


def raise_own_limits(payload):
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (1000, 1000))
    return b"raised"


def open_descriptors(payload):
    """Every descriptor that can be written to, besides the answer's."""
    found = []
    for number in range(1024):
        try:
            if number != ANSWER:
                os.write(number, b"")
                os.write(number, b"x")
                found.append(number)
        except OSError:
            continue
    return repr(found).encode()


# --- limits


def ten_gigabytes(payload):
    return bytes(len(bytearray(10 << 30)) and 1)


def hoard(payload):
    kept = []
    while True:
        kept.append(bytes(100_000))


def hoard_small(payload):
    kept = []
    while True:
        kept.append(str(len(kept)) * 3)


def touch(payload):
    block = bytearray(int(payload))
    for at in range(0, len(block), 4096):
        block[at] = 1
    return str(sum(block)).encode()


def spin(payload):
    while True:
        pass


def spin_deaf(payload):
    signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    while True:
        pass


def sleep(payload):
    time.sleep(float(payload))
    return b"slept"


def large_answer(payload):
    return bytes(int(payload))


def flood(payload):
    while True:
        os.write(ANSWER, bytes(100_000))


# --- ends


def crash(payload):
    ctypes.string_at(0)
    return b"alive"


def abort(payload):
    os.kill(os.getpid(), signal.SIGSEGV)
    return b"alive"


def refuse(payload):
    raise ValueError("no\x1b[31m" + "長" * 9000)


class Unsayable(Exception):
    def __str__(self):
        raise RuntimeError


def refuse_unsayably(payload):
    raise Unsayable


def leave(payload):
    sys.exit(3)


def vanish(payload):
    os._exit(0)


def answer_twice(payload):
    os.write(ANSWER, b"smuggled")
    return b"honest"


def forge_and_fail(payload):
    os.write(ANSWER, b"forged" + end_mark(Outcome.DONE, 6))
    os._exit(3)


def wrong_type(payload):
    return "text"


def subclassed(payload):
    class Sly(bytes):
        pass

    return Sly(b"sly")


def _private(payload):
    return b"private"


NOT_A_FUNCTION = 3


_REHEARSED = []


def rehearse():
    _REHEARSED.append(1)


def rehearsed(payload):
    return str(len(_REHEARSED)).encode()


def fail():
    raise RuntimeError("a rehearsal that fails")
