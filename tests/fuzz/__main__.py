"""Runs the fuzz targets for a bounded time: `python -m tests.fuzz [--seconds N] [TARGET...]`.

With atheris the bytes are led by coverage; where it is not installed, the seeds are only mutated
(which is said). What breaks a law is kept under `tests/fuzz/found/` and the exit code is 1.
"""

import argparse
import faulthandler
import os
import random
import signal
import sys
import tempfile
import time
import traceback
import zlib
from pathlib import Path

from tests.fuzz.mutating import mutated
from tests.fuzz.targets import TARGETS

FOUND = Path(__file__).parent / "found"
CORPUS = Path(__file__).parent / "corpus"
_SLOW = 20  # seconds one input may take before it counts as found
_MOST = 65_536  # bytes of an input made up by coverage


class TooSlow(Exception):  # noqa: N818  # an alarm, not a fault
    """Raised in the target by the alarm."""


def main(words: list[str] | None = None) -> int:
    """Fuzz the targets named, or all; return 1 when something was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help="which, all without any")
    parser.add_argument("--seconds", type=float, default=5.0, help="time for each target")
    parser.add_argument("--seed", type=int, default=0, help="of the mutations")
    parser.add_argument("--mutate", action="store_true", help="do not ask coverage")
    args = parser.parse_args(words)
    unknown = set(args.targets) - TARGETS.keys()
    if unknown:
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    guided = not args.mutate and _atheris() is not None
    say("導き: " + ("atheris（網羅）" if guided else "変異だけ（atheris は入っていません）"))
    signal.signal(signal.SIGALRM, _ring)
    broken = 0
    for name in args.targets or TARGETS:
        runs, fault = (_guided if guided else _blind)(name, args.seconds, args.seed)
        say(f"{name:22} {runs:8} 回  {'異常あり: ' + fault if fault else '異常なし'}")
        broken += bool(fault)
    return 1 if broken else 0


def say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def _atheris():
    try:
        import atheris
    except ImportError:
        return None
    return atheris


def _ring(*_):
    raise TooSlow


def corpus(name: str) -> list[bytes]:
    """Return a target's seeds: those kept in the repository first, then the samples."""
    kept = [path.read_bytes() for path in sorted((CORPUS / name).glob("*"))]
    return [*kept, *dict.fromkeys(TARGETS[name].seeds())] or [b""]


def tried(name: str, data: bytes) -> str:
    """Run a target on `data`; return "" or what went wrong, the input kept."""
    signal.alarm(_SLOW)
    try:
        TARGETS[name].run(data)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001  # whatever it is, it is found
        FOUND.mkdir(exist_ok=True)
        digest = f"{zlib.crc32(data):08x}"
        (FOUND / f"{name}-{digest}").write_bytes(data)
        (FOUND / f"{name}-{digest}.txt").write_text(traceback.format_exc())
        return f"{type(error).__name__}: {str(error)[:100]}"
    finally:
        signal.alarm(0)
    return ""


def _blind(name: str, seconds: float, seed: int) -> tuple[int, str]:
    chance = random.Random(f"{seed} {name}")
    seeds = corpus(name)
    end, runs = time.monotonic() + seconds, 0
    for data in seeds:
        runs += 1
        if fault := tried(name, data):
            return runs, fault
        if time.monotonic() > end:
            return runs, ""
    while time.monotonic() < end:
        runs += 1
        data = mutated(chance.choice(seeds), chance, seeds)
        if fault := tried(name, data):
            return runs, fault
    return runs, ""


def _guided(name: str, seconds: float, seed: int) -> tuple[int, str]:
    """Have atheris lead one target in a process of its own: it never gives the process back."""
    with tempfile.TemporaryDirectory() as folder:
        seeds = Path(folder, "seeds")
        seeds.mkdir()
        for number, data in enumerate(corpus(name)):
            (seeds / f"{number:04}").write_bytes(data)
        told = Path(folder, "told")
        child = os.fork()
        if child == 0:
            _lead(name, seconds, seed, seeds, told)
        os.waitpid(child, 0)
        runs, _, fault = (told.read_text() if told.exists() else "0\tatheris ended").partition("\t")
        return int(runs), fault


def _lead(name: str, seconds: float, seed: int, seeds: Path, told: Path) -> None:
    atheris = _atheris()
    faulthandler.enable()
    state = {"runs": 0, "end": 0.0}

    def one(data: bytes) -> None:
        state["end"] = state["end"] or time.monotonic() + seconds
        state["runs"] += 1
        fault = tried(name, data)
        if fault or time.monotonic() > state["end"]:
            told.write_text(f"{state['runs']}\t{fault}")
            os._exit(0)

    for module in list(sys.modules.values()):
        if getattr(module, "__name__", "").startswith("sekisho.sanitize"):
            _instrument(atheris, module)
    words = [sys.argv[0], f"-seed={seed + 1}", f"-max_len={_MOST}", "-verbosity=0", "-timeout=600"]
    words.append(str(seeds))
    atheris.Setup(words, one)
    atheris.Fuzz()
    os._exit(0)


def _instrument(atheris, module) -> None:
    """Have the functions of a module report which branches they take."""
    for value in list(vars(module).values()):
        if getattr(value, "__module__", None) != module.__name__:
            continue
        held = list(vars(value).values()) if isinstance(value, type) else [value]
        for function in held:
            if hasattr(function, "__code__"):
                function.__code__ = atheris.patch_code(function.__code__, trace_dataflow=True)


if __name__ == "__main__":
    sys.exit(main())
