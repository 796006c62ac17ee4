"""What can be refused about documents and pledges, in words for the person who tried."""

from sekisho.web.ui.errors import Refused


class PolicyRefusedError(Refused):
    """Something about a document, an edition or a pledge is refused; nothing was changed."""


class UnreadableFileError(PolicyRefusedError):
    """The uploaded file cannot be read as a policy; `code` is the reader's code."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class SameFileError(PolicyRefusedError):
    """The same file was imported before; `edition` is the primary key it was imported as."""

    def __init__(self, message: str, edition: int | None) -> None:
        super().__init__(message)
        self.edition = edition


class NotAllowedError(PolicyRefusedError):
    """The person may not do this to that row (own draft, other unit, restricted document)."""


class WrongStateError(PolicyRefusedError):
    """The edition or pledge does not stand where this can be done."""


class TopicsError(PolicyRefusedError):
    """The topics of a clause cannot be set so."""
