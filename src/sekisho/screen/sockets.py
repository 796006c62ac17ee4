"""Connects to a session's sockets, and to nothing a session put in their place.

The folder of the sockets is the session's own: a program in it could leave a link there that leads
to another session's screen. So what stands under the name is opened without following links, must
be a socket, and that very socket is connected to.
"""

import asyncio
import os
import stat
from pathlib import Path

_LIMIT = 64 << 10
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def connected(place: Path, *, limit: int = _LIMIT) -> Streams:
    """Return a connection. Raises OSError, for a link as well."""
    handle = os.open(place, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        if not stat.S_ISSOCK(os.fstat(handle).st_mode):
            raise OSError(f"{place.name} is no socket")
        return await asyncio.open_unix_connection(f"/proc/self/fd/{handle}", limit=limit)
    finally:
        os.close(handle)
