"""Opens a document with the real LibreOffice: what its pages say, as an independent reader sees it."""

import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest


def pages_of(data: bytes, extension: str, folder: Path) -> list[str]:
    """Return the text of each page; skip the test where LibreOffice is not installed."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    folder.mkdir()
    (folder / f"a.{extension}").write_bytes(data)
    arguments = [
        program,
        "--headless",
        f"-env:UserInstallation=file://{folder}/profile",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        str(folder / f"a.{extension}"),
    ]
    subprocess.run(arguments, check=True, capture_output=True, timeout=120)  # ours
    document = pypdfium2.PdfDocument((folder / "a.pdf").read_bytes())
    return [page.get_textpage().get_text_bounded() for page in document]
