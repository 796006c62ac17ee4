"""What can be wrong with what the detection engine is given; the message says what to do next.

DetectionError
├── LogError          a file is no log of a known kind, or beyond the limits
├── MappingError      the mapping of a table (CSV) names what does not exist
└── NotUnderstoodError   one record cannot be read; it is kept and counted, never dropped
"""


class DetectionError(Exception):
    """Something the engine was given does not hold; `str(error)` is plain Japanese."""


class LogError(DetectionError):
    """A file cannot be read as a log at all. `code`: unknown, empty."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class MappingError(DetectionError):
    """The mapping of a table does not fit the schema, or the table."""


class NotUnderstoodError(DetectionError):
    """A record does not have the form of its kind; `code` says what is missing (kebab-case)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
