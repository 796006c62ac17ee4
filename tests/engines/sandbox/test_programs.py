"""External programs see only what was bound, leave only what was asked for, and end for good."""

import shutil
import subprocess
import threading
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from sekisho.sandbox import (
    JobCrashed,
    JobFailed,
    JobLimits,
    JobOutputTooLarge,
    JobRefused,
    JobTimedOut,
    Layer,
    Sandbox,
    SandboxMissing,
)
from sekisho.sandbox.layers import missing_layers

bubblewrap = pytest.mark.skipif(not shutil.which("bwrap"), reason="bubblewrap is not installed")
MIB = 1 << 20
LIMITS = JobLimits(memory_bytes=128 * MIB, cpu_seconds=2, wall_seconds=15, output_bytes=4 * MIB)


@pytest.fixture(scope="module")
def programs():
    with Sandbox() as sandbox:
        yield sandbox


def shell(programs, script, limits=LIMITS, **words):
    return programs.run("sh", ["-c", script], limits=limits, **words)


def needs(program):
    return pytest.mark.skipif(not shutil.which(program), reason=f"{program} is not installed")


@bubblewrap
def test_files_in_output_and_files_out(programs):
    answer = shell(
        programs,
        "cat in.txt; tr a-z A-Z <in.txt >out-1.txt; echo 2 >out-2.txt; echo no >other",
        files={"in.txt": b"sekisho"},
        collect=["out-*.txt"],
    )
    assert answer.data == b"sekisho"
    assert answer.files == {"out-1.txt": b"SEKISHO", "out-2.txt": b"2\n"}


@bubblewrap
def test_bytes_of_every_kind_and_size_come_back_whole(programs):
    data = bytes(range(256)) * 8192
    answer = programs.run("cp", ["a.bin", "b.bin"], files={"a.bin": data}, collect=["b.bin"])
    assert answer.files == {"b.bin": data}


@bubblewrap
def test_long_japanese_names_are_read_back(programs):
    name = "総合行政ネットワーク" * 7 + ".txt"
    assert shell(programs, f"echo x >'{name}'", collect=["*.txt"]).files == {name: b"x\n"}


@bubblewrap
def test_the_layers_programs_run_under_were_tried(programs):
    shell(programs, "true")
    assert missing_layers(programs.program_layers) == frozenset()
    assert {Layer.BUBBLEWRAP, Layer.NO_PRIVILEGES, Layer.PROCESS_NAMESPACE} <= (
        programs.program_layers
    )


@bubblewrap
@pytest.mark.parametrize(
    "path",
    ["/home", "/root", str(Path(__file__)), "/etc/shadow", "/etc/hostname", "/run", "/sys"],
)
def test_what_was_not_bound_is_not_there(programs, path):
    assert Path(path).exists()
    with pytest.raises(JobRefused):
        shell(programs, f"test -e '{path}'")


@bubblewrap
def test_it_sees_one_person_one_interface_and_its_own_processes(programs):
    said = shell(
        programs, "cat /etc/passwd; tail -n +3 /proc/net/dev | cut -d: -f1; ls -d /proc/[0-9]*"
    ).data.decode()
    assert said.startswith("nobody:x:65534:65534:")
    assert len(said.split("nologin\n")[1].splitlines()) < 10
    assert said.split("\n")[1].strip() == "lo"


@bubblewrap
@pytest.mark.parametrize(
    "script",
    [
        "echo x >/usr/x",
        "echo x >/etc/x",
        "echo x >/x",
        "unshare --user true",
        "unshare --net true",
        "mount -t tmpfs none /tmp",
        "chroot / true",
        "dmesg",
        "nsenter --target 1 --net true",
        "bash -c 'echo >/dev/tcp/127.0.0.1/22'",
        "exit 3",
    ],
)
def test_what_is_forbidden_fails(programs, script):
    with pytest.raises(JobFailed):
        shell(programs, script)


@bubblewrap
def test_it_cannot_end_the_first_of_its_processes(programs):
    assert shell(programs, "kill -9 1; echo alive").data == b"alive\n"


@bubblewrap
def test_a_refusal_says_status_and_bounded_words(programs):
    with pytest.raises(JobRefused) as refused:
        shell(programs, "printf 'broken\\033[31m file' >&2; exit 7")
    assert (refused.value.kind, refused.value.text) == ("exit 7", "broken [31m file")


@bubblewrap
def test_a_crash_is_told_by_its_signal(programs):
    with pytest.raises(JobCrashed) as crashed:
        shell(programs, "kill -SEGV $$")
    assert crashed.value.signal == 11


def left_of(mark):
    return subprocess.run(["pgrep", "-f", f"sleep {mark}"], check=False, capture_output=True).stdout


@bubblewrap
def test_at_the_wall_clock_every_process_of_it_ends(programs):
    mark = "7341"
    script = f"for n in 1 2 3; do setsid sleep {mark} & done; (trap '' TERM; sleep {mark}) & wait"
    seen = []
    watch = threading.Timer(0.5, lambda: seen.append(left_of(mark)))
    watch.start()
    with pytest.raises(JobTimedOut, match="not done"):
        shell(programs, script, JobLimits(wall_seconds=1.5))
    watch.join()
    assert len(seen[0].split()) >= 4
    assert left_of(mark) == b""


@bubblewrap
def test_what_a_program_leaves_running_ends_with_it(programs):
    mark = "7352"
    script = f"for n in $(seq 150); do setsid sleep {mark} >/dev/null 2>&1 & done"
    for _ in range(3):
        started = time.monotonic()
        shell(programs, script)
        assert time.monotonic() - started < 10
        assert left_of(mark) == b""


@bubblewrap
def test_processor_time_is_limited(programs):
    with pytest.raises(JobTimedOut, match="processor"):
        shell(programs, "while :; do :; done", JobLimits(cpu_seconds=1))


@bubblewrap
def test_memory_is_limited(programs):
    with pytest.raises(JobFailed):
        programs.run("perl", ["-e", "$x = 'x' x (200 << 20); print length $x"], limits=LIMITS)
    assert programs.run("perl", ["-e", "$x = 'x' x (20 << 20); print length $x"], limits=LIMITS)


@bubblewrap
@pytest.mark.parametrize(
    "script",
    [
        "head -c 5000000 /dev/zero",
        "head -c 5000000 /dev/zero >out",
        "for n in 1 2 3; do head -c 2000000 /dev/zero >out$n; done",
    ],
)
def test_output_is_limited_in_each_file_and_in_all(programs, script):
    with pytest.raises((JobOutputTooLarge, JobRefused)):
        shell(programs, script, collect=["out*"])


@bubblewrap
def test_neither_a_link_nor_a_folder_nor_a_pipe_is_collected(programs):
    for script in ("ln -s /etc/passwd out", "mkdir out", "mkfifo out"):
        with pytest.raises(JobFailed, match="no file"):
            shell(programs, script, collect=["out"])


@bubblewrap
def test_what_was_asked_for_must_be_there(programs):
    with pytest.raises(JobFailed, match="no file b"):
        shell(programs, "echo >a", collect=["a", "b"])


@bubblewrap
def test_nothing_is_left_open(programs):
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(10):
        shell(programs, "echo >a", files={"in": b"x"}, collect=["a"])
    assert len(list(Path("/proc/self/fd").iterdir())) == before


@bubblewrap
def test_what_used_is_told_with_its_children(programs):
    answer = shell(programs, "n=0; while [ $n -lt 300000 ]; do n=$((n+1)); done")
    assert 0.05 < answer.cpu_seconds <= answer.wall_seconds


@pytest.mark.parametrize("name", ["../x", "/x", "a b", "-x", ".hidden", "", "a/b", "x\n"])
def test_names_are_names(programs, name):
    with pytest.raises(ValueError, match="plain"):
        programs.run("true", files={name: b""})
    with pytest.raises(ValueError, match="plain"):
        programs.run("true", collect=[name])


@pytest.mark.parametrize("program", ["../x", "/home/x", "/usr/../home/x", "a b", "-c", "", "./x"])
def test_programs_are_the_systems(programs, program):
    with pytest.raises(ValueError, match="program"):
        programs.run(program)


def test_without_bubblewrap_nothing_runs(monkeypatch):
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    with pytest.raises(SandboxMissing) as refused:
        Sandbox(accept_missing=frozenset(Layer)).run("true")
    assert refused.value.missing == {Layer.BUBBLEWRAP}


def test_a_bubblewrap_that_cannot_confine_is_as_good_as_none(monkeypatch):
    monkeypatch.setattr("shutil.which", lambda *_, **__: "/bin/false")
    with pytest.raises(SandboxMissing) as refused:
        Sandbox().run("true")
    assert refused.value.missing == {Layer.BUBBLEWRAP}


@bubblewrap
@needs("7z")
def test_7z_lists_and_unpacks(programs):
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("hello.txt", "関所")
    answer = programs.run(
        "7z", ["x", "-y", "in.zip"], files={"in.zip": packed.getvalue()}, collect=["hello.txt"]
    )
    assert answer.files["hello.txt"].decode() == "関所"


@bubblewrap
@needs("pdftocairo")
def test_pdftocairo_draws_a_page(programs):
    import pikepdf

    made = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(72, 72))
        document.save(made)
    answer = programs.run(
        "pdftocairo",
        ["-png", "-r", "72", "in.pdf", "page"],
        files={"in.pdf": made.getvalue()},
        collect=["page*.png"],
    )
    (picture,) = answer.files.values()
    assert picture.startswith(b"\x89PNG")


@bubblewrap
@needs("soffice")
def test_soffice_converts_a_document(programs):
    answer = programs.run(
        "soffice",
        ["-env:UserInstallation=file:///tmp/lo", "--headless", "--convert-to", "pdf", "in.txt"],
        files={"in.txt": "関所".encode()},
        collect=["in.pdf"],
        limits=JobLimits(memory_bytes=1024 * MIB, cpu_seconds=60, wall_seconds=120),
    )
    assert answer.files["in.pdf"].startswith(b"%PDF")
