"""nft as a separate process: a ruleset's text becomes JSON in a network of its own.

The text is loaded into an empty network namespace that ends with the process, so the machine's
own rules are never touched, and what comes back is what the kernel understood.
"""

import os
import shutil
import subprocess

from sekisho.separation import ConfigError, RunNft

_SECONDS = 300
_SCRIPT = "nft -f - && nft -j list ruleset"


def runner() -> RunNft | None:
    """Return the way to run nft here, or None when the programs are missing."""
    if shutil.which("nft") is None or shutil.which("unshare") is None:
        return None
    return run


def run(text: str) -> str:
    """Return the JSON of a ruleset's text. Raises `ConfigError` when nft refuses it."""
    alone = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "-Urn"]
    try:
        done = subprocess.run(  # noqa: S603  # fixed words; the text goes in by stdin
            [*alone, "sh", "-c", _SCRIPT],
            input=text,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ConfigError("nft が時間内に終わりませんでした。", "nft-late") from error
    if done.returncode:
        words = f"nft が設定を受け付けませんでした。\n{done.stderr.strip()[:500]}"
        raise ConfigError(words, "nft-refused")
    return done.stdout
