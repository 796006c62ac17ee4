"""A confinement that confines nothing: runs jobs in this process and programs as plain children.

For tests of what the rebuilders and verifiers decide; the real confinement has its own tests, and
`test_confined.py` runs the same documents through it.
"""

import importlib
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sekisho.sanitize import REBUILD, VERIFY, VERIFYING, ConfinementError, Options, Result, sanitize


@dataclass(frozen=True)
class Work:
    data: bytes = b""
    files: dict = None
    cpu_seconds: float = 0.0
    wall_seconds: float = 0.0
    peak_bytes: int = 0


class Direct:
    def __init__(self) -> None:
        self.calls = []

    def call(self, profile, function, payload, **_limits):
        self.calls.append(VERIFY if profile in VERIFYING else REBUILD)
        module, _, name = function.partition(":")
        return Work(data=getattr(importlib.import_module(module), name)(payload))

    def run(self, program, arguments, *, files, collect, wall_seconds, **_limits):
        if shutil.which(program) is None:
            raise ConfinementError("program-missing")
        with tempfile.TemporaryDirectory() as folder:
            work = Path(folder)
            for name, data in files.items():
                (work / name).write_bytes(data)
            here = [argument.replace("/work", folder) for argument in arguments]
            done = subprocess.run(  # noqa: PLW1510
                [program, *here], cwd=work, capture_output=True, timeout=wall_seconds
            )
            if done.returncode:
                raise ConfinementError("crashed")
            left = {"<stdout>": done.stdout} if "<stdout>" in collect else {}
            for pattern in collect:
                for path in sorted(work.glob(pattern)):
                    if path.is_file():
                        left[str(path.relative_to(work))] = path.read_bytes()
            return Work(files=left)


def clean(data: bytes, name: str, options: Options | None = None, passwords=()) -> Result:
    return sanitize(data, name, options, sandbox=Direct(), passwords=passwords)


def vectors(result: Result) -> set[str]:
    return {removal.vector for removal in result.removals}
