"""Documents of programs beside Python: LibreOffice, Chromium, typst, qpdf, poppler.

A program is asked once for all the files it is to make.
"""

import io
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pikepdf
import typst
from tests.engines.sanitize.benign.prose import sentences

_SECONDS = 300


def has(program: str) -> bool:
    return shutil.which(program) is not None


def libreoffice(files: Mapping[str, bytes], wanted: str) -> dict[str, bytes]:
    """Return the files as LibreOffice writes them in the format of the extension `wanted`."""
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            Path(folder, name).write_bytes(data)
        out = Path(folder, "out")
        words = [
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            wanted,
        ]
        given = [str(Path(folder, name)) for name in files]
        subprocess.run(
            ["soffice", *words, "--outdir", str(out), *given],
            check=True, capture_output=True, timeout=_SECONDS,
        )  # fmt: skip
        return {
            name: (out / f"{Path(name).stem}.{wanted.partition(':')[0]}").read_bytes()
            for name in files
        }


def chromium(html: str) -> bytes:
    """Return a page printed to PDF."""
    with tempfile.TemporaryDirectory() as folder:
        page, out = Path(folder, "page.html"), Path(folder, "page.pdf")
        page.write_text(html, "utf-8")
        words = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile"]
        subprocess.run(
            ["chromium", *words, f"--print-to-pdf={out}", page.as_uri()],
            check=True, capture_output=True, timeout=_SECONDS,
        )  # fmt: skip
        return out.read_bytes()


def web_page(size: int, seed: int) -> str:
    rows = "".join(
        f"<tr><td>{n}</td><td>{line}</td></tr>" for n, line in enumerate(sentences(size, seed))
    )
    return (
        '<!doctype html><html lang="ja"><meta charset="utf-8"><title>案内</title><body><h1>施設の御案内</h1>'
        f'<p><a href="https://www.city.example.jp/">市の案内</a></p><table border="1">{rows}</table></body></html>'
    )


def typeset(size: int, seed: int) -> bytes:
    """Return a PDF of typst: an outline, a table, links, embedded fonts."""
    body = (
        "\n\n".join(sentences(size, seed))
        .replace("#", "\\#")
        .replace("@", "\\@")
        .replace("%", "\\%")
    )
    source = (
        '#set text(font: "Noto Sans CJK JP", lang: "ja")\n= 監査報告書\n== 概要\n'
        '#link("https://www.city.example.jp/")[市の案内]\n'
        f"#table(columns: 3, ..range(12).map(n => [#n]))\n== 本文\n{body}\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "a.typ").write_text(source, "utf-8")
        return typst.compile(str(Path(folder, "a.typ")))


def through(words: Sequence[str], data: bytes, old: str = "a.pdf", new: str = "b.pdf") -> bytes:
    """Return a file another program has written again: `{in}` and `{out}` stand for the files."""
    with tempfile.TemporaryDirectory() as folder:
        old, new = Path(folder, old), Path(folder, new)
        old.write_bytes(data)
        filled = [word.format(**{"in": old, "out": new}) for word in words]
        subprocess.run(filled, check=True, capture_output=True, timeout=_SECONDS)
        return new.read_bytes()


def compact(data: bytes) -> bytes:
    """Return a PDF with its objects in compressed streams."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()


QPDF_LINEAR = ("qpdf", "--linearize", "{in}", "{out}")
QPDF_LOCKED = ("qpdf", "--encrypt", "himitsu", "owner", "256", "--", "{in}", "{out}")
QPDF_RESTRICTED = ("qpdf", "--encrypt", "", "owner", "128", "--use-aes=y", "--", "{in}", "{out}")
HEIF = ("heif-enc", "-q", "80", "-o", "{out}", "{in}")
POPPLER = ("pdftocairo", "-pdf", "{in}", "{out}")
