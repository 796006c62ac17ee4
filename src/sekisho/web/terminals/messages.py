"""What an osquery agent sends, as values (pure); the form is that of its published remote API.

https://osquery.readthedocs.io/en/stable/deployment/remote/ : enrol, config, distributed read and
write, log. Everything is untrusted: sizes are bounded here, and what is not understood is left out
or, where it makes the whole message senseless, a MessageError.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

Row = dict[str, str]


class MessageError(ValueError):
    """The message is not of the published form."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a message is read; what lies beyond is left out."""

    rows: int = 5000  # of one answer
    columns: int = 40
    cell: int = 1000  # characters
    answers: int = 200  # of one message


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Enrolment:
    """An agent asks to be enrolled."""

    secret: str
    identifier: str
    hardware: str
    host: str
    platform: str  # `windows`, `linux` or `other`


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole result of one query at a time; `at` is None when the agent does not say."""

    query: str
    rows: tuple[Row, ...]
    at: datetime | None = None


def read_message(untrusted_body: bytes) -> dict[str, object]:
    """Return the JSON object of a body. Raises MessageError."""
    try:
        found = json.loads(untrusted_body)
    except (ValueError, RecursionError) as error:
        raise MessageError("not JSON") from error
    if not isinstance(found, dict):
        raise MessageError("not an object")
    return found


def text_of(message: Mapping[str, object], name: str, longest: int = 200) -> str:
    """Return a text field, cut; empty when it is missing or no text."""
    value = message.get(name)
    return _clean(value)[:longest] if isinstance(value, str) else ""


def enrolment(message: Mapping[str, object]) -> Enrolment:
    """Read an enrolment. Raises MessageError without secret or identifier."""
    details = _object(message.get("host_details"))
    system, version = _object(details.get("system_info")), _object(details.get("os_version"))
    found = Enrolment(
        secret=text_of(message, "enroll_secret"),
        identifier=text_of(message, "host_identifier"),
        hardware=text_of(system, "uuid", 100).lower(),
        host=text_of(system, "hostname", 100) or text_of(system, "computer_name", 100),
        platform=_platform(version),
    )
    if not found.secret or not found.identifier:
        raise MessageError("no secret or no identifier")
    return found


def logged(message: Mapping[str, object]) -> tuple[Answer, ...]:
    """Return the snapshots of a log message; status lines and differences say nothing here."""
    data = message.get("data")
    if text_of(message, "log_type") not in {"result", "snapshot"} or not isinstance(data, list):
        return ()
    return tuple(_snapshots(data[: LIMITS.answers]))


def written(message: Mapping[str, object]) -> tuple[Answer, ...]:
    """Return the answers of a distributed write; a query that failed there has none."""
    queries, statuses = _object(message.get("queries")), _object(message.get("statuses"))
    return tuple(
        Answer(name, _rows(rows))
        for name, rows in list(queries.items())[: LIMITS.answers]
        if isinstance(rows, list) and str(statuses.get(name, 0)) == "0"
    )


def _snapshots(untrusted_items: list[object]) -> Iterator[Answer]:
    for item in untrusted_items:
        one = _object(item)
        rows = one.get("snapshot")
        if isinstance(rows, list) and (name := text_of(one, "name")):
            yield Answer(name, _rows(rows), _moment(one.get("unixTime")))


def _rows(untrusted_rows: list[object]) -> tuple[Row, ...]:
    return tuple(
        {
            _clean(str(name))[:100]: _clean(str(value))[: LIMITS.cell]
            for name, value in list(row.items())[: LIMITS.columns]
            if isinstance(value, str | int | float)
        }
        for row in untrusted_rows[: LIMITS.rows]
        if isinstance(row, dict)
    )


def _platform(version: Mapping[str, object]) -> str:
    words = f"{version.get('platform', '')} {version.get('platform_like', '')}".lower()
    if "windows" in words:
        return "windows"
    known = ("debian", "ubuntu", "rhel", "fedora", "centos", "suse", "arch", "linux")
    return "linux" if any(word in words for word in known) else "other"


def _moment(untrusted: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(str(untrusted)), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _object(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _clean(text: str) -> str:
    """Take out what no database keeps: NUL and halves of surrogate pairs."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")
