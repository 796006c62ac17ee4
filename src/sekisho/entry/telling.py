"""Says each minute that a gateway runs, and under which layers of the sandbox."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sekisho.cli.confinement import Confined
from sekisho.mailgate.standing import EVERY_SECONDS, Standing
from sekisho.sandbox import Layer

_log = logging.getLogger(__name__)


async def tell(
    folder: Path, sandbox: Confined, accepted: frozenset[Layer], now: Callable[[], datetime]
) -> None:
    """Write it down in the folder until cancelled; a full disk is told of and tried again."""
    words = frozenset(str(layer) for layer in accepted)
    while True:
        layers = {name: frozenset(map(str, each)) for name, each in sandbox.layers.items()}
        try:
            _write(folder, Standing(now(), layers, words))
        except OSError:
            _log.exception("how the gateway stands could not be written down")
        await asyncio.sleep(EVERY_SECONDS)


def _write(folder: Path, standing: Standing) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    standing.write(folder)
