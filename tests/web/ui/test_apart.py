"""Work in a child process: it answers, or fails and says nothing of what it worked on."""

import logging
import os
import sys
from dataclasses import replace

import pytest

from sekisho.web.ui import apart
from sekisho.web.ui.apart import ApartError, ApartLateError, ApartLimits, run_apart

LIMITS = ApartLimits(seconds=30.0, cpu_seconds=30, address_bytes=2 * 1024**3)
SECRET = "秘密の氏名"


@pytest.fixture
def program(monkeypatch):
    """Run these lines as `work` in a real child: only the module's name is given another way."""

    def run(body: str, order: bytes = b"", limits: ApartLimits = LIMITS) -> bytes:
        source = (
            f"from sekisho.web.ui.apart import answer\ndef work(order):\n    {body}\nanswer(work)"
        )
        figures = [str(limits.cpu_seconds), str(limits.address_bytes)]
        command = [sys.executable, "-I", "-c", source, *figures]
        monkeypatch.setattr(apart, "_command", lambda _program, _limits: command)
        return run_apart("a.program", order, limits)

    return run


def test_the_order_goes_in_and_the_answer_comes_out_byte_by_byte(program):
    order = bytes(range(256)) * 5000
    assert program("return order[::-1]", order) == order[::-1]


def test_an_error_is_no_answer_and_its_words_reach_no_log(program, caplog):
    with caplog.at_level(logging.WARNING), pytest.raises(ApartError) as failed:
        program("print('x'); raise ValueError(order.decode())", SECRET.encode())
    assert not isinstance(failed.value, ApartLateError)
    assert failed.value.__cause__ is None
    assert "ValueError" in caplog.text
    assert SECRET not in caplog.text


def test_what_is_late_is_ended(program, caplog):
    with pytest.raises(ApartLateError):
        program(f"import time; time.sleep(60)  # {SECRET}", limits=replace(LIMITS, seconds=0.5))
    assert SECRET not in caplog.text


def test_computing_is_bounded_although_nobody_waits_for_it(program):
    with pytest.raises(ApartError) as failed:
        program("while True: pass", limits=replace(LIMITS, cpu_seconds=1))
    assert not isinstance(failed.value, ApartLateError)


def test_memory_is_bounded(program, caplog):
    with pytest.raises(ApartError):
        program("return bytes(10**9)", limits=replace(LIMITS, address_bytes=500 * 1024**2))
    assert "MemoryError" in caplog.text


def test_a_child_that_dies_is_an_error_and_not_an_answer(program):
    with pytest.raises(ApartError):
        program("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")


def test_an_interpreter_that_is_not_there_is_an_error(monkeypatch, caplog):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(ApartError):
        run_apart("a.program", SECRET.encode(), LIMITS)
    assert SECRET not in caplog.text


def test_the_child_is_given_nothing_of_our_environment(program, monkeypatch):
    monkeypatch.setenv("SEKISHO_DATABASE", "postgres://user:password@host/name")
    seen = program("import os; return repr(sorted(os.environ)).encode()").decode()
    assert "SEKISHO_DATABASE" not in seen
    assert "HOME" not in seen
    assert "PATH" in os.environ
    assert "PATH" in seen


def test_the_order_is_not_in_the_list_of_processes():
    assert not any(SECRET in word for word in apart._command("a.program", LIMITS))
