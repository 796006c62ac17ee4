"""Finds Japanese typefaces on the machine, by file name in the usual directories."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sekisho.web.ui.errors import Refused

DIRECTORIES = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
    Path.home() / ".fonts",
    Path("/Library/Fonts"),
    Path("/System/Library/Fonts"),
    Path("C:/Windows/Fonts"),
)

# File name (lower case) → family name inside it, best first.
MINCHO = {
    "notoserifcjk-regular.ttc": "Noto Serif CJK JP",
    "notoserifjp-regular.otf": "Noto Serif JP",
    "bizudpmincho-regular.ttf": "BIZ UDPMincho",
    "ipaexm.ttf": "IPAexMincho",
    "yumin.ttf": "Yu Mincho",
    "hiragino mincho pron.ttc": "Hiragino Mincho ProN",
}
GOTHIC = {
    "notosanscjk-regular.ttc": "Noto Sans CJK JP",
    "notosansjp-regular.otf": "Noto Sans JP",
    "notosansjp-regular.ttf": "Noto Sans JP",
    "bizudpgothic-regular.ttf": "BIZ UDPGothic",
    "ipaexg.ttf": "IPAexGothic",
    "yugothm.ttc": "Yu Gothic",
    "meiryo.ttc": "Meiryo",
}


class NoJapaneseFontError(Refused):
    """The machine has no Japanese typeface; the message says which package to install."""

    def __init__(self) -> None:
        super().__init__(
            "日本語フォントが見つからないため、PDFを作成できません。"
            "Noto CJK フォント（Debian・Ubuntu では fonts-noto-cjk パッケージ）を"
            "導入してから、もう一度お試しください。"
        )


@dataclass(frozen=True, slots=True)
class Typefaces:
    """The families papers are set in, and the directories they lie in."""

    text: str
    heading: str
    directories: tuple[Path, ...]


def find_typefaces(directories: Sequence[Path] = DIRECTORIES) -> Typefaces:
    """Return 明朝 for text and ゴシック for headings; one for both when only one is there.

    Raises NoJapaneseFontError when neither is there.
    """
    files = _files(tuple(directories))
    mincho, gothic = _first(MINCHO, files), _first(GOTHIC, files)
    found = [file for file in (mincho, gothic) if file]
    if not found:
        raise NoJapaneseFontError
    text, heading = _family(mincho or found[0]), _family(gothic or found[0])
    return Typefaces(text, heading, tuple(dict.fromkeys(file.parent for file in found)))


@cache
def installed_typefaces() -> Typefaces:
    """Return what the usual directories hold; looked for once (a failure is looked for again)."""
    return find_typefaces()


def _files(directories: tuple[Path, ...]) -> dict[str, Path]:
    """Return the font files known to us, by lower-case name; unreadable directories are empty."""
    known = MINCHO.keys() | GOTHIC.keys()
    return {
        file.name.lower(): file
        for directory in reversed(directories)
        if directory.is_dir()
        for file in sorted(directory.rglob("*.*"))
        if file.name.lower() in known
    }


def _first(wanted: dict[str, str], files: dict[str, Path]) -> Path | None:
    return next((files[name] for name in wanted if name in files), None)


def _family(file: Path) -> str:
    return (MINCHO | GOTHIC)[file.name.lower()]
