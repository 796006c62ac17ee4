"""What a reader of one vendor's configurations must do.

A reader is one file, its line in `READERS` and one test file. It takes text and returns a
`Device`; it never raises for a line it does not know, only (`ConfigError`) for a file beyond the
limits or one that cannot be taken apart into lines at all.

Laws every reader keeps (tests hold all of them for every reader):

1. Each line that is neither empty nor a comment is counted once: understood, outside, or listed in
   `not_understood` with its line number and its text.
2. A line not understood stands as a rule with `Action.UNKNOWN` (its whole meaning is unknown) or
   with `Match.unknown` (one condition is) where it would act, and is listed with `placed=True`; or
   it is listed with `placed=False`, and then nothing about the device can be proven. An unknown
   line between two objects, inside a block or at the end is no exception.
3. Objects and groups are resolved by the reader. A name that is not defined, or an object holding
   what cannot be expressed (a host name, a country), is a condition not understood.
4. Implicit denies and default policies are written out as `Chain.default`.
5. What the vendor ignores (a disabled rule, a remark) makes no rule and is understood.
6. Addresses keep their family: an IPv6 line is never read as IPv4 or dropped.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from sekisho.separation.device import Device
from sekisho.separation.limits import DEFAULT_LIMITS, Limits

RunNft = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Config:
    """One file handed in: its name as the user gave it (shown in origins), and its text."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader may use beside the text.

    `run_nft` turns the text of an nftables ruleset into the JSON of `nft -j`, in a process of its
    own with a time limit; None: no such program here. It raises `ConfigError` when nft refuses.
    """

    limits: Limits = DEFAULT_LIMITS
    run_nft: RunNft | None = None


class Reader(Protocol):
    """Reads the configurations of one vendor."""

    @property
    def vendor(self) -> str:
        """The word for this kind of configuration, as in `Device.vendor`: "nftables"."""

    def recognises(self, config: Config) -> float:
        """Say how surely the content (not the name) is this vendor's: 0 not at all, 1 certainly.

        Reads at most the first few hundred lines; the highest answer of all readers is taken.
        """

    def read(self, config: Config, reading: Reading) -> Device:
        """Return the device the text describes; see the laws of this module."""
