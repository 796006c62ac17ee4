"""What sanitising costs: CPU seconds a file through the real sandbox, against peers.

Usage: python bench/sanitize.py [rounds]      (default 20)

The corpus is generated here. "again" is reading and writing the same ZIP container with zipfile,
the floor nobody rebuilds below; mat2 and LibreOffice → PDF → pixels run when they are installed,
cold, as they ship, once a kind, on its first file. CPU seconds are those of this process and of
every job and program.
"""

import collections
import io
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import docx
import pikepdf
import pypdfium2
from PIL import Image

from sekisho.cli.confinement import Confined
from sekisho.sanitize import sanitize

WORDS = "朝霧市の情報セキュリティ基本方針に基づき端末の管理及び記録を行う。①㈱髙﨑"
HEAD = (
    "From: taro@city.example.jp\r\nTo: hanako@city.example.jp\r\nSubject: {}\r\n"
    "Date: Wed, 25 Nov 2026 10:00:00 +0900\r\nMessage-ID: <{}@city.example.jp>\r\n"
    "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
    "Content-Transfer-Encoding: 8bit\r\n\r\n{}\r\n"
)
_TIMED = 90


def text(size, seed):
    chance = random.Random(seed)  # sample text, not a secret
    return "\n".join("".join(chance.sample(WORDS, len(WORDS))) for _ in range(size // 100 + 1))


def mail(size, seed):
    return HEAD.format("notice", seed, text(size, seed).replace("\n", "\r\n")).encode()


def word(size, seed):
    document = docx.Document()
    document.add_heading("通知", 1)
    for line in text(size * 4, seed).splitlines():
        document.add_paragraph(line)
    table = document.add_table(20, 4)
    for row in table.rows:
        for cell in row.cells:
            cell.text = WORDS[:8]
    document.add_picture(io.BytesIO(picture("PNG")(20_000, seed)))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml."


def relations(kind, target):
    row = f'<Relationship Id="rId1" Type="{OFFICE}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{PACKAGE}/relationships">{row}</Relationships>'


def cells(number, line):
    return (
        f'<row r="{number}"><c r="A{number}" t="inlineStr"><is><t>{line}</t></is></c>'
        f'<c r="B{number}"><v>{number}</v></c>'
        f'<c r="C{number}"><f>SUM(B1:B{number})</f><v>{number}</v></c></row>'
    )


def sheet(size, seed):
    rows = "".join(cells(n, line) for n, line in enumerate(text(size * 4, seed).splitlines(), 1))
    listed = '<sheets><sheet name="予算" sheetId="1" r:id="rId1"/></sheets>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}sheet.main+xml"/><Override'
        f' PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}worksheet+xml"/></Types>',
        "_rels/.rels": relations("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{listed}</workbook>',
        "xl/_rels/workbook.xml.rels": relations("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>'
        "</worksheet>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return out.getvalue()


def paper(size, seed):
    """Return a PDF with text pages and one picture."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        chance = random.Random(seed)  # sample text, not a secret
        for _ in range(max(1, size // 4_000)):
            page = pdf.add_blank_page()
            lines = ["".join(chance.choices("abcdefghij klmnop", k=80)) for _ in range(50)]
            shown = "".join(f"0 -14 Td ({line}) Tj\n" for line in lines)
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
            page.Contents = pdf.make_stream(f"BT /F1 10 Tf 20 780 Td\n{shown}ET".encode())
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def picture(format_):
    def make(size, seed):
        side = max(16, int(size**0.5))
        chance = random.Random(seed)  # sample pixels, not a secret
        noise = Image.frombytes("L", (side, side), chance.randbytes(side * side))
        image = Image.merge(
            "RGB", (noise, noise.transpose(0), Image.linear_gradient("L").resize((side, side)))
        )
        out = io.BytesIO()
        image.save(out, format_)
        return out.getvalue()

    return make


def old_word(size, seed):
    """Return a .doc as LibreOffice writes it, or nothing without LibreOffice."""
    return converted(word(size, seed), "docx", "doc")


def converted(data, extension, wanted):
    if not shutil.which("soffice"):
        return None
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, f"a.{extension}").write_bytes(data)
        words = [f"-env:UserInstallation=file://{folder}/p", "--headless", "--convert-to", wanted]
        subprocess.run(
            ["soffice", *words, "--outdir", folder, f"{folder}/a.{extension}"],
            check=True, capture_output=True, timeout=_TIMED,
        )  # fmt: skip
        return Path(folder, f"a.{wanted}").read_bytes()


CORPUS = (
    ("plain mail", "eml", mail, (1_000, 5_000)),
    ("docx", "docx", word, (2_000, 10_000, 60_000)),
    ("docx large", "docx", word, (600_000,)),
    ("xlsx", "xlsx", sheet, (2_000, 10_000, 60_000)),
    ("xlsx large", "xlsx", sheet, (600_000,)),
    ("pdf", "pdf", paper, (2_000, 10_000, 60_000)),
    ("pdf large", "pdf", paper, (600_000,)),
    ("png", "png", picture("PNG"), (10_000, 300_000)),
    ("jpeg", "jpg", picture("JPEG"), (10_000, 300_000)),
    ("old doc", "doc", old_word, (10_000,)),
)


def spent():
    """Return the CPU seconds of this process and its ended children."""
    own, theirs = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + theirs.ru_utime + theirs.ru_stime


def words_of(data, extension):
    """Return a file's text by a plain reading of its parts, to compare multisets."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            bodies = [archive.read(name) for name in archive.namelist() if name.endswith(".xml")]
        joined = b"".join(bodies).decode("utf-8", "ignore")
        return "".join(piece.partition("<")[0] for piece in joined.split(">"))
    if extension == "pdf":
        with pypdfium2.PdfDocument(data) as pdf:
            return "".join(page.get_textpage().get_text_bounded() for page in pdf)
    return ""


def similarity(before, after):
    """Return the share of characters common to both, as multisets without blanks."""
    one, two = (collections.Counter(c for c in text if not c.isspace()) for text in (before, after))
    if not one and not two:
        return None
    return 2 * sum((one & two).values()) / (sum(one.values()) + sum(two.values()))


def crossing(files, extension, sandbox, rounds):
    """Return figures of a kind: CPU seconds a file in all, wall times, results."""
    walls, results, jobs = [], [], 0.0
    own = time.process_time()
    for turn in range(rounds):
        for number, data in enumerate(files):
            begun = time.perf_counter()
            result = sanitize(data, f"{number}.{extension}", sandbox=sandbox)
            walls.append(time.perf_counter() - begun)
            jobs += result.cpu_seconds
            if turn == 0:
                results.append(result)
    cpu = (time.process_time() - own + jobs) / len(walls)
    return cpu, sorted(walls), results


def again(files):
    begun = time.process_time()
    for data in files:
        out = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(data)) as old,
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for name in old.namelist():
                new.writestr(name, old.read(name))
    return (time.process_time() - begun) / len(files)


def peer(words, data, extension):
    """Return the CPU seconds of one cold program run on one file, None when it fails."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"a.{extension}")
        path.write_bytes(data)
        begun = spent()
        filled = [word.format(path=path, folder=folder) for word in words]
        try:
            done = subprocess.run(filled, capture_output=True, check=False, timeout=_TIMED)
        except subprocess.TimeoutExpired:
            return None
        return spent() - begun if done.returncode == 0 else None


def pixels(data, extension):
    """Return the CPU seconds of LibreOffice → PDF → pixels, None when it cannot."""
    begun = spent()
    try:
        pdf = data if extension == "pdf" else converted(data, extension, "pdf")
    except (subprocess.SubprocessError, OSError):
        return None
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            page.render(scale=150 / 72).to_pil()
    return spent() - begun


MAT2 = ("mat2", "--inplace", "{path}")


def shown(value, form):
    return format(value, form) if value is not None else "-".rjust(int(form.split(".")[0]))


def alike(files, extension, results):
    """Return the least text similarity of a kind, None where text cannot be compared here."""
    shares = [
        similarity(words_of(data, extension), words_of(result.data, extension))
        for data, result in zip(files, results, strict=True)
        if result.data and extension != "doc"
    ]
    return min((share for share in shares if share is not None), default=None)


def peers(data, extension):
    """Return what mat2 and LibreOffice → PDF → pixels cost on one file, None where neither is."""
    mat2 = shutil.which("mat2") and extension not in {"eml", "doc"}
    drawn = shutil.which("soffice") and extension in {"docx", "xlsx", "doc", "pdf"}
    return (
        peer(MAT2, data, extension) if mat2 else None,
        pixels(data, extension) if drawn else None,
    )


def line(kind, extension, files, sandbox, rounds):
    cpu, walls, results = crossing(files, extension, sandbox, rounds)
    sizes = [len(r.data) / len(d) for r, d in zip(results, files, strict=True) if r.data]
    floor = again(files) if files[0].startswith(b"PK") else None
    ours = results[0].cpu_seconds
    mat2, drawn = peers(files[0], extension)
    p99 = walls[min(len(walls) - 1, int(0.99 * len(walls)))]
    print(
        f"{kind:11}{sum(r.data is not None for r in results):3}/{len(files):<2}"
        f"{statistics.mean(map(len, files)) / 1000:8.0f}{1000 * cpu:9.1f}{1 / cpu:8.1f}"
        f"{1000 * p99:8.1f}{shown(cpu / floor if floor else None, '8.1f')}"
        f"{shown(mat2 / ours if mat2 else None, '8.1f')}"
        f"{shown(drawn / ours if drawn else None, '8.1f')}"
        f"{max(r.peak_bytes for r in results) / 2**20:8.0f}"
        f"{shown(statistics.median(sizes) if sizes else None, '7.2f')}"
        f"{shown(max(sizes, default=None), '7.2f')}"
        f"{shown(alike(files, extension, results), '8.4f')}"
    )


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    print(f"{rounds} rounds; one core; load {os.getloadavg()[0]:.1f}; times in ms, memory in MiB")
    print(
        "kind       out/of     kB CPU/file /s core     p99 x again  mat2 x pixel x    peak"
        "   size    max    text"
    )
    begun = time.perf_counter()
    with Confined() as sandbox:
        started = time.perf_counter() - begun
        for kind, extension, make, sizes in CORPUS:
            files = [make(size, seed) for seed, size in enumerate(sizes)]
            if files[0] is None:
                print(f"{kind:11}LibreOffice is not installed")
                continue
            line(
                kind,
                extension,
                files,
                sandbox,
                max(1, rounds // 10) if extension == "doc" else rounds,
            )
    print(f"starting the sandbox: {1000 * started:.0f} ms once; a job: bench/sandbox.py")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"memory of this process at its most: {peak // 1024} MiB")


if __name__ == "__main__":
    main()
