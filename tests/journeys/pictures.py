"""Pictures of the pages for the eye: kept only where SEKISHO_SCREENSHOTS names a folder."""

import os
import re
from pathlib import Path

from playwright.sync_api import Page


def take(page: Page, name: str) -> None:
    """Keep the whole page under its name and width."""
    folder = os.environ.get("SEKISHO_SCREENSHOTS")
    if not folder:
        return
    Path(folder).mkdir(parents=True, exist_ok=True)
    size = page.viewport_size or {"width": 0}
    plain = re.sub(r"[^0-9a-z]+", "-", name.lower()).strip("-") or "board"
    page.screenshot(path=Path(folder) / f"{plain}@{size['width']}.png", full_page=True)


def keep(picture: Path, name: str) -> None:
    """Keep a picture something else drew."""
    if folder := os.environ.get("SEKISHO_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        (Path(folder) / f"{name}.png").write_bytes(picture.read_bytes())
