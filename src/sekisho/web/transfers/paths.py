"""Where a file lay in a dropped folder: made safe to show, to save and to pack again.

Names come from browsers of every system: macOS writes Japanese letters in two pieces (NFD), here
they are one (NFC). Nothing leads out of the folder, whatever was sent.
"""

from collections.abc import Iterable, Iterator

from sekisho.sanitize import safe_name

DEPTH, FOLDER, NAME = 20, 1000, 255


def placed(path: str) -> tuple[str, str]:
    """Return folder and name of a path as a browser sends it ("総務/4月/案内.docx")."""
    parts = [each for each in path.replace("\\", "/").split("/") if each.strip(". ")]
    name = safe_name(parts[-1] if parts else "").name[:NAME]
    folders = [safe_name(each).name for each in parts[:-1][:DEPTH]]
    while len("/".join(folders)) > FOLDER:
        folders.pop()
    return "/".join(folders), name


def packed(names: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Give a path for each (folder, name); of two with one path the second gets a number."""
    taken: set[str] = set()
    for folder, name in names:
        whole = f"{folder}/{name}" if folder else name
        free, number = whole, 2
        while free.casefold() in taken:
            free, number = _numbered(whole, number), number + 1
        taken.add(free.casefold())
        yield free


def _numbered(path: str, number: int) -> str:
    folder, slash, name = path.rpartition("/")
    stem, dot, ending = name.rpartition(".")
    new = f"{stem} ({number}){dot}{ending}" if stem else f"{name} ({number})"
    return f"{folder}{slash}{new}"
