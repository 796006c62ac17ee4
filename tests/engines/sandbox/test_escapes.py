"""Every way out that we know is tried from inside, under both profiles."""

import platform
import signal

import pytest

from sekisho.sandbox import JobCrashed, JobFailed, JobLimits, JobRefused

FILES = [
    "read_file",
    "write_file",
    "stat_file",
    "list_directory",
    "memory_of_server",
    "environ_of_server",
]
HOSTILE = [
    "tcp",
    "udp",
    "unix",
    "fork",
    "fork_bomb",
    "execute",
    "kill_parent",
    "ptrace_parent",
    "thread",
    "io_uring",
    "namespace",
]
LIMITS = JobLimits(memory_bytes=64 << 20, cpu_seconds=2, wall_seconds=10)


def run(sandbox, profile, name, payload=b"", limits=LIMITS):
    return sandbox.call(profile, f"sandbox_jobs:{name}", payload, limits=limits)


@pytest.mark.parametrize("name", FILES)
def test_to_a_transforming_job_no_file_exists(sandbox, name):
    with pytest.raises(JobRefused) as refused:
        run(sandbox, "transform", name)
    assert refused.value.kind in {"FileNotFoundError", "PermissionError"}


def test_a_module_not_preloaded_is_not_there(sandbox):
    with pytest.raises(JobRefused) as refused:
        run(sandbox, "transform", "import_late")
    assert refused.value.kind == "ModuleNotFoundError"


@pytest.mark.parametrize("name", [*FILES, *HOSTILE, "import_late", "executable_memory"])
def test_a_strict_job_that_asks_for_anything_is_killed_or_gets_no_memory(sandbox, name):
    with pytest.raises((JobCrashed, JobRefused)) as ended:
        run(sandbox, "verify", name)
    if isinstance(ended.value, JobCrashed):
        assert ended.value.signal == signal.SIGSYS
    else:  # memory is asked for before the escape is tried
        assert name == "executable_memory"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_call_kills_a_transforming_job(sandbox, name):
    with pytest.raises(JobCrashed) as crashed:
        run(sandbox, "transform", name)
    assert crashed.value.signal == signal.SIGSYS


@pytest.mark.skipif(platform.machine() != "x86_64", reason="x32 numbers exist on x86_64 only")
def test_calls_under_their_other_numbers_are_killed(sandbox, profile):
    with pytest.raises(JobCrashed) as crashed:
        run(sandbox, profile, "x32")
    assert crashed.value.signal == signal.SIGSYS


@pytest.mark.parametrize(
    "name", ["executable_memory", "make_executable", "change_payload", "raise_own_limits"]
)
def test_nothing_becomes_executable_and_nothing_given_is_changed(sandbox, name):
    with pytest.raises(JobRefused) as refused:
        run(sandbox, "transform", name)
    assert refused.value.kind in {"PermissionError", "ValueError"}


def test_no_descriptor_is_open_but_its_own(sandbox, profile):
    assert run(sandbox, profile, "open_descriptors").data == b"[]"


def test_the_job_knows_no_variable_of_ours(sandbox, monkeypatch, module_path):
    from sekisho.sandbox import Profile, Sandbox

    monkeypatch.setenv("SEKISHO_SECRET", "x")
    with Sandbox([Profile("fresh", ("sandbox_jobs",))], path=module_path) as fresh:
        assert run(fresh, "fresh", "environment").data == b"['LC_ALL', 'LD_BIND_NOW']"


def test_a_job_is_nobody_under_the_first_process(sandbox):
    assert run(sandbox, "transform", "who").data == b"65534 1"


def test_an_answer_with_anything_written_beside_it_is_no_answer(sandbox, profile):
    with pytest.raises(JobFailed, match="whole answer"):
        run(sandbox, profile, "answer_twice")


def test_an_end_without_the_mark_is_no_answer(sandbox, profile):
    with pytest.raises(JobFailed, match="whole answer"):
        run(sandbox, profile, "vanish")


def test_a_forged_mark_before_a_bad_end_is_no_answer(sandbox, profile):
    with pytest.raises(JobFailed, match="whole answer"):
        run(sandbox, profile, "forge_and_fail")
