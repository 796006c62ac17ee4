"""Measures confined jobs against a bare fork of the same process size in the same run.

Usage: python bench/sandbox.py [jobs]      (default 400)

The bare figure is os.fork(), an immediate end and waitpid() in a process that has imported the same
modules as the fork server and holds nothing else.
"""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sekisho.sandbox import JobLimits, Profile, Sandbox

LIBRARIES = "import io, zipfile, lxml.etree, lxml.html, pikepdf, pypdfium2, PIL.Image, olefile"
JOBS = """
import time
{imports}

def empty(payload):
    return b""

def begun(payload):
    return repr(time.monotonic()).encode()
"""
BARE = """
import os, resource, sys, time, gc
sys.path.insert(0, sys.argv[1])
__import__(sys.argv[2])
gc.collect(); gc.freeze(); gc.disable()
before, start = time.process_time(), time.perf_counter()
for _ in range(int(sys.argv[3])):
    if (pid := os.fork()) == 0:
        os._exit(0)
    os.waitpid(pid, 0)
wall = time.perf_counter() - start
children = resource.getrusage(resource.RUSAGE_CHILDREN)
print(wall, time.process_time() - before + children.ru_utime + children.ru_stime)
"""


def bare(folder, module, jobs):
    """Return (wall, CPU) milliseconds of one bare fork."""
    words = [sys.executable, "-c", BARE, folder, module, str(jobs)]
    said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    return tuple(1000 * float(word) / jobs for word in said.split())


def processor(pids):
    """Return the processor seconds of processes and of their ended children."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
        ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def family(pid):
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    return [pid, *map(int, children)]


def confined(folder, module, jobs, *, strict):
    """Return the figures of confined jobs, one after another and eight at a time."""
    profile = Profile("bench", (module,), strict=strict)
    with Sandbox([profile], path=[*sys.path, folder]) as sandbox:
        limits = JobLimits(memory_bytes=256 << 20)

        def one(name="empty"):
            return sandbox.call("bench", f"{module}:{name}", b"x", limits=limits)

        starts = []
        for _ in range(50 if not strict else 0):
            asked = time.monotonic()
            starts.append(float(one("begun").data) - asked)
        one()
        pids = family(sandbox._servers["bench"].pid)  # noqa: SLF001
        own, theirs, begin = time.process_time(), processor(pids), time.perf_counter()
        for _ in range(jobs):
            one()
        wall = time.perf_counter() - begin
        cpu = time.process_time() - own + processor(pids) - theirs
        begin = time.perf_counter()
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda _: one(), range(jobs)))
        beside = time.perf_counter() - begin
    return {
        "wall": 1000 * wall / jobs,
        "cpu": 1000 * cpu / jobs,
        "a second, 8 threads": jobs / beside,
        "first byte": 1000 * statistics.median(starts) if starts else None,
    }


def programs(jobs):
    with Sandbox() as sandbox:
        sandbox.run("true")
        begin = time.perf_counter()
        for _ in range(jobs):
            sandbox.run("true")
        return 1000 * (time.perf_counter() - begin) / jobs


def main():
    jobs = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    print(f"{jobs} empty jobs; milliseconds a job; load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        for module, imports in (("small_jobs", ""), ("library_jobs", LIBRARIES)):
            Path(folder, f"{module}.py").write_text(JOBS.format(imports=imports), "utf-8")
            wall, cpu = bare(folder, module, jobs)
            print(f"{module:13} bare fork  wall {wall:6.2f}  CPU {cpu:6.2f}")
            for strict in (False, True):
                found = confined(folder, module, jobs, strict=strict)
                first = f"  to first byte {found['first byte']:.2f}" if not strict else ""
                print(
                    f"{module:13} {'strict   ' if strict else 'transform'}"
                    f"  wall {found['wall']:6.2f}  CPU {found['cpu']:6.2f}"
                    f"  = bare x {found['cpu'] / cpu:.1f}"
                    f"  {found['a second, 8 threads']:.0f} a second, 8 threads{first}"
                )
    if shutil.which("bwrap"):
        print(f"program true under bubblewrap: wall {programs(max(10, jobs // 20)):.1f}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"memory of this process at its most: {peak // 1024} MiB")


if __name__ == "__main__":
    main()
