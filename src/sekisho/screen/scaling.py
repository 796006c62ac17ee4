"""How large a session is drawn: as many pixels to a point as the terminal's screen has."""

import asyncio
import contextlib
from pathlib import Path

from sekisho.screen.errors import SilentError
from sekisho.screen.steering import steered

PLAIN, _MOST, _STEP = 1.0, 3.0, 4  # quarters: what desktops offer (125 %, 150 %, 200 %)


def scale_of(untrusted: str) -> float:
    """Return the scale a terminal asks for, to the quarter; 1 for what is no scale."""
    try:
        wanted = round(float(untrusted) * _STEP) / _STEP
    except (ValueError, OverflowError):
        return PLAIN
    return min(max(wanted, PLAIN), _MOST)


async def begin_again(steering: Path, lock: asyncio.Lock) -> None:
    """Have a browser start anew: it takes its scale as it starts.

    One that does not answer keeps the scale it has: smaller, and no less usable.
    """
    with contextlib.suppress(SilentError):
        async with lock, steered(steering) as browser:
            await browser.ask("Browser.close")
