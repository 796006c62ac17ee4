"""What can be wrong with a request of the proxy, by the answer it gets."""


class ProtocolError(Exception):
    """The proxy did not speak ICAP as RFC 3507 has it; `status` is what it is answered."""

    def __init__(self, status: int, what: str) -> None:
        super().__init__(what)
        self.status = status


class TooLargeError(Exception):
    """A body is larger than what may be held in memory; nothing of it crosses."""


class DamagedError(Exception):
    """A body cannot be decoded as its head says."""
