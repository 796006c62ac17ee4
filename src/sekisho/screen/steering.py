"""Speaks to the browser of a session over the pipe it was started with (Chrome DevTools Protocol).

What it answers is untrusted: a page may have taken the browser over. So an answer is bounded in
size and time, looked at as JSON values alone, and never believed to be more than a text.
"""

import asyncio
import contextlib
import json
import secrets
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sekisho.screen.errors import SilentError
from sekisho.screen.sockets import connected

_ANSWER_MOST = 4 << 20
_SECONDS = 5.0
_TRIES = 2  # what an earlier caller left half read spoils the first answer at most
_OWN = ("http://", "https://", "about:blank")  # pages of the world, none of the browser's own


@dataclass(eq=False)
class Steering:
    """An open way to a browser; one at a time for each session."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def ask(self, method: str, page: str = "", **said: object) -> Mapping[str, Any]:
        """Return the browser's answer, {} for one it refuses. Raises SilentError."""
        number = secrets.randbelow(1 << 30)
        words: dict[str, object] = {"id": number, "method": method, "params": said}
        if page:
            words["sessionId"] = page
        self.writer.write(json.dumps(words).encode() + b"\0")
        try:
            async with asyncio.timeout(_SECONDS):
                await self.writer.drain()
                return await self._answer(number)
        except (OSError, TimeoutError, EOFError, asyncio.LimitOverrunError) as error:
            raise SilentError("ブラウザーが応答しません。もう一度お試しください。") from error

    async def _answer(self, number: int) -> Mapping[str, Any]:
        while True:
            told = _read(await self.reader.readuntil(b"\0"))
            if told.get("id") == number:
                result = told.get("result")
                return result if isinstance(result, dict) else {}

    async def page(self) -> str:
        """Return the name of a conversation with the page that is seen. Raises SilentError."""
        told = await self.ask("Target.getTargets")
        for each in _pages(told):
            joined = await self.ask("Target.attachToTarget", targetId=each, flatten=True)
            name = str(joined.get("sessionId", ""))
            seen = await self.value(name, "document.visibilityState") if name else None
            if seen == "visible":
                return name
        raise SilentError("開いているページがありません。")

    async def value(self, page: str, script: str) -> object:
        """Return what a script of ours gives on a page, None for an error. Raises SilentError."""
        told = await self.ask("Runtime.evaluate", page, expression=script, returnByValue=True)
        result = told.get("result")
        return result.get("value") if isinstance(result, dict) else None


def _pages(told: Mapping[str, Any]) -> list[str]:
    found = told.get("targetInfos")
    return [
        str(each.get("targetId"))
        for each in (found if isinstance(found, list) else [])
        if isinstance(each, dict)
        and each.get("type") == "page"
        and str(each.get("url")).startswith(_OWN)
    ]


def _read(untrusted: bytes) -> Mapping[str, Any]:
    with contextlib.suppress(ValueError, RecursionError):
        told = json.loads(untrusted[:-1])
        if isinstance(told, dict):
            return told
    return {}


@contextlib.asynccontextmanager
async def steered(socket: Path) -> AsyncIterator[Steering]:
    """Open the way to the browser behind a socket. Raises SilentError."""
    try:
        streams = await connected(socket, limit=_ANSWER_MOST)
    except OSError as error:
        raise SilentError("ブラウザーが応答しません。もう一度お試しください。") from error
    steering = Steering(*streams)
    try:
        await _met(steering)
        yield steering
    finally:
        steering.writer.close()


async def _met(steering: Steering) -> None:
    for turn in range(_TRIES):
        try:
            await steering.ask("Browser.getVersion")
        except SilentError:
            if turn == _TRIES - 1:
                raise
        else:
            return
