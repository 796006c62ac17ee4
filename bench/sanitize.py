"""What sanitising costs and keeps: speed, fidelity and limits through the real sandbox, in one run.

Usage: python bench/sanitize.py [rounds] [part ...]      (default 5, all of: speed fidelity limits)

The corpus is made by the programs people use (tests/engines/sanitize/benign). CPU seconds are those
of this process and of every job and program. "again" is reading and writing the same container
without looking (zipfile, pikepdf); mat2, and LibreOffice → PDF → pixels, run cold, as they ship,
once a kind. The machine is rarely ours alone: a fixed piece of work is timed all along, and "quiet"
is the rate with the CPU time corrected by how much slower that work was than at its best.
"""

import io
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pikepdf
import pypdfium2

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.engines.sanitize.benign import fidelity, mails, office, pictures, programs
from tests.engines.sanitize.benign.corpus import File, everything
from tests.engines.sanitize.samples import mails as sample_mails
from tests.engines.sanitize.test_survival import SAMPLES

from sekisho.cli.confinement import Confined
from sekisho.sanitize import VERIFY, Options, sanitize

_TIMED = 120
SEED = 1
TARGETS = {  # files a second and core
    "plain mail": 300, "docx": 25, "xlsx": 25, "pptx": 25, "pdf A": 30, "pdf B": 10,
    "picture": 40, "old Office": 3,
}  # fmt: skip
BOMBS = ("bomb", "depth", "overlap", "many-from")


class Pace:
    """How fast the machine is just now, by a fixed piece of work."""

    data = bytes(range(256)) * 80

    def __init__(self):
        self.best, self.recent = float("inf"), []

    def take(self):
        """Do the piece of work."""
        begun = time.process_time()
        sum(n * n % 7 for n in range(8_000))
        zlib.compress(self.data, 6)
        spent = time.process_time() - begun
        self.best = min(self.best, spent)
        self.recent.append(spent)

    def slowness(self):
        """Return how much slower than at its best it was since last asked."""
        found, self.recent = statistics.mean(self.recent or [self.best]) / self.best, []
        return found


PACE = Pace()


@dataclass
class Kind:
    """Files of one kind, with what came of them."""

    name: str
    files: list[File]
    options: Options = field(default_factory=Options)
    walls: list[float] = field(default_factory=list)
    cpus: list[float] = field(default_factory=list)
    results: list[object] = field(default_factory=list)
    slowness: float = 1.0


def _many(name, make, sizes):
    return [File(name, make(size, SEED + n), "Python") for n, size in enumerate(sizes)]


@cache
def old_files():
    found = []
    for kind, ends in (("doc", "docx"), ("xls", "xlsx"), ("ppt", "pptx")):
        given = {
            f"{size}-{b.name}": b.make(size, SEED)
            for b in office.OFFICE
            if b.name.endswith(ends)
            for size in (3_000, 30_000)
        }
        for name, data in programs.libreoffice(given, kind).items():
            found.append(File(f"{Path(name).stem}.{kind}", data, "LibreOffice"))
    return found


def album(count):
    """Return a document of so many photographs of about a megabyte each."""
    document = office.docx.Document()
    for number in range(count):
        photo = pictures.photo(9_000_000, number)
        document.add_picture(io.BytesIO(pictures.saved(photo, "JPEG", quality=92)))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def papers():
    found = [
        File("a.pdf", programs.typeset(size, SEED), "typst") for size in (1_000, 10_000, 60_000)
    ]
    found += [File("b.pdf", programs.through(programs.POPPLER, found[1].data), "poppler")]
    if programs.has("soffice"):
        given = {"a.docx": office.word(10_000, SEED), "b.xlsx": office.excel(10_000, SEED)}
        found += [
            File("l.pdf", d, "LibreOffice") for d in programs.libreoffice(given, "pdf").values()
        ]
    if programs.has("chromium"):
        found.append(File("c.pdf", programs.chromium(programs.web_page(5_000, SEED)), "Chromium"))
    return found


def kinds():
    small = (2_000, 10_000, 40_000)
    shots = [
        File(b.name, b.make(size, SEED), "Pillow")
        for b in pictures.PICTURES
        for size in (60_000, 300_000)
    ]
    yield Kind("plain mail", _many("a.eml", mails.plain, (1_000, 3_000, 8_000)))
    yield Kind("mail, files", _many("a.eml", mails.attached, (30_000, 120_000)))
    yield Kind("docx", _many("a.docx", office.word, small))
    yield Kind(
        "xlsx", [*_many("a.xlsx", office.excel, small), *_many("b.xlsx", office.ledger, small)]
    )
    yield Kind("pptx", _many("a.pptx", office.slides, small))
    yield Kind("pdf A", papers(), Options(pdf_grades=("A",)))
    yield Kind("pdf B", papers(), Options(pdf_grades=("B",)))
    yield Kind("picture", shots)
    if programs.has("soffice"):
        yield Kind("old Office", old_files())
    yield Kind("docx, 1 MB", _many("a.docx", office.word, (1_000_000,)))
    yield Kind("xlsx, 1 MB", _many("a.xlsx", office.ledger, (1_000_000,)))
    yield Kind("docx, 20 MB", [File("album.docx", album(12), "python-docx")])


def crossed(kind, sandbox, rounds):
    """Send every file of a kind across so many times, and note what it cost."""
    for turn in range(rounds):
        for file in kind.files:
            PACE.take()
            own, begun = time.process_time(), time.perf_counter()
            result = sanitize(file.data, file.name, kind.options, sandbox=sandbox)
            kind.walls.append(time.perf_counter() - begun)
            kind.cpus.append(time.process_time() - own + jobs(result))
            if turn == 0:
                kind.results.append(result)
    kind.slowness = PACE.slowness()
    kind.walls.sort()


def jobs(result):
    """Return the CPU seconds of a document's jobs and of those inside it."""
    return result.cpu_seconds + sum(map(jobs, result.children))


def again(file):
    """Return the CPU seconds of reading and writing a container, None where there is none."""
    begun, out = time.process_time(), io.BytesIO()
    if file.data.startswith(b"PK"):
        with (
            zipfile.ZipFile(io.BytesIO(file.data)) as old,
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for name in old.namelist():
                new.writestr(name, old.read(name))
    elif file.name.endswith(".pdf"):
        with pikepdf.open(io.BytesIO(file.data)) as pdf:
            pdf.save(out)
    else:
        return None
    return time.process_time() - begun


def spent():
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, who))


def mat2(file):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"a{Path(file.name).suffix}")
        path.write_bytes(file.data)
        begun = spent()
        try:
            done = subprocess.run(
                ["mat2", "--inplace", str(path)], capture_output=True, check=False, timeout=_TIMED
            )
        except subprocess.TimeoutExpired:
            return None
        return spent() - begun if done.returncode == 0 else None


def pixels(file):
    """Return the CPU seconds of LibreOffice → PDF → pixels, None when it cannot."""
    begun, extension = spent(), Path(file.name).suffix
    try:
        pdf = file.data
        if extension != ".pdf":
            (pdf,) = programs.libreoffice({f"a{extension}": file.data}, "pdf").values()
    except (subprocess.SubprocessError, OSError):
        return None
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            page.render(scale=150 / 72).to_pil()
    return spent() - begun


def shown(value, form):
    return format(value, form) if value is not None else "-".rjust(int(form.split(".")[0]))


def speed(sandbox, rounds):
    print(f"\nSpeed: {rounds} rounds; times in ms, memory in MiB; load {os.getloadavg()[0]:.1f}")
    print(
        "kind         out/of  med kB  CPU/file  /s core    quiet  target   p50     p99  x again"
        "   mat2  pixels   peak   size   max"
    )
    done = []
    for kind in kinds():
        heavy = kind.name == "old Office" or "MB" in kind.name
        crossed(kind, sandbox, 2 if heavy else rounds)
        done.append(kind)
        print(_line(kind), flush=True)
    return done


def _line(kind):
    cpu, count = statistics.mean(kind.cpus), len(kind.files)
    delivered = [(r, f) for r, f in zip(kind.results, kind.files, strict=True) if r.data]
    sizes = [len(result.data) / len(file.data) for result, file in delivered]
    floors = [again(file) for file in kind.files]
    floor = sum(floors) if None not in floors else None
    ours = sum(kind.cpus[:count])
    middle = sorted(kind.files, key=lambda file: len(file.data))[count // 2]
    own = kind.cpus[kind.files.index(middle)]
    office_ = Path(middle.name).suffix in {
        ".docx",
        ".xlsx",
        ".pptx",
        ".doc",
        ".xls",
        ".ppt",
        ".pdf",
    }
    takes = middle.name.endswith((".docx", ".xlsx", ".pptx", ".pdf", ".png", ".jpg"))
    peer = mat2(middle) if takes and shutil.which("mat2") else None
    drawn = pixels(middle) if office_ and programs.has("soffice") else None
    p99 = kind.walls[min(len(kind.walls) - 1, int(0.99 * len(kind.walls)))]
    return (
        f"{kind.name:12}{len(delivered):4}/{count:<3}{len(middle.data) / 1000:7.0f}"
        f"{1000 * cpu:10.1f}"
        f"{1 / cpu:9.1f}{kind.slowness / cpu:9.1f}{TARGETS.get(kind.name, 0) or '-':>8}"
        f"{1000 * statistics.median(kind.walls):7.0f}{1000 * p99:8.0f}"
        f"{shown(ours / floor if floor else None, '9.1f')}"
        f"{shown(peer / own if peer else None, '7.1f')}"
        f"{shown(drawn / own if drawn else None, '8.1f')}"
        f"{max(r.peak_bytes for r in kind.results) / 2**20:7.0f}"
        f"{shown(statistics.median(sizes) if sizes else None, '7.2f')}"
        f"{shown(max(sizes, default=None), '6.2f')}"
    )


def keeps(sandbox):
    """Print what of the corpus of every producer is kept."""
    files = [file for size in (4_000, 40_000) for file in everything(size, SEED)]
    rows = [(file, sanitize(file.data, file.name, sandbox=sandbox)) for file in files]
    delivered = [(file, result) for file, result in rows if result.data is not None]
    print(
        f"\nFidelity: {len(files)} ordinary files of {len({f.producer for f in files})} producers"
    )
    print(f"  delivered {len(delivered) / len(files):.1%} (target 98 %)")
    for file, result in rows:
        if result.data is None:
            print(f"    held: {file}: {[reason.code for reason in result.reasons]}")
    family = [_family(file.name) == _family(result.output_name) for file, result in delivered]
    print(f"  in the same family and editable {sum(family) / len(files):.1%} (target 95 %)")
    sizes = [len(result.data) / len(file.data) for file, result in delivered]
    print(f"  size: median x{statistics.median(sizes):.2f}, at most x{max(sizes):.2f} (1.1, 3)")
    _texts(
        [(f, r) for f, r in delivered if Path(f.name).suffix in {".docx", ".xlsx", ".pptx"}],
        "OOXML",
    )
    _texts([(f, r) for f, r in delivered if r.grade == "A"], "PDF grade A")
    differing = [(f, r) for f, r in delivered if _same_kind(f, r) and _structures(f, r)]
    print(
        "  other counts of pages, tables, pictures, headings, sheets, slides:"
        f" {len(differing)} files"
    )
    for file, result in differing:
        print(f"    {file}: {_structures(file, result)}")
    _looks(delivered)


def _texts(rows, label):
    shares = []
    for file, result in rows:
        before = fidelity.characters(file.data, file.name)
        after = fidelity.characters(result.data, result.output_name)
        shares.append(fidelity.similarity(before, after))
    print(
        f"  text, {label}: {len(shares)} files, mean {statistics.mean(shares):.5f},"
        f" least {min(shares):.5f} (targets 0.999, 0.98)"
    )


def _family(name):
    heirs = {"doc": "docx", "rtf": "docx", "xls": "xlsx", "ppt": "pptx", "bmp": "png"}
    pictures_ = {"png", "jpg", "gif", "tif", "webp", "avif"}
    extension = name.rpartition(".")[2]
    return "picture" if extension in pictures_ | {"bmp"} else heirs.get(extension, extension)


def _same_kind(file, result):
    return Path(file.name).suffix == Path(result.output_name).suffix


def _structures(file, result):
    before = fidelity.structures(file.data, file.name)
    after = fidelity.structures(result.data, result.output_name)
    return {key: (before[key], after[key]) for key in before if before[key] != after[key]}


def _looks(delivered):
    """Compare pages: PDFs as they are, Office files drawn by one LibreOffice on both sides."""
    pages = [
        share
        for file, result in delivered
        if file.name.endswith(".pdf")
        for share in fidelity.pages_alike(file.data, result.data)
    ]
    if pages:
        _shares(pages, "PDF")
    office_ = [
        (file, result)
        for file, result in delivered
        if Path(file.name).suffix in {".docx", ".xlsx", ".pptx"} and len(file.data) < 200_000
    ]
    if programs.has("soffice") and office_:
        drawn = []
        for end in (".docx", ".xlsx", ".pptx"):
            rows = [(f, r) for f, r in office_ if f.name.endswith(end)]
            given = {f"{n}a{end}": f.data for n, (f, _) in enumerate(rows)}
            given |= {f"{n}b{end}": r.data for n, (_, r) in enumerate(rows)}
            made = programs.libreoffice(given, "pdf")
            for n in range(len(rows)):
                drawn += fidelity.pages_alike(made[f"{n}a{end}"], made[f"{n}b{end}"], most=6)
        _shares(drawn, "OOXML, drawn by LibreOffice")


def _shares(shares, label):
    good = sum(share >= 0.99 for share in shares) / len(shares)
    print(
        f"  pages alike, {label}: {good:.1%} of {len(shares)} with 99 % of blocks"
        f" (target 95 %), least {min(shares):.3f}"
    )


def holds(sandbox):
    """Print how bombs end, one by one and eight at a time beside ordinary mail."""
    bombs = [s for s in SAMPLES if any(word in s.vector for word in BOMBS)]
    made = [(bomb, bomb.make()) for bomb in bombs]
    worst_cpu, worst_peak, slow = 0.0, 0, []
    for bomb, data in made:
        result = sanitize(data, bomb.name, sandbox=sandbox)
        worst_cpu, worst_peak = max(worst_cpu, jobs(result)), max(worst_peak, result.peak_bytes)
        if jobs(result) > 5:
            slow.append(bomb.vector)
    print(
        f"\nLimits: {len(bombs)} bombs one by one: at most {worst_cpu:.2f} CPU s (target 5),"
        f" {worst_peak >> 20} MiB (512; pictures 768); slower: {slow}"
    )
    quiet = _mail_p99(sandbox, threading.Event(), 200)
    over = threading.Event()
    with ThreadPoolExecutor(9) as pool:
        beside = pool.submit(_mail_p99, sandbox, over, 2_000)
        fires = [
            pool.submit(sanitize, data, bomb.name, sandbox=sandbox)
            for _ in range(3)
            for bomb, data in made
        ]
        for fire in fires:
            fire.result()
        over.set()
        p99 = beside.result()
    print(
        f"  mail beside eight bombs at a time: p99 {1000 * p99:.0f} ms,"
        f" alone {1000 * quiet:.0f} ms: x{p99 / quiet:.1f} (target 2)"
    )
    print(f"  a job's start and end, by itself: {1000 * _start(sandbox):.1f} ms (target 15)")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"  this process with the corpus in it: {peak >> 10} MiB")
    for photos in (12, 4):
        print(f"  a gateway's process (150 MiB), {_gateway(photos)}", flush=True)


def _mail_p99(sandbox, over, most):
    """Return the p99 of small mails, one after another until it is over."""
    data, walls = sample_mails.plain(), []
    while not walls or (len(walls) < most and not over.is_set()):
        begun = time.perf_counter()
        sanitize(data, "a.eml", sandbox=sandbox)
        walls.append(time.perf_counter() - begun)
    return sorted(walls)[int(0.99 * len(walls))]


def _start(sandbox):
    """Return the wall seconds of the smallest verification there is."""
    walls = []
    for _ in range(50):
        begun = time.perf_counter()
        sandbox.call(
            VERIFY, "sekisho.sanitize.verify.job:verify", b"txt 0\n\xef\xbb\xbfa",
            memory_bytes=64 << 20, cpu_seconds=1, wall_seconds=10, output_bytes=4096,
        )  # fmt: skip
        walls.append(time.perf_counter() - begun)
    return statistics.median(walls)


_GATEWAY = """
import resource, sys
from sekisho.cli.confinement import Confined
from sekisho.sanitize import sanitize
data = sys.stdin.buffer.read()
with Confined() as sandbox:
    for _ in range(3):
        result = sanitize(data, "a.docx", sandbox=sandbox)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10)
print(result.outcome, *(reason.message for reason in result.reasons))
"""


def _gateway(photos):
    """Return what a process that does nothing but sanitise takes, with so many megabytes."""
    data = album(photos)
    done = subprocess.run(
        [sys.executable, "-c", _GATEWAY], input=data, capture_output=True, check=False
    )
    if done.returncode:
        return f"{len(data) / 1e6:.0f} MB: failed: {done.stderr.decode()[-200:]}"
    size, outcome = done.stdout.decode().splitlines()
    return f"{len(data) / 1e6:.0f} MB: {size} MiB, {outcome}"


def main():
    given = sys.argv[1:]
    rounds = int(given.pop(0)) if given and given[0].isdigit() else 5
    parts = given or ["speed", "fidelity", "limits"]
    for _ in range(200):
        PACE.take()
    begun = time.perf_counter()
    with Confined() as sandbox:
        print(f"starting the sandbox: {1000 * (time.perf_counter() - begun):.0f} ms once")
        if "speed" in parts:
            speed(sandbox, rounds)
        if "fidelity" in parts:
            keeps(sandbox)
        if "limits" in parts:
            holds(sandbox)


if __name__ == "__main__":
    main()
