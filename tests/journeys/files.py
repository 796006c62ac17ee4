"""Files an official hands in: the next edition, and those that cannot be read."""

import struct
import zlib
from pathlib import Path

import pikepdf

from sekisho.catalogue import sample

POLICY = "基本方針（改正案）.md"


def changed_policy(folder: Path, mark: str) -> Path:
    """The sample body's policy with a word more in the heading of one article."""
    text = sample("basic-policy.md").decode()
    heading = next(line for line in text.splitlines() if "遵守義務" in line)
    return _kept(folder / POLICY, text.replace(heading, f"{heading}{mark}", 1).encode())


def changed_procedure(folder: Path) -> Path:
    """The sample body's procedure with one term made longer."""
    text = sample("procedure.md").decode()
    assert "三営業日前" in text
    return _kept(folder / "手順（案）.md", text.replace("三営業日前", "五営業日前").encode())


def memo(folder: Path) -> Path:
    """Text, but no policy."""
    return _kept(folder / "会議メモ.txt", "来週の会議\n場所は第二会議室\n資料は各自で\n".encode())


def picture(folder: Path) -> Path:
    """A picture that calls itself a Word file."""
    return _kept(folder / "基本方針.docx", _png(8, 8))


def empty(folder: Path) -> Path:
    """A file of no bytes."""
    return _kept(folder / "空.md", b"")


def too_large(folder: Path) -> Path:
    """One byte more than the product takes."""
    file = folder / "大きな方針.txt"
    with file.open("wb") as out:
        out.truncate(50 * 1024 * 1024 + 1)
    return file


def locked(folder: Path) -> Path:
    """A PDF that opens with a password only."""
    file = folder / "施錠.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(file, encryption=pikepdf.Encryption(owner="kanri", user="himitsu", R=6))
    return file


def scanned(folder: Path) -> Path:
    """A PDF of one page with nothing but a picture of it."""
    file = folder / "スキャン.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        image = pikepdf.Stream(pdf, bytes([255, 0] * 32))
        image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        image.Width, image.Height, image.BitsPerComponent = 8, 8, 8
        image.ColorSpace = pikepdf.Name.DeviceGray
        page = pdf.pages[0]
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Scan=image))
        page.Contents = pikepdf.Stream(pdf, b"q 595 0 0 842 0 0 cm /Scan Do Q")
        pdf.save(file)
    return file


def _png(width: int, height: int) -> bytes:
    rows = b"".join(b"\0" + b"\x80" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


def _kept(file: Path, data: bytes) -> Path:
    file.write_bytes(data)
    return file
