"""Makes one download safe: original kept, file rebuilt and verified, row written, then answered."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from sekisho.antimalware import Reader, found_by
from sekisho.icap import answers
from sekisho.icap.errors import DamagedError, TooLargeError
from sekisho.icap.heads import Head, host_of, target
from sekisho.icap.judging import unpacked
from sekisho.icap.naming import file_name
from sekisho.icap.options import IcapOptions
from sekisho.icap.record import Download
from sekisho.quarantine import QuarantineError, Store
from sekisho.quarantine.durable import write_whole
from sekisho.sanitize import Confinement, Options, Result, sanitize, withheld

KEPT, HELD = "download", "download-held"


class Journal(Protocol):
    """Where rows of downloads are written. What `write` has returned from survives any crash."""

    def write(self, download: Download) -> None:
        """Write a row. Raises OSError when it cannot be written."""


@dataclass(frozen=True)
class LocalJournal:
    """A `Journal` in one folder: `records/NUMBER.json`."""

    folder: Path

    def write(self, download: Download) -> None:
        """Write a row, durable when this returns."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(self.folder / f"{download.number}.json", [download.as_bytes()])


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked for what, as the proxy told it."""

    request: Head
    response: Head
    client: str
    user: str


@dataclass(frozen=True)
class Downloads:
    """What is needed to make a download safe. `now` is the program's clock."""

    options: IcapOptions
    sandbox: Confinement
    originals: Store
    journal: Journal
    days: Mapping[str, int]  # retention by class
    now: Callable[[], datetime]
    reader: Reader | None = None  # of malware; None: there is none

    def cross(self, asked: Asked, untrusted_body: bytes) -> tuple[Head, bytes]:
        """Return the answer for the reader. Nothing crosses whose original or row was not kept."""
        name = file_name(asked.request, asked.response)
        try:
            untrusted = unpacked(asked.response, untrusted_body, most=self.options.body_bytes)
        except TooLargeError:
            return answers.refusal("too-large", name)
        except DamagedError:
            return answers.refusal("damaged", name)
        at = self.now()
        number = f"{at:%Y%m%d}-{secrets.token_hex(5).upper()}"
        result = sanitize(untrusted, name, Options(), sandbox=self.sandbox)
        if found_by(self.reader, untrusted):
            result = withheld(result, "malware")
        kind = KEPT if result.data is not None else HELD
        try:
            self.originals.put(number, untrusted, kind=kind, at=at)
            self.journal.write(_row(asked, number, at, name, result))
        except (OSError, QuarantineError):
            return answers.refusal("not-kept", name)
        if result.data is None:
            until = at + timedelta(days=self.days[kind])
            asking = answers.Asking(number, self.options.contact, until)
            return answers.held_answer(result, name, asking)
        return answers.file_answer(result, asked.response)


def _row(asked: Asked, number: str, at: datetime, name: str, result: Result) -> Download:
    return Download(
        number=number,
        at=at.isoformat(),
        client=asked.client[:100],
        user=asked.user[:200],
        host=host_of(asked.request)[:253],
        address=target(asked.request).partition("?")[0][:1000],
        name=name,
        outcome=str(result.outcome),
        report=result.as_json(),
    )
