"""Texts between a session and its terminal, each only where the body's settings allow it.

`read` is the seen page's text, for who cannot see the picture; `copy` is what was selected in it;
`paste` is text of the terminal's, typed into the field that has the focus. What comes out is raw:
the product makes it safe (無害化) before anybody gets it.
"""

import asyncio
import unicodedata
from importlib.resources import files
from pathlib import Path

from sekisho.screen.errors import SilentError
from sekisho.screen.steering import steered

READ, COPY, PASTE = "read", "copy", "paste"
KINDS = (READ, COPY, PASTE)
MOST_OUT, MOST_IN = 200_000, 500  # characters
_PAGE = files("sekisho.screen").joinpath("reading.js").read_text("utf-8")
_SELECTED = """(() => {
  const field = document.activeElement;
  const within = field && typeof field.selectionStart === "number" && field.type !== "password"
    ? field.value.slice(field.selectionStart, field.selectionEnd) : "";
  return (within || String(getSelection())).slice(0, 200000);
})()"""
_SCRIPTS = {READ: _PAGE, COPY: _SELECTED}
_LINES = "\n\t"


async def taken(socket: Path, kind: str, lock: asyncio.Lock) -> str:
    """Return the page's text or what is selected in it, untrusted. Raises SilentError."""
    async with lock, steered(socket) as browser:
        text = await browser.value(await browser.page(), _SCRIPTS[kind])
        if not isinstance(text, str):
            raise SilentError("このページの文字は読めません。")
        return text[:MOST_OUT]


async def put(socket: Path, untrusted: str, lock: asyncio.Lock) -> int:
    """Type a text into the field that has the focus; return how many characters. Raises SilentError."""  # noqa: E501
    text = plain(untrusted)
    async with lock, steered(socket) as browser:
        page = await browser.page()
        await browser.ask("Input.insertText", page, text=text)
    return len(text)


def plain(untrusted: str) -> str:
    """Return a text as somebody would type it: no control or format characters, of bounded length."""  # noqa: E501
    kept = (
        each
        for each in unicodedata.normalize("NFC", untrusted.replace("\r\n", "\n"))
        if each in _LINES or unicodedata.category(each) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    return "".join(kept)[:MOST_IN]
