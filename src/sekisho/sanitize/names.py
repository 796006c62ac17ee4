"""File names that are safe to show and to save on Windows and Linux."""

import re
import unicodedata
from dataclasses import dataclass

_STEM_BYTES = 180  # leaves room for an extension and " (2)" below the 255 of file systems
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile(  # fillers are letters that show nothing; tags and joiners none at all
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2028\u2029\u2060-\u2065\u2800"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e00ff]"
)
_RESERVED = re.compile(
    r"^(con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(\..*)?$", re.IGNORECASE
)
_BLANK = " \u00a0\u2000-\u200a\u202f\u205f\u3000"
_FORBIDDEN = re.compile('[<>:"|?*\\\\/]')
_DOTS = re.compile("[\uff0e\u3002\u2024\ufe52\uff61]")  # look like a dot before an extension


@dataclass(frozen=True, slots=True)
class SafeName:
    """A name made safe, and the vectors found in the one that was given."""

    name: str
    vectors: tuple[str, ...]


def safe_name(untrusted_name: str, *, default: str = "名称なし") -> SafeName:
    """Return `untrusted_name` as one path component of visible characters, in NFC.

    Directories, drives and streams are cut, direction marks and controls dropped, names that
    Windows reserves get a leading underscore. Never empty, never longer than 255 bytes.
    """
    found: list[str] = []
    name = unicodedata.normalize("NFC", untrusted_name)
    for vector, cut in _CUTS:
        kept = cut(name)
        if kept != name:
            found.append(vector)
            name = kept
    stem, dot, extension = name.rpartition(".")
    if not dot:
        stem, extension = name, ""
    short = _cut_bytes(stem, _STEM_BYTES)
    name = _unreserved(f"{short}{dot}{_cut_bytes(extension, 32)}".strip(". ")) or default
    return SafeName(name, tuple(dict.fromkeys(found)))


def extension_of(name: str) -> str:
    """Return the lower-case extension without its dot, "" when there is none."""
    stem, dot, extension = name.rpartition(".")
    return extension.lower() if dot and stem else ""


def with_extension(name: str, extension: str) -> str:
    """Return `name` with its extension replaced, or added when it has none."""
    stem, dot, old = name.rpartition(".")
    if not dot or not stem or not re.fullmatch(r"[A-Za-z0-9]{1,8}", old):
        stem = name
    return f"{stem}.{extension}"


def _component(name: str) -> str:
    return re.split(r"[\\/]", name)[-1]


def _without_drive(name: str) -> str:
    return re.sub(r"^[A-Za-z]:", "", name)


def _without_stream(name: str) -> str:
    return re.sub(r"(?<=.):[^:]*(:\$[A-Za-z]+)?$", "", name)


def _without_controls(name: str) -> str:
    return "".join(c for c in name if unicodedata.category(c) not in {"Cc", "Cs", "Co", "Cn"})


def _unreserved(name: str) -> str:
    return f"_{name}" if _RESERVED.match(name.rstrip(". ")) else name


def _cut_bytes(text: str, most: int) -> str:
    return text.encode("utf-8")[:most].decode("utf-8", "ignore")


_CUTS = (
    ("name.path", _component),
    ("name.path", _without_drive),
    ("name.stream", _without_stream),
    ("name.direction", lambda name: _BIDI.sub("", name)),
    ("name.control", _without_controls),
    ("name.invisible", lambda name: _INVISIBLE.sub("", name)),
    ("name.dot-lookalike", lambda name: _DOTS.sub("_", name)),
    ("name.forbidden-character", lambda name: _FORBIDDEN.sub("_", name)),
    ("name.trailing-dot", lambda name: name.rstrip(". \u3000")),
    ("name.padded", lambda name: re.sub(f"[{_BLANK}]{{4,}}", " ", name)),
    ("name.reserved", _unreserved),
)
