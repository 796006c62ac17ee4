"""What another program makes of a Word file: its words, and a picture of its first page."""

import subprocess
from pathlib import Path

from tests.journeys.pictures import keep

PATIENCE = 120  # seconds; the first start of the program is slow


def pages_of(paper: Path, folder: Path) -> tuple[str, Path]:
    """Turn the file into PDF, read it, and draw its first page."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    _run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, paper)
    printed = paper.with_suffix(".pdf")
    _run("pdftoppm", "-png", "-r", "60", "-singlefile", printed, paper.with_suffix(""))
    words = _run("pdftotext", "-layout", printed, "-")
    picture = paper.with_suffix(".png")
    keep(picture, paper.stem)
    return words, picture


def _run(*command: object) -> str:
    done = subprocess.run(
        [str(each) for each in command],
        check=True,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    return done.stdout
