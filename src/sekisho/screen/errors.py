"""What goes wrong between a terminal and its browser session, split by whose fault it is."""


class ScreenError(Exception):
    """Anything of this room; the message says in Japanese what to do."""


class ProtocolError(ScreenError):
    """One side said what is not on the list of what may cross."""


class TicketError(ScreenError):
    """A ticket opens nothing; `code` is one of `tickets.REFUSALS`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class FullError(ScreenError):
    """As many sessions run as the host may hold."""


class StartError(ScreenError):
    """A session could not be started; nothing of it is left."""


class LendingError(ScreenError):
    """A file cannot be let into a session."""


class SilentError(ScreenError):
    """The browser of a session says nothing, or nothing that can be read."""


class RefusedError(ScreenError):
    """A session asked for what it may not reach; `code` is one of `outside.REFUSALS`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
