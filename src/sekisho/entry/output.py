"""Prints results so that a reader who stops early changes neither the result nor the exit code."""

import os
import sys


def put(text: str) -> None:
    """Print to stdout; what it cannot show is escaped, and a closed pipe is no error of ours."""
    encoding = sys.stdout.encoding or "utf-8"
    shown = text.encode(encoding, "backslashreplace").decode(encoding)
    try:
        print(shown, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
