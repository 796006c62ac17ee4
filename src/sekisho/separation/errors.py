"""What can be wrong with what the separation engine is given; the message says what to do next.

    SeparationError
    ├── PolicyError      zones.yaml is not a zone policy, or contradicts itself
    ├── ConfigError      a device configuration cannot be read at all
    ├── ProbeError       the file of a probe cannot be used
    └── BudgetError      an answer would take more than the limits allow (a proof becomes undecided)

A line that is not understood is no error: it is listed, and counted as able to permit anything.
"""


class SeparationError(Exception):
    """Something the engine was given does not hold; `str(error)` is plain Japanese."""


class PolicyError(SeparationError):
    """The zone policy has errors; `problems` names each one with its line.

    What contradicts in a policy that could be read is a `Sentence` with its code.
    """

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class ConfigError(SeparationError):
    """A file is no configuration of a known kind, or is beyond the limits.

    `code`: too-large, unknown, no-json, no-nft, too-many-rules, nft-late, nft-refused, unreadable.
    """

    def __init__(self, message: str, code: str = "unreadable") -> None:
        super().__init__(message)
        self.code = code


class BudgetError(SeparationError):
    """Deciding takes more room than the limits allow."""


class ProbeError(SeparationError):
    """The file of a probe cannot be used; `code` says why, `figures` what the words speak of.

    unreadable, other-format, nothing-tried, no-control (address…), unknown-zone (zone), misplaced
    (address, zone it claims, zone it lies in). Of ends of their own also: changed, missing-end,
    twice (address), not-listening (receiver, sender).
    """

    def __init__(self, code: str, figures: tuple[str, ...] = ()) -> None:
        super().__init__(f"{code}: {' '.join(figures)}")
        self.code = code
        self.figures = figures
