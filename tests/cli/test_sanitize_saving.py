"""A full disk leaves no half a file behind, and the command says that nothing was put there."""

import os
import subprocess
import sys

import pytest

from sekisho.cli import sanitize as command
from sekisho.sanitize import Outcome, Result

WHOLE = Result("a.txt", Outcome.DELIVERED, "0" * 64, b"x" * 100_000, "a.txt")
FULL = """
import resource, signal, sys
from pathlib import Path
from sekisho.cli.sanitize import _save
from sekisho.sanitize import Outcome, Result
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    _save(Result("a.txt", Outcome.DELIVERED, "0" * 64, b"x" * 100_000, "a.txt"), Path(sys.argv[1]), set())
except OSError as error:
    print("refused", error.errno)
"""


def test_a_whole_file_is_written_and_nothing_beside_it(tmp_path):
    path = command._save(WHOLE, tmp_path, set())
    assert path == str(tmp_path / "a.txt")
    assert (tmp_path / "a.txt").read_bytes() == WHOLE.data
    assert [one.name for one in tmp_path.iterdir()] == ["a.txt"]


def test_the_kernel_refuses_more_bytes_and_nothing_is_left(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)],
        capture_output=True, text=True, check=False, env={"PYTHONPATH": ":".join(sys.path), "PATH": os.environ["PATH"]},
    )  # fmt: skip
    assert done.stdout.startswith("refused"), done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_stood_there_is_not_touched(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"before")
    path = command._save(WHOLE, tmp_path, set())
    assert path == str(tmp_path / "a (2).txt")
    assert (tmp_path / "a.txt").read_bytes() == b"before"


@pytest.mark.parametrize("name", ["長" * 60 + ".docx", "a.txt"])
def test_long_names_are_written(tmp_path, name):
    result = Result("a", Outcome.DELIVERED, "0" * 64, b"x", name)
    assert command._save(result, tmp_path, set()) == str(tmp_path / name)
