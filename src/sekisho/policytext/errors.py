"""What can be wrong with a file given as a policy. The message tells the official what to do."""


class ReadError(Exception):
    """The file cannot be read as a policy document; `str(error)` is plain Japanese."""

    code = "unreadable"


class NotAPolicyError(ReadError):
    """The file has text, but no clauses of a policy are in it."""

    code = "not-a-policy"


class EmptyFileError(ReadError):
    """The file has no bytes or no visible characters."""

    code = "empty"


class NoTextError(ReadError):
    """The file is a scan: pages without text."""

    code = "no-text"


class PasswordNeededError(ReadError):
    """The file is locked with a password."""

    code = "password-needed"


class TooLargeError(ReadError):
    """The file is larger than the limits allow."""

    code = "too-large"


class UnknownFormatError(ReadError):
    """The bytes are of no format this room reads."""

    code = "unknown-format"
